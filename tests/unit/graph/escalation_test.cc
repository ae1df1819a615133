// Every row of the escalation table makes its edge with exactly its permissions, and none without
// one of them, without the service's trust or across accounts.
#include "sim/graph/escalation.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "mocks/policy/service_reference.h"
#include "sim/graph/answer.h"
#include "tests/unit/graph/graph_world.h"

namespace rolechain {
namespace {

using testing::add_instance;
using testing::kApp;
using testing::kData;
using testing::SmallWorld;
using Target = EscalationRow::Target;
using On = EscalationPermission::On;

constexpr std::string_view kOwnPolicy = "arn:aws:iam::111111111111:policy/own";
constexpr std::string_view kOwnGroup = "arn:aws:iam::111111111111:group/own";
constexpr std::string_view kOtherGroup = "arn:aws:iam::111111111111:group/other";

struct Setup {
  std::string_view without = "";  // an action that the caller does not get
  std::string_view service = "";  // that the target trusts; empty: the row's
  std::string_view account = kApp;
  bool profile = true;
  bool workload = true;
};

bool changes_workload(const EscalationRow& row, On on) {
  return std::ranges::any_of(row.permissions, [on](const EscalationPermission& permission) {
    return !permission.action.empty() && permission.on == on;
  });
}

// Function `resize` of the app account, with the target as its role.
void add_function(Scenario& scenario, const std::string& role_arn) {
  Workload workload;
  workload.key = workload.function = "resize";
  workload.type = Workload::Type::lambda;
  workload.account = kApp;
  workload.role_arn = role_arn;
  scenario.workloads.push_back(std::move(workload));
}

bool by_user(const EscalationRow& row) { return row.target == Target::self_user; }

bool to_itself(const EscalationRow& row) {
  return row.target != Target::role && row.target != Target::user;
}

Group& add_group(SmallWorld& small, std::string_view key, std::string_view arn) {
  Group group;
  group.key = group.name = key;
  group.account = kApp;
  group.arn = arn;
  return small.world.groups.emplace_back(std::move(group));
}

std::string resource_of(const EscalationPermission& permission, const std::string& target) {
  switch (permission.on) {
    case On::target:
      return target;
    case On::own_group:
      return std::string(kOwnGroup);
    case On::other_group:
      return std::string(kOtherGroup);
    case On::own_policy:
      return std::string(kOwnPolicy);
    case On::function:
      return "arn:aws:lambda:us-east-1:111111111111:function:resize";
    case On::instance:
      return "arn:aws:ec2:us-east-1:111111111111:instance/i-0abc1234def567890";
    case On::any:
      break;
  }
  return "*";
}

// The ways of the edge from the caller to the row's target, as one text.
std::string ways(const EscalationRow& row, const Setup& setup) {
  SmallWorld small;
  const bool self = to_itself(row);
  const bool hops = row.target == Target::assumed_role;
  const std::string kind = row.target == Target::user || by_user(row) ? "user" : "role";
  const std::string target = fmt::format("arn:aws:iam::{}:{}/{}", setup.account, kind,
                                         self && !hops ? "caller" : "target");
  std::string statements;
  for (const EscalationPermission& permission : row.permissions) {
    if (permission.action.empty() || permission.action == setup.without) continue;
    const bool pass = permission.action == "iam:PassRole";
    statements += fmt::format(
        R"({}{{"Effect":"Allow","Action":"{}","Resource":"{}"{}}})", statements.empty() ? "" : ",",
        permission.action, resource_of(permission, target),
        pass ? fmt::format(R"(,"Condition":{{"StringEquals":{{"iam:PassedToService":"{}"}}}})",
                           row.passed_to.empty() ? row.service : row.passed_to)
             : "");
  }
  if (hops) {
    statements += fmt::format(R"({}{{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"{}"}})",
                              statements.empty() ? "" : ",", target);
    small.role(setup.account, "target", {}, testing::trusts(testing::kRoot));
  }
  if (statements.empty()) statements = R"({"Effect":"Deny","Action":"s3:*","Resource":"*"})";
  const std::string identity =
      fmt::format(R"({{"Version":"2012-10-17","Statement":[{}]}})", statements);
  const PolicyRef own = small.policy("own", PolicyType::identity, testing::allow("s3:ListBucket"));
  if (by_user(row)) {
    User& user = small.user(kApp, "caller", identity);
    user.groups = {"own"};
    user.policies.push_back({"own", std::string(kOwnPolicy), own});
    add_group(small, "own", kOwnGroup);
    add_group(small, "other", kOtherGroup);
  } else {
    Role& role = small.role(kApp, "caller", identity, {});
    role.policies.push_back({"own", std::string(kOwnPolicy), own});
  }
  if (row.target == Target::role) {
    const std::string_view own_service =
        changes_workload(row, On::function) ? "lambda.amazonaws.com" : row.service;
    const std::string_view service = setup.service.empty() ? own_service : setup.service;
    small.role(setup.account, "target", {},
               testing::trusts_service(service.empty() ? "ec2.amazonaws.com" : service));
  } else if (row.target == Target::user) {
    small.user(setup.account, "target");
  }
  Scenario scenario = testing::scenario_of(small);
  if (setup.profile) {
    InstanceProfile profile;
    profile.key = profile.name = "p";
    profile.account = kApp;
    profile.arn = "arn:aws:iam::111111111111:instance-profile/p";
    profile.role_arn = target;
    scenario.world.instance_profiles.push_back(profile);
  }
  if (setup.workload && changes_workload(row, On::function)) add_function(scenario, target);
  if (setup.workload && changes_workload(row, On::instance)) add_instance(scenario, "target");
  RoleGraph graph = build_graph(scenario);
  EXPECT_TRUE(graph.escalations.empty());
  add_escalations(graph, scenario);
  return testing::text_between(graph, "caller", self ? "caller" : "target");
}

TEST(Escalation, EveryRowIsAnEdgeWithAllItsPermissionsOnly) {
  for (const EscalationRow& row : escalation_rows()) {
    EXPECT_TRUE(ways(row, {}).find(row.id) != std::string::npos) << row.id << ": " << ways(row, {});
    for (const EscalationPermission& permission : row.permissions) {
      if (permission.action.empty()) continue;
      EXPECT_EQ(ways(row, {.without = permission.action}).find(row.id), std::string::npos)
          << row.id << " without " << permission.action;
    }
    if (!to_itself(row) || row.target == Target::assumed_role) {
      EXPECT_EQ(ways(row, {.account = kData}), "") << row.id;
    }
    if (!row.service.empty()) {
      EXPECT_EQ(ways(row, {.service = "backup.amazonaws.com"}), "") << row.id;
    }
    if (changes_workload(row, On::function) || changes_workload(row, On::instance)) {
      EXPECT_EQ(ways(row, {.workload = false}), "") << row.id;
      EXPECT_EQ(ways(row, {.service = "backup.amazonaws.com"}), "") << row.id;
    }
    if (row.needs_profile) {
      EXPECT_EQ(ways(row, {.profile = false}), "") << row.id;
    }
  }
}

TEST(Escalation, RowsAreSortedAndNameActionsThatExist) {
  EXPECT_TRUE(std::ranges::is_sorted(escalation_rows(), {}, &EscalationRow::id));
  for (const EscalationRow& row : escalation_rows()) {
    EXPECT_FALSE(row.source.empty()) << row.id;
    for (const EscalationPermission& permission : row.permissions) {
      if (permission.action.empty()) continue;
      EXPECT_TRUE(ServiceReference::embedded().find_action(permission.action))
          << row.id << ": " << permission.action;
    }
  }
}

// App Runner asks for the role by one name and works with it by another.
TEST(Escalation, PassedToIsNotAlwaysTheTrustedService) {
  const auto row =
      std::ranges::find(escalation_rows(), "apprunner-create-service", &EscalationRow::id);
  ASSERT_NE(row, escalation_rows().end());
  EXPECT_EQ(row->passed_to, "apprunner.amazonaws.com");
  EXPECT_EQ(ways(*row, {.service = row->passed_to}), "");
}

// A boundary binds here as it does everywhere.
TEST(Escalation, GuardrailsHold) {
  SmallWorld small;
  Role& caller = small.role(kApp, "caller", testing::allow("iam:*"), {});
  caller.boundary = small.policy("caller/boundary", PolicyType::boundary, testing::allow("s3:*"));
  small.role(kApp, "target", {}, testing::trusts_service("ec2.amazonaws.com"));
  const Scenario scenario = testing::scenario_of(small);
  RoleGraph graph = build_graph(scenario);
  add_escalations(graph, scenario);
  EXPECT_TRUE(graph.escalations.empty());
}

// User ann may join `crew` and nothing else; the policy is crew's.
RoleGraph joins(SmallWorld& small, const std::string& policy) {
  small.user(
      kApp, "ann",
      testing::document(fmt::format(
          R"("Effect":"Allow","Action":"iam:AddUserToGroup","Resource":"{}")", kOtherGroup)));
  add_group(small, "closed", "arn:aws:iam::111111111111:group/closed");
  add_group(small, "crew", kOtherGroup)
      .policies.push_back({"hop", {}, small.policy("crew/hop", PolicyType::identity, policy)});
  small.role(kApp, "near", testing::may_assume("*"), testing::trusts(testing::kRoot));
  small.role(kData, "far", {}, testing::trusts("arn:aws:iam::111111111111:role/near"));
  const Scenario scenario = testing::scenario_of(small);
  RoleGraph graph = build_graph(scenario);
  add_escalations(graph, scenario);
  return graph;
}

TEST(Escalation, WhoJoinsAGroupGetsWhatItsPoliciesGiveOnly) {
  SmallWorld small;
  const RoleGraph graph = joins(small, testing::may_assume("arn:aws:iam::111111111111:role/near"));
  EXPECT_EQ(testing::text_between(graph, "ann", "ann"),
            "iam-add-user-to-group by crew (ann/policy#1)");
  EXPECT_EQ(testing::text_between(graph, "ann", "near"),
            "iam-add-user-to-group by crew (ann/policy#1, crew/hop#Hop)");
  EXPECT_EQ(graph.shortest_chain(0, 2), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_FALSE(graph.escalations.front().front().gives_all);
}

TEST(Escalation, AGroupOfAdministratorsMakesOne) {
  SmallWorld small;
  const RoleGraph graph = joins(small, std::string(testing::kAllowAll));
  EXPECT_TRUE(graph.escalations.front().front().gives_all);
  SmallWorld bound;
  bound.user(kApp, "first");
  const RoleGraph other = joins(bound, testing::allow("s3:*"));
  EXPECT_FALSE(other.escalations.front().front().gives_all);
  EXPECT_EQ(testing::text_between(other, "ann", "near"), "");
}

// Which versions a policy has is not in a world: nobody is called an administrator for it.
TEST(Escalation, OnlyWaysToAnyRightMakeAnAdministrator) {
  for (const bool any_right : {true, false}) {
    SmallWorld small;
    Role& role = small.role(
        kApp, "caller",
        testing::allow(any_right ? "iam:CreatePolicyVersion" : "iam:SetDefaultPolicyVersion"), {});
    role.policies.push_back(
        {"own", std::string(kOwnPolicy),
         small.policy("own", PolicyType::identity, testing::allow("s3:ListBucket"))});
    const Scenario scenario = testing::scenario_of(small);
    RoleGraph graph = build_graph(scenario);
    add_escalations(graph, scenario);
    GraphQuestion question;
    question.kind = GraphQuestion::Kind::admins;
    const std::string text = answer(question, graph, scenario).text;
    EXPECT_EQ(text.find("can make itself one") != std::string::npos, any_right) << text;
  }
}

// Attaching a policy to a role helps only who may then assume it.
TEST(Escalation, ARoleGivenRightsAndThenAssumed) {
  for (const bool trusted : {true, false}) {
    SmallWorld small;
    small.role(kApp, "caller", testing::document(R"("Effect":"Allow","Action":"iam:PutRolePolicy",
        "Resource":"arn:aws:iam::111111111111:role/tool"},{"Effect":"Allow","Action":"sts:AssumeRole",
        "Resource":"arn:aws:iam::111111111111:role/tool")"),
               {});
    small.role(
        kApp, "tool", {},
        trusted ? testing::trusts(testing::kRoot) : testing::trusts_service("ec2.amazonaws.com"));
    const Scenario scenario = testing::scenario_of(small);
    RoleGraph graph = build_graph(scenario);
    add_escalations(graph, scenario);
    const std::string text = testing::text_between(graph, "caller", "caller");
    EXPECT_EQ(text.find("iam-put-role-policy-then-assume by tool") != std::string::npos, trusted)
        << text;
  }
}

TEST(Escalation, ChainsGoOnBehindIt) {
  SmallWorld small;
  small.role(kApp, "caller", testing::allow("iam:UpdateAssumeRolePolicy"), {});
  small.role(kApp, "target", testing::may_assume("arn:aws:iam::222222222222:role/far"), {});
  small.role(kData, "far", {}, testing::trusts("arn:aws:iam::111111111111:role/target"));
  const Scenario scenario = testing::scenario_of(small);
  RoleGraph graph = build_graph(scenario);
  EXPECT_TRUE(graph.shortest_chain(0, 2).empty());
  add_escalations(graph, scenario);
  EXPECT_EQ(graph.shortest_chain(0, 2), (std::vector<std::size_t>{0, 1, 2}));
}

}  // namespace
}  // namespace rolechain
