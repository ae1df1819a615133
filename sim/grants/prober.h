// Asks about one action on one ARN, over all values that the sender may give the condition keys
// that are the sender's choice, for several sessions at once: every kind of request that the
// policies in play, or the intents, can tell from another.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "mocks/iam/request_keys.h"
#include "sim/grants/play.h"
#include "sim/grants/values.h"

namespace rolechain {

// One kind of request, with the first that was found of it.
struct RequestKind {
  std::vector<Decision> decisions;   // by play
  std::vector<Bits> when;            // by play: whose conditions hold, one bit an intent
  std::vector<ContextEntry> chosen;  // by the sender

  [[nodiscard]] bool allowed(std::size_t play) const { return decisions[play].allowed(); }
};

struct ProbeAnswer {
  std::vector<RequestKind> kinds;  // the plainest first; empty where it is undecided
  // Statements of the first play that match by the sender's choice, and those that match anyway.
  std::vector<std::size_t> open;
  std::vector<std::size_t> settled;
  std::vector<std::string> owners;  // of the ARN, by play
  bool undecided = false;

  // The first kind that any play allows; null: none.
  [[nodiscard]] const RequestKind* granted() const;
  // Allowed by the play however the sender chooses.
  [[nodiscard]] bool always(std::size_t play) const;
  // The same by the plays [begin, end).
  [[nodiscard]] const RequestKind* granted(std::size_t begin, std::size_t end) const;
};

// The conditions of one intent's `when:`, as each play's requests meet them.
struct PlayWhen {
  std::vector<std::vector<PlayCondition>> conditions;  // by play
  std::optional<Diagnostic> unsupported;
};

// One condition key that a question left to the sender, for certificates.
struct AskedKey {
  std::vector<const PlayCondition*> tests;
  std::vector<const Context*> contexts;  // of each test; good until the next question
  std::shared_ptr<const std::vector<ValueClass>> classes;
};

class Prober {
 public:
  // Both must outlive it. `whens`: of the intents, empty where there is none.
  Prober(const std::vector<const Play*>& plays, const std::vector<PlayWhen>& whens,
         const GrantLimits& limits);
  ~Prober();
  Prober(const Prober&) = delete;
  Prober& operator=(const Prober&) = delete;

  // Called for every set of matching statements with which a play allows the request, while
  // matched() tells about it.
  using OnAllowed = std::function<void(std::size_t play)>;
  // `intents`: those whose conditions matter, the others are as if they never held; null: all.
  ProbeAnswer ask(std::string_view action, std::string_view resource,
                  const OnAllowed& on_allowed = {},
                  const std::vector<std::size_t>* intents = nullptr);
  // Whether a statement matches the request at hand. REQUIRES: called from OnAllowed.
  [[nodiscard]] bool matched(std::size_t play, std::size_t statement) const;
  // From now on each ask() leaves here the keys that it combined. Null: no longer.
  void record(std::vector<AskedKey>* keys) { record_ = keys; }

  // Whether the key can be in requests of the action: AWS sends a service's own keys with the
  // actions that its reference lists them for.
  static bool carries(const ActionView& action, std::string_view key_lower);
  // The same of a service's own key.
  static bool carries(const ActionView& action, const ConditionKeyView& key);

  // Why answers were undecided, each reason once.
  [[nodiscard]] const Diagnostics& undecided() const { return undecided_; }
  void add_undecided(const Diagnostic& diagnostic);

 private:
  class Side;
  struct Search;
  struct Leaf;
  using Classes = std::vector<ValueClass>;

  struct Question {
    std::string_view action;
    std::string_view resource;
    const OnAllowed& on_allowed;
    const std::vector<std::size_t>& intents;
  };
  void ask_with(const std::vector<ContextEntry>& code, const Question& question,
                ProbeAnswer& answer);
  [[nodiscard]] bool may_send_mfa(const Play& play, std::string_view action_lower) const;
  [[nodiscard]] bool is_absent(const Search& search, const std::string& key_lower) const;
  bool collect(Search& search, std::size_t play, const Question& question);
  bool collect_policy(Search& search, std::size_t play, const CompiledPolicy* policy);
  bool collect_whens(Search& search, std::size_t play, const std::vector<std::size_t>& intents);
  // Whether a condition is decided already, and how.
  enum class Settled : std::uint8_t { no, holds, fails };
  Settled settle(const Search& search, std::size_t play, const PlayCondition& condition);
  // The same for all of them: `no` made a row of those that the sender's choice decides.
  Settled settle_all(Search& search, const std::vector<PlayCondition>& conditions, std::size_t play,
                     std::size_t index, bool intent);
  std::shared_ptr<const Classes> classes_of(const std::vector<const PlayCondition*>& tests,
                                            const std::vector<const Context*>& contexts);
  bool fold(Search& search);
  [[nodiscard]] bool is_supplied(std::string_view key_lower) const;  // by the engine, to some play
  void decide_all(Search& search, const OnAllowed& on_allowed, ProbeAnswer& answer);

  const std::vector<const Play*>& plays_;
  const std::vector<PlayWhen>& whens_;
  GrantLimits limits_;
  bool realistic_;
  std::vector<std::size_t> all_intents_;
  std::vector<std::unique_ptr<Side>> sides_;  // by play
  Diagnostics undecided_;
  std::vector<AskedKey>* record_ = nullptr;
  std::map<std::vector<const PlayCondition*>, std::shared_ptr<const Classes>> memo_;
};

}  // namespace rolechain
