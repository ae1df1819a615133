#include "sim/certificate/facts.h"

#include <algorithm>

#include "mocks/base/text.h"
#include "mocks/iam/context.h"
#include "mocks/iam/services.h"
#include "mocks/policy/operator_family.h"
#include "mocks/policy/policy_check.h"
#include "sim/load/holder.h"
#include "sim/run/check_plan.h"

namespace rolechain::certificate {
namespace {

constexpr std::string_view kRegionKey = "aws:requestedregion";

bool follows_from_request(std::string_view key) {
  return key == kRegionKey || key.starts_with("aws:resource") || key == "s3:resourceaccount" ||
         key.contains(":resourcetag/");
}

bool is_tag_of_resource(std::string_view key) { return key.contains("resourcetag/"); }

Pattern::Variables variables_if(bool active) {
  return active ? Pattern::Variables::active : Pattern::Variables::literal;
}

// In IAM's notation, so that what was a character stays one.
void add_literal(std::string& out, std::string_view text) {
  for (const char c : text) {
    const bool special = c == '*' || c == '?' || c == '$';
    if (special) out += "${";
    out += c;
    if (special) out += '}';
  }
}

// Nothing where a variable does not resolve (R-COND-12).
std::optional<std::string> filled(std::string_view text, bool wildcards, bool variables,
                                  const Context& context) {
  const auto mode = wildcards ? Pattern::Wildcards::active : Pattern::Wildcards::literal;
  const Pattern pattern(text, mode, variables_if(variables));
  std::string out;
  if (pattern.tokens().empty()) {
    for (const char c : pattern.text()) {
      if (wildcards && (c == '*' || c == '?')) {
        out += c;
      } else {
        add_literal(out, {&c, 1});
      }
    }
    return out;
  }
  if (!pattern.unresolved(context).empty()) return std::nullopt;
  for (const PatternToken& token : pattern.tokens()) {
    switch (token.kind) {
      case PatternToken::Kind::literal:
        add_literal(out, token.text);
        break;
      case PatternToken::Kind::any:
        out += '?';
        break;
      case PatternToken::Kind::star:
        if (!out.ends_with('*')) out += '*';
        break;
      case PatternToken::Kind::variable: {
        const ContextEntry* value = context.find(token.text);
        add_literal(out, value != nullptr ? value->values.front() : token.fallback.value_or(""));
        break;
      }
    }
  }
  return out;
}

std::string without_double_stars(std::string text) {
  for (std::size_t at = text.find("**"); at != std::string::npos; at = text.find("**", at)) {
    text.erase(at, 1);
  }
  return text;
}

GlobList list_of(GlobKind kind, const std::vector<std::string>& texts) {
  GlobList out{kind, {}};
  const Context none;
  for (const std::string& text : texts) {
    out.patterns.push_back(without_double_stars(*filled(text, true, false, none)));
  }
  return out;
}

bool has(const PoliciesInPlay& in_play, const CompiledPolicy* policy) {
  const auto is_it = [&](const auto& one) { return &*one == policy; };
  const auto in_levels = [&](const std::vector<const PolicyLevel*>& levels, auto member) {
    return std::ranges::any_of(levels, [&](const PolicyLevel* level) {
      return std::ranges::any_of(level->*member, is_it);
    });
  };
  return std::ranges::any_of(in_play.identity, is_it) || in_play.boundary == policy ||
         std::ranges::any_of(in_play.session, is_it) || in_play.resource == policy ||
         in_levels(in_play.scps, &PolicyLevel::scps) || in_levels(in_play.rcps, &PolicyLevel::rcps);
}

}  // namespace

Claims claims_of(const Scenario& scenario, const Execution& execution) {
  const CheckPlan plan = plan_scenario(scenario);
  Claims out;
  std::vector<std::string_view> named;
  const auto add = [&](const std::vector<SessionPlan>& plans, GrantMode mode) {
    for (const SessionPlan& one : plans) {
      named.push_back(one.grants.session);
      const LiveSession* live = execution.session(one.grants.session);
      if (one.grants.form == SessionGrants::Form::refuted) {
        out.left_out.push_back(one.grants.session + " (its intent is refuted on purpose)");
      } else if (!workload_in(one.grants.session).empty()) {
        out.left_out.push_back(one.grants.session + " (more sessions than the steps make)");
      } else if (live != nullptr) {
        out.claims.push_back({live, one.grants.grants, mode});
      }
    }
  };
  add(plan.grants, GrantMode::exact);
  add(plan.at_least, GrantMode::at_least);
  if (!plan.closed_world) return out;
  for (const LiveSession& live : execution.sessions) {
    if (std::ranges::find(named, live.id) == named.end()) out.claims.push_back({&live, {}, {}});
  }
  return out;
}

std::vector<std::string> filled_values(const ConditionTest& test, bool variables,
                                       const Context& context) {
  const Operator op = test.op.op;
  const OperatorFamily family = family_of(op);
  const bool wild = family == OperatorFamily::arn || op == Operator::string_like ||
                    op == Operator::string_not_like;
  std::vector<std::string> out;
  for (const Text& value : test.values) {
    if (family != OperatorFamily::string && family != OperatorFamily::arn) {
      out.push_back(value.value);
    } else if (auto text = filled(value.value, wild, variables, context)) {
      out.push_back(without_double_stars(*std::move(text)));
    }
  }
  return out;
}

SessionFacts::SessionFacts(const LiveSession& live)
    : live_(&live), caller_(caller_of(live.scenario->world, live.session)) {
  const Session& session = live.session;
  ApiCall call;
  call.resource = "*";
  call.context = live.scenario->context;
  base_ = make_context(world(), caller_, &session, call, session.account, live.issued_s);
  const PoliciesInPlay in_play = gather(world(), caller_, &session, "", "*", session.account);
  for (const CompiledPolicy* policy : in_play.identity) add(policy, true);
  add(in_play.boundary, false);
  for (const CompiledPolicy* policy : in_play.session) add(policy, false);
  for (const PolicyLevel* level : in_play.scps) {
    for (const PolicyRef& policy : level->scps) add(policy.get(), false);
  }
  for (const Account& account : world().accounts) {
    for (const PolicyLevel* level : world().levels(account.id)) {
      for (const PolicyRef& policy : level->rcps) add(policy.get(), false);
    }
  }
  for (const Resource& resource : world().resources) add(resource.policy.get(), true);
  for (const Role& role : world().roles) add(role.trust.get(), true);
}

void SessionFacts::add(const CompiledPolicy* policy, bool grants) {
  if (policy == nullptr) return;
  const bool known =
      std::ranges::any_of(policies_, [&](const Policy& one) { return one.compiled == policy; });
  if (known) return;
  policies_.push_back({policy, grants});
  for (std::uint32_t i = 0; i < policy->statements().size(); ++i) {
    const StatementRef ref{policies_.size() - 1, i};
    if (!is_dead(ref)) statements_.push_back(ref);
  }
}

// A variable whose value is the sender's choice, or follows from the ARN that it is part of.
bool SessionFacts::is_open(const std::string& text, bool variables, bool in_resource) const {
  const Pattern pattern(text, Pattern::Wildcards::active, variables_if(variables));
  return std::ranges::any_of(pattern.tokens(), [&](const PatternToken& token) {
    return token.kind == PatternToken::Kind::variable &&
           (!is_fixed(token.text) || is_tag_of_resource(token.text) ||
            (in_resource && follows_from_request(token.text)));
  });
}

bool SessionFacts::has_open_variables(const std::vector<GrantIntent>& intents) const {
  const auto in_tests = [&](const std::vector<ConditionTest>& tests, bool variables) {
    return std::ranges::any_of(tests, [&](const ConditionTest& test) {
      return std::ranges::any_of(
          test.values, [&](const Text& value) { return is_open(value.value, variables, false); });
    });
  };
  return std::ranges::any_of(
             statements_,
             [&](StatementRef ref) {
               const Statement& one = statement(ref);
               const bool variables = policies_[ref.policy].compiled->document().variables;
               return std::ranges::any_of(
                          one.resources,
                          [&](const Text& text) { return is_open(text.value, variables, true); }) ||
                      in_tests(one.conditions, variables);
             }) ||
         std::ranges::any_of(
             intents, [&](const GrantIntent& intent) { return in_tests(intent.when.tests, true); });
}

std::optional<std::string> SessionFacts::beyond(const std::vector<GrantIntent>& intents) const {
  const Session& session = live_->session;
  if (live_->scenario->context_model != ContextModel::realistic) {
    return "its context model is not the realistic one";
  }
  if (has_open_variables(intents)) return "a policy variable stands for the sender's choice";
  if (session.kind == Session::Kind::root) return "it is an account's root user";
  if (!session.transitive.empty()) return "it carries transitive tags";
  if (!session.source_identity.empty()) return "it carries a source identity";
  if (session.kind == Session::Kind::user) {
    const User* user = world().user(session.user_arn);
    if (user != nullptr && !user->mfa_serial.empty()) return "its user has an MFA device";
  }
  if (has_endpoint_policies(world())) return "the scenario has VPC endpoints with policies";
  return std::nullopt;
}

bool SessionFacts::is_fixed(std::string_view key) const {
  return engine_supplies(key) || base_.find(key) != nullptr ||
         std::ranges::any_of(live_->scenario->context, [&](const ContextEntry& entry) {
           return equals_ignore_case(entry.key, key);
         });
}

// No request can match it: it does not name the caller, or a condition fails that is the same for
// all requests of the session.
bool SessionFacts::is_dead(StatementRef ref) const {
  const CompiledPolicy& policy = *policies_[ref.policy].compiled;
  const Statement& one = statement(ref);
  if (type_has_principals(policy.type()) &&
      principal_matches(one, caller_) == PrincipalMatch::none) {
    return true;
  }
  const bool variables = policy.document().variables;
  return std::ranges::any_of(one.conditions, [&](const ConditionTest& test) {
    const CompiledCondition compiled(test, variables_if(variables));
    const auto constant = [&](std::string_view key) {
      const bool code =
          key.starts_with("aws:multifactorauth") && live_->session.kind == Session::Kind::user;
      return is_fixed(key) && !follows_from_request(key) && !code;
    };
    if (!constant(compiled.key_lower())) return false;
    for (const Text& value : test.values) {
      const Pattern pattern(value.value, Pattern::Wildcards::literal, variables_if(variables));
      for (const PatternToken& token : pattern.tokens()) {
        if (token.kind == PatternToken::Kind::variable && !constant(token.text)) return false;
      }
    }
    return !compiled.holds(base_);
  });
}

bool names_owner(std::string_view pattern) {
  const auto parts = split_arn(pattern);
  if (!parts) return false;
  if (!parts->account.empty()) return is_account_id(parts->account);
  return !has_wildcard(parts->resource.substr(0, parts->resource.find('/')));
}

GlobList SessionFacts::resources(StatementRef ref) const {
  const bool variables = policies_[ref.policy].compiled->document().variables;
  GlobList out{GlobKind::resource, {}};
  for (const Text& text : statement(ref).resources) {
    if (auto pattern = filled(text.value, true, variables, base_)) {
      out.patterns.push_back(without_double_stars(*std::move(pattern)));
    }
  }
  return out;
}

void SessionFacts::add_entities(bool trust, bool tags, std::vector<GlobList>& out) const {
  for (const Resource& resource : world().resources) {
    out.push_back(list_of(GlobKind::text, {resource.arn}));
    const auto parts = split_arn(resource.arn);
    const bool bucket = parts && parts->service == "s3" && parts->account.empty();
    const std::string whole =
        bucket ? resource.arn.substr(0, resource.arn.find('/')) : resource.arn;
    if (bucket) out.push_back(list_of(GlobKind::text, {whole}));
    out.push_back(list_of(GlobKind::text, {whole + "/*"}));
  }
  if (!trust && !tags) return;
  for (const Role& role : world().roles) out.push_back(list_of(GlobKind::text, {role.arn}));
  for (const User& user : world().users) out.push_back(list_of(GlobKind::text, {user.arn}));
}

std::vector<GlobList> SessionFacts::needed_lists(const std::vector<StatementRef>& about,
                                                 const std::vector<const GrantIntent*>& intents,
                                                 bool trust) const {
  std::vector<GlobList> out;
  bool tags = false;
  const auto add_test = [&](const ConditionTest& test, bool variables) {
    const std::string key = to_lower(test.key.value);
    tags |= is_tag_of_resource(key);
    if (key != kRegionKey) return;
    GlobList list{GlobKind::arn_any_case, {}};
    for (const Text& value : test.values) {
      if (auto text = filled("arn:*:*:" + value.value + ":*:*", true, variables, base_)) {
        list.patterns.push_back(without_double_stars(*std::move(text)));
      }
    }
    out.push_back(std::move(list));
  };
  for (const StatementRef ref : about) {
    if (statement(ref).has_resource) out.push_back(resources(ref));
    const bool variables = policies_[ref.policy].compiled->document().variables;
    for (const ConditionTest& test : statement(ref).conditions) add_test(test, variables);
  }
  for (const GrantIntent* intent : intents) {
    std::vector<std::string> named;
    std::vector<std::string> exact;
    for (const std::string& text : intent->resources) {
      if (names_owner(text)) named.push_back(text);
      if (!has_wildcard(text)) exact.push_back(text);
    }
    out.push_back(list_of(GlobKind::resource, intent->resources));
    out.push_back(list_of(GlobKind::resource, named));
    out.push_back(list_of(GlobKind::resource, exact));
    for (const ConditionTest& test : intent->when.tests) add_test(test, true);
  }
  add_entities(trust, tags, out);
  // Of ARNs in other accounts only those that the world names can be allowed (R-EVAL-08): keys that
  // follow from the owner need no lists of their own.
  out.push_back(list_of(GlobKind::arn, {"arn:*:*:*:" + live_->session.account + ":*"}));
  std::erase_if(out, [](const GlobList& list) { return list.patterns.empty(); });
  return out;
}

bool carries(const ActionView& action, std::string_view key_lower) {
  const auto key = ServiceReference::embedded().find_condition_key(key_lower);
  if (!key || key->global || key_lower.starts_with("aws:") || is_trust_action(action.lower)) {
    return true;
  }
  const auto lists = [&](const ReferenceRange<ConditionKeyView>& keys) {
    return std::ranges::any_of(keys,
                               [&](const ConditionKeyView& one) { return one.id == key->id; });
  };
  return lists(action.condition_keys) ||
         std::ranges::any_of(action.resource_types, [&](const ActionResourceView& type) {
           return lists(type.condition_keys) || lists(type.type.condition_keys);
         });
}

Context SessionFacts::context(const ActionView& action, const std::string& arn,
                              const std::vector<ContextEntry>& chosen) const {
  ApiCall call{std::string(action.full_name), arn, live_->scenario->context, std::nullopt};
  call.context.insert(call.context.end(), chosen.begin(), chosen.end());
  return make_context(world(), caller_, &live_->session, call, owner(arn), live_->issued_s);
}

bool SessionFacts::allowed(const ActionView& action, const std::string& arn,
                           const std::vector<ContextEntry>& chosen) const {
  ApiCall call{std::string(action.full_name), arn, live_->scenario->context, std::nullopt};
  call.context.insert(call.context.end(), chosen.begin(), chosen.end());
  return authorize(world(), live_->session, call, live_->issued_s).allowed();
}

bool SessionFacts::goes_by(const std::string& label, const ActionView& action,
                           const std::string& arn, const Context& context) const {
  const Request request{&caller_, action.lower, arn, &context};
  return std::ranges::any_of(statements_, [&](StatementRef ref) {
    return grants(ref) && this->label(ref) == label &&
           policies_[ref.policy].compiled->match(ref.index, request).matches();
  });
}

// Free, or of those that follow from the ARN one that this ARN says nothing about.
bool SessionFacts::is_choice(std::string_view key, const ActionView& action,
                             const std::string& arn) const {
  if (!is_fixed(key)) return true;
  const bool tag = is_tag_of_resource(key);
  if (!tag && key != kRegionKey) return false;
  const bool given = std::ranges::any_of(live_->scenario->context, [&](const ContextEntry& entry) {
    return equals_ignore_case(entry.key, key);
  });
  if (given) return false;
  if (tag) {
    const Resource* named = world().resource(arn);
    return (named == nullptr || named->arn != arn) && world().role(arn) == nullptr &&
           world().user(arn) == nullptr;
  }
  const auto parts = split_arn(arn);
  return (!parts || parts->region.empty()) && !is_global_service(action.service);
}

void SessionFacts::add_free(const ConditionTest& test, bool variables, const ActionView& action,
                            const std::string& arn, const Context& context,
                            std::vector<FreeTest>& out, bool& fails) const {
  CompiledCondition compiled(test, variables_if(variables));
  const std::string key = compiled.key_lower();
  if (!is_choice(key, action, arn)) {
    fails |= !compiled.holds(context);
  } else if (!carries(action, key) && !is_fixed(key)) {
    fails |= !compiled.holds_for(nullptr, context);
  } else {
    out.push_back({key, full_operator_name(test.op), filled_values(test, variables, context),
                   std::move(compiled)});
  }
}

std::vector<FreeTest> SessionFacts::free_tests(
    const ActionView& action, const std::string& arn,
    const std::vector<const GrantIntent*>& intents) const {
  const Context here = context(action, arn, {});
  const Request request{&caller_, action.lower, arn, &here};
  std::vector<FreeTest> out;
  const auto add_all = [&](const std::vector<ConditionTest>& tests, bool variables) {
    std::vector<FreeTest> found;
    bool fails = false;
    for (const ConditionTest& test : tests) {
      add_free(test, variables, action, arn, here, found, fails);
    }
    if (fails) return;
    std::ranges::move(found, std::back_inserter(out));
  };
  const std::string owner = this->owner(arn);
  const PoliciesInPlay in_play =
      gather(world(), caller_, &live_->session, action.lower, arn, owner);
  for (const StatementRef ref : statements_) {
    const Statement& one = statement(ref);
    if (one.conditions.empty() || !action_matches(one, action.lower)) continue;
    if (!has(in_play, policies_[ref.policy].compiled)) continue;
    const bool variables = policies_[ref.policy].compiled->document().variables;
    if (resource_matches(one, request, variables)) add_all(one.conditions, variables);
  }
  for (const GrantIntent* intent : intents) add_all(intent->when.tests, true);
  return out;
}

}  // namespace rolechain::certificate
