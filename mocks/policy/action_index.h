// Which statements of a policy an action concerns, found by the action's service: a policy that
// names thousands of actions is asked in the time of one that names few. Internal to
// CompiledPolicy.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/policy/request.h"

namespace rolechain {

class ActionIndex {
 public:
  // One statement's Action or NotAction element, in lower case (R-ACT-01). The strings must outlive
  // the index.
  struct Element {
    std::uint32_t statement = 0;
    bool not_action = false;
    const std::vector<std::string>* actions = nullptr;
  };

  // Elements in the order of their statements, which is the order of the answers.
  explicit ActionIndex(const std::vector<Element>& elements);

  // Calls visit(statement) for each statement whose element is about the action (R-ACT-03), until
  // it returns false. No heap allocation. REQUIRES: the
  // request's service was looked up.
  template <class Visit>
  void for_each(const Request& request, Visit visit) const;

 private:
  // The names after the colon that one statement lists for one service.
  struct Names {
    std::uint32_t statement = 0;
    bool every = false;                      // `s3:*`
    std::vector<std::string_view> exact;     // sorted
    std::vector<std::string_view> prefixes;  // of `Get*`, without the star
    std::vector<std::string_view> globs;

    void add(std::string_view name);
    [[nodiscard]] bool matches(std::string_view name) const;
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

  [[nodiscard]] Range names_of(std::string_view service, std::uint64_t key) const;
  [[nodiscard]] std::size_t first_place(std::uint64_t key) const;
  void fill_table();

  std::vector<Names> names_;          // by service, then by statement
  std::vector<Service> services_;     // sorted by name
  std::vector<std::uint32_t> table_;  // open addressing; 1 + index into services_, 0: free
  std::vector<Always> always_;        // statements about actions of every service
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
      about = names->matches(name);
      ++names;
    } else {
      const bool both = names != names_end && names->statement == always->statement;
      statement = always->statement;
      about = !(always->complement && both && names->matches(name));
      if (both) ++names;
      ++always;
    }
    if (about && !visit(statement)) return;
  }
}

}  // namespace rolechain
