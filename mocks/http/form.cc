#include "mocks/http/form.h"

#include <fmt/format.h>

#include <algorithm>

#include "mocks/base/text.h"
#include "mocks/iam/signature_errors.h"
#include "mocks/sigv4/canonical.h"

namespace rolechain {
namespace {

// Source: AWS STS API Reference, "Common Errors".
constexpr const char* kSyntax = "The query string contains a syntax error.";

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  const char lower = fold_case(c);
  if (lower >= 'a' && lower <= 'f') return static_cast<unsigned>(lower - 'a' + 10);
  return std::nullopt;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+' && plus == Plus::blank) {
      out += ' ';
    } else if (text[at] != '%') {
      out += text[at];
    } else {
      if (at + 2 >= text.size()) return std::nullopt;
      const auto high = hex_digit(text[at + 1]);
      const auto low = hex_digit(text[at + 2]);
      if (!high || !low) return std::nullopt;
      out += static_cast<char>(*high << 4U | *low);
      at += 2;
    }
  }
  return out;
}

ApiResult<Form> Form::parse(std::string_view text) {
  Form out;
  if (text.empty()) return out;
  for (const std::string_view pair : split(text, '&')) {
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = percent_decode(pair.substr(0, equals), Plus::blank);
    auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), Plus::blank);
    if (!name || !value || find_bad_byte(*name) || find_bad_byte(*value)) {
      return std::unexpected(malformed_query_string(kSyntax));
    }
    out.fields_.emplace_back(*std::move(name), *std::move(value));
  }
  std::ranges::sort(out.fields_, {}, &std::pair<std::string, std::string>::first);
  const auto twice =
      std::ranges::adjacent_find(out.fields_, {}, &std::pair<std::string, std::string>::first);
  if (twice != out.fields_.end()) return std::unexpected(malformed_query_string(kSyntax));
  return out;
}

const std::string* Form::find(std::string_view name) const {
  const auto at = std::ranges::lower_bound(
      fields_, name, {}, [](const auto& field) { return std::string_view(field.first); });
  return at != fields_.end() && at->first == name ? &at->second : nullptr;
}

std::optional<std::string> Form::value(std::string_view name) const {
  const std::string* found = find(name);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

std::vector<std::string> Form::names() const {
  std::vector<std::string> out;
  for (const auto& field : fields_) out.push_back(field.first);
  return out;
}

bool Form::has_below(std::string_view prefix) const {
  const auto at = std::ranges::lower_bound(
      fields_, prefix, {}, [](const auto& field) { return std::string_view(field.first); });
  return at != fields_.end() && at->first.starts_with(prefix);
}

std::vector<std::string> Form::members(std::string_view list) const {
  std::vector<std::string> out;
  for (std::size_t number = 1;; ++number) {
    std::string name = fmt::format("{}.member.{}", list, number);
    if (find(name) == nullptr && !has_below(name + ".")) return out;
    out.push_back(std::move(name));
  }
}

std::string percent_encode(std::string_view text) {
  std::string out;
  sigv4::append_encoded(text, out);
  return out;
}

}  // namespace rolechain
