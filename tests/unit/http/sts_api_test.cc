// STS over the wire: its constraints, its errors, GET and POST, XML and JSON.
#include "mocks/http/sts_api.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "mocks/http/model/sts_model.h"
#include "tests/unit/http/api_lab.h"

namespace rolechain::sts_testing {
namespace {

constexpr std::string_view kRole = "arn:aws:iam::111111111111:role/writer";

struct StsWire : ApiLab {
  StsWire() {
    add_user(kApp, "alice", allow(R"("*")"));
    add_role(kApp, "writer", trust_account(kApp, R"(["sts:AssumeRole","sts:TagSession"])"),
             allow(R"("*")"));
    sign_as(as_user("alice"));
  }
};

// A value that every constraint of the members takes, so that one alone is wrong.
std::string good_value(std::string_view member) {
  static const std::map<std::string_view, std::string_view> values{
      {"RoleArn", kRole},
      {"RoleSessionName", "test"},
      {"PrincipalArn", "arn:aws:iam::111111111111:saml-provider/corp"},
      {"SAMLAssertion", "YWJjZA=="},
      {"WebIdentityToken", "a.b.c"},
      {"EncodedMessage", "abcd"},
      {"AccessKeyId", "AKIAIOSFODNN7EXAMPLE"},
      {"Name", "bob"},
      {"TargetPrincipal", "111111111111"},
      {"SerialNumber", "arn:aws:iam::111111111111:mfa/alice"},
      {"TokenCode", "123456"},
  };
  const auto at = values.find(member);
  return at == values.end() ? "xx" : std::string(at->second);
}

struct Leaf {
  std::string name;  // Tags.member.1.Key
  std::string path;  // tags.1.member.key
  const ModelShape* shape = nullptr;
  bool required = false;
};

std::string small_first(std::string_view name) {
  std::string out(name);
  if (out.front() >= 'A' && out.front() <= 'Z') out.front() = static_cast<char>(out.front() + 32);
  return out;
}

// Every scalar that the operation's parameters have.
void leaves(const ModelShape& shape, const std::string& name, const std::string& path,
            std::vector<Leaf>& out) {
  const ApiModel& model = sts_model();
  for (const ModelMember& member : model.members_of(shape)) {
    const ModelShape* inner = &model.shapes[member.shape];
    std::string at = name + std::string(member.on_wire);
    std::string said = path + small_first(member.name);
    const bool is_list = inner->kind == ShapeKind::list;
    if (is_list) {
      at += ".member.1";
      said += ".1.member";
      inner = &model.shapes[inner->element];
    }
    if (inner->kind == ShapeKind::structure) {
      leaves(*inner, at + ".", said + ".", out);
    } else {
      out.push_back({at, said, inner, member.required});
    }
  }
}

// The other parameters that the operation needs, beside the one that is tried.
std::string rest_of(const ModelOperation& operation, const std::vector<Leaf>& all,
                    const Leaf& tried) {
  std::string out = fmt::format("Action={}", operation.name);
  for (const Leaf& leaf : all) {
    const bool beside = leaf.name.starts_with("Tags.") && tried.name.starts_with("Tags.");
    const bool needed = leaf.required && (!leaf.name.starts_with("Tags.") || beside);
    const bool task = leaf.name == "TaskPolicyArn.arn";
    if (leaf.name == tried.name || (!needed && !task)) continue;
    const std::string value = task ? "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"
                                   : good_value(leaf.name);
    out += fmt::format("&{}={}", leaf.name, percent_encoded(value));
  }
  return out;
}

// What each operation says to a parameter that its model forbids. One test for all of them: the
// table that reads the request also says what must be refused.
TEST(StsWireConstraints, EachOfTheModel) {
  StsWire lab;
  int tried = 0;
  for (const ModelOperation& operation : sts_model().operations) {
    if (operation.input == kNoShape) continue;
    std::vector<Leaf> all;
    leaves(sts_model().shapes[operation.input], "", "", all);
    for (const Leaf& leaf : all) {
      if (leaf.name == "ProviderId") continue;  // not decided here: see its own test
      const auto refused = [&](const std::string& value, const std::string& words) {
        const HttpResponse response = lab.send(rest_of(operation, all, leaf) + "&" + leaf.name +
                                               "=" + percent_encoded(value));
        const std::string message = element(response, "Message");
        EXPECT_EQ(response.status, 400) << operation.name << " " << leaf.name;
        EXPECT_EQ(element(response, "Code"), "ValidationError")
            << operation.name << " " << leaf.name << ": " << message;
        EXPECT_TRUE(message.contains("'" + leaf.path + "'")) << leaf.path << ": " << message;
        EXPECT_TRUE(message.contains(words)) << leaf.path << ": " << message;
        ++tried;
      };
      const ModelShape& shape = *leaf.shape;
      if (shape.kind == ShapeKind::integer) {
        if (shape.min) {
          refused(std::to_string(*shape.min - 1),
                  fmt::format("greater than or equal to {}", *shape.min));
        }
        if (shape.max) {
          refused(std::to_string(*shape.max + 1),
                  fmt::format("less than or equal to {}", *shape.max));
        }
        continue;
      }
      if (shape.max) {
        refused(std::string(static_cast<std::size_t>(*shape.max) + 1, '1'),
                fmt::format("less than or equal to {}", *shape.max));
      }
      if (shape.min.value_or(0) > 0) {
        refused(std::string(static_cast<std::size_t>(*shape.min) - 1, '1'),
                fmt::format("greater than or equal to {}", *shape.min));
      }
      const bool has_alphabet = shape.pattern.starts_with("[\\w") ||
                                shape.pattern.starts_with("[\\d") ||
                                shape.pattern.starts_with("[\\p");
      if (has_alphabet) {
        refused(
            std::string(static_cast<std::size_t>(std::max<std::int64_t>(shape.min.value_or(1), 1)),
                        '*'),
            "satisfy regular expression pattern");
      }
    }
  }
  EXPECT_GT(tried, 85);
}

TEST(StsWireConstraints, ListsHaveALengthToo) {
  StsWire lab;
  std::string form = "Action=AssumeRole&RoleSessionName=test&RoleArn=" + std::string(kRole);
  for (int i = 1; i <= 51; ++i) {
    form += fmt::format("&Tags.member.{}.Key=k{}&Tags.member.{}.Value=v", i, i, i);
  }
  EXPECT_TRUE(element(lab.send(form), "Message").contains("'tags'"));
}

TEST(StsWireAnswers, GetAndPostAlike) {
  StsWire lab;
  for (const char* method : {"GET", "POST"}) {
    const HttpResponse who = lab.send("Action=GetCallerIdentity", method);
    EXPECT_EQ(who.status, 200) << who.body;
    EXPECT_EQ(element(who, "Arn"), "arn:aws:iam::111111111111:user/alice");
    EXPECT_EQ(*find_header(who.headers, "Content-Type"), "text/xml");
    const HttpResponse hop =
        lab.send("Action=AssumeRole&RoleSessionName=s&RoleArn=x&DurationSeconds=1", method);
    EXPECT_EQ(element(hop, "Code"), "ValidationError");
    EXPECT_TRUE(element(hop, "Message").starts_with("3 validation errors detected: ")) << hop.body;
  }
}

TEST(StsWireAnswers, JsonWhereTheClientAsksForIt) {
  StsWire lab;
  const std::string form = "Action=AssumeRole&RoleSessionName=test&RoleArn=" + std::string(kRole);
  const HttpResponse good = lab.send(form, "POST", "application/json");
  EXPECT_EQ(*find_header(good.headers, "Content-Type"), "application/json");
  EXPECT_TRUE(good.body.starts_with(
      R"({"AssumeRoleResponse":{"AssumeRoleResult":{"AssumedRoleUser":{"AssumedRoleId":"AROA)"))
      << good.body;
  // 2026-01-15T10:00:00Z: a number here, ISO 8601 in XML.
  EXPECT_TRUE(good.body.contains(R"("Expiration":1768471200})")) << good.body;
  EXPECT_EQ(element(lab.send(form), "Expiration"), "2026-01-15T10:00:00Z");
  const HttpResponse bad = lab.send("Action=AssumeRole", "GET", "application/json");
  EXPECT_EQ(bad.status, 400);
  EXPECT_TRUE(bad.body.starts_with(R"({"Error":{"Code":"ValidationError","Message":"2 val)"))
      << bad.body;
}

TEST(StsWireErrors, WhatIsNoOperation) {
  StsWire lab;
  EXPECT_EQ(element(lab.send("Action=AssumeRoles"), "Message"),
            "Could not find operation AssumeRoles for version 2011-06-15");
  EXPECT_EQ(element(lab.send("X=1"), "Code"), "MissingAction");
  // Those of AWS's that nothing decides here say so.
  for (const char* name : {"GetDelegatedAccessToken", "GetWebIdentityToken"}) {
    const HttpResponse response = lab.send(std::string("Action=") + name);
    EXPECT_EQ(response.status, 501) << name;
    EXPECT_EQ(element(response, "Code"), "NotImplemented") << name;
  }
  EXPECT_EQ(lab.send("Action=AssumeRoleWithWebIdentity&RoleSessionName=test&WebIdentityToken=abcd"
                     "&ProviderId=www.amazon.com&RoleArn=" +
                     std::string(kRole))
                .status,
            501);
}

TEST(StsWireErrors, WhoDoesNotSign) {
  StsWire lab;
  lab.sign_nothing();
  EXPECT_EQ(element(lab.send("Action=GetCallerIdentity"), "Code"), "MissingAuthenticationToken");
  EXPECT_EQ(element(lab.send("Action=AssumeRoleWithWebIdentity"), "Code"), "ValidationError");
}

TEST(StsWireErrors, AccessKeyInfo) {
  StsWire lab;
  EXPECT_EQ(
      element(lab.send("Action=GetAccessKeyInfo&AccessKeyId=AKIARZPUZDIKGB2VALC4"), "Account"),
      "123456789012");
  EXPECT_EQ(element(lab.send("Action=GetAccessKeyInfo&AccessKeyId=AKIA0000000000000000"), "Code"),
            "ValidationError");
}

}  // namespace
}  // namespace rolechain::sts_testing
