// Asks the evaluator about one action on one ARN, over all values that the sender may give the
// condition keys that are the sender's choice.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/grants/play.h"
#include "sim/grants/values.h"

namespace rolechain {

struct ProbeAnswer {
  enum class Verdict : std::uint8_t { denied, granted, undecided };
  Verdict verdict = Verdict::denied;
  Decision decision;                 // of the first request allowed, else of the plainest one
  std::vector<ContextEntry> chosen;  // by the sender, for that decision
  std::string owner;                 // of the ARN
  bool no_permission_needed = false;
  [[nodiscard]] bool granted() const { return verdict == Verdict::granted; }
};

class Prober {
 public:
  Prober(const Play& play, const GrantLimits& limits) : play_(play), limits_(limits) {}

  // Called for every kind of request that is allowed; a search without stops at the first.
  using OnAllowed = std::function<void(const PoliciesInPlay&, const Request&)>;
  ProbeAnswer ask(std::string_view action, std::string_view resource,
                  const OnAllowed& on_allowed = {});

  // Why answers were undecided, each reason once.
  [[nodiscard]] const Diagnostics& undecided() const { return undecided_; }
  void add_undecided(const Diagnostic& diagnostic);

 private:
  struct Search;
  using Classes = std::vector<ValueClass>;

  ProbeAnswer ask_with(const std::vector<ContextEntry>& given, std::string_view action,
                       std::string_view resource, const OnAllowed& on_allowed);
  [[nodiscard]] bool may_send_mfa(std::string_view action) const;
  static bool is_open(const Search& search, std::string_view key_lower);
  bool collect(Search& search);
  bool collect(Search& search, const CompiledPolicy* policy);
  std::shared_ptr<const Classes> classes_of(const std::vector<const PlayCondition*>& tests,
                                            const Context& context);
  bool fold(Search& search);
  void decide_all(Search& search, const OnAllowed& on_allowed);

  const Play& play_;
  GrantLimits limits_;
  Diagnostics undecided_;
  std::map<std::vector<const PlayCondition*>, std::shared_ptr<const Classes>> memo_;
};

}  // namespace rolechain
