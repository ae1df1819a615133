// R-STS-31: AWS's validation texts, letter by letter, one row a rule.
#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "tests/unit/sts/lab.h"

namespace rolechain::sts_testing {
namespace {

constexpr std::string_view kPattern = "Member must satisfy regular expression pattern: ";

struct Row {
  std::string name;
  std::function<void(AssumeRoleInput&)> change;
  std::string failure;  // after "1 validation error detected: Value "
};

void repeat(std::string& out, std::size_t count) { out.assign(count, 'a'); }

std::vector<Row> rows() {
  const std::string constraint = " failed to satisfy constraint: Member must have ";
  const auto too_short = [&](std::string member, std::string min) {
    return "' at '" + member + "'" + constraint + "length greater than or equal to " + min;
  };
  const auto too_long = [&](std::string member, std::string max) {
    return "' at '" + member + "'" + constraint + "length less than or equal to " + max;
  };
  const auto pattern = [&](std::string member, std::string text) {
    return "' at '" + member + "' failed to satisfy constraint: " + std::string(kPattern) + text;
  };
  const std::string a65(65, 'a');
  const std::string a129(129, 'a');
  const std::string a257(257, 'a');
  const std::string a1225(1225, 'a');
  return {
      {"role arn too short", [](auto& in) { in.role_arn = "arn:aws:iam::1:role"; },
       "'arn:aws:iam::1:role" + too_short("roleArn", "20")},
      {"session name too short", [](auto& in) { in.session_name = "a"; },
       "'a" + too_short("roleSessionName", "2")},
      {"session name too long", [](auto& in) { repeat(in.session_name, 65); },
       "'" + a65 + too_long("roleSessionName", "64")},
      {"session name pattern", [](auto& in) { in.session_name = "Session1:2"; },
       "'Session1:2" + pattern("roleSessionName", R"([\w+=,.@-]*)")},
      {"session name is ascii", [](auto& in) { in.session_name = "sés"; },
       "'sés" + pattern("roleSessionName", R"([\w+=,.@-]*)")},
      {"external id too short", [](auto& in) { in.external_id = "x"; },
       "'x" + too_short("externalId", "2")},
      {"external id too long", [&](auto& in) { in.external_id = std::string(1225, 'a'); },
       "'" + a1225 + too_long("externalId", "1224")},
      {"external id pattern", [](auto& in) { in.external_id = "a b"; },
       "'a b" + pattern("externalId", R"([\w+=,.@:\/-]*)")},
      {"duration too short", [](auto& in) { in.duration_s = 899; },
       "'899' at 'durationSeconds'" + constraint + "value greater than or equal to 900"},
      {"duration too long", [](auto& in) { in.duration_s = 43201; },
       "'43201' at 'durationSeconds'" + constraint + "value less than or equal to 43200"},
      {"tag key empty", [](auto& in) { in.tags = {{"", "v"}}; },
       "'" + too_short("tags.1.member.key", "1")},
      {"tag key too long", [](auto& in) { in.tags = {{"a", "v"}, {std::string(129, 'a'), "v"}}; },
       "'" + a129 + too_long("tags.2.member.key", "128")},
      {"tag key pattern", [](auto& in) { in.tags = {{"a*b", "v"}}; },
       "'a*b" + pattern("tags.1.member.key", R"([\p{L}\p{Z}\p{N}_.:/=+\-@]+)")},
      {"tag value too long", [](auto& in) { in.tags = {{"k", std::string(257, 'a')}}; },
       "'" + a257 + too_long("tags.1.member.value", "256")},
      {"tag value pattern", [](auto& in) { in.tags = {{"k", "a\tb"}}; },
       "'a\tb" + pattern("tags.1.member.value", R"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)")},
      {"source identity too short", [](auto& in) { in.source_identity = "d"; },
       "'d" + too_short("sourceIdentity", "2")},
      {"source identity too long", [](auto& in) { in.source_identity = std::string(65, 'a'); },
       "'" + a65 + too_long("sourceIdentity", "64")},
      {"source identity pattern", [](auto& in) { in.source_identity = "aws:me"; },
       "'aws:me" + pattern("sourceIdentity", R"([\w+=,.@-]*)")},
      {"serial number too short", [](auto& in) { in.serial_number = "GAHT1234"; },
       "'GAHT1234" + too_short("serialNumber", "9")},
      {"serial number pattern", [](auto& in) { in.serial_number = "GAHT 12345"; },
       "'GAHT 12345" + pattern("serialNumber", R"([\w+=/:,.@-]*)")},
      {"token code too long", [](auto& in) { in.token_code = "1234567"; },
       "'1234567" + too_long("tokenCode", "6")},
      {"token code pattern", [](auto& in) { in.token_code = "12345x"; },
       "'12345x" + pattern("tokenCode", R"([\d]*)")},
      {"policy empty", [](auto& in) { in.policy = ""; }, "'" + too_short("policy", "1")},
      {"policy arn too short", [](auto& in) { in.policy_arns = {"arn:aws"}; },
       "'arn:aws" + too_short("policyArns.1.member.arn", "20")},
  };
}

TEST(StsParameters, EachConstraintHasAwsText) {
  Lab lab;
  lab.add_user(kApp, "ann", allow(R"("sts:*")"));
  const std::string target = lab.add_role(kApp, "target", trust_account(kApp, R"("sts:*")"));
  for (const Row& row : rows()) {
    AssumeRoleInput input = lab.input(target);
    row.change(input);
    EXPECT_EQ(outcome(lab.sts.assume_role(lab.as_user("ann"), input)),
              "ValidationError: 1 validation error detected: Value " + row.failure)
        << row.name;
  }
}

TEST(StsParameters, LimitsThemselvesAreFine) {
  Lab lab;
  lab.add_user(kApp, "ann", allow(R"("sts:*")"));
  const std::string target = lab.add_role(kApp, "target", trust_account(kApp, R"("sts:*")"));
  const std::vector<std::function<void(AssumeRoleInput&)>> changes{
      [](auto& in) { in.session_name = "a_"; },
      [](auto& in) { in.session_name = std::string(64, 'a'); },
      [](auto& in) { in.session_name = "a_Z9+=,.@-"; },
      [](auto& in) { in.external_id = "ab"; },
      [](auto& in) { in.external_id = "a_Z9+=,.@:/-"; },
      [](auto& in) { in.external_id = std::string(1224, 'x'); },
      [](auto& in) { in.duration_s = 900; },
      [](auto& in) { in.duration_s = 3600; },
      [](auto& in) { in.tags = {{std::string(128, 'k'), std::string(256, 'v')}}; },
      [](auto& in) {  // characters, not bytes
        in.tags = {{"k", ""}};
        for (int i = 0; i < 127; ++i) in.tags[0].value += "é";
        in.tags[0].value += std::string(129, 'v');
      },
      [](auto& in) { in.tags = {{"équipe", ""}}; },  // letters of any script, an empty value
      [](auto& in) { in.source_identity = std::string(64, 's'); },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    AssumeRoleInput input = lab.input(target);
    changes[i](input);
    EXPECT_EQ(outcome(lab.sts.assume_role(lab.as_user("ann"), input)), "ok") << i;
  }
}

TEST(StsParameters, AllViolationsAreNamedAtOnce) {
  Lab lab;
  lab.add_user(kApp, "ann");
  AssumeRoleInput input = lab.input("arn:aws:iam::111111111111:role/target", "a:");
  input.session_name = ":";
  input.duration_s = 1;
  EXPECT_EQ(outcome(lab.sts.assume_role(lab.as_user("ann"), input)),
            "ValidationError: 3 validation errors detected: "
            "Value ':' at 'roleSessionName' failed to satisfy constraint: Member must have length "
            "greater than or equal to 2; "
            "Value ':' at 'roleSessionName' failed to satisfy constraint: Member must satisfy "
            R"(regular expression pattern: [\w+=,.@-]*; )"
            "Value '1' at 'durationSeconds' failed to satisfy constraint: Member must have value "
            "greater than or equal to 900");
}

TEST(StsParameters, FiftyTagsAndTenPolicies) {
  Lab lab;
  lab.add_user(kApp, "ann");
  AssumeRoleInput input = lab.input("arn:aws:iam::111111111111:role/target");
  for (int i = 0; i < 51; ++i) input.tags.push_back({"k" + std::to_string(i), "v"});
  EXPECT_EQ(lab.sts.assume_role(lab.as_user("ann"), input).error().code, "ValidationError");
  EXPECT_EQ(reason(lab.sts.assume_role(lab.as_user("ann"), input)), "tags");
  input.tags.clear();
  input.policy_arns.assign(11, "arn:aws:iam::aws:policy/ReadOnlyAccess");
  EXPECT_EQ(lab.sts.assume_role(lab.as_user("ann"), input).error().code, "ValidationError");
}

TEST(StsParameters, RoleArns) {
  Lab lab;
  lab.add_user(kApp, "ann");
  for (const std::string arn :
       {"arn:aws:iam::111111111111:user/bob", "arn:aws:iam::111111111111:role/",
        "arn:aws:iam::11111111111:role/target", "arn:aws:sts::111111111111:role/target",
        "arn:aws:iam:eu-west-1:111111111111:role/target", "not-an-arn-but-long-enough"}) {
    EXPECT_EQ(outcome(lab.sts.assume_role(lab.as_user("ann"), lab.input(arn))),
              "ValidationError: " + arn + " is invalid");
  }
}

}  // namespace
}  // namespace rolechain::sts_testing
