#include "sim/grants/play.h"

#include <fmt/format.h>

#include <algorithm>

#include "mocks/base/text.h"
#include "mocks/iam/context.h"
#include "mocks/policy/policy_check.h"

namespace rolechain {
namespace {

constexpr const char* kFreeVariable = "grants-free-variable";
constexpr std::string_view kRegionKey = "aws:requestedregion";

bool follows_from_resource(std::string_view key_lower) {
  return key_lower == kRegionKey || key_lower.starts_with("aws:resource") ||
         key_lower == "s3:resourceaccount" || key_lower.find(":resourcetag/") != std::string::npos;
}

Pattern::Variables variables_if(bool active) {
  return active ? Pattern::Variables::active : Pattern::Variables::literal;
}

std::string filled_in(const Pattern& pattern, const Context& context) {
  if (pattern.tokens().empty()) return pattern.text();
  std::string out;
  for (const PatternToken& token : pattern.tokens()) {
    const ContextEntry* value = context.find(token.text);
    switch (token.kind) {
      case PatternToken::Kind::literal:
        out += token.text;
        break;
      case PatternToken::Kind::any:
        out += '?';
        break;
      case PatternToken::Kind::star:
        out += '*';
        break;
      case PatternToken::Kind::variable:
        out += value != nullptr ? value->values.front() : token.fallback.value_or("");
        break;
    }
  }
  return out;
}

}  // namespace

Play::Play(const GrantSubject& subject, std::string_view action_lower, std::string_view resource)
    : subject_(&subject),
      caller_(caller_of(*subject.world, *subject.session)),
      caller_keys_(caller_context(*subject.world, caller_, subject.session)) {
  const World& world = *subject.world;
  const Session& session = *subject.session;
  ApiCall call;
  call.resource = "*";
  call.context = subject.context;
  base_ = make_context(world, caller_, &session, call, session.account, subject.now_s);
  const std::string owner = world.owner(resource, session.account);
  const PoliciesInPlay policies = gather(world, caller_, &session, action_lower, resource, owner);
  root_user_ = policies.root_user;
  for (const CompiledPolicy* policy : policies.identity) add(policy, Side::granting);
  add(policies.resource, Side::granting);
  add(policies.boundary, Side::guarding);
  for (const CompiledPolicy* policy : policies.session) add(policy, Side::guarding);
  for (const PolicyLevel* level : policies.scps) add_all(level->scps);
  for (const PolicyLevel* level : policies.rcps) add_all(level->rcps);
  add(endpoint_policy(world, base_), Side::guarding);
}

Play::Play(const GrantSubject& subject) : Play(subject, "", "*") {
  const World& world = *subject.world;
  for (const Account& account : world.accounts) {
    for (const PolicyLevel* level : world.levels(account.id)) add_all(level->rcps);
  }
  for (const Resource& resource : world.resources) add(resource.policy.get(), Side::granting);
  for (const Role& role : world.roles) add(role.trust.get(), Side::granting);
}

void Play::add_all(const std::vector<PolicyRef>& policies) {
  for (const PolicyRef& policy : policies) add(policy.get(), Side::guarding);
}

void Play::add(const CompiledPolicy* policy, Side side) {
  if (policy == nullptr || !first_.try_emplace(policy, statements_.size()).second) return;
  const std::size_t more = statements_.size() + policy->statements().size();
  if (more > statements_.capacity()) statements_.reserve(std::max(more, 2 * statements_.size()));
  for (std::uint32_t i = 0; i < policy->statements().size(); ++i) {
    statements_.push_back(take_apart(*policy, i, side));
  }
}

PlayStatement Play::take_apart(const CompiledPolicy& policy, std::uint32_t index, Side side) const {
  PlayStatement out;
  out.policy = &policy;
  out.index = index;
  const Statement& statement = out.statement();
  const bool variables = policy.document().variables;
  out.may_grant = side == Side::granting && statement.effect == Effect::allow;
  out.has_resources = statement.has_resource;
  if (type_has_principals(policy.type())) out.principal = principal_matches(statement, caller_);
  if (out.principal == PrincipalMatch::none) return out;  // nothing of it can matter
  for (const Text& text : statement.resources) add_resource(text, variables, out);
  for (const ConditionTest& test : statement.conditions) add_condition(test, variables, out);
  out.has_free_variables = out.unsupported && out.unsupported->code == kFreeVariable;
  return out;
}

void Play::add_resource(const Text& text, bool variables, PlayStatement& out) const {
  const Pattern pattern(text.value, Pattern::Wildcards::active, variables_if(variables));
  check_variables(text, pattern, true, out.unsupported);
  if (out.unsupported) return;
  auto ready = TextPattern::from(pattern, base_, TextPattern::Kind::resource);
  if (!ready) return;  // R-COND-12: an unresolved variable matches nothing
  out.resources.push_back(*std::move(ready));
  out.resource_texts.push_back(filled_in(pattern, base_));
}

PlayCondition::Kind Play::kind_of(std::string_view key_lower) const {
  using Kind = PlayCondition::Kind;
  if (!is_fixed(key_lower)) return Kind::free;
  // R-STS-17: a user's MFA code goes with the hop itself.
  const bool code = key_lower.starts_with("aws:multifactorauth") &&
                    subject_->session->kind == Session::Kind::user;
  return code || follows_from_resource(key_lower) ? Kind::by_request : Kind::constant;
}

PlayCondition Play::condition(const ConditionTest& test, bool variables,
                              std::optional<Diagnostic>& problem) const {
  PlayCondition out{&test, CompiledCondition(test, variables_if(variables)), variables};
  out.kind = kind_of(out.compiled.key_lower());
  for (const Text& value : test.values) {
    const Pattern pattern(value.value, Pattern::Wildcards::literal, variables_if(variables));
    out.has_variables |= pattern.has_variables();
    check_variables(value, pattern, false, problem);
    for (const PatternToken& token : pattern.tokens()) {
      const bool moves = token.kind == PatternToken::Kind::variable &&
                         kind_of(token.text) == PlayCondition::Kind::by_request;
      if (moves && out.kind == PlayCondition::Kind::constant) {
        out.kind = PlayCondition::Kind::by_request;
      }
    }
  }
  if (out.kind == PlayCondition::Kind::constant) out.holds = out.compiled.holds(base_);
  return out;
}

void Play::add_condition(const ConditionTest& test, bool variables, PlayStatement& out) const {
  PlayCondition condition = this->condition(test, variables, out.unsupported);
  const std::string& key = condition.compiled.key_lower();
  out.tests_resource_tags |= is_resource_tag(key);
  if (key == kRegionKey && !out.unsupported) add_regions(test, variables, out);
  if (!condition.holds && !out.unsupported) out.principal = PrincipalMatch::none;
  out.conditions.push_back(std::move(condition));
}

// Finer than the operators need, which does no harm: without case, and with wildcards always.
void Play::add_regions(const ConditionTest& test, bool variables, PlayStatement& out) const {
  PatternList& list = out.regions.emplace_back();
  for (const Text& value : test.values) {
    const Pattern pattern("arn:*:*:" + value.value + ":*:*", Pattern::Wildcards::active,
                          variables_if(variables));
    auto ready = TextPattern::from(pattern, base_, TextPattern::Kind::arn,
                                   TextPattern::Wildcards::active, CaseMode::insensitive);
    if (ready) list.push_back(*std::move(ready));
  }
}

void Play::check_variables(const Text& text, const Pattern& pattern, bool in_resource,
                           std::optional<Diagnostic>& problem) const {
  for (const PatternToken& token : pattern.tokens()) {
    if (token.kind != PatternToken::Kind::variable || problem) continue;
    const bool tag = is_resource_tag(token.text);
    const bool free = !is_fixed(token.text);
    if (!free && !tag && !(in_resource && follows_from_resource(token.text))) continue;
    Diagnostic diagnostic;
    diagnostic.severity = Severity::unsupported;
    diagnostic.code = free ? kFreeVariable : "grants-variable";
    diagnostic.message =
        fmt::format("exact grants do not cover the variable `${{{}}}` here: {}", token.text,
                    free ? "its value is the sender's choice" : "its value follows from the ARN");
    diagnostic.where = text.span;
    diagnostic.help = free ? fmt::format("give `{}` a value under `context:`", token.text)
                           : "write the value out, or use a condition";
    problem = std::move(diagnostic);
  }
}

std::optional<std::size_t> Play::find(const CompiledPolicy* policy) const {
  const auto found = first_.find(policy);
  return found == first_.end() ? std::nullopt : std::optional(found->second);
}

bool Play::is_fixed(std::string_view key_lower) const {
  const bool realistic = subject_->model == ContextModel::realistic;
  if (realistic && (engine_supplies(key_lower) || base_.find(key_lower) != nullptr)) return true;
  return std::ranges::any_of(subject_->context, [&](const ContextEntry& entry) {
    return equals_ignore_case(entry.key, key_lower);
  });
}

}  // namespace rolechain
