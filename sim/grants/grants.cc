// Exactness, in five steps, each a file:
//
// 1. play      takes every policy apart that may have a say: identity, boundary, session policy,
//              SCPs, RCPs, resource and trust policies of the whole world. Policy variables whose
//              key the session fixes are filled in; others make the statement undecided.
// 2. space     groups the reference's 22,000 actions by the statements and intents whose Action
//              matches, then by resource type. Actions that no Allow and no intent is about are
//              done with.
// 3. classes   cuts the ARNs of each type (shapes: the reference's templates) into classes that
//              none of the group's Resource lists tells apart. A list is one bit, however many
//              patterns it has; to these come the ARNs of the world's resources and roles, the
//              caller's account, and the regions that conditions name. States of the automaton
//              are sets of live pattern places, found breadth first: the first text of a class is
//              a shortest one.
// 4. prober    asks decide() about one ARN of each class. Keys that engine_supplies() or the
//              scenario fix are what make_context() says; each other key that a matching statement
//              tests is cut into classes of values (values, cuts): the sender's choice. So are the
//              tags of what the world does not name, the region where the ARN has none, and a
//              user's MFA code sent with a hop. Keys are combined one after the other, and of all
//              combinations that make the same statements match one is kept: decide() reads nothing
//              else. Granted means: some combination is allowed.
// 5. compare   holds that against the intents; describe says the difference by the patterns in
//              play; each witness goes through authorize() again before it is shown.
//
// Why it is exact: decide() sees a request only through the statements that match it, and through
// owner, tags and policies of the resource. All of these are constant on a class of step 3 and a
// combination of step 4. What a step cannot cut exactly, or not within GrantLimits, is reported as
// undecided and never taken for equal.
#include "sim/grants/grants.h"

#include "mocks/base/text.h"
#include "sim/grants/play.h"
#include "sim/grants/prober.h"

namespace rolechain {

std::optional<bool> can_call(const GrantSubject& subject, const std::string& action,
                             const std::string& resource, Trace* trace, const GrantLimits& limits) {
  const Play play(subject, to_lower(action), resource);
  const std::vector<const Play*> plays = {&play};
  const std::vector<PlayWhen> no_whens;
  Prober prober(plays, no_whens, limits);
  const ProbeAnswer answer = prober.ask(action, resource);
  if (answer.undecided) return std::nullopt;
  const RequestKind* granted = answer.granted();
  if (trace != nullptr) {
    const RequestKind& shown = granted != nullptr ? *granted : answer.kinds.front();
    ApiCall call{action, resource, subject.context, std::nullopt};
    call.context.insert(call.context.end(), shown.chosen.begin(), shown.chosen.end());
    authorize(*subject.world, *subject.session, call, subject.now_s, trace);
  }
  return granted != nullptr;
}

std::string_view proof_verdict_name(ProofVerdict verdict) {
  switch (verdict) {
    case ProofVerdict::proved:
      return "PROVED";
    case ProofVerdict::refuted:
      return "REFUTED";
    case ProofVerdict::unknown:
      break;
  }
  return "UNKNOWN";
}

ProofVerdict GrantVerdict::verdict() const {
  if (!differences.empty()) return ProofVerdict::refuted;
  return undecided.empty() ? ProofVerdict::proved : ProofVerdict::unknown;
}

}  // namespace rolechain
