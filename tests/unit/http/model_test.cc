// The tables of AWS's APIs: as the generator writes them, and what they make of requests.
#include "mocks/http/model/api_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "mocks/http/model/query.h"
#include "mocks/http/model/sts_model.h"
#include "mocks/iam/errors.h"
#include "mocks/iam/sts_errors.h"
#include "tests/paths.h"
#include "tests/support/shell.h"

namespace rolechain::tests {
namespace {

TEST(ApiModel, TheTableIsWhatTheGeneratorWrites) {
  const std::string model = (source_dir() / "mocks/http/model").string();
  const ShellResult made =
      run_shell("/usr/bin/python3 '" + model + "/tool/make_model.py' sts --output -");
  ASSERT_EQ(made.exit_code, 0) << made.output;
  std::ifstream file(model + "/sts_model.cc");
  std::ostringstream committed;
  committed << file.rdbuf();
  EXPECT_TRUE(made.output == committed.str())
      << "sts_model.cc is stale: ./dev models, and look at the difference";
}

// What the generator must take from the other protocols, too.
TEST(ApiModel, TheGeneratorKnowsTheOtherProtocols) {
  const std::string tool = (source_dir() / "mocks/http/model/tool/make_model.py").string();
  const auto make = [&](const std::string& service) {
    return run_shell("/usr/bin/python3 '" + tool + "' " + service + " --output -");
  };
  const ShellResult s3 = make("s3");
  EXPECT_TRUE(s3.output.contains("Protocol::rest_xml"));
  EXPECT_TRUE(s3.output.contains(".place = P::uri"));
  EXPECT_TRUE(s3.output.contains(".payload = \"Body\""));
  EXPECT_TRUE(s3.output.contains(".flattened = true"));
  EXPECT_TRUE(make("dynamodb").output.contains(".target_prefix = \"DynamoDB_20120810\""));
  const ShellResult none = make("no-such-service");
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_TRUE(none.output.contains("error: there is no")) << none.output;
}

const ModelOperation& operation(std::string_view name) { return *sts_model().operation(name); }

ApiResult<Node> read(std::string_view name, std::string_view form) {
  return read_query(sts_model(), operation(name), *Form::parse(form));
}

TEST(ApiModel, StsHasTheseOperations) {
  std::vector<std::string_view> names;
  for (const ModelOperation& one : sts_model().operations) names.push_back(one.name);
  EXPECT_EQ(names, (std::vector<std::string_view>{
                       "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity",
                       "AssumeRoot", "DecodeAuthorizationMessage", "GetAccessKeyInfo",
                       "GetCallerIdentity", "GetDelegatedAccessToken", "GetFederationToken",
                       "GetSessionToken", "GetWebIdentityToken"}));
  EXPECT_FALSE(operation("AssumeRoleWithSAML").is_signed);
  EXPECT_TRUE(operation("AssumeRole").is_signed);
}

TEST(ReadQuery, ListsStructuresAndNumbers) {
  const auto input = read("AssumeRole",
                          "RoleArn=r&RoleSessionName=s&DurationSeconds=900&Unknown=1"
                          "&Tags.member.1.Key=a&Tags.member.1.Value=b&Tags.member.2.Key=c"
                          "&Tags.member.2.Value=&TransitiveTagKeys.member.1=a"
                          "&PolicyArns.member.1.arn=x");
  ASSERT_TRUE(input.has_value()) << input.error().message;
  EXPECT_EQ(to_json(*input),
            R"({"RoleArn":"r","RoleSessionName":"s","PolicyArns":[{"arn":"x"}],)"
            R"("DurationSeconds":900,"Tags":[{"Key":"a","Value":"b"},{"Key":"c","Value":""}],)"
            R"("TransitiveTagKeys":["a"]})");
}

// R-STS-31.
TEST(ReadQuery, NamesEveryMissingMember) {
  const auto none = read("AssumeRole", "Tags.member.1.Key=a");
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, "ValidationError");
  EXPECT_EQ(none.error().message,
            "3 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: "
            "Member must not be null; Value null at 'roleSessionName' failed to satisfy "
            "constraint: Member must not be null; Value null at 'tags.1.member.value' failed to "
            "satisfy constraint: Member must not be null");
}

TEST(ReadQuery, WhatIsNoNumber) {
  for (const char* text : {"", "1h", "9e2", "900.0", " 900", "99999999999999999999"}) {
    const auto input = read("GetSessionToken", std::string("DurationSeconds=") + text);
    ASSERT_FALSE(input.has_value()) << text;
    EXPECT_EQ(input.error().code, "MalformedInput") << text;
  }
}

Node number(std::string text) {
  Node out;
  out.kind = Node::Kind::number;
  out.text = std::move(text);
  return out;
}

TEST(WriteQuery, InTheTablesOrderWhateverTheResultsIs) {
  Node credentials = Node::make_map();
  credentials.set("Expiration", number("1768467600"));
  credentials.set("AccessKeyId", Node::make_string("ASIA<"));
  Node result = Node::make_map();
  result.set("PackedPolicySize", number("6"));
  result.set("Credentials", std::move(credentials));
  result.set("SourceIdentity", Node());
  EXPECT_EQ(write_query(sts_model(), operation("AssumeRole"), result, QueryFormat::xml, "id"),
            "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n"
            "  <AssumeRoleResult>\n"
            "    <Credentials>\n"
            "      <AccessKeyId>ASIA&lt;</AccessKeyId>\n"
            "      <Expiration>2026-01-15T09:00:00Z</Expiration>\n"
            "    </Credentials>\n"
            "    <PackedPolicySize>6</PackedPolicySize>\n"
            "  </AssumeRoleResult>\n"
            "  <ResponseMetadata>\n"
            "    <RequestId>id</RequestId>\n"
            "  </ResponseMetadata>\n"
            "</AssumeRoleResponse>\n");
  EXPECT_EQ(write_query(sts_model(), operation("AssumeRole"), result, QueryFormat::json, "id"),
            R"({"AssumeRoleResponse":{"AssumeRoleResult":{"Credentials":{"AccessKeyId":"ASIA<",)"
            R"("Expiration":1768467600},"PackedPolicySize":6},)"
            R"("ResponseMetadata":{"RequestId":"id"}}})");
}

// A table of our own: what STS's has no example of.
constexpr std::array kMembers{
    ModelMember{.name = "Ids", .on_wire = "Id", .shape = 1},
    ModelMember{.name = "Attributes", .on_wire = "Attributes", .shape = 3},
    ModelMember{.name = "Flag", .on_wire = "Flag", .shape = 4},
};
constexpr std::array kShapes{
    ModelShape{.name = "Text", .kind = ShapeKind::string},
    ModelShape{.name = "Flat",
               .kind = ShapeKind::list,
               .element = 0,
               .element_name = "member",
               .flattened = true},
    ModelShape{.name = "In", .kind = ShapeKind::structure, .first_member = 0, .member_count = 3},
    ModelShape{.name = "Map",
               .kind = ShapeKind::map,
               .element = 0,
               .element_name = "value",
               .key = 0,
               .key_name = "key"},
    ModelShape{.name = "Bool", .kind = ShapeKind::boolean},
};
constexpr std::array kOperations{ModelOperation{
    .name = "Do", .method = "POST", .uri = "/", .input = 2, .output = 2, .result_wrapper = "R"}};
constexpr ApiModel kOurs{.service = "ours",
                         .xml_namespace = "n",
                         .operations = kOperations,
                         .shapes = kShapes,
                         .members = kMembers};

TEST(ReadQuery, FlattenedListsMapsAndBooleans) {
  const auto input = read_query(kOurs, kOperations.front(),
                                *Form::parse("Id.1=a&Id.2=b&Flag=true&Attributes.entry.1.key=k"
                                             "&Attributes.entry.1.value=v"));
  ASSERT_TRUE(input.has_value());
  EXPECT_EQ(to_json(*input), R"({"Ids":["a","b"],"Attributes":{"k":"v"},"Flag":true})");
  EXPECT_EQ(write_query(kOurs, kOperations.front(), *input, QueryFormat::xml, "i"),
            "<DoResponse xmlns=\"n\">\n  <R>\n    <Id>a</Id>\n    <Id>b</Id>\n    <Attributes>\n"
            "      <entry>\n        <key>k</key>\n        <value>v</value>\n      </entry>\n"
            "    </Attributes>\n    <Flag>true</Flag>\n  </R>\n  <ResponseMetadata>\n"
            "    <RequestId>i</RequestId>\n  </ResponseMetadata>\n</DoResponse>\n");
  EXPECT_EQ(read_query(kOurs, kOperations.front(), *Form::parse("Flag=yes")).error().code,
            "MalformedInput");
}

// One table of errors (mocks/iam/errors.h): its status is the model's.
TEST(ApiModel, ErrorsHaveTheModelsStatus) {
  const std::array ours{expired_identity_token(0, 0),   idp_rejected_claim("x"),
                        invalid_identity_token("x"),    malformed_policy("x"),
                        packed_policy_too_large(101),   saml_expired(),
                        invalid_authorization_message()};
  for (const ApiError& error : ours) {
    const auto& rows = sts_model().errors;
    const auto row = std::ranges::find(rows, error.code, &ModelError::code);
    ASSERT_NE(row, rows.end()) << error.code;
    EXPECT_EQ(row->http, error.http) << error.code;
  }
}

}  // namespace
}  // namespace rolechain::tests
