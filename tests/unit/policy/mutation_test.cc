// Every single structural change of good policies: each is an error at its place with what AWS
// says, but for those that are listed as good.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/json.h"
#include "mocks/policy/document.h"

namespace rolechain {
namespace {

struct Good {
  PolicyType type;
  std::string_view name;  // in the findings: types of one grammar share it
  std::string_view json;
};

constexpr std::string_view kIdentity = R"({
  "Version": "2012-10-17",
  "Id": "doc",
  "Statement": [
    {
      "Sid": "A",
      "Effect": "Allow",
      "Action": ["s3:GetObject"],
      "Resource": ["arn:aws:s3:::bucket/*"],
      "Condition": {
        "StringEquals": {"aws:username": ["a"]},
        "NumericLessThan": {"aws:MultiFactorAuthAge": ["10"]},
        "DateLessThan": {"aws:CurrentTime": "2026-01-15"},
        "Bool": {"aws:SecureTransport": "true"},
        "IpAddress": {"aws:SourceIp": "10.0.0.0/8"},
        "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/x"},
        "Null": {"aws:userid": "true"}
      }
    },
    {"Effect": "Deny", "NotAction": "iam:*", "NotResource": "*"}
  ]
})";
constexpr std::string_view kResource = R"({
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"AWS": ["111111111111"], "Service": "ec2.amazonaws.com"},
      "Action": "s3:GetObject",
      "Resource": "*"
    },
    {"Effect": "Deny", "NotPrincipal": {"AWS": "111111111111"}, "Action": "*", "Resource": "*"},
    {"Effect": "Allow", "Principal": "*", "Action": "s3:ListBucket", "Resource": "*"}
  ]
})";
constexpr std::string_view kTrust = R"({
  "Version": "2012-10-17",
  "Statement": {
    "Sid": "A b",
    "Effect": "Allow",
    "Principal": {"Federated": "accounts.google.com"},
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {"StringEquals": {"accounts.google.com:aud": "x"}}
  }
})";

const std::vector<Good>& good_policies() {
  static const std::vector<Good> all = {
      {PolicyType::identity, "plain", kIdentity},    {PolicyType::boundary, "plain", kIdentity},
      {PolicyType::session, "plain", kIdentity},     {PolicyType::scp, "plain", kIdentity},
      {PolicyType::resource, "resource", kResource}, {PolicyType::endpoint, "resource", kResource},
      {PolicyType::trust, "trust", kTrust},
  };
  return all;
}

// A value by its path, "Statement.0.Action.0"; each change goes to a fresh tree.
struct Place {
  std::string path;
  Node* node = nullptr;
};

void places_in(Node& node, const std::string& path, std::vector<Place>& out) {
  const auto below = [&](std::string_view name) {
    return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
  };
  out.push_back({path, &node});
  for (Member& member : node.members) places_in(member.value, below(member.key), out);
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    places_in(node.items[i], below(std::to_string(i)), out);
  }
}

std::vector<Place> places_in(Node& tree) {
  std::vector<Place> out;
  places_in(tree, "", out);
  return out;
}

Node parsed(std::string_view json) {
  const SourceFile file{"p.json", std::string(json)};
  return parse_json(file).value();
}

// "" where the text is a good policy; else what is missing of a good refusal, or "refused".
std::string verdict(const std::string& json, PolicyType type) {
  const SourceFile file{"p.json", json};
  const Result<Node> node = parse_json(file);
  if (!node) return node.error().where.known() ? "refused" : "no place";
  const ParsedDocument document = parse_document(*node, type);
  if (document.ok()) return document.aws_message.empty() ? "" : "AWS refuses, we do not";
  for (const Diagnostic& diagnostic : document.diagnostics) {
    const SourceSpan& where = diagnostic.where;
    if (!where.known() || where.begin >= where.end || where.end > json.size()) return "no place";
    if (diagnostic.code.empty() || diagnostic.help.empty()) return "no code or help";
  }
  return document.aws_message.empty() ? "only we refuse" : "refused";
}

// Everything that is not "refused".
class Findings {
 public:
  void check(const Good& good, std::string_view path, std::string_view change,
             const Node& changed) {
    const std::string found = verdict(to_json(changed), good.type);
    ++checked_;
    if (found == "refused") return;
    by_verdict_[found].insert(fmt::format("{} {} {}", good.name, path, change));
  }
  [[nodiscard]] std::size_t checked() const { return checked_; }
  // Those with this verdict, each on a line of its own.
  [[nodiscard]] std::string with(std::string_view verdict) const {
    const auto found = by_verdict_.find(verdict);
    return found == by_verdict_.end() ? "" : fmt::format("\n{}", fmt::join(found->second, "\n"));
  }
  [[nodiscard]] std::size_t verdicts() const { return by_verdict_.size(); }

 private:
  std::map<std::string, std::set<std::string>, std::less<>> by_verdict_;
  std::size_t checked_ = 0;
};

TEST(PolicyMutation, TheUnchangedPoliciesAreGood) {
  for (const Good& good : good_policies()) {
    EXPECT_EQ(verdict(std::string(good.json), good.type), "") << policy_type_word(good.type);
  }
}

// Values may be numbers and booleans, which are taken as spelled (YAML has account ids without
// quotes); an operator without keys tests nothing.
constexpr std::string_view kGoodTypes = R"(
plain Id ""
plain Id 7
plain Id true
plain Statement.0.Condition {}
plain Statement.0.Condition.ArnLike {}
plain Statement.0.Condition.Bool {}
plain Statement.0.Condition.Bool.aws:SecureTransport true
plain Statement.0.Condition.DateLessThan {}
plain Statement.0.Condition.DateLessThan.aws:CurrentTime 7
plain Statement.0.Condition.IpAddress {}
plain Statement.0.Condition.Null {}
plain Statement.0.Condition.Null.aws:userid true
plain Statement.0.Condition.NumericLessThan {}
plain Statement.0.Condition.NumericLessThan.aws:MultiFactorAuthAge 7
plain Statement.0.Condition.NumericLessThan.aws:MultiFactorAuthAge.0 7
plain Statement.0.Condition.StringEquals {}
plain Statement.0.Condition.StringEquals.aws:username ""
plain Statement.0.Condition.StringEquals.aws:username 7
plain Statement.0.Condition.StringEquals.aws:username true
plain Statement.0.Condition.StringEquals.aws:username.0 ""
plain Statement.0.Condition.StringEquals.aws:username.0 7
plain Statement.0.Condition.StringEquals.aws:username.0 true
plain Statement.0.Sid ""
plain Statement.0.Sid 7
plain Statement.0.Sid true
trust Statement.Condition {}
trust Statement.Condition.StringEquals {}
trust Statement.Condition.StringEquals.accounts.google.com:aud ""
trust Statement.Condition.StringEquals.accounts.google.com:aud 7
trust Statement.Condition.StringEquals.accounts.google.com:aud true
trust Statement.Sid ""
trust Statement.Sid 7
trust Statement.Sid true)";

// Values that are not of their operator's type make a test that never holds.
constexpr std::string_view kOnlyWeRefuse = R"(
plain Statement.0.Condition.ArnLike.aws:PrincipalArn ""
plain Statement.0.Condition.ArnLike.aws:PrincipalArn 7
plain Statement.0.Condition.ArnLike.aws:PrincipalArn []
plain Statement.0.Condition.ArnLike.aws:PrincipalArn true
plain Statement.0.Condition.Bool.aws:SecureTransport ""
plain Statement.0.Condition.Bool.aws:SecureTransport 7
plain Statement.0.Condition.Bool.aws:SecureTransport []
plain Statement.0.Condition.DateLessThan.aws:CurrentTime []
plain Statement.0.Condition.IpAddress.aws:SourceIp ""
plain Statement.0.Condition.IpAddress.aws:SourceIp 7
plain Statement.0.Condition.IpAddress.aws:SourceIp []
plain Statement.0.Condition.IpAddress.aws:SourceIp true
plain Statement.0.Condition.Null.aws:userid ""
plain Statement.0.Condition.Null.aws:userid 7
plain Statement.0.Condition.Null.aws:userid []
plain Statement.0.Condition.NumericLessThan.aws:MultiFactorAuthAge ""
plain Statement.0.Condition.NumericLessThan.aws:MultiFactorAuthAge []
plain Statement.0.Condition.NumericLessThan.aws:MultiFactorAuthAge true
plain Statement.0.Condition.NumericLessThan.aws:MultiFactorAuthAge.0 ""
plain Statement.0.Condition.NumericLessThan.aws:MultiFactorAuthAge.0 true
plain Statement.0.Condition.StringEquals.aws:username []
trust Statement.Condition.StringEquals.accounts.google.com:aud [])";

// Unknown condition keys are warnings; in a resource's policy the resource may go without saying.
constexpr std::string_view kGoodWithout = R"(
plain /Id removed
plain /Version removed
plain Statement.0.Condition.ArnLike/aws:PrincipalArn removed
plain Statement.0.Condition.ArnLike/aws:PrincipalArn renamed
plain Statement.0.Condition.Bool/aws:SecureTransport removed
plain Statement.0.Condition.Bool/aws:SecureTransport renamed
plain Statement.0.Condition.DateLessThan/aws:CurrentTime removed
plain Statement.0.Condition.DateLessThan/aws:CurrentTime renamed
plain Statement.0.Condition.IpAddress/aws:SourceIp removed
plain Statement.0.Condition.IpAddress/aws:SourceIp renamed
plain Statement.0.Condition.Null/aws:userid removed
plain Statement.0.Condition.Null/aws:userid renamed
plain Statement.0.Condition.NumericLessThan/aws:MultiFactorAuthAge removed
plain Statement.0.Condition.NumericLessThan/aws:MultiFactorAuthAge renamed
plain Statement.0.Condition.StringEquals/aws:username removed
plain Statement.0.Condition.StringEquals/aws:username renamed
plain Statement.0.Condition/ArnLike removed
plain Statement.0.Condition/Bool removed
plain Statement.0.Condition/DateLessThan removed
plain Statement.0.Condition/IpAddress removed
plain Statement.0.Condition/Null removed
plain Statement.0.Condition/NumericLessThan removed
plain Statement.0.Condition/StringEquals removed
plain Statement.0/Condition removed
plain Statement.0/Sid removed
resource /Version removed
resource Statement.0.Principal/AWS removed
resource Statement.0.Principal/Service removed
resource Statement.0/Resource removed
resource Statement.1/Resource removed
resource Statement.2/Resource removed
trust /Version removed
trust Statement.Condition.StringEquals/accounts.google.com:aud removed
trust Statement.Condition.StringEquals/accounts.google.com:aud renamed
trust Statement.Condition/StringEquals removed
trust Statement/Condition removed
trust Statement/Sid removed)";

// Calls `change(tree, place)` for each place of each policy, with a fresh copy of the tree.
template <class Change>
void at_each_place(Change change) {
  for (const Good& good : good_policies()) {
    const Node original = parsed(good.json);
    Node counted = original;
    for (std::size_t k = 0; k < places_in(counted).size(); ++k) {
      Node tree = original;
      change(good, tree, places_in(tree)[k]);
    }
  }
}

TEST(PolicyMutation, AWrongTypeAnywhere) {
  Findings findings;
  for (const char* wrong : {"null", "[]", "{}", "[null]", "[[]]", R"([["a"]])", "[{}]", "\"\"",
                            R"({"a":"b"})", "true", "7"}) {
    at_each_place([&](const Good& good, const Node& tree, const Place& place) {
      *place.node = parsed(wrong);
      findings.check(good, place.path, wrong, tree);
    });
  }
  EXPECT_GT(findings.checked(), 1000U);
  EXPECT_EQ(findings.with(""), kGoodTypes);
  EXPECT_EQ(findings.with("only we refuse"), kOnlyWeRefuse);
  EXPECT_EQ(findings.verdicts(), 2U);
}

TEST(PolicyMutation, AnElementLessOrUnknown) {
  Findings findings;
  at_each_place([&](const Good& good, const Node& tree, const Place& place) {
    std::vector<Member>& members = place.node->members;
    const std::vector<Member> before = members;
    for (std::size_t i = 0; i < before.size(); ++i) {
      members[i].key += "x";
      findings.check(good, place.path + "/" + before[i].key, "renamed", tree);
      members.erase(members.begin() + static_cast<std::ptrdiff_t>(i));
      findings.check(good, place.path + "/" + before[i].key, "removed", tree);
      members = before;
    }
  });
  EXPECT_GT(findings.checked(), 100U);
  EXPECT_EQ(findings.with(""), kGoodWithout);
  EXPECT_EQ(findings.verdicts(), 1U);
}

TEST(PolicyMutation, AKeyTwice) {
  std::size_t checked = 0;
  at_each_place([&](const Good&, const Node& tree, const Place& place) {
    std::vector<Member>& members = place.node->members;
    const std::vector<Member> before = members;
    for (const Member& member : before) {
      members.push_back(member);
      const SourceFile file{"p.json", to_json(tree)};
      const Result<Node> node = parse_json(file);
      ASSERT_FALSE(node) << file.text;
      EXPECT_EQ(node.error().code, "duplicate-key");
      EXPECT_EQ(node.error().where.text(), "\"" + member.key + "\"");
      members = before;
      ++checked;
    }
  });
  EXPECT_GT(checked, 50U);
}

}  // namespace
}  // namespace rolechain
