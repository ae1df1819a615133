// All sessions that a workload can come to hold, by any chain: what they can do together, the way
// to the one that can do a thing, and what stands in the way where none can.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/chain/journal.h"
#include "sim/chain/path.h"
#include "sim/chain/record.h"
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
  // The chain to a session that may make this request, replayed; nothing where none may.
  [[nodiscard]] std::optional<ChainRecord> way_to(const Witness& witness) const;
  // Where none may: the nearest hop that is blocked on a way to a role that may make it, and by
  // which statement. Without a hop where no role may make it, or no hop leads there.
  [[nodiscard]] ChainRecord nearest_block(const Witness& witness) const;
  // Why the workload gets no credentials. REQUIRES: it gets none.
  [[nodiscard]] ChainRecord undelivered() const;
  // The same for a person: one indented line each; "" where the list is empty.
  [[nodiscard]] std::string told_way(const Witness& witness) const;
  [[nodiscard]] std::string told_block(const Witness& witness) const;

  // For those who mend: every session that may make the request, with what each of the hops on the
  // way to it asked; and what the nearest blocked hop asks.
  struct Holder {
    Trace request;
    std::vector<Trace> hops;
  };
  [[nodiscard]] std::vector<Holder> holders(const Witness& witness) const;
  [[nodiscard]] std::vector<Trace> blocked_hops(const Witness& witness) const;
  // What each session is answered to the request.
  [[nodiscard]] std::vector<Trace> asked(const Witness& witness) const;

 private:
  [[nodiscard]] bool may(const Session& session, const Witness& witness,
                         Trace* trace = nullptr) const;
  [[nodiscard]] std::optional<BlockedHop> block(const Witness& witness) const;
  [[nodiscard]] std::vector<std::size_t> goals(const Witness& witness) const;

  const Scenario& scenario_;
  ChainJournal journal_;
  ChainSearch search_;
  std::size_t start_;
  ChainTree tree_;
  std::vector<std::size_t> states_;  // of the subjects
  std::vector<GrantSubject> subjects_;
};

}  // namespace rolechain
