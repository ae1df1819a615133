#include "mocks/policy/request.h"

#include <algorithm>
#include <utility>

#include "mocks/base/text.h"

namespace rolechain {

// Slots stay sorted by lower-case key: `find` is on the path of every condition.
ContextValue& Context::slot(std::string_view key) {
  std::string lower = to_lower(key);
  auto at = std::ranges::lower_bound(values_, lower, {}, &ContextValue::key_lower);
  if (at == values_.end() || at->key_lower != lower) at = values_.insert(at, ContextValue{});
  at->key = key;
  at->key_lower = std::move(lower);
  return *at;
}

void Context::set(std::string_view key, std::string value, Origin origin) {
  ContextValue& entry = slot(key);
  entry.values.clear();
  entry.values.push_back(std::move(value));
  entry.multi_valued = false;
  entry.origin = origin;
}

void Context::set_list(std::string_view key, std::vector<std::string> values, Origin origin) {
  ContextValue& entry = slot(key);
  entry.values = std::move(values);
  entry.multi_valued = true;
  entry.origin = origin;
}

void Context::erase(std::string_view key) {
  const std::string lower = to_lower(key);
  std::erase_if(values_, [&](const ContextValue& value) { return value.key_lower == lower; });
}

const ContextValue* Context::find(std::string_view key_lower) const {
  const auto at = std::ranges::lower_bound(values_, key_lower, {}, [](const ContextValue& value) {
    return std::string_view(value.key_lower);
  });
  return at != values_.end() && at->key_lower == key_lower ? &*at : nullptr;
}

}  // namespace rolechain
