// Each question against brute force over small random graphs; statements against worlds from which
// they are really taken away.
#include "sim/graph/questions.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <optional>
#include <random>
#include <set>

#include "tests/unit/graph/graph_world.h"
#include "tests/unit/graph/random_graph.h"

namespace rolechain {
namespace {

using testing::kApp;
using testing::kData;
using testing::plainly_reaches;
using testing::random_graph;
using testing::scenario_of;
using testing::SmallWorld;
using testing::Without;

constexpr std::uint32_t kSeeds = 150;

// Every walk over states without a node twice.
std::set<Chain> plain_chains(const RoleGraph& graph, std::size_t from, std::size_t to,
                             std::size_t hops_max) {
  std::set<Chain> out;
  const std::function<void(std::size_t, Chain)> walk = [&](std::size_t state, Chain chain) {
    const std::size_t node = graph.states[state].node;
    if (std::ranges::find(chain, node) != chain.end()) return;
    chain.push_back(node);
    if (node == to) out.insert(chain);
    if (node == to || chain.size() > hops_max) return;
    for (const std::size_t next : graph.states[state].next) walk(next, chain);
  };
  for (std::size_t state = 0; state < graph.states.size(); ++state) {
    if (graph.states[state].node == from) walk(state, {});
  }
  return out;
}

TEST(GraphQuestions, SimpleChainsAreAllThereAre) {
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    const RoleGraph graph = random_graph(seed, 7);
    for (const std::size_t hops : {1U, 2U, 4U, 9U}) {
      const Chains chains = simple_chains(graph, 0, 5, hops);
      EXPECT_FALSE(chains.cut_short);
      EXPECT_EQ(std::set<Chain>(chains.chains.begin(), chains.chains.end()),
                plain_chains(graph, 0, 5, hops))
          << "seed " << seed << ", hops " << hops;
      EXPECT_TRUE(std::ranges::is_sorted(chains.chains, {}, &Chain::size));
      const Chain shortest = graph.shortest_chain(0, 5);
      if (!chains.chains.empty()) {
        EXPECT_EQ(shortest.size(), chains.chains.front().size());
      }
    }
  }
}

TEST(GraphQuestions, ChainsOverTheBudgetAreSaidToBeCutShort) {
  RoleGraph graph;
  for (std::size_t i = 0; i < 12; ++i) {
    graph.nodes.push_back({GraphNode::Kind::role, "n" + std::to_string(i), {}, "111111111111"});
    graph.states.push_back({i, {}});
    for (std::size_t j = 0; j < 12; ++j) graph.states[i].next.push_back(j);
  }
  const Chains chains = simple_chains(graph, 0, 11, 11, {50, 1'000'000});
  EXPECT_TRUE(chains.cut_short);
  EXPECT_EQ(chains.chains.size(), 50U);
  EXPECT_TRUE(simple_chains(graph, 0, 11, 11, {1'000'000, 500}).cut_short);
  EXPECT_FALSE(simple_chains(graph, 0, 11, 2).cut_short);
}

TEST(GraphQuestions, CyclesAreTheRolesThatReachEachOther) {
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    const RoleGraph graph = random_graph(seed, 8);
    std::set<std::size_t> in_cycles;
    for (const Chain& group : cycles(graph)) {
      for (const std::size_t node : group) in_cycles.insert(node);
      for (const std::size_t a : group) {
        for (const std::size_t b : group) {
          if (a != b) {
            EXPECT_TRUE(plainly_reaches(graph, {a}, b)) << "seed " << seed;
          }
        }
      }
    }
    // Who comes back to the state it set out from is in a group.
    for (std::size_t start = 0; start < graph.states.size(); ++start) {
      std::vector<bool> seen(graph.states.size());
      std::vector<std::size_t> queue = graph.states[start].next;
      for (std::size_t i = 0; i < queue.size(); ++i) {
        if (seen[queue[i]]) continue;
        seen[queue[i]] = true;
        for (const std::size_t next : graph.states[queue[i]].next) queue.push_back(next);
      }
      const std::size_t node = graph.states[start].node;
      if (seen[start]) {
        EXPECT_TRUE(in_cycles.contains(node)) << "seed " << seed << ", node " << node;
      }
    }
  }
}

TEST(GraphQuestions, ChokePointsAreTheNodesWithoutWhichNothingGetsThere) {
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    const RoleGraph graph = random_graph(seed, 9);
    for (const std::size_t target : {4U, 9U}) {
      const auto points = choke_points(graph, {0, 1}, target);
      ASSERT_EQ(points.has_value(), plainly_reaches(graph, {0, 1}, target)) << "seed " << seed;
      if (!points) continue;
      for (std::size_t node = 2; node < graph.nodes.size(); ++node) {
        if (node == target) continue;
        const bool is_one = std::ranges::find(*points, node) != points->end();
        EXPECT_EQ(is_one, !plainly_reaches(graph, {0, 1}, target, {{node}, {}}))
            << "seed " << seed << ", target " << target << ", node " << node;
      }
    }
  }
}

// The smallest number of assume edges to take away, by trying all sets.
std::optional<std::size_t> plain_cut(const RoleGraph& graph, std::size_t from, std::size_t to) {
  std::vector<std::pair<std::size_t, std::size_t>> edges;
  for (const GraphEdge& edge : graph.edges) {
    if (edge.kind == GraphEdge::Kind::assumed) edges.emplace_back(edge.from, edge.to);
  }
  std::size_t best = edges.size() + 1;
  for (std::uint32_t set = 0; set < (1U << edges.size()); ++set) {
    const auto size = static_cast<std::size_t>(std::popcount(set));
    if (size >= best) continue;
    Without without;
    for (std::size_t i = 0; i < edges.size(); ++i) {
      if ((set >> i & 1U) != 0) without.edges.push_back(edges[i]);
    }
    if (!plainly_reaches(graph, {from}, to, without)) best = size;
  }
  return best > edges.size() ? std::nullopt : std::optional(best);
}

TEST(GraphQuestions, NoSmallerSetOfEdgesParts) {
  std::size_t cuts = 0;
  for (std::uint32_t seed = 0; seed < 1500; ++seed) {
    const RoleGraph graph = random_graph(seed, 6);
    if (graph.edges.size() > 12) continue;
    const EdgeCut cut = fewest_edges(graph, 0, 6);
    ASSERT_TRUE(cut.exact);
    const auto plain = plain_cut(graph, 0, 6);
    ASSERT_EQ(cut.possible, plain.has_value()) << "seed " << seed;
    if (!cut.possible) continue;
    EXPECT_EQ(cut.edges.size(), *plain) << "seed " << seed;
    cuts += cut.edges.size();
    Without without;
    for (const std::size_t edge : cut.edges) {
      without.edges.emplace_back(graph.edges[edge].from, graph.edges[edge].to);
    }
    EXPECT_FALSE(plainly_reaches(graph, {0}, 6, without)) << "seed " << seed;
  }
  EXPECT_GT(cuts, 100U) << "the graphs have nothing to cut";
}

TEST(GraphQuestions, ChainsFromAndToAreShortest) {
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    const RoleGraph graph = random_graph(seed, 9);
    std::set<std::size_t> reached;
    for (const Chain& chain : chains_from(graph, 0)) {
      reached.insert(chain.back());
      EXPECT_EQ(chain.size(), graph.shortest_chain(0, chain.back()).size()) << "seed " << seed;
    }
    const auto all = graph.reachable(0);
    EXPECT_EQ(reached, std::set<std::size_t>(all.begin(), all.end()));
    std::size_t count = 0;
    for (const Chain& chain : chains_to(graph, {5})) {
      EXPECT_EQ(chain.back(), 5U);
      EXPECT_EQ(chain.size(), graph.shortest_chain(chain.front(), 5).size()) << "seed " << seed;
      ++count;
    }
    for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
      if (node != 5 && plainly_reaches(graph, {node}, 5)) --count;
    }
    EXPECT_EQ(count, 0U) << "seed " << seed;
  }
}

// ---- statements --------------------------------------------------------------------------------

struct Allow {
  std::size_t role = 0;
  bool trust = false;
  std::vector<std::string> names;  // ARNs
};

std::string arn_of(std::size_t role) {
  return fmt::format("arn:aws:iam::{}:role/r{}", role % 2 == 0 ? kApp : kData, role);
}

// Five roles over two accounts; each policy up to two statements, each of them up to three ARNs.
std::vector<Allow> random_allows(std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Allow> out;
  for (std::size_t role = 0; role < 5; ++role) {
    for (const bool trust : {false, true}) {
      for (std::size_t i = 0; i < 1 + random() % 2; ++i) {
        Allow allow{role, trust, {}};
        for (std::size_t n = 0; n < 1 + random() % 3; ++n) {
          const std::size_t other = random() % 5;
          const bool account = trust && random() % 4 == 0;
          allow.names.push_back(account ? std::string(other % 2 == 0 ? kApp : kData)
                                        : arn_of(other));
        }
        out.push_back(std::move(allow));
      }
    }
  }
  return out;
}

// `taken`: by index into `allows`; their statements name nobody.
void fill(SmallWorld& small, const std::vector<Allow>& allows, std::uint32_t taken) {
  for (std::size_t role = 0; role < 5; ++role) {
    std::string policies[2];
    for (std::size_t i = 0; i < allows.size(); ++i) {
      if (allows[i].role != role) continue;
      const bool gone = (taken >> i & 1U) != 0;
      const std::string names =
          gone ? std::string(allows[i].trust ? "999999999999" : "arn:aws:iam::999999999999:role/x")
               : fmt::format("{}", fmt::join(allows[i].names, "\",\""));
      policies[allows[i].trust ? 1 : 0] +=
          fmt::format(R"({}{{"Sid":"S{}","Effect":"Allow","Action":"sts:AssumeRole",{}["{}"]{}}})",
                      policies[allows[i].trust ? 1 : 0].empty() ? "" : ",", i,
                      allows[i].trust ? R"("Principal":{"AWS":)" : R"("Resource":)", names,
                      allows[i].trust ? "}" : "");
    }
    const auto whole = [](const std::string& statements) {
      return fmt::format(R"({{"Version":"2012-10-17","Statement":[{}]}})", statements);
    };
    small.role(role % 2 == 0 ? kApp : kData, fmt::format("r{}", role), whole(policies[0]),
               whole(policies[1]));
  }
}

bool reaches_without(const std::vector<Allow>& allows, std::uint32_t taken) {
  SmallWorld small;
  fill(small, allows, taken);
  const RoleGraph graph = build_graph(scenario_of(small));
  return !graph.shortest_chain(0, 4).empty();
}

TEST(GraphQuestions, NoSmallerSetOfStatementsParts) {
  std::size_t cuts = 0;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    const std::vector<Allow> allows = random_allows(seed);
    SmallWorld small;
    fill(small, allows, 0);
    const Scenario scenario = scenario_of(small);
    const RoleGraph graph = build_graph(scenario);
    const StatementCut cut = fewest_statements(graph, scenario, 0, 4);
    ASSERT_TRUE(cut.exact);
    ASSERT_TRUE(cut.possible);
    std::uint32_t taken = 0;
    for (const StatementRef& statement : cut.statements) {
      taken |= 1U << std::stoul(statement.statement().sid.value.substr(1));
    }
    EXPECT_FALSE(reaches_without(allows, taken)) << "seed " << seed;
    cuts += cut.statements.size();
    // All smaller sets, of up to two statements.
    const std::size_t below = std::min<std::size_t>(cut.statements.size(), 3);
    for (std::size_t a = 0; below > 1 && a < allows.size(); ++a) {
      EXPECT_TRUE(reaches_without(allows, 1U << a)) << "seed " << seed << ", statement " << a;
      for (std::size_t b = 0; below > 2 && b < a; ++b) {
        EXPECT_TRUE(reaches_without(allows, 1U << a | 1U << b)) << "seed " << seed;
      }
    }
    if (!cut.statements.empty()) {
      EXPECT_TRUE(reaches_without(allows, 0)) << "seed " << seed;
    }
  }
  EXPECT_GT(cuts, 20U);
}

TEST(GraphQuestions, AnAdministratorIsOneWhomNothingBinds) {
  const auto admins = [](const std::function<void(SmallWorld&)>& change) {
    SmallWorld small;
    small.role(kApp, "admin", testing::kAllowAll, {});
    small.role(kApp, "other", testing::allow("s3:*"), {});
    change(small);
    const Scenario scenario = scenario_of(small);
    const RoleGraph graph = build_graph(scenario);
    std::string out;
    for (const Administrator& one : administrators(graph, scenario)) {
      out += fmt::format("{} by {}", graph.nodes[one.node].key, one.by.label());
      for (const StatementRef& deny : one.denies) out += ", but for " + deny.label();
    }
    return out;
  };
  const auto boundary = [](std::string text) {
    return [text = std::move(text)](SmallWorld& small) {
      small.world.roles.front().boundary =
          small.policy("admin/boundary", PolicyType::boundary, text);
    };
  };
  const auto scp = [](std::string text) {
    return [text = std::move(text)](SmallWorld& small) {
      small.organize();
      small.world.organization->root.scps.push_back(
          small.policy("root/scp", PolicyType::scp, text));
    };
  };
  EXPECT_EQ(admins([](SmallWorld&) {}), "admin by admin/policy#All");
  EXPECT_EQ(admins(boundary(testing::allow("s3:*"))), "");
  EXPECT_EQ(admins(boundary(std::string(testing::kAllowAll))), "admin by admin/policy#All");
  EXPECT_EQ(admins(scp(testing::deny("*"))), "");
  EXPECT_EQ(admins(scp(testing::deny("organizations:LeaveOrganization"))),
            "admin by admin/policy#All, but for root/scp#1");
  EXPECT_EQ(admins([](SmallWorld& small) {
              small.organize();
              small.world.organization->root.full_aws_access = false;
            }),
            "");
}

TEST(GraphQuestions, HopsCrossAccountsAndTags) {
  SmallWorld small;
  const auto add = [&](std::string_view account, std::string_view name, const Tags& tags) {
    small.role(account, name, testing::may_assume("*"), testing::trusts("*")).tags = tags;
  };
  add(kApp, "dev", {{"Env", "dev"}});
  add(kApp, "prod", {{"env", "prod"}});
  add(kData, "plain", {});
  const Scenario scenario = scenario_of(small);
  const RoleGraph graph = build_graph(scenario);
  std::set<std::string> found;
  for (const Crossing& crossing : crossings(graph, scenario, "env")) {
    const GraphEdge& edge = graph.edges[crossing.edge];
    found.insert(fmt::format("{} {}{} {} {}", graph.nodes[edge.from].key, graph.nodes[edge.to].key,
                             crossing.account ? " account" : "", crossing.from_tag,
                             crossing.to_tag));
  }
  EXPECT_EQ(found, (std::set<std::string>{"dev prod dev prod", "prod dev prod dev",
                                          "dev plain account  ", "prod plain account  ",
                                          "plain dev account  ", "plain prod account  "}));
  EXPECT_EQ(crossings(graph, scenario, "").size(), 4U);
}

}  // namespace
}  // namespace rolechain
