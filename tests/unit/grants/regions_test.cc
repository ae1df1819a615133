// Regions that conditions name tell the ARNs of one pattern apart.
#include <gtest/gtest.h>

#include "mocks/policy/operators.h"
#include "tests/unit/grants/grants_world.h"

namespace rolechain::testing {
namespace {

constexpr std::string_view kTables = "arn:aws:dynamodb:*:111111111111:table/*";

TEST(GrantRegions, AreComparedWithoutCaseWhereTheOperatorIs) {
  const GrantsWorld w(
      allow("A", "dynamodb:PutItem", "*",
            R"("Condition":{"StringEqualsIgnoreCase":{"aws:RequestedRegion":"SA-EAST-1"}})"));
  EXPECT_EQ(w.can("dynamodb:PutItem", "arn:aws:dynamodb:sa-east-1:111111111111:table/orders"),
            true);
  EXPECT_FALSE(w.compare({}).differences.empty());
}

TEST(GrantRegions, OfAnIntentsConditionAreToldApart) {
  const GrantsWorld w(allow("A", "dynamodb:PutItem", kTables));
  for (const char* region : {"us-east-1", "sa-east-1"}) {
    GrantIntent only = intent({"dynamodb:PutItem"}, {std::string(kTables)});
    only.when.form = IntentWhen::Form::condition;
    ConditionTest test;
    test.op.op = Operator::string_equals;
    test.key.value = "aws:RequestedRegion";
    test.values.push_back({region, {}});
    only.when.tests.push_back(test);
    EXPECT_FALSE(w.compare({only}).differences.empty()) << region;
  }
}

}  // namespace
}  // namespace rolechain::testing
