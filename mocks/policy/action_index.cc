#include "mocks/policy/action_index.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

#include "mocks/policy/glob.h"
#include "mocks/policy/glob_cursor.h"
#include "mocks/policy/request.h"

namespace rolechain {

ActionIndex::Entry ActionIndex::entry_of(std::uint32_t statement, std::string_view name) {
  if (name == "*") return {0, statement, Form::every, {}};
  const std::size_t wildcard = glob::find_wildcard(name);
  if (wildcard == std::string_view::npos) return {0, statement, Form::exact, name};
  if (wildcard == name.size() - 1 && name.back() == '*') {
    return {0, statement, Form::prefix, name.substr(0, wildcard)};
  }
  return {0, statement, Form::glob, name};
}

bool ActionIndex::matches(const Names& names, std::string_view name) const {
  if (names.every) return true;
  const auto from = [&](std::uint32_t at) { return texts_.begin() + at; };
  // Most lists are short, and most names in them of another length.
  constexpr std::uint32_t kFew = 8;
  const bool listed =
      names.prefixes - names.exact <= kFew
          ? std::find(from(names.exact), from(names.prefixes), name) != from(names.prefixes)
          : std::binary_search(from(names.exact), from(names.prefixes), name);
  return listed ||
         std::any_of(from(names.prefixes), from(names.globs),
                     [&](std::string_view prefix) { return name.starts_with(prefix); }) ||
         std::any_of(from(names.globs), from(names.end),
                     [&](std::string_view glob) { return glob_match(glob, name); });
}

// Fills services_ and always_; the order of the entries is that of the text.
std::vector<ActionIndex::Entry> ActionIndex::entries_of(const std::vector<Element>& elements) {
  std::size_t count = 0;
  for (const Element& element : elements) count += element.actions->size();
  std::vector<Entry> out;
  out.reserve(count);
  std::unordered_map<std::string_view, std::uint32_t> ids;
  std::uint32_t id = 0;
  for (const Element& element : elements) {
    // Without a colon only `*` is an action; a wildcard in the service is refused (R-ACT-02).
    const bool all = std::ranges::any_of(*element.actions, [](std::string_view action) {
      return action.find(':') == std::string_view::npos;
    });
    if (all != element.not_action) always_.push_back({element.statement, element.not_action});
    if (all) continue;
    for (const std::string_view action : *element.actions) {
      const std::size_t colon = action.find(':');
      const std::string_view service = action.substr(0, colon);
      // An action's neighbours are mostly of its service.
      if (services_.empty() || services_[id].name != service) {
        id = ids.try_emplace(service, services_.size()).first->second;
        if (id == services_.size()) services_.push_back({Request::key_of(service), service, 0, 0});
      }
      out.push_back(entry_of(element.statement, action.substr(colon + 1)));
      out.back().service = id;
    }
  }
  return out;
}

ActionIndex::ActionIndex(const std::vector<Element>& elements) {
  std::vector<Entry> entries = entries_of(elements);
  if (!std::ranges::is_sorted(entries)) std::ranges::sort(entries);
  texts_.reserve(entries.size());
  for (auto entry = entries.begin(); entry != entries.end();) {
    const Entry first = *entry;
    // The end of those that are about the same service and statement, and of no greater form.
    const auto take = [&](Form form) {
      while (entry != entries.end() && entry->service == first.service &&
             entry->statement == first.statement && entry->form <= form) {
        texts_.push_back((entry++)->text);
      }
      return static_cast<std::uint32_t>(texts_.size());
    };
    Service& service = services_[first.service];
    if (service.begin == service.end) service.begin = static_cast<std::uint32_t>(names_.size());
    Names& names = names_.emplace_back();
    names.statement = first.statement;
    names.every = first.form == Form::every;
    names.exact = take(Form::every);
    names.prefixes = take(Form::exact);
    names.globs = take(Form::prefix);
    names.end = take(Form::glob);
    service.end = static_cast<std::uint32_t>(names_.size());
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
