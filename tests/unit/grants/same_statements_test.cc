// Where the proof cannot cut what an element matches, equal elements are one bit: what is equal in
// words is proved, what is not stays undecided, and a difference beside it is found.
#include <gtest/gtest.h>

#include <string>

#include "mocks/base/json.h"
#include "tests/unit/grants/grants_world.h"

namespace rolechain::testing {
namespace {

// Two variables of the sender's choice in one pattern: outside exact grants.
constexpr std::string_view kHome =
    "arn:aws:s3:::home/${aws:PrincipalTag/a}/${aws:PrincipalTag/b}/*";
constexpr std::string_view kLog = "arn:aws:s3:::log/${aws:PrincipalTag/a}/${aws:PrincipalTag/b}/*";
constexpr std::string_view kTls = R"("Condition":{"Bool":{"aws:SecureTransport":"true"}})";

class TwoPolicies {
 public:
  ProofVerdict compare(const std::string& before, const std::string& after) {
    return compare_policies(policy("before", before), policy("after", after)).verdict();
  }

 private:
  PolicyRef policy(const std::string& name, const std::string& statements) {
    const SourceFile& file = sources_.add(name, policy_of(statements));
    ParsedDocument parsed = parse_document(parse_json(file).value(), PolicyType::identity);
    EXPECT_TRUE(parsed.ok());
    return std::make_shared<const CompiledPolicy>(name, std::move(parsed.document));
  }

  Sources sources_;
};

std::string allow_both(std::string_view sid, std::string_view action, std::string_view first,
                       std::string_view second) {
  return R"({"Sid":")" + std::string(sid) + R"(","Effect":"Allow","Action":")" +
         std::string(action) + R"(","Resource":[")" + std::string(first) + R"(",")" +
         std::string(second) + R"("]})";
}

TEST(SameStatements, AreEqualHoweverTheyAreArranged) {
  TwoPolicies two;
  const std::string read = allow("R", "s3:GetObject", kHome);
  const std::string write = allow("W", "s3:PutObject", kHome, kTls);
  EXPECT_EQ(two.compare(read + "," + write, write + "," + read), ProofVerdict::proved);
  EXPECT_EQ(
      two.compare(read + "," + allow("W", "s3:PutObject", kHome),
                  allow("G", "s3:G?tObject", kHome) + "," + allow("W", "s3:PutObjec?", kHome)),
      ProofVerdict::proved);
  EXPECT_EQ(two.compare(allow_both("R", "s3:GetObject", kHome, kLog),
                        allow_both("R", "s3:GetObject", kLog, kHome)),
            ProofVerdict::proved);
}

TEST(SameStatements, WhatIsSaidBesideAnotherIsIdle) {
  TwoPolicies two;
  const std::string read = allow("R", "s3:GetObject", kHome);
  const std::string with_tls = allow("T", "s3:GetObject", kHome, kTls);
  EXPECT_EQ(two.compare(read + "," + with_tls, read), ProofVerdict::proved);
  EXPECT_EQ(two.compare(with_tls, read), ProofVerdict::unknown);
}

TEST(SameStatements, OtherWordsAreNotEqual) {
  TwoPolicies two;
  const std::string read = allow("R", "s3:GetObject", kHome);
  const auto denied = [&](std::string_view resource, std::string_view more = {}) {
    return read + "," + deny("D", "s3:GetObject", resource, more);
  };
  EXPECT_EQ(two.compare(read, denied(kHome)), ProofVerdict::unknown);
  EXPECT_EQ(two.compare(denied(kHome, kTls), denied(kLog, kTls)), ProofVerdict::unknown);
  EXPECT_EQ(two.compare(denied(kHome, kTls),
                        denied(kHome, R"("Condition":{"Bool":{"aws:SecureTransport":"false"}})")),
            ProofVerdict::unknown);
  EXPECT_EQ(two.compare(denied(kHome, R"("Condition":{"StringLike":{"aws:Referer":"a*"}})"),
                        denied(kHome, R"("Condition":{"StringEquals":{"aws:Referer":"a*"}})")),
            ProofVerdict::unknown);
  const std::string resource = R"("Resource":")" + std::string(kHome);
  std::string inverse = read;
  inverse.replace(inverse.find(resource), 10, R"("NotResource")");
  EXPECT_EQ(two.compare(read, inverse), ProofVerdict::unknown);
}

TEST(SameStatements, ADifferenceBesideThemIsFound) {
  TwoPolicies two;
  const std::string read = allow("R", "s3:GetObject", kHome);
  EXPECT_EQ(two.compare(read, read + "," + allow("Q", "sqs:SendMessage", "*")),
            ProofVerdict::refuted);
  EXPECT_EQ(two.compare(read + "," + allow("A", "sqs:SendMessage", "*"),
                        read + "," + allow("B", "sqs:SendMessage", "arn:aws:sqs:*:*:*") + "," +
                            allow("C", "sqs:SendMessage", "*")),
            ProofVerdict::proved);
}

}  // namespace
}  // namespace rolechain::testing
