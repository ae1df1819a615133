#include "mocks/http/dynamodb/reader.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "mocks/iam/dynamodb_errors.h"

namespace rolechain::ddb {

void Reader::refuse(ApiError error) {
  if (!error_) error_ = std::move(error);
}

const Node* Reader::any(std::string_view name) {
  read_.emplace(name);
  if (error_) return nullptr;
  const Node* found = body_.find(name);
  return found == nullptr || found->is_null() ? nullptr : found;
}

const Node* Reader::map(std::string_view name) {
  const Node* found = any(name);
  if (found == nullptr || found->is_map()) return found;
  refuse(serialization_exception());
  return nullptr;
}

const Node* Reader::list(std::string_view name) {
  const Node* found = any(name);
  if (found == nullptr || found->is_list()) return found;
  refuse(serialization_exception());
  return nullptr;
}

std::string Reader::text(std::string_view name) {
  const Node* found = any(name);
  if (found == nullptr) return {};
  if (!found->is_string()) refuse(serialization_exception());
  return found->text;
}

std::string Reader::choice(std::string_view name, std::initializer_list<std::string_view> choices) {
  std::string out = text(name);
  if (any(name) == nullptr || std::ranges::find(choices, out) != choices.end()) return out;
  refuse(not_in_enumeration(name, out, std::vector<std::string_view>(choices)));
  return {};
}

std::optional<bool> Reader::flag(std::string_view name) {
  const Node* found = any(name);
  if (found == nullptr) return std::nullopt;
  if (found->kind != Node::Kind::boolean) refuse(serialization_exception());
  return found->text == "true";
}

std::optional<std::size_t> Reader::count(std::string_view name, std::size_t min, std::size_t max) {
  const Node* found = any(name);
  if (found == nullptr) return std::nullopt;
  long long value = 0;
  const std::string& digits = found->text;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (found->kind != Node::Kind::number || read.ec != std::errc{} ||
      read.ptr != digits.data() + digits.size()) {
    refuse(serialization_exception());
    return std::nullopt;
  }
  if (value < static_cast<long long>(min)) {
    refuse(number_too_small(name, digits, min));
    return std::nullopt;
  }
  if (value > static_cast<long long>(max)) {
    refuse(number_too_great(name, digits, max));
    return std::nullopt;
  }
  return static_cast<std::size_t>(value);
}

void Reader::require(std::string_view name) {
  if (any(name) == nullptr) refuse(member_is_null(name));
}

std::string_view Reader::unread() const {
  for (const Member& member : body_.members) {
    if (!read_.contains(member.key)) return member.key;
  }
  return {};
}

}  // namespace rolechain::ddb
