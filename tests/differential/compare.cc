#include "tests/differential/compare.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mocks/base/text.h"

namespace rolechain::differential {
namespace {

using nlohmann::json;

PeerStatement read_statement(const json& in) {
  PeerStatement out;
  out.matches = in.at("matches").get<bool>();
  out.action = in.at("action").get<bool>();
  out.resource = in.at("resource").get<bool>();
  out.condition = in.at("condition").get<bool>();
  out.principal = in.at("principal").get<std::string>();
  for (const json& condition : in.at("conditions")) {
    out.conditions.push_back({condition.at("operator").get<std::string>(),
                              condition.at("key").get<std::string>(),
                              condition.at("matches").get<bool>()});
  }
  return out;
}

std::string word(bool matches) { return matches ? "matches" : "does not match"; }

// One statement, every element by itself: those after a failed one as well.
class StatementComparison {
 public:
  StatementComparison(const Request& request, PolicyType type, const CompiledPolicy& policy,
                      std::uint32_t index, std::vector<Difference>& out)
      : request_(request),
        type_(type),
        policy_(policy),
        index_(index),
        statement_(policy.statements()[index]),
        out_(out) {}

  void compare(const PeerStatement& theirs) {
    const bool variables = policy_.document().variables;
    element(Difference::Element::action, action_matches(statement_, request_.action_lower),
            theirs.action);
    const bool resource =
        !statement_.has_resource || resource_matches(statement_, request_, variables);
    element(Difference::Element::resource, resource, theirs.resource);
    if (has_principals(type_)) {
      const std::string_view ours = principal_word(principal_matches(statement_, *request_.caller));
      if (ours != theirs.principal) {
        add(Difference::Element::principal, std::string(ours), theirs.principal, nullptr);
      }
    }
    bool all = true;
    bool explained = false;
    for (const ConditionTest& test : statement_.conditions) {
      const bool ours = condition_holds(test, *request_.context, variables);
      all = all && ours;
      const PeerCondition* found = find(theirs, test);
      if (found == nullptr || found->matches == ours) continue;
      add(Difference::Element::condition, word(ours), word(found->matches), &test);
      explained = true;
    }
    if (all != theirs.condition && !explained) {
      add(Difference::Element::condition, word(all), word(theirs.condition), nullptr);
    }
  }

 private:
  static const PeerCondition* find(const PeerStatement& theirs, const ConditionTest& test) {
    const std::string_view spelled = test.span.text();  // with its quotes
    for (const PeerCondition& condition : theirs.conditions) {
      if (to_lower(condition.key) == to_lower(test.key.value) &&
          spelled.find(condition.operator_name) != std::string_view::npos &&
          condition.operator_name.size() + 2 >= spelled.size()) {
        return &condition;
      }
    }
    return nullptr;
  }

  void element(Difference::Element which, bool ours, bool theirs) {
    if (ours != theirs) add(which, word(ours), word(theirs), nullptr);
  }

  void add(Difference::Element which, std::string ours, std::string theirs,
           const ConditionTest* test) {
    out_.push_back({which, type_, &policy_, index_, test, std::move(ours), std::move(theirs)});
  }

  const Request& request_;
  PolicyType type_;
  const CompiledPolicy& policy_;
  std::uint32_t index_;
  const Statement& statement_;
  std::vector<Difference>& out_;
};

}  // namespace

std::string_view principal_word(PrincipalMatch match) {
  switch (match) {
    case PrincipalMatch::none:
      return "NoMatch";
    case PrincipalMatch::account:
      return "AccountLevelMatch";
    case PrincipalMatch::role:
      return "SessionRoleMatch";
    case PrincipalMatch::user:
      return "SessionUserMatch";
    case PrincipalMatch::anyone:
    case PrincipalMatch::direct:
      break;
  }
  return "Match";
}

bool has_principals(PolicyType type) {
  return type == PolicyType::resource || type == PolicyType::trust ||
         type == PolicyType::endpoint || type == PolicyType::rcp;
}

std::optional<PeerVerdict> parse_peer_line(std::string_view line) {
  const json in = json::parse(line, nullptr, false);
  if (!in.is_object() || !in.contains("number")) return std::nullopt;
  PeerVerdict out;
  out.number = in.at("number").get<std::uint64_t>();
  if (in.contains("refused")) {
    out.refused = in.at("refused").get<std::string>();
    if (in.contains("detail")) out.refused += ": " + in.at("detail").get<std::string>();
    return out;
  }
  out.result = in.at("result").get<std::string>();
  out.ignored_keys = in.at("ignored").get<std::vector<std::string>>();
  for (const auto& [sid, statement] : in.at("statements").items()) {
    out.statements.emplace(sid, read_statement(statement));
  }
  return out;
}

std::string_view element_word(Difference::Element element) {
  switch (element) {
    case Difference::Element::action:
      return "action";
    case Difference::Element::resource:
      return "resource";
    case Difference::Element::principal:
      return "principal";
    case Difference::Element::condition:
      return "condition";
    case Difference::Element::verdict:
      break;
  }
  return "verdict";
}

std::string_view verdict_word(const Decision& decision) {
  switch (decision.outcome) {
    case Outcome::allowed:
      return "Allowed";
    case Outcome::explicitly_denied:
      return "ExplicitlyDenied";
    case Outcome::implicitly_denied:
      break;
  }
  return "ImplicitlyDenied";
}

std::vector<Difference> compare(const Case& one, const Verdict& ours, const PeerVerdict& theirs) {
  std::vector<Difference> differences;
  const Caller caller = one.caller();
  const std::string action = to_lower(one.call.action);
  const Request request{&caller, action, one.call.resource, &ours.trace.context};
  for (const SideTrace& side : ours.trace.sides) {
    for (const StatementTrace& looked_at : side.statements) {
      const std::string& sid = looked_at.policy->statements()[looked_at.statement].sid.value;
      const auto found = theirs.statements.find(sid);
      if (found == theirs.statements.end()) continue;  // a side that the peer did not look at
      StatementComparison(request, side.type, *looked_at.policy, looked_at.statement, differences)
          .compare(found->second);
    }
  }
  const std::string_view verdict = verdict_word(ours.decision);
  if (verdict != theirs.result) {
    Difference difference;
    difference.type = ours.decision.by;
    difference.ours = verdict;
    difference.theirs = theirs.result;
    differences.push_back(std::move(difference));
  }
  return differences;
}

}  // namespace rolechain::differential
