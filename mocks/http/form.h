// The parameters of a request in AWS's Query protocol: name=value pairs of a query string or of a
// form body, percent-encoded.
// Source: AWS STS API Reference, "Common Parameters", "Common Errors" (MalformedQueryString).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mocks/base/api_error.h"

namespace rolechain {

class Form {
 public:
  // Errors: MalformedQueryString for a broken escape, bytes that are no UTF-8, or a name that comes
  // twice: which of two values counts would be a guess.
  static ApiResult<Form> parse(std::string_view text);

  // Null where it was not sent.
  [[nodiscard]] const std::string* find(std::string_view name) const;
  [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
  // "Tags.member.1", "Tags.member.2" … as far as they go: those whose name begins so.
  [[nodiscard]] std::vector<std::string> members(std::string_view list) const;
  [[nodiscard]] std::vector<std::string> names() const;
  // In the order of their names.
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& fields() const {
    return fields_;
  }
  [[nodiscard]] bool has_below(std::string_view prefix) const;

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

// "%2F" → "/"; with `plus_is_blank`, "+" → " ". Nothing for a broken escape.
enum class Plus : bool { literal, blank };
std::optional<std::string> percent_decode(std::string_view text, Plus plus);
// As a form's value: everything but letters, digits and -._~ is escaped.
std::string percent_encode(std::string_view text);

}  // namespace rolechain
