#include "mocks/policy/action_index.h"

#include <algorithm>
#include <bit>
#include <map>

#include "mocks/policy/glob.h"
#include "mocks/policy/request.h"

namespace rolechain {

void ActionIndex::Names::add(std::string_view name) {
  if (!has_wildcard(name)) {
    exact.push_back(name);
  } else if (name == "*") {
    every = true;
  } else if (name.find_first_of("*?") == name.size() - 1 && name.back() == '*') {
    prefixes.push_back(name.substr(0, name.size() - 1));
  } else {
    globs.push_back(name);
  }
}

bool ActionIndex::Names::matches(std::string_view name) const {
  const auto begins = [&](std::string_view prefix) { return name.starts_with(prefix); };
  const auto matches = [&](std::string_view glob) { return glob_match(glob, name); };
  return every || std::ranges::binary_search(exact, name) ||
         std::ranges::any_of(prefixes, begins) || std::ranges::any_of(globs, matches);
}

ActionIndex::ActionIndex(const std::vector<Element>& elements) {
  std::map<std::string_view, std::vector<Names>> services;
  for (const Element& element : elements) {
    // Without a colon only `*` is an action; a wildcard in the service is refused (R-ACT-02).
    const bool all = std::ranges::any_of(*element.actions, [](const std::string& action) {
      return action.find(':') == std::string::npos;
    });
    if (all != element.not_action) always_.push_back({element.statement, element.not_action});
    if (all) continue;
    for (const std::string_view action : *element.actions) {
      const std::size_t colon = action.find(':');
      std::vector<Names>& list = services[action.substr(0, colon)];
      if (list.empty() || list.back().statement != element.statement) {
        list.push_back({element.statement, false, {}, {}, {}});
      }
      list.back().add(action.substr(colon + 1));
    }
  }
  for (auto& [name, list] : services) {
    const auto begin = static_cast<std::uint32_t>(names_.size());
    for (Names& names : list) {
      std::ranges::sort(names.exact);
      names_.push_back(std::move(names));
    }
    services_.push_back(
        {Request::key_of(name), name, begin, static_cast<std::uint32_t>(names_.size())});
  }
  fill_table();
}

void ActionIndex::fill_table() {
  table_.assign(std::bit_ceil(2 * services_.size() + 1), 0);
  for (std::uint32_t i = 0; i < services_.size(); ++i) {
    std::size_t at = first_place(services_[i].key);
    while (table_[at] != 0) at = (at + 1) & (table_.size() - 1);
    table_[at] = i + 1;
  }
}

std::size_t ActionIndex::first_place(std::uint64_t key) const {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
  constexpr int kHalf_bits = 32;
  return ((key * kOdd) >> kHalf_bits) & (table_.size() - 1);
}

ActionIndex::Range ActionIndex::names_of(std::string_view service, std::uint64_t key) const {
  for (std::size_t at = first_place(key); table_[at] != 0; at = (at + 1) & (table_.size() - 1)) {
    const Service& found = services_[table_[at] - 1];
    if (found.key != key || found.name.size() != service.size()) continue;
    if (service.size() <= sizeof key || found.name == service) {
      return {names_.data() + found.begin, names_.data() + found.end};
    }
  }
  return {};
}

}  // namespace rolechain
