// Session tags and source identity: what a chain hands on, and what both sides must allow.
#include <gtest/gtest.h>

#include "mocks/iam/authorize.h"
#include "tests/unit/sts/lab.h"

namespace rolechain::sts_testing {
namespace {

constexpr std::string_view kBoth = R"(["sts:AssumeRole","sts:TagSession"])";
constexpr std::string_view kThree = "333333333333";

std::string tag_value(const Session& session, std::string_view key) {
  for (const Tag& tag : session.tags) {
    if (tag.key == key) return tag.value;
  }
  return "-";
}

std::string duplicate() {
  return "InvalidParameterValue: Duplicate tag keys found. Please note that Tag keys are case "
         "insensitive.";
}
std::string not_passed() {
  return "InvalidParameterValue: The specified transitive tag key must be included in the "
         "requested tags.";
}
std::string conflict() {
  return "InvalidParameterValue: One of the specified transitive tag keys can't be set because it "
         "conflicts with a transitive tag key from the calling session.";
}

// user ann → one (app) → two (data) → three (a third account); all may tag.
struct Chain : Lab {
  Chain() {
    add_user(kApp, "ann", allow(kBoth));
    one = add_role(kApp, "one", trust_account(kApp, kBoth), allow(kBoth));
    two = add_role(kData, "two", trust_account(kApp, kBoth), allow(kBoth));
    three = add_role(kThree, "three", trust_account(kData, kBoth));
  }
  ApiResult<StsReply> tagged(const Session& caller, std::string_view arn, Tags tags,
                             std::vector<std::string> transitive = {}) {
    AssumeRoleInput in = input(arn);
    in.tags = std::move(tags);
    in.transitive_tag_keys = std::move(transitive);
    return sts.assume_role(caller, in);
  }
  std::string one, two, three;
};

TEST(SessionTags, KeysOfOneRequest) {
  Chain lab;
  const Session ann = lab.as_user("ann");
  EXPECT_EQ(outcome(lab.tagged(ann, lab.one, {{"Team", "a"}, {"team", "b"}})), duplicate());
  EXPECT_EQ(outcome(lab.tagged(ann, lab.one, {{"Team", "a"}}, {"Project"})), not_passed());
  EXPECT_EQ(outcome(lab.tagged(ann, lab.one, {}, {"Project"})), not_passed());
  EXPECT_EQ(outcome(lab.tagged(ann, lab.one, {{"Team", "a"}}, {"team"})), "ok");
  EXPECT_EQ(lab.tagged(ann, lab.one, {{"aws:team", "a"}}).error().code, "InvalidParameterValue");
  EXPECT_EQ(lab.tagged(ann, lab.one, {{"Team", "a"}, {"team", "b"}}).error().http, 400);
}

// R-STS-10.
TEST(SessionTags, BothSidesMustAllowTagSession) {
  struct Row {
    std::string_view identity;
    std::string_view trusted;
    bool allowed;
  };
  for (const Row& row : {Row{kBoth, kBoth, true}, Row{R"("sts:AssumeRole")", kBoth, false},
                         Row{kBoth, R"("sts:AssumeRole")", false}}) {
    Chain lab;
    lab.user("ann").policies[0].policy = lab.policy(PolicyType::identity, allow(row.identity));
    lab.role("two").trust = lab.policy(PolicyType::trust, trust_account(kApp, row.trusted));
    const auto reply = lab.tagged(lab.as_user("ann"), lab.two, {{"Team", "a"}});
    EXPECT_EQ(reply.has_value(), row.allowed);
    if (!row.allowed) {
      EXPECT_EQ(outcome(reply),
                "AccessDenied: User: arn:aws:iam::111111111111:user/ann is not authorized to "
                "perform: sts:TagSession on resource: arn:aws:iam::222222222222:role/two");
    }
    EXPECT_TRUE(lab.tagged(lab.as_user("ann"), lab.two, {})) << "without tags";
  }
}

TEST(SessionTags, OnlyTransitiveTagsPassOn) {
  Chain lab;
  const auto one =
      lab.tagged(lab.as_user("ann"), lab.one, {{"Star", "1"}, {"Moon", "1"}}, {"Star"});
  ASSERT_TRUE(one);
  EXPECT_EQ(tag_value(one->session, "Star"), "1");
  EXPECT_EQ(tag_value(one->session, "Moon"), "1");

  const auto two = lab.tagged(one->session, lab.two, {{"Sun", "2"}});  // into another account
  ASSERT_TRUE(two) << two.error().message;
  EXPECT_EQ(tag_value(two->session, "Star"), "1");
  EXPECT_EQ(tag_value(two->session, "Sun"), "2");
  EXPECT_EQ(tag_value(two->session, "Moon"), "-");

  const auto three = lab.tagged(two->session, lab.three, {});  // and on to a third
  ASSERT_TRUE(three) << three.error().message;
  EXPECT_EQ(tag_value(three->session, "Star"), "1");
  EXPECT_EQ(tag_value(three->session, "Sun"), "-");
  EXPECT_EQ(three->session.transitive, std::vector<std::string>{"Star"});
}

TEST(SessionTags, TransitiveKeysCompareWithoutCase) {
  Chain lab;
  const auto one = lab.tagged(lab.as_user("ann"), lab.one, {{"Star", "1"}}, {"STAR"});
  ASSERT_TRUE(one);
  const auto two = lab.tagged(one->session, lab.two, {});
  ASSERT_TRUE(two);
  EXPECT_EQ(tag_value(two->session, "Star"), "1");
}

// R-STS-11.
TEST(SessionTags, InheritedTagsCannotBeSetAnew) {
  Chain lab;
  const auto one = lab.tagged(lab.as_user("ann"), lab.one, {{"Star", "1"}}, {"Star"});
  ASSERT_TRUE(one);
  EXPECT_EQ(outcome(lab.tagged(one->session, lab.two, {{"star", "2"}})), conflict());
  EXPECT_EQ(outcome(lab.tagged(one->session, lab.two, {{"STAR", "2"}}, {"STAR"})), conflict());
  EXPECT_EQ(outcome(lab.tagged(one->session, lab.two, {{"Moon", "2"}}, {"Moon"})), "ok");
}

// R-STS-10: an inherited tag is passed as much as one that the request names.
TEST(SessionTags, InheritedTagsNeedTagSessionToo) {
  Chain lab;
  const auto one = lab.tagged(lab.as_user("ann"), lab.one, {{"Star", "1"}}, {"Star"});
  ASSERT_TRUE(one);
  lab.role("two").trust = lab.policy(PolicyType::trust, trust_account(kApp));
  const auto two = lab.tagged(one->session, lab.two, {});
  EXPECT_EQ(outcome(two),
            "AccessDenied: User: arn:aws:sts::111111111111:assumed-role/one/test is not authorized "
            "to perform: sts:TagSession on resource: arn:aws:iam::222222222222:role/two");
}

TEST(SessionTags, AreConditionKeysOfTheRequest) {
  Chain lab;
  const std::string principal = R"({"AWS":"arn:aws:iam::111111111111:root"})";
  lab.role("two").trust =
      lab.policy(PolicyType::trust, trust(principal, kBoth,
                                          R"({"StringEquals":{"aws:RequestTag/Team":"blue"},
                "ForAllValues:StringEquals":{"aws:TagKeys":["Team","Cost"]},
                "ForAnyValue:StringEquals":{"sts:TransitiveTagKeys":"Team"}})"));
  const Session ann = lab.as_user("ann");
  EXPECT_EQ(outcome(lab.tagged(ann, lab.two, {{"Team", "blue"}, {"Cost", "9"}}, {"Team"})), "ok");
  EXPECT_FALSE(lab.tagged(ann, lab.two, {{"Team", "red"}}, {"Team"}));
  EXPECT_FALSE(lab.tagged(ann, lab.two, {{"Team", "blue"}, {"Other", "9"}}, {"Team"}));
  EXPECT_FALSE(lab.tagged(ann, lab.two, {{"Team", "blue"}}));
  EXPECT_FALSE(lab.tagged(ann, lab.two, {}));
}

TEST(SessionTags, OverrideTheRolesOwnTags) {
  Chain lab;
  lab.role("one").tags = {{"Team", "red"}, {"Cost", "1"}};
  const auto one = lab.tagged(lab.as_user("ann"), lab.one, {{"team", "blue"}});
  ASSERT_TRUE(one);
  Trace trace;
  authorize(lab.world, one->session, {"s3:GetObject", "arn:aws:s3:::b/k", {}, std::nullopt},
            lab.clock.now_s(), &trace);
  ASSERT_NE(trace.context.find("aws:principaltag/team"), nullptr);
  EXPECT_EQ(trace.context.find("aws:principaltag/team")->values.front(), "blue");
  EXPECT_EQ(trace.context.find("aws:principaltag/cost")->values.front(), "1");
}

// R-STS-15: fitted to what AWS answered for nine tags of 252 characters.
TEST(SessionTags, PackedSize) {
  Chain lab;
  Tags nine;
  for (int i = 0; i < 9; ++i) nine.push_back({"T" + std::to_string(i), std::string(250, 'a')});
  const auto refused = lab.tagged(lab.as_user("ann"), lab.one, nine);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "PackedPolicyTooLarge");
  EXPECT_EQ(refused.error().message,
            "Packed size of session tags consumes 498% of allotted space.");

  const auto small = lab.tagged(lab.as_user("ann"), lab.one, {{"Team", "blue"}});
  ASSERT_TRUE(small);
  EXPECT_GT(small->packed_policy_size_percent.value_or(0), 0);
  EXPECT_LT(small->packed_policy_size_percent.value_or(100), 10);
}

constexpr std::string_view kIdentity = R"(["sts:AssumeRole","sts:SetSourceIdentity"])";

struct SourceIdentityChain : Lab {
  SourceIdentityChain() {
    add_user(kApp, "ann", allow(kIdentity));
    one = add_role(kApp, "one", trust_account(kApp, kIdentity), allow(kIdentity));
    two = add_role(kData, "two", trust_account(kApp, kIdentity));
  }
  ApiResult<StsReply> named(const Session& caller, std::string_view arn,
                            std::optional<std::string> source_identity) {
    AssumeRoleInput in = input(arn);
    in.source_identity = std::move(source_identity);
    return sts.assume_role(caller, in);
  }
  std::string one, two;
};

// R-STS-12.
TEST(SourceIdentity, PersistsAndCannotChange) {
  SourceIdentityChain lab;
  const auto one = lab.named(lab.as_user("ann"), lab.one, "DiegoRamirez");
  ASSERT_TRUE(one) << one.error().message;
  EXPECT_EQ(one->session.source_identity, "DiegoRamirez");
  const auto two = lab.named(one->session, lab.two, std::nullopt);
  ASSERT_TRUE(two) << two.error().message;
  EXPECT_EQ(two->session.source_identity, "DiegoRamirez");
  EXPECT_EQ(outcome(lab.named(one->session, lab.two, "DiegoRamirez")), "ok");
  const auto changed = lab.named(one->session, lab.two, "Saanvi");
  EXPECT_EQ(changed.error().code, "AccessDenied");
  EXPECT_EQ(reason(changed), "source-identity");
}

TEST(SourceIdentity, BothSidesMustAllowIt) {
  for (const bool identity_side : {true, false}) {
    SourceIdentityChain lab;
    if (identity_side) {
      lab.user("ann").policies[0].policy =
          lab.policy(PolicyType::identity, allow(R"("sts:AssumeRole")"));
    } else {
      lab.role("two").trust = lab.policy(PolicyType::trust, trust_account(kApp));
    }
    const auto reply = lab.named(lab.as_user("ann"), lab.two, "DiegoRamirez");
    EXPECT_EQ(outcome(reply),
              "AccessDenied: User: arn:aws:iam::111111111111:user/ann is not authorized to "
              "perform: sts:SetSourceIdentity on resource: arn:aws:iam::222222222222:role/two");
    EXPECT_TRUE(lab.named(lab.as_user("ann"), lab.two, std::nullopt));
  }
}

TEST(SourceIdentity, InheritedOneNeedsThePermissionToo) {
  SourceIdentityChain lab;
  const auto one = lab.named(lab.as_user("ann"), lab.one, "DiegoRamirez");
  ASSERT_TRUE(one);
  lab.role("two").trust = lab.policy(PolicyType::trust, trust_account(kApp));
  EXPECT_EQ(outcome(lab.named(one->session, lab.two, std::nullopt)),
            "AccessDenied: User: arn:aws:sts::111111111111:assumed-role/one/test is not authorized "
            "to perform: sts:SetSourceIdentity on resource: arn:aws:iam::222222222222:role/two");
}

TEST(SourceIdentity, IsAConditionKeyOfTheRequest) {
  SourceIdentityChain lab;
  lab.role("two").trust = lab.policy(
      PolicyType::trust, trust(R"({"AWS":"arn:aws:iam::111111111111:root"})", kIdentity,
                               R"({"StringEquals":{"sts:SourceIdentity":"DiegoRamirez"}})"));
  EXPECT_TRUE(lab.named(lab.as_user("ann"), lab.two, "DiegoRamirez"));
  EXPECT_FALSE(lab.named(lab.as_user("ann"), lab.two, "Saanvi"));
  EXPECT_FALSE(lab.named(lab.as_user("ann"), lab.two, std::nullopt));
}

}  // namespace
}  // namespace rolechain::sts_testing
