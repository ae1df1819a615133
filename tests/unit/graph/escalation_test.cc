// Every row of the escalation table makes its edge with exactly its permissions, and none without
// one of them, without the service's trust or across accounts.
#include "sim/graph/escalation.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "mocks/policy/service_reference.h"
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

std::string resource_of(const EscalationPermission& permission, const std::string& target) {
  switch (permission.on) {
    case On::target:
      return target;
    case On::own_group:
      return std::string(kOwnGroup);
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
  const bool self = row.target == Target::self_role || row.target == Target::self_user;
  const std::string kind = row.target == Target::user || by_user(row) ? "user" : "role";
  const std::string target =
      fmt::format("arn:aws:iam::{}:{}/{}", setup.account, kind, self ? "caller" : "target");
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
  if (statements.empty()) statements = R"({"Effect":"Deny","Action":"s3:*","Resource":"*"})";
  const std::string identity =
      fmt::format(R"({{"Version":"2012-10-17","Statement":[{}]}})", statements);
  const PolicyRef own = small.policy("own", PolicyType::identity, testing::allow("s3:ListBucket"));
  if (by_user(row)) {
    User& user = small.user(kApp, "caller", identity);
    user.groups = {"own"};
    user.policies.push_back({"own", std::string(kOwnPolicy), own});
    Group group;
    group.key = group.name = "own";
    group.account = kApp;
    group.arn = kOwnGroup;
    small.world.groups.push_back(group);
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
    const bool self = row.target == Target::self_role || row.target == Target::self_user;
    if (!self) {
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
