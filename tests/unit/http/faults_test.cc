// Faults by themselves: which requests meet them, and what a body may say.
#include "mocks/http/faults.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "mocks/base/json.h"

namespace rolechain::tests {
namespace {

const std::vector<std::string_view> kWorkloads{"web", "batch"};
const FaultTarget kAssume{"sts", "sts:AssumeRole", "web"};
const FaultTarget kWhoAmI{"sts", "sts:GetCallerIdentity", "batch"};
const FaultTarget kDocument{"imds", "", "web"};
const FaultTarget kToken{"imds-token", "", "web"};

Node node(const std::string& text) {
  const SourceFile file{"body", text};
  const auto out = parse_json(file);
  return out ? *out : Node();
}

std::string told(Faults& faults, const std::string& text) {
  const auto added = faults.add_json(node(text), kWorkloads);
  return added ? "" : added.error().message + "; " + added.error().help;
}

// "x" for each of `count` such requests that met something.
std::string pattern(Faults& faults, const FaultTarget& facts, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += faults.meet(facts).label.empty() ? '.' : 'x';
  return out;
}

TEST(Faults, CountAndSkip) {
  Faults faults;
  ASSERT_EQ(told(faults, R"({"fault": "throttling", "of": "sts", "times": 2, "after": 1})"), "");
  EXPECT_EQ(pattern(faults, kDocument, 3), "...");
  EXPECT_EQ(pattern(faults, kAssume, 5), ".xx..");
}

TEST(Faults, ByActionAndWorkload) {
  Faults faults;
  ASSERT_EQ(told(faults, R"({"fault": "reset", "action": "sts:assumerole"})"), "");
  EXPECT_EQ(pattern(faults, kWhoAmI, 1) + pattern(faults, kAssume, 1), ".x");
  faults.clear();
  ASSERT_EQ(told(faults, R"({"fault": "hang", "of": "*", "workload": "web"})"), "");
  EXPECT_EQ(pattern(faults, kWhoAmI, 1) + pattern(faults, kAssume, 1), ".x");
  EXPECT_EQ(pattern(faults, kDocument, 1), "x");
}

TEST(Faults, OfAWorkloadMeansItsCredentialEndpoint) {
  Faults faults;
  ASSERT_EQ(told(faults, R"({"fault": "unavailable", "of": "web"})"), "");
  EXPECT_EQ(pattern(faults, kAssume, 1) + pattern(faults, kDocument, 1), ".x");
}

TEST(Faults, ImdsIncludesItsTokenAndNotTheOtherWayRound) {
  Faults faults;
  ASSERT_EQ(told(faults, R"({"fault": "hang", "of": "imds-token"})"), "");
  EXPECT_EQ(pattern(faults, kDocument, 1) + pattern(faults, kToken, 1), ".x");
  faults.clear();
  ASSERT_EQ(told(faults, R"({"fault": "hang", "of": "imds"})"), "");
  EXPECT_EQ(pattern(faults, kDocument, 1) + pattern(faults, kToken, 1), "xx");
}

TEST(Faults, ChancesFollowFromTheSeed) {
  const std::string half = R"({"fault": "error", "of": "sts", "probability": 0.5, "seed": )";
  std::vector<std::string> seen;
  for (const char* seed : {"7", "7", "8"}) {
    Faults faults;
    ASSERT_EQ(told(faults, half + seed + "}"), "");
    seen.push_back(pattern(faults, kAssume, 1000));
  }
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_NE(seen[0], seen[2]);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(seen[0], 'x')), 500.0, 60.0);
}

TEST(Faults, LatenciesAddUpAndTheFirstFailureCounts) {
  Faults faults;
  ASSERT_EQ(told(faults, R"([{"fault": "latency", "ms": 100}, {"fault": "latency", "ms": 50},
                             {"fault": "error", "status": 502}, {"fault": "reset"}])"),
            "");
  const FaultEffects met = faults.meet(kAssume);
  EXPECT_EQ(met.delay_ms, 150);
  EXPECT_EQ(met.failure, FaultKind::error);
  EXPECT_EQ(met.status, 502);
  EXPECT_EQ(met.label, "latency#1,latency#2,error#3,reset#4");
}

TEST(Faults, MistakesAreToldAndNothingIsAdded) {
  struct Row {
    const char* body;
    const char* complaint;
  };
  for (const Row& row : {
           Row{R"({"fault": "throtling"})", "`throtling` is no fault; did you mean `throttling`?"},
           Row{R"({"fault": "hang", "of": "stss"})",
               "`stss` is neither an endpoint nor a workload; did you mean `sts`?"},
           Row{R"({"fault": "hang", "tims": 2})", "a fault has no `tims`; did you mean `times`?"},
           Row{R"({"fault": "hang", "workload": "wep"})",
               "there is no workload `wep`; did you mean `web`?"},
           Row{R"({"fault": "hang", "action": "AssumeRole"})",
               "`AssumeRole` is no action; write `sts:AssumeRole`"},
           Row{R"({"fault": "latency"})", "the fault `latency` needs `ms`; add \"ms\": 1000"},
           Row{R"({"fault": "hang", "ms": 5})",
               "`ms` means nothing to the fault `hang`; leave it out"},
           Row{R"({"fault": "error", "status": 404})",
               "`status` of an error cannot be 404; 500, 502 or 503"},
           Row{R"({"fault": "stale", "of": "sts"})",
               "`sts` gives no credential documents; `stale` is of imds, ecs, pod-identity or a "
               "workload"},
           Row{R"({"fault": "clock-skew", "of": "imds", "seconds": 9})",
               "`imds` is no service that could have the fault `clock-skew`; of sts, s3 or "
               "dynamodb"},
           Row{R"({"fault": "hang", "times": 0})",
               "`times` must be a whole number, not the number `0`; 1 or more"},
           Row{R"({"fault": "hang", "probability": 1.5})",
               "`probability` must be a number, not the number `1.5`; from 0 to 1"},
           Row{R"({})",
               "`fault` is missing: which one; one of throttling, unavailable, throughput, "
               "error, hang, reset, latency, truncated, stale, no-expiration, "
               "empty-document, expired, clock-skew"},
           Row{R"("hang")",
               "a fault is a map, not the string `hang`; "
               R"({"fault": "throttling", "of": "sts", "times": 2})"},
       }) {
    Faults faults;
    EXPECT_EQ(told(faults, row.body), row.complaint);
    EXPECT_EQ(told(faults, std::string("[{\"fault\": \"hang\"}, ") + row.body + "]"),
              row.complaint);
    EXPECT_TRUE(faults.to_node().items.empty());
  }
}

TEST(Faults, WhatIsToldBackRestoresThemWithTheirCounts) {
  Faults faults;
  ASSERT_EQ(told(faults, R"([{"fault": "throttling", "of": "web", "times": 3, "status": 429},
                             {"fault": "latency", "of": "s3", "ms": 5, "probability": 0.25,
                              "seed": 9}])"),
            "");
  pattern(faults, kDocument, 2);
  pattern(faults, {"s3", "s3:GetObject", ""}, 10);
  Faults again;
  ASSERT_TRUE(again.restore(faults.to_node(), kWorkloads));
  EXPECT_EQ(to_json(again.to_node()), to_json(faults.to_node()));
  EXPECT_EQ(pattern(again, kDocument, 3), "x..");
  EXPECT_EQ(pattern(again, {"s3", "s3:GetObject", ""}, 40),
            pattern(faults, {"s3", "s3:GetObject", ""}, 40));
  EXPECT_FALSE(again.restore(node(R"([{"fault": "hang"}])"), kWorkloads));
}

}  // namespace
}  // namespace rolechain::tests
