// All sessions that a workload can come to hold, by any chain: what they can do together, the way
// to the one that can do a thing, and what stands in the way where none can.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/chain/journal.h"
#include "sim/chain/path.h"
#include "sim/grants/grants.h"

namespace rolechain {

class Holdings {
 public:
  // The scenario must outlive it. REQUIRES: it has a workload of that name.
  Holdings(const Scenario& scenario, std::string_view workload);

  // In the order in which they are found. They point into this.
  [[nodiscard]] const std::vector<GrantSubject>& subjects() const { return subjects_; }
  // Why there may be more sessions, or other values in them; empty: these are all.
  [[nodiscard]] Diagnostics undecided() const;

  // What they may do together, held against one intent.
  // `context`: keys that every request carries besides the scenario's own.
  [[nodiscard]] GrantVerdict compare(const std::vector<GrantIntent>& intent, GrantMode mode,
                                     const std::vector<ContextEntry>& context = {}) const;
  // The chain to a session that may make this request, replayed: one line each; "" where none may.
  [[nodiscard]] std::string way_to(const Witness& witness) const;
  // Where the request is made by none: the nearest hop that is blocked on a way to a role that may
  // make it, and by which statement; or that there is no such role.
  [[nodiscard]] std::string nearest_block(const Witness& witness) const;

 private:
  [[nodiscard]] bool may(const Session& session, const Witness& witness) const;

  const Scenario& scenario_;
  ChainJournal journal_;
  ChainSearch search_;
  std::size_t start_;
  ChainTree tree_;
  std::vector<std::size_t> states_;  // of the subjects
  std::vector<GrantSubject> subjects_;
};

}  // namespace rolechain
