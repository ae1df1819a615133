// The assume-edge probes: one named test for each way in which a trust policy, an identity policy
// and a guardrail can meet.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cctype>
#include <functional>
#include <string>
#include <vector>

#include "sim/graph/graph.h"
#include "tests/unit/graph/graph_world.h"

namespace rolechain {
namespace {

using testing::condition;
using testing::document;
using testing::Edge;
using testing::edge_between;
using testing::kAllowAll;
using testing::kApp;
using testing::kCaller;
using testing::kData;
using testing::kind_of;
using testing::kRoot;
using testing::may_assume;
using testing::scenario_of;
using testing::SmallWorld;
using testing::trusts;

struct Probe {
  std::string name;
  std::string identity;  // of `caller`, in the app account
  std::string trust;     // of `target`, in `account`
  Edge edge;
  std::string_view account = kApp;
  std::function<void(SmallWorld&)> change = [](SmallWorld&) {};
  std::vector<ContextEntry> context = {};  // of every request
};

std::ostream& operator<<(std::ostream& out, const Probe& probe) { return out << probe.name; }

void deny_by_scp(SmallWorld& small) {
  small.organize();
  small.world.organization->root.scps.push_back(
      small.policy("root/no-hops", PolicyType::scp, testing::deny("sts:AssumeRole")));
}
void bound(SmallWorld& small, std::string_view effect, std::string_view action) {
  small.world.roles.front().boundary = small.policy(
      "caller/boundary", PolicyType::boundary,
      effect == "Deny"
          ? R"({"Version":"2012-10-17","Statement":[
                            {"Effect":"Allow","Action":"*","Resource":"*"},
                            {"Effect":"Deny","Action":"sts:AssumeRole","Resource":"*"}]})"
          : document(fmt::format(R"("Effect":"Allow","Action":"{}","Resource":"*")", action)));
}

std::vector<Probe> probes() {
  const std::string hop = may_assume("arn:aws:iam::*:role/target");
  const std::string other = document(R"("Effect":"Allow","Action":"s3:*","Resource":"*")");
  return {
      {"account trusted, identity allows", hop, trusts(kRoot), Edge::allowed},
      {"account trusted, identity silent", other, trusts(kRoot), Edge::none},
      {"bare account id", hop, trusts(kApp), Edge::allowed},
      {"anyone trusted, identity allows", hop, trusts("*"), Edge::allowed},
      {"anyone trusted, identity silent, one account", other, trusts("*"), Edge::allowed},
      {"anyone trusted, identity silent, two accounts", other, trusts("*"), Edge::none, kData},
      {"role named, identity silent, one account", other, trusts(kCaller), Edge::allowed},
      {"role named, identity silent, two accounts", other, trusts(kCaller), Edge::blocked, kData},
      {"role named, identity allows, two accounts", hop, trusts(kCaller), Edge::allowed, kData},
      {"identity alone, two accounts", hop, "", Edge::blocked, kData},
      {"identity alone, one account", hop, "", Edge::blocked},
      {"role named, an SCP denies", hop, trusts(kCaller), Edge::blocked, kApp, deny_by_scp},
      {"role named, a boundary denies", hop, trusts(kCaller), Edge::blocked, kApp,
       [](SmallWorld& small) { bound(small, "Deny", ""); }},
      {"role named, a boundary without sts", hop, trusts(kCaller), Edge::blocked, kApp,
       [](SmallWorld& small) { bound(small, "Allow", "s3:*"); }},
      {"an external id that the caller can send", hop,
       trusts(kCaller, condition("StringEquals", "sts:ExternalId", "acme-7")), Edge::allowed,
       kData},
      {"an external id that the scenario fixes to another",
       hop,
       trusts(kCaller, condition("StringEquals", "sts:ExternalId", "acme-7")),
       Edge::blocked,
       kData,
       [](SmallWorld&) {},
       {{"sts:ExternalId", {"acme-8"}, false}}},
      {"an external id that the caller's own policy forbids",
       document(
           R"("Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/target",
                   "Condition":{"StringNotEquals":{"sts:ExternalId":"acme-7"}})"),
       trusts(kCaller, condition("StringEquals", "sts:ExternalId", "acme-7")), Edge::blocked,
       kData},
      {"an external id that both sides pattern",
       document(
           R"("Effect":"Allow","Action":"sts:AssumeRole","Resource":"*",
              "Condition":{"StringLike":{"sts:ExternalId":"*-7"}})"),
       trusts(kCaller, condition("StringLike", "sts:ExternalId", "acme-*")), Edge::allowed, kData},
      {"an explicit Deny of the caller's own",
       document(
           R"("Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"},
              {"Effect":"Deny","Action":"sts:*","Resource":"arn:aws:iam::*:role/target")"),
       trusts(kCaller), Edge::blocked, kData},
      {"ArnLike aws:PrincipalArn that fits", hop,
       trusts(kRoot, condition("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/cal*")),
       Edge::allowed, kData},
      {"ArnLike aws:PrincipalArn that does not", hop,
       trusts(kRoot, condition("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/x*")),
       Edge::blocked, kData},
      {"aws:PrincipalTag that is absent", hop,
       trusts(kCaller, condition("StringEquals", "aws:PrincipalTag/team", "core")), Edge::blocked,
       kData},
      {"aws:PrincipalTag of the role", hop,
       trusts(kCaller, condition("StringEquals", "aws:PrincipalTag/team", "core")), Edge::allowed,
       kData, [](SmallWorld& small) { small.world.roles.front().tags = {{"team", "core"}}; }},
      {"a tag that the caller may not send", hop,
       trusts(kCaller, condition("StringEquals", "aws:RequestTag/team", "core")), Edge::blocked,
       kData},
      {"a tag that the caller may send",
       document(R"("Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Resource":"*")"),
       document(R"("Effect":"Allow","Principal":{"AWS":"111111111111"},
                   "Action":["sts:AssumeRole","sts:TagSession"],
                   "Condition":{"StringEquals":{"aws:RequestTag/team":"core"}})"),
       Edge::allowed, kData},
      {"MFA, which no role has", hop,
       trusts(kCaller, condition("Bool", "aws:MultiFactorAuthPresent", "true")), Edge::blocked,
       kData},
      {"one session's ARN", hop, trusts("arn:aws:sts::111111111111:assumed-role/caller/night-job"),
       Edge::allowed, kData},
      {"another role's session", hop,
       trusts("arn:aws:sts::111111111111:assumed-role/caller-2/night-job"), Edge::blocked, kData},
      {"a name that only begins alike", hop, trusts(kCaller + "-2"), Edge::blocked, kData},
      {"an administrator that is not trusted", std::string(kAllowAll), trusts(kData), Edge::none,
       kData},
      {"an administrator that is trusted by account", std::string(kAllowAll), trusts(kRoot),
       Edge::allowed, kData},
      {"a role with a path whose trust forgot it", hop,
       trusts("arn:aws:iam::111111111111:role/caller"), Edge::blocked, kData,
       [](SmallWorld& small) {
         small.world.roles.front().path = "/deep/down/";
         small.world.roles.front().arn = "arn:aws:iam::111111111111:role/deep/down/caller";
       }},
      {"a role with a path", hop, trusts("arn:aws:iam::111111111111:role/deep/down/caller"),
       Edge::allowed, kData,
       [](SmallWorld& small) {
         small.world.roles.front().path = "/deep/down/";
         small.world.roles.front().arn = "arn:aws:iam::111111111111:role/deep/down/caller";
       }},
  };
}

class AssumeEdge : public ::testing::TestWithParam<Probe> {};

TEST_P(AssumeEdge, IsWhatAwsDecides) {
  const Probe& probe = GetParam();
  SmallWorld small;
  testing::add_caller_and_target(small, probe.identity, probe.trust, probe.account);
  probe.change(small);
  Scenario scenario = scenario_of(small);
  scenario.context = probe.context;
  const RoleGraph graph = build_graph(scenario);
  const GraphEdge* edge = edge_between(graph, "caller", "target");
  EXPECT_EQ(kind_of(edge), probe.edge) << (edge == nullptr ? "" : edge_text(graph, *edge));
}

INSTANTIATE_TEST_SUITE_P(Probes, AssumeEdge, ::testing::ValuesIn(probes()), [](const auto& one) {
  std::string name;
  bool start = true;
  for (const char c : one.param.name) {
    const bool letter = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (letter) name += start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    start = !letter;
  }
  return name;
});

}  // namespace
}  // namespace rolechain
