// What the golden files do not show: both directions, names that would break a table, what is equal
// although it is written otherwise, and what must not pass for equal.
#include "sim/diff/diff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "tests/unit/fix/broken_design.h"

namespace rolechain::tests {
namespace {

// Two files of one comparison, in memory.
class Comparison {
 public:
  DiffReport of(const std::string& before, const std::string& after,
                const DiffOptions& options = {}) {
    before_ = open(before, options);
    after_ = open(after, options);
    return make_diff(before_, after_);
  }
  DiffSide open(const std::string& path, const DiffOptions& options = {}) {
    auto side = open_diff_side(loader_, sources_, reader, path, options);
    if (!side) throw std::runtime_error(render(side.error()));
    return *std::move(side);
  }

  MemoryReader reader;

 private:
  Sources sources_;
  Loader loader_{sources_, reader};
  DiffSide before_;
  DiffSide after_;
};

std::string policy(std::string_view statement) {
  return R"({"Version":"2012-10-17","Statement":[)" + std::string(statement) + "]}";
}

using Kind = GrantDifference::Kind;

std::size_t count(const DiffReport& report, Kind kind) {
  std::size_t out = 0;
  for (const SubjectDiff& one : report.subjects) {
    out += static_cast<std::size_t>(
        std::ranges::count(one.verdict.differences, kind, &GrantDifference::kind));
  }
  return out;
}

TEST(Diff, OfPoliciesHoldsInEveryAccountThatTheyName) {
  Comparison comparison;
  comparison.reader.files["a.json"] = policy(
      R"({"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:eu-west-1:222222222222:q"})");
  comparison.reader.files["b.json"] = policy(
      R"({"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:eu-west-1:333333333333:q"})");
  const DiffReport report = comparison.of("a.json", "b.json");
  EXPECT_EQ(report.status(), DiffReport::Status::different);
  EXPECT_EQ(count(report, Kind::extra), 1U);
  EXPECT_EQ(count(report, Kind::missing), 1U);
}

TEST(Diff, TheOtherWayRoundGrantsWhatItTook) {
  Comparison comparison;
  comparison.reader.files["a.json"] = policy(
      R"({"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*"})");
  comparison.reader.files["b.json"] =
      policy(R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"})");
  const DiffReport there = comparison.of("a.json", "b.json");
  EXPECT_EQ(count(there, Kind::extra), 0U);
  EXPECT_EQ(count(there, Kind::missing), 1U);
  const DiffReport back = comparison.of("b.json", "a.json");
  EXPECT_EQ(count(back, Kind::extra), 1U);
  EXPECT_EQ(count(back, Kind::missing), 0U);
}

TEST(Diff, OfAPolicyWrittenOtherwiseIsNone) {
  Comparison comparison;
  comparison.reader.files["a.json"] = policy(
      R"({"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*"})");
  comparison.reader.files["b.json"] =
      policy(R"({"Effect":"Allow","Action":"S3:getobject","Resource":"arn:aws:s3:::b/*"},)"
             R"({"Effect":"Allow","Action":"s3:PutObject","Resource":["arn:aws:s3:::b/*"]})");
  const DiffReport report = comparison.of("a.json", "b.json");
  EXPECT_EQ(report.status(), DiffReport::Status::equal) << to_text(report);
}

TEST(Diff, OfSessionsComesAndGoes) {
  Comparison comparison;
  BrokenDesign design;
  comparison.reader.files["before/a.yaml"] = design.text();
  design.more_steps = "";
  design.writer_grants = "";
  comparison.reader.files["after/a.yaml"] = design.text();
  const DiffReport report = comparison.of("before/a.yaml", "after/a.yaml");
  ASSERT_EQ(report.subjects.size(), 2U);
  EXPECT_EQ(report.subjects[0].presence, Presence::both);
  EXPECT_EQ(report.subjects[1].presence, Presence::removed);
  EXPECT_EQ(count(report, Kind::missing), 1U);
  EXPECT_TRUE(report.reach.empty()) << "who reaches a role does not hang on the steps";
}

TEST(Diff, OfATrustPolicyNamesWhoIsTrusted) {
  Comparison comparison;
  BrokenDesign design;
  comparison.reader.files["a.yaml"] = design.text();
  design.trust = R"({ trust_principal: { AWS: ["@base", "arn:aws:iam::999999999999:root"] } })";
  comparison.reader.files["b.yaml"] = design.text();
  const DiffReport report = comparison.of("a.yaml", "b.yaml");
  EXPECT_EQ(count(report, Kind::extra), 0U);
  ASSERT_EQ(report.trusts.size(), 1U);
  EXPECT_TRUE(report.trusts[0].gained);
  EXPECT_EQ(report.trusts[0].who, "any principal of account 999999999999");
  EXPECT_EQ(report.status(), DiffReport::Status::different);
}

// Trust policies as files: what differs, one line each; "" where nothing does.
std::string trust_diff(const std::string& before, const std::string& after,
                       const DiffOptions& options = {}) {
  Comparison comparison;
  comparison.reader.files["a.json"] = policy(before);
  comparison.reader.files["b.json"] = policy(after);
  const DiffReport report = comparison.of("a.json", "b.json", options);
  std::string out;
  for (const TrustChange& one : report.trusts) {
    out += (one.gained ? "+ " : "- ") + one.words + "\n";
  }
  if (report.status() == DiffReport::Status::undecided) out += "undecided\n";
  return out;
}

std::string trusts(std::string_view principal, std::string_view condition = "") {
  std::string out = R"({"Effect":"Allow","Principal":)" + std::string(principal) +
                    R"(,"Action":"sts:AssumeRole")";
  if (!condition.empty()) out += R"(,"Condition":)" + std::string(condition);
  return out + "}";
}

constexpr const char* kTwoRoles =
    R"({"AWS":["arn:aws:iam::111111111111:role/app","arn:aws:iam::111111111111:role/web"]})";
constexpr const char* kApp = R"({"AWS":"arn:aws:iam::111111111111:role/app"})";
constexpr const char* kWeb = R"({"AWS":"arn:aws:iam::111111111111:role/web"})";
constexpr const char* kRoot = R"({"AWS":"arn:aws:iam::111111111111:root"})";
constexpr const char* kAnybody = R"({"AWS":"*"})";

TEST(TrustDiff, OfWhatMeansTheSameIsNothing) {
  const std::string id = R"({"StringEquals":{"sts:ExternalId":"acme-7"}})";
  EXPECT_EQ(trust_diff(trusts(kTwoRoles, id),
                       trusts(kWeb, R"({"StringLike":{"STS:externalid":["acme-7"]}})") + "," +
                           trusts(kApp, id)),
            "");
  EXPECT_EQ(trust_diff(trusts(kRoot), trusts(R"({"AWS":"111111111111"})")), "");
  // Everybody, named along with one of them.
  EXPECT_EQ(trust_diff(trusts(kAnybody), trusts(kAnybody) + "," + trusts(kApp)), "");
  // A Deny of those whom nothing allows.
  EXPECT_EQ(trust_diff(trusts(kApp), trusts(kApp) + R"(,{"Effect":"Deny","Principal":)" + kWeb +
                                         R"(,"Action":"sts:AssumeRole"})"),
            "");
  // Two conditions that say what one says.
  EXPECT_EQ(trust_diff(trusts(kRoot, R"({"StringEquals":{"aws:PrincipalTag/team":["a","b"]}})"),
                       trusts(kRoot, R"({"StringEquals":{"aws:PrincipalTag/team":"b"}})") + "," +
                           trusts(kRoot, R"({"StringEquals":{"aws:PrincipalTag/team":"a"}})")),
            "");
}

TEST(TrustDiff, NamesThePrincipalAndTheParameters) {
  EXPECT_EQ(trust_diff(trusts(kApp, R"({"StringEquals":{"sts:ExternalId":"acme-7"}})"),
                       trusts(kApp, R"({"StringEquals":{"sts:ExternalId":"acme-8"}})")),
            "+ allows arn:aws:iam::111111111111:role/app to call sts:AssumeRole, when StringEquals "
            "sts:ExternalId: acme-8\n"
            "- allows arn:aws:iam::111111111111:role/app to call sts:AssumeRole, when StringEquals "
            "sts:ExternalId: acme-7\n");
  EXPECT_EQ(trust_diff(trusts(R"({"Service":"ec2.amazonaws.com"})"),
                       trusts(R"({"Service":["ec2.amazonaws.com","lambda.amazonaws.com"]})")),
            "+ allows lambda.amazonaws.com to call sts:AssumeRole\n");
  EXPECT_EQ(trust_diff(trusts(kRoot), trusts(kAnybody)),
            "+ allows any principal of any account to call sts:AssumeRole\n");
  const std::string bearer =
      R"({"Effect":"Allow","Principal":{"Federated":"accounts.google.com"},)"
      R"("Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":)"
      R"({"accounts.google.com:aud":)";
  EXPECT_EQ(trust_diff(bearer + R"("x"}}})", bearer + R"(["x","y"]}}})"),
            "+ allows accounts.google.com to call sts:AssumeRoleWithWebIdentity, when StringEquals "
            "accounts.google.com:aud: x, y\n");
}

TEST(TrustDiff, HasARequestThatShowsIt) {
  Comparison comparison;
  comparison.reader.files["a.json"] =
      policy(trusts(kApp, R"({"StringEquals":{"sts:ExternalId":"acme-7"}})"));
  comparison.reader.files["b.json"] = policy(trusts(kApp));
  const DiffReport report = comparison.of("a.json", "b.json");
  ASSERT_EQ(report.trusts.size(), 1U);
  const Witness& witness = report.trusts.front().difference.witness;
  EXPECT_EQ(witness.action, "sts:AssumeRole");
  // Allowed after, and not before: without the id, or with another one.
  for (const ContextEntry& entry : witness.context) {
    EXPECT_NE(entry.values, std::vector<std::string>{"acme-7"}) << entry.key;
  }
  EXPECT_NE(to_text(report).find("witness arn:aws:iam::111111111111:role/app calls sts:AssumeRole"),
            std::string::npos)
      << to_text(report);
}

// In one account a trust policy that names a role needs no permission of the role's, one that names
// the account does.
TEST(TrustDiff, TellsWhoNeedsNoPermissionOfItsOwn) {
  EXPECT_EQ(trust_diff(trusts(kRoot), trusts(kRoot) + "," + trusts(kApp)),
            "+ allows arn:aws:iam::111111111111:role/app to call sts:AssumeRole without a "
            "permission of its own\n");
}

TEST(TrustDiff, KnowsWhoseArnAPatternTakes) {
  const std::string x = R"({"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/x-*"}})";
  const std::string y = R"({"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/y-*"}})";
  EXPECT_EQ(trust_diff(trusts(kAnybody, x), trusts(kAnybody, x)), "");
  const std::string found = trust_diff(trusts(kAnybody, x), trusts(kAnybody, y));
  EXPECT_NE(found.find("+ allows arn:aws:iam::111111111111:role/y-"), std::string::npos) << found;
  EXPECT_NE(found.find("- allows arn:aws:iam::111111111111:role/x-"), std::string::npos) << found;
  EXPECT_EQ(found.find("any account"), std::string::npos) << found;
  EXPECT_NE(trust_diff(trusts(kAnybody), trusts(kAnybody, x)).find("- allows any principal of any"),
            std::string::npos);
  EXPECT_NE(trust_diff(trusts(kRoot, x), trusts(kRoot)).find("+ allows any principal of account"),
            std::string::npos);
  const std::string account = R"({"StringEquals":{"aws:PrincipalAccount":"111111111111"}})";
  EXPECT_EQ(trust_diff(trusts(kAnybody), trusts(kAnybody, account)),
            "- allows any principal of any account to call sts:AssumeRole\n");
}

TEST(ResourceDiff, IsOverAllRequests) {
  const auto bucket = [](std::string_view who, std::string_view action) {
    return R"({"Effect":"Allow","Principal":)" + std::string(who) + R"(,"Action":)" +
           std::string(action) + R"(,"Resource":"arn:aws:s3:::b/*"})";
  };
  EXPECT_EQ(
      trust_diff(bucket(kTwoRoles, R"("s3:GetObject")"),
                 bucket(kWeb, R"(["s3:getobject"])") + "," + bucket(kApp, R"("s3:GetObject")")),
      "");
  EXPECT_EQ(trust_diff(bucket(kApp, R"(["s3:GetObject","s3:PutObject"])"),
                       bucket(kApp, R"("s3:GetObject")")),
            "- allows arn:aws:iam::111111111111:role/app to call s3:PutObject\n");
  // No Resource and no STS: a person must say what it is.
  const std::string repository =
      R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":"ecr:BatchGetImage"})";
  EXPECT_THROW(trust_diff(repository, repository), std::runtime_error);
  DiffOptions options;
  options.policy_kind = DiffKind::resource;
  EXPECT_EQ(trust_diff(repository, repository, options), "");
}

TEST(Diff, NamesCannotBreakATable) {
  DiffReport report;
  report.before = "a|b`c.yaml";
  report.after = "x\ny.yaml";
  SubjectDiff one;
  one.name = "`rm` | <img>";
  one.presence = Presence::added;
  report.subjects.push_back(one);
  const std::string text = to_markdown(report);
  EXPECT_NE(text.find("`a\\|b'c.yaml`"), std::string::npos) << text;
  EXPECT_NE(text.find("| `'rm' \\| <img>` (new) | – | – |\n"), std::string::npos) << text;
  EXPECT_NE(text.find("**\\`rm\\` \\| \\<img\\>**"), std::string::npos) << text;
  EXPECT_EQ(text.find("x\ny"), std::string::npos) << text;
}

TEST(Diff, WhatIsUndecidedIsNotEqual) {
  DiffReport report;
  EXPECT_EQ(report.status(), DiffReport::Status::equal);
  report.undecided.push_back({Severity::unsupported, "x", "not decided", {}, {}});
  EXPECT_EQ(report.status(), DiffReport::Status::undecided);
  report.undecided.clear();
  SubjectDiff one;
  one.verdict.undecided.push_back({Severity::unsupported, "x", "not decided", {}, {}});
  report.subjects.push_back(one);
  EXPECT_EQ(report.status(), DiffReport::Status::undecided);
}

TEST(Diff, NeedsFilesThatCanBeCompared) {
  Comparison comparison;
  comparison.reader.files["list.yaml"] = "- a\n";
  comparison.reader.files["empty.json"] = " \n";
  comparison.reader.files["unclear.json"] =
      policy(trusts(kApp) + R"(,{"Effect":"Allow","Action":"s3:*","Resource":"*"})");
  EXPECT_THROW(comparison.open("list.yaml"), std::runtime_error);
  EXPECT_THROW(comparison.open("empty.json"), std::runtime_error);
  EXPECT_THROW(comparison.open("unclear.json"), std::runtime_error);
  EXPECT_THROW(comparison.open("nothing.json"), std::runtime_error);
}

}  // namespace
}  // namespace rolechain::tests
