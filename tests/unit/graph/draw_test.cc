// What drawings of many roles gather in one box or on one arrow, and the legend.
#include "sim/graph/draw.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "sim/graph/escalation.h"
#include "tests/unit/graph/graph_world.h"

namespace rolechain {
namespace {

using testing::kApp;
using testing::kData;
using testing::SmallWorld;

std::string arn_of(std::string_view account, std::string_view name) {
  return fmt::format("arn:aws:iam::{}:role/{}", account, name);
}

void add_idle(SmallWorld& small, int count) {
  for (int i = 0; i < count; ++i) small.role(kApp, fmt::format("idle{}", i), {}, {});
}

DrawOptions collapsed(Collapse collapse) {
  DrawOptions options;
  options.collapse = collapse;
  return options;
}

std::string dot_of(const SmallWorld& small, const DrawOptions& options = {}) {
  const Scenario scenario = testing::scenario_of(small);
  return to_dot(build_graph(scenario), scenario, options);
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(GraphDrawing, OfManyRolesThoseWithoutHopsShareABox) {
  SmallWorld few;
  add_idle(few, 20);
  EXPECT_FALSE(has(dot_of(few), "without hops"));
  SmallWorld many;
  add_idle(many, 19);
  many.role(kApp, "from", testing::may_assume(arn_of(kApp, "to")), {});
  many.role(kApp, "to", {}, testing::trusts(arn_of(kApp, "from")));
  const std::string dot = dot_of(many);
  EXPECT_TRUE(has(dot, "19 roles without hops")) << dot;
  EXPECT_TRUE(has(dot, "\"role from\" -> \"role to\"")) << dot;
  EXPECT_FALSE(has(dot_of(many, collapsed(Collapse::none)), "without hops"));
}

// Two roles of each account; a0 may become b0; a1 is not trusted by b1, a0 not permitted to b1.
std::string two_accounts(Collapse collapse) {
  SmallWorld small;
  small.role(kApp, "a0", testing::may_assume(arn_of(kData, "b0")), {});
  small.role(kApp, "a1", testing::may_assume(arn_of(kData, "b1")), {});
  small.role(kData, "b0", {}, testing::trusts(arn_of(kApp, "a0")));
  small.role(kData, "b1", {}, testing::trusts(arn_of(kApp, "a0")));
  return dot_of(small, collapsed(collapse));
}

TEST(GraphDrawing, BlockedHopsBetweenGroupsAreToldOnTheArrowOfAllowedOnes) {
  const std::string dot = two_accounts(Collapse::account);
  EXPECT_TRUE(has(dot, "label=\"1, ✗ 2\"")) << dot;
  EXPECT_FALSE(has(dot, "style=dashed")) << dot;
}

TEST(GraphDrawing, BlockedHopsOfSingleRolesKeepTheirArrow) {
  const std::string dot = two_accounts(Collapse::none);
  EXPECT_TRUE(has(dot, "style=dashed")) << dot;
  EXPECT_FALSE(has(dot, ", ✗")) << dot;
}

TEST(GraphDrawing, TheLegendSaysWhatIsShownOnly) {
  EXPECT_TRUE(has(two_accounts(Collapse::none), "  label=\"✗: blocked\";"));
  SmallWorld plain;
  plain.role(kApp, "from", testing::may_assume(arn_of(kApp, "to")), {});
  plain.role(kApp, "to", {}, testing::trusts(arn_of(kApp, "from")));
  EXPECT_FALSE(has(dot_of(plain), "labelloc=b"));
  DrawOptions answered;
  answered.chains = {{0, 1}};
  EXPECT_TRUE(has(dot_of(plain, answered), "  label=\"blue: the answer\";"));
}

TEST(GraphDrawing, AnAllowedHopSaysWhatItMustSend) {
  SmallWorld small;
  const std::string external_id = testing::condition("StringEquals", "sts:ExternalId", "acme-7");
  small.role(kApp, "from", testing::may_assume(arn_of(kApp, "to")), {});
  small.role(kApp, "to", {}, testing::trusts(arn_of(kApp, "from"), external_id));
  const Scenario scenario = testing::scenario_of(small);
  EXPECT_TRUE(has(to_mermaid(build_graph(scenario), scenario),
                  "  n0 -->|\"with external id acme-7\"| n1\n"));
  EXPECT_TRUE(has(dot_of(small), "label=\"with external id acme-7\"")) << dot_of(small);
}

TEST(GraphDrawing, MermaidHasTheLegendAsABoxOfItsOwn) {
  SmallWorld small;
  small.role(kApp, "from", testing::may_assume("arn:aws:iam::111111111111:role/*o*"), {});
  small.role(kApp, "to", {}, testing::trusts(arn_of(kApp, "from")));
  const Scenario plain = testing::scenario_of(small);
  EXPECT_FALSE(has(to_mermaid(build_graph(plain), plain), "legend"));
  small.role(kApp, "closed", {}, {});
  const Scenario scenario = testing::scenario_of(small);
  DrawOptions answered;
  answered.chains = {{0, 1}};
  const std::string drawn = to_mermaid(build_graph(scenario), scenario, answered);
  EXPECT_TRUE(has(drawn, "  legend[\"✗: blocked   ·   thick, blue: the answer\"]\n")) << drawn;
}

TEST(GraphDrawing, GroupsCountEscalationsApartFromHops) {
  SmallWorld small;
  small.role(kApp, "from", testing::allow("iam:UpdateAssumeRolePolicy"), {});
  small.role(kApp, "to", testing::may_assume(arn_of(kApp, "end")), {});
  small.role(kApp, "end", {}, testing::trusts(arn_of(kApp, "to")));
  const Scenario scenario = testing::scenario_of(small);
  RoleGraph graph = build_graph(scenario);
  add_escalations(graph, scenario);
  const std::string dot = to_dot(graph, scenario, collapsed(Collapse::account));
  EXPECT_TRUE(has(dot, "1 hop, 2 escalations inside")) << dot;
}

}  // namespace
}  // namespace rolechain
