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

TEST(Diff, OfAStatementThatTrustsOthersIsTold) {
  Comparison comparison;
  BrokenDesign design;
  comparison.reader.files["a.yaml"] = design.text();
  design.trust = R"({ trust_principal: { AWS: ["@base", "arn:aws:iam::999999999999:root"] } })";
  comparison.reader.files["b.yaml"] = design.text();
  const DiffReport report = comparison.of("a.yaml", "b.yaml");
  EXPECT_EQ(count(report, Kind::extra), 0U);
  ASSERT_EQ(report.trusts.size(), 2U);
  EXPECT_TRUE(report.trusts[0].gained);
  EXPECT_EQ(report.status(), DiffReport::Status::different);
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
  comparison.reader.files["trust.json"] =
      policy(R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"})");
  EXPECT_THROW(comparison.open("list.yaml"), std::runtime_error);
  EXPECT_THROW(comparison.open("empty.json"), std::runtime_error);
  EXPECT_THROW(comparison.open("trust.json"), std::runtime_error);
  EXPECT_THROW(comparison.open("nothing.json"), std::runtime_error);
}

}  // namespace
}  // namespace rolechain::tests
