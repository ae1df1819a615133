// What a user could do as a member of one more group.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "sim/chain/reason.h"
#include "sim/load/scenario.h"

namespace rolechain {

struct JoinedGroup {
  struct Hop {
    std::size_t role = 0;  // index into the world's roles
    StatementRef caller;   // of the user's own policies or a group's
  };
  std::vector<Hop> hops;   // that the user may make then
  bool gives_all = false;  // the user would be an administrator
};

// The scenario must outlive it. One thread's.
class GroupJoiner {
 public:
  explicit GroupJoiner(const Scenario& scenario);
  ~GroupJoiner();
  GroupJoiner(const GroupJoiner&) = delete;
  GroupJoiner& operator=(const GroupJoiner&) = delete;

  // `session`: by the user's own keys.
  JoinedGroup join(const User& user, const Group& group, const Session& session);

 private:
  struct Changed;  // a world of its own, in which users join groups
  const Scenario& scenario_;
  std::unique_ptr<Changed> changed_;
};

}  // namespace rolechain
