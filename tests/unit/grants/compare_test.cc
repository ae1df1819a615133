#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/grants/grants_world.h"

namespace rolechain::testing {
namespace {

using Lines = std::vector<std::string>;

TEST(CompareGrants, EqualMeansNoDifference) {
  const GrantsWorld w(allow("Read", "s3:GetObject", "arn:aws:s3:::acme/*"));
  const GrantVerdict verdict = w.compare({intent({"s3:GetObject"}, {"arn:aws:s3:::acme/*"})});
  EXPECT_EQ(lines(verdict), Lines());
  EXPECT_GE(verdict.classes, 2U);
}

TEST(CompareGrants, NothingIntendedNothingGranted) {
  const GrantsWorld w(allow("Hop", "sts:AssumeRole", "arn:aws:iam::222222222222:role/writer"));
  EXPECT_EQ(lines(w.compare({})), Lines());  // the world has no such role
}

TEST(CompareGrants, ATooWideResourceIsExtra) {
  const GrantsWorld w(
      allow("Put", "dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:111111111111:table/*"));
  const GrantVerdict verdict = w.compare({intent({"dynamodb:PutItem"}, {std::string(kOrders)})});
  ASSERT_EQ(lines(verdict),
            Lines({"extra dynamodb:PutItem on arn:aws:dynamodb:us-east-1:111111111111:table/* by "
                   "app/policy#Put"}));
  const Witness& witness = verdict.differences.front().witness;
  EXPECT_EQ(witness.resource, "arn:aws:dynamodb:us-east-1:111111111111:table/x");
  EXPECT_TRUE(witness.trace.allowed);
}

TEST(CompareGrants, ATooNarrowResourceIsMissing) {
  const GrantsWorld w(allow("Read", "s3:GetObject", "arn:aws:s3:::acme/public/*"));
  const GrantVerdict verdict = w.compare({intent({"s3:GetObject"}, {"arn:aws:s3:::acme/*"})});
  EXPECT_EQ(lines(verdict), Lines({"missing s3:GetObject on arn:aws:s3:::acme/*"}));
  EXPECT_EQ(verdict.differences.front().witness.resource, "arn:aws:s3:::acme/x");
}

TEST(CompareGrants, ATooWideActionIsExtraAndFolded) {
  const GrantsWorld w(allow("All", "sqs:*", "arn:aws:sqs:us-east-1:111111111111:jobs"));
  const GrantVerdict verdict =
      w.compare({intent({"sqs:SendMessage"}, {"arn:aws:sqs:us-east-1:111111111111:jobs"})});
  ASSERT_EQ(verdict.differences.size(), 1U);
  const GrantDifference& extra = verdict.differences.front();
  EXPECT_EQ(extra.resource, "arn:aws:sqs:us-east-1:111111111111:jobs");
  EXPECT_EQ(std::ranges::count(extra.actions, "sqs:SendMessage"), 0);
  EXPECT_EQ(std::ranges::count(extra.actions, "sqs:DeleteMessage"), 1);
  EXPECT_EQ(std::ranges::count(extra.actions, "sqs:*"), 0);
}

TEST(CompareGrants, AnAdministratorIsOneLineOfExtra) {
  GrantsWorld w(allow("All", "*", "*"));
  w.role(kData, "writer");
  w.session = w.session_of(w.app().arn);
  EXPECT_EQ(lines(w.compare({intent({"s3:GetObject"}, {"arn:aws:s3:::acme/*"})})),
            Lines({"extra * on * by app/policy#All"}));
}

TEST(CompareGrants, AWildcardDoesNotTakeAnIntendedActionAlong) {
  const GrantsWorld w(allow("All", "sqs:*", "*"));
  const GrantVerdict verdict = w.compare({intent({"sqs:SendMessage"}, {"*"})});
  ASSERT_EQ(verdict.differences.size(), 1U);
  EXPECT_EQ(std::ranges::count(verdict.differences.front().actions, "sqs:*"), 0);
}

TEST(CompareGrants, AtLeastSaysNothingAboutExtra) {
  const GrantsWorld w(allow("All", "*", "*"));
  EXPECT_EQ(lines(w.compare({intent({"s3:GetObject"}, {"*"})}, GrantMode::at_least)), Lines());
}

}  // namespace
}  // namespace rolechain::testing
