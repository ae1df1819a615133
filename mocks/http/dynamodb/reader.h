// The members of one request to a JSON service, each read by its type. The first mistake is kept;
// from then on everything reads as absent.
// Source: Amazon DynamoDB API Reference, "Common Errors" (SerializationException, ValidationError).
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "mocks/base/api_error.h"
#include "mocks/base/node.h"

namespace rolechain::ddb {

class Reader {
 public:
  // Keeps a reference.
  explicit Reader(const Node& body) : body_(body) {}

  // Null where it was not sent; all others say so by "" or nothing.
  const Node* any(std::string_view name);
  const Node* map(std::string_view name);
  const Node* list(std::string_view name);
  std::string text(std::string_view name);
  // One of these, or "".
  std::string choice(std::string_view name, std::initializer_list<std::string_view> choices);
  std::optional<bool> flag(std::string_view name);
  std::optional<std::size_t> count(std::string_view name, std::size_t min, std::size_t max);

  void refuse(ApiError error);
  // ValidationException where it was not sent.
  void require(std::string_view name);
  [[nodiscard]] const std::optional<ApiError>& error() const { return error_; }
  // A member that nobody read: it would change the answer. "" where there is none.
  [[nodiscard]] std::string_view unread() const;

 private:
  const Node& body_;
  std::set<std::string, std::less<>> read_;
  std::optional<ApiError> error_;
};

}  // namespace rolechain::ddb
