// Which statements of a policy an action concerns, found by the action's service: a policy that
// names thousands of actions is asked in the time of one that names few. Internal to
// CompiledPolicy.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <string_view>
#include <vector>

#include "mocks/policy/request.h"

namespace rolechain {

class ActionIndex {
 public:
  // One statement's Action or NotAction element, in lower case (R-ACT-01). The text must outlive
  // the index.
  struct Element {
    std::uint32_t statement = 0;
    bool not_action = false;
    const std::vector<std::string_view>* actions = nullptr;
  };

  // Elements in the order of their statements, which is the order of the answers.
  explicit ActionIndex(const std::vector<Element>& elements);

  // Calls visit(statement) for each statement whose element is about the action (R-ACT-03), until
  // it returns false. No heap allocation. REQUIRES: the
  // request's service was looked up.
  template <class Visit>
  void for_each(const Request& request, Visit visit) const;

 private:
  // How a name after the colon is written, the quickest to match first.
  enum class Form : std::uint8_t { every, exact, prefix, glob };  // `*`, `GetObject`, `Get*`, else
  // One action of one statement, while the index is made.
  struct Entry {
    std::uint32_t service = 0;  // into services_
    std::uint32_t statement = 0;
    Form form = Form::every;
    std::string_view text;  // of a prefix without the star

    auto operator<=>(const Entry&) const = default;
  };
  // The names after the colon that one statement lists for one service: the texts [exact, prefixes)
  // are sorted, [prefixes, globs) and [globs, end) tried one by one.
  struct Names {
    std::uint32_t statement = 0;
    bool every = false;  // `s3:*`
    std::uint32_t exact = 0;
    std::uint32_t prefixes = 0;
    std::uint32_t globs = 0;
    std::uint32_t end = 0;
  };
  struct Always {
    std::uint32_t statement = 0;
    bool complement = false;  // a NotAction: all actions but those in its Names
  };
  struct Range {
    const Names* begin = nullptr;
    const Names* end = nullptr;
  };
  struct Service {
    std::uint64_t key = 0;  // Request::key_of()
    std::string_view name;
    std::uint32_t begin = 0;  // into names_
    std::uint32_t end = 0;
  };

  [[nodiscard]] std::vector<Entry> entries_of(const std::vector<Element>& elements);
  [[nodiscard]] static Entry entry_of(std::uint32_t statement, std::string_view name);
  [[nodiscard]] bool matches(const Names& names, std::string_view name) const;
  [[nodiscard]] Range names_of(std::string_view service, std::uint64_t key) const;
  [[nodiscard]] std::size_t first_place(std::uint64_t key) const;
  void fill_table();

  std::vector<std::string_view> texts_;  // what Names speaks of
  std::vector<Names> names_;             // by service, then by statement
  std::vector<Service> services_;        // in the order of their first action
  std::vector<std::uint32_t> table_;     // open addressing; 1 + index into services_, 0: free
  std::vector<Always> always_;           // statements about actions of every service
};

template <class Visit>
void ActionIndex::for_each(const Request& request, Visit visit) const {
  const std::string_view action = request.action_lower;
  const std::string_view service = action.substr(0, request.service_size);
  const std::string_view name = action.substr(std::min(request.service_size + 1, action.size()));
  auto [names, names_end] = names_of(service, request.service_key);
  auto always = always_.begin();
  // Two lists in the order of statements, merged. A NotAction is in both where it names the
  // service.
  while (names != names_end || always != always_.end()) {
    std::uint32_t statement = 0;
    bool about = false;
    if (always == always_.end() || (names != names_end && names->statement < always->statement)) {
      statement = names->statement;
      about = matches(*names, name);
      ++names;
    } else {
      const bool both = names != names_end && names->statement == always->statement;
      statement = always->statement;
      about = !(always->complement && both && matches(*names, name));
      if (both) ++names;
      ++always;
    }
    if (about && !visit(statement)) return;
  }
}

}  // namespace rolechain
