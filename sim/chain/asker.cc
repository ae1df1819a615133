#include "sim/chain/asker.h"

#include <algorithm>
#include <array>

#include "mocks/base/text.h"
#include "mocks/iam/context.h"
#include "sim/chain/reason.h"
#include "sim/grants/grants.h"

namespace rolechain {
namespace {

using Verdict = HopVerdict;

constexpr std::string_view kAssume = "sts:AssumeRole";
constexpr std::string_view kTag = "sts:TagSession";
constexpr std::string_view kIdentity = "sts:SetSourceIdentity";
constexpr std::string_view kExternalId = "sts:ExternalId";

std::string_view lower(std::string_view action) {
  if (action == kTag) return "sts:tagsession";
  return action == kIdentity ? "sts:setsourceidentity" : "sts:assumerole";
}

bool has_variable(const std::vector<Text>& texts) {
  return std::ranges::any_of(
      texts, [](const Text& text) { return text.value.find("${") != std::string::npos; });
}

bool bears_on_hops(const Statement& statement) {
  return std::ranges::any_of(std::array{kAssume, kTag, kIdentity}, [&](std::string_view action) {
    return action_matches(statement, lower(action));
  });
}

// Whether the request that got a yes sends session tags.
bool sends_tags(const Context& context) {
  return std::ranges::any_of(context.all(), [](const ContextEntry& value) {
    return starts_with_ignore_case(value.key, "aws:requesttag/");
  });
}

// R-STS-17: a user with an MFA device may send its code with the hop itself.
bool may_send_mfa(const World& world, const Session& session) {
  if (session.kind != Session::Kind::user) return false;
  const User* user = world.user(session.user_arn);
  return user != nullptr && !user->mfa_serial.empty();
}

}  // namespace

HopFrame::HopFrame(const Scenario& scenario)
    : scenario_(&scenario), has_endpoints_(has_endpoint_policies(scenario.world)) {}

bool HopFrame::is_choice(const ConditionTest& test) const {
  const std::string key = to_lower(test.key.value);
  if (engine_supplies(key) && key != "aws:requestedregion") return false;
  return std::ranges::none_of(scenario_->context, [&](const ContextEntry& entry) {
    return equals_ignore_case(entry.key, key);
  });
}

bool HopFrame::has_choice(const CompiledPolicy* policy) {
  if (policy == nullptr) return false;
  const auto [known, is_new] = choice_.try_emplace(policy, false);
  if (is_new) {
    known->second = std::ranges::any_of(policy->statements(), [&](const Statement& statement) {
      if (!bears_on_hops(statement)) return false;
      return has_variable(statement.resources) ||
             std::ranges::any_of(statement.conditions, [&](const ConditionTest& test) {
               return is_choice(test) || has_variable(test.values);
             });
    });
  }
  return known->second;
}

const std::vector<std::string_view>& HopFrame::external_ids(const CompiledPolicy* trust) {
  const auto [known, is_new] = external_ids_.try_emplace(trust);
  if (!is_new || trust == nullptr) return known->second;
  for (const Statement& statement : trust->statements()) {
    for (const ConditionTest& test : statement.conditions) {
      if (statement.effect != Effect::allow || !equals_ignore_case(test.key.value, kExternalId)) {
        continue;
      }
      for (const Text& value : test.values) known->second.emplace_back(value.value);
    }
  }
  return known->second;
}

HopAsker::HopAsker(HopFrame& frame, const Session& session)
    : frame_(&frame),
      session_(&session),
      caller_(caller_of(frame.world(), session)),
      policies_(gather_caller(frame.world(), caller_, &session)),
      caller_keys_(caller_context(frame.world(), caller_, &session)) {}

Decision HopAsker::quickly(std::string_view action_lower, const Role& role,
                           const std::vector<ContextEntry>& entries) {
  const RequestFacts facts = request_facts(frame_->world(), session_, action_lower, role.arn,
                                           role.account, frame_->scenario().clock_s);
  gather_request(policies_, caller_, facts);
  request_keys_.reset(facts, entries);
  if (frame_->has_endpoints()) policies_.endpoint = endpoint_policy(frame_->world(), keys_);
  request_ = {&caller_, action_lower, role.arn, &keys_};
  return decide(policies_, request_);
}

// Of the keys that a sender chooses the external id is the one that trust policies ask for: a yes
// to one of those they name needs no search.
std::string_view HopAsker::by_external_id(const Role& role, Decision& decision) {
  const std::vector<ContextEntry>& given = frame_->scenario().context;
  const bool fixed = std::ranges::any_of(
      given, [](const ContextEntry& entry) { return equals_ignore_case(entry.key, kExternalId); });
  if (fixed) return {};
  for (const std::string_view id : frame_->external_ids(role.trust.get())) {
    with_id_ = given;
    with_id_.push_back({std::string(kExternalId), {std::string(id)}, false});
    decision = quickly(lower(kAssume), role, with_id_);
    if (decision.allowed()) return id;
  }
  return {};
}

bool HopAsker::has_choice() const {
  return frame_->has_endpoints() || may_send_mfa(frame_->world(), *session_) ||
         any_policy([&](const CompiledPolicy* policy) { return frame_->has_choice(policy); });
}

// The decision names the statement that grants: the caller's where there is one, else the trust
// policy's.
void HopAsker::note_statements(const Decision& decision, HopAnswer& answer) const {
  if (decision.by == PolicyType::trust) {
    answer.trust = {decision.policy, decision.statement};
    return;
  }
  answer.caller = {decision.policy, decision.statement};
  if (policies_.resource == nullptr) return;
  Request request = request_;
  request.look_up_service();
  const PolicyAnswer said = policies_.resource->ask(request);
  if (said.says == PolicyAnswer::Says::allow) answer.trust = {policies_.resource, said.statement};
}

// Of the keys that a sender chooses the external id is the one that trust policies ask for: a yes
// to one of those they name needs no search.
HopAnswer HopAsker::ask(const Role& role) {
  HopAnswer answer;
  Decision decision = quickly(lower(kAssume), role, frame_->scenario().context);
  if (!decision.allowed()) {
    answer.external_id = by_external_id(role, decision);
    if (decision.allowed()) answer.by = HopAnswer::By::external_id;
  }
  if (decision.allowed()) {
    answer.verdict = Verdict::allowed;
    note_statements(decision, answer);
    return with_more(role, answer, false);
  }
  // Every key in play is fixed: the plain no is the answer.
  return has_choice() ? exactly(role) : answer;
}

bool HopAsker::allows_plainly(const Role& role) {
  const std::vector<ContextEntry>& given = frame_->scenario().context;
  const auto allows = [&](std::string_view action) {
    return quickly(lower(action), role, given).allowed();
  };
  return allows(kAssume) && (session_->transitive.empty() || allows(kTag)) &&
         (session_->source_identity.empty() || allows(kIdentity));
}

HopAnswer HopAsker::exactly(const Role& role) {
  const GrantSubject subject{&frame_->world(), session_, frame_->scenario().clock_s,
                             frame_->scenario().context};
  HopAnswer answer;
  Trace trace;
  const auto granted = can_call(subject, std::string(kAssume), role.arn, &trace);
  if (!granted) answer.verdict = Verdict::undecided;
  if (!granted.value_or(false)) return answer;
  answer.verdict = Verdict::allowed;
  answer.by = HopAnswer::By::search;
  answer.caller = caller_statement(trace);
  answer.trust = trust_statement(trace);
  return with_more(role, answer, sends_tags(trace.context));
}

// What a hop carries along, and tags that the caller must send to get in, need a permission of
// their own on both sides (R-STS-10, R-STS-12).
HopAnswer HopAsker::with_more(const Role& role, HopAnswer answer, bool sends_tags) {
  std::vector<std::string_view> more;
  if (!session_->transitive.empty() || sends_tags) more.push_back(kTag);
  if (!session_->source_identity.empty()) more.push_back(kIdentity);
  for (const std::string_view action : more) {
    if (quickly(lower(action), role, frame_->scenario().context).allowed()) continue;
    const GrantSubject subject{&frame_->world(), session_, frame_->scenario().clock_s,
                               frame_->scenario().context};
    const auto granted = can_call(subject, std::string(action), role.arn);
    if (granted.value_or(false)) continue;
    answer.verdict = granted ? Verdict::blocked : Verdict::undecided;
    answer.denied_more = action;
    return answer;
  }
  return answer;
}

Trace HopAsker::plainly(std::string_view action, const Role& role) const {
  Trace trace;
  authorize(frame_->world(), *session_,
            {std::string(action), role.arn, frame_->scenario().context, {}},
            frame_->scenario().clock_s, &trace);
  return trace;
}

}  // namespace rolechain
