// Bytes of AWS's answers, and parameters of its Query protocol.
#include <gtest/gtest.h>

#include "mocks/http/dynamodb/dynamodb.h"
#include "mocks/http/form.h"
#include "mocks/http/wire.h"
#include "mocks/iam/errors.h"

namespace rolechain {
namespace {

TEST(Form, DecodesNamesAndValues) {
  const auto form = Form::parse("Action=Assume%52ole&Policy=%7B%22a%22%3A+1%7D&Empty=&Flag");
  ASSERT_TRUE(form.has_value());
  EXPECT_EQ(form->value("Action"), "AssumeRole");
  EXPECT_EQ(form->value("Policy"), "{\"a\": 1}");
  EXPECT_EQ(form->value("Empty"), "");
  EXPECT_EQ(form->value("Flag"), "");
  EXPECT_EQ(form->value("None"), std::nullopt);
}

TEST(Form, RefusesWhatIsBroken) {
  for (const char* text : {"A=%", "A=%4", "A=%zz", "%=1", "A=1&A=2", "A=%ff%fe", "A=%00"}) {
    const auto form = Form::parse(text);
    ASSERT_FALSE(form.has_value()) << text;
    EXPECT_EQ(form.error().code, "MalformedQueryString") << text;
  }
}

TEST(Form, MembersCountFromOneWithoutGaps) {
  const auto form = Form::parse(
      "Tags.member.1.Key=a&Tags.member.2.Key=b&Tags.member.4.Key=d&TransitiveTagKeys.member.1=a");
  ASSERT_TRUE(form.has_value());
  EXPECT_EQ(form->members("Tags"), (std::vector<std::string>{"Tags.member.1", "Tags.member.2"}));
  EXPECT_EQ(form->members("TransitiveTagKeys").size(), 1U);
  EXPECT_TRUE(form->members("PolicyArns").empty());
}

TEST(Wire, StsXmlIsIndentedByTwo) {
  Node result = Node::make_map();
  result.set("Arn", Node::make_string("a<b>&\"c\""));
  result.set("UserId", Node());
  const HttpResponse response = sts_response("GetCallerIdentity", result, QueryFormat::xml, "id-1");
  EXPECT_EQ(response.body,
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n"
            "  <GetCallerIdentityResult>\n"
            "    <Arn>a&lt;b&gt;&amp;&quot;c&quot;</Arn>\n"
            "  </GetCallerIdentityResult>\n"
            "  <ResponseMetadata>\n"
            "    <RequestId>id-1</RequestId>\n"
            "  </ResponseMetadata>\n"
            "</GetCallerIdentityResponse>\n");
  EXPECT_EQ(*find_header(response.headers, "x-amzn-RequestId"), "id-1");
}

TEST(Wire, StsAnswersInJsonWhenAsked) {
  HttpRequest request;
  request.headers.push_back({"accept", "application/json"});
  EXPECT_EQ(query_format(request), QueryFormat::json);
  Node result = Node::make_map();
  result.set("Account", Node::make_string("1"));
  EXPECT_EQ(sts_response("GetCallerIdentity", result, QueryFormat::json, "i").body,
            R"({"GetCallerIdentityResponse":{"GetCallerIdentityResult":{"Account":"1"},)"
            R"("ResponseMetadata":{"RequestId":"i"}}})");
  EXPECT_EQ(error_response(missing_action(), "sts", QueryFormat::json, "i").body,
            R"({"Error":{"Code":"MissingAction","Message":"Missing Action","Type":"Sender"},)"
            R"("RequestId":"i"})");
}

TEST(Wire, EachServiceSpellsItsOwnRefusal) {
  const auto of = [](std::string_view service) {
    return error_response(service_denied(service, "No."), service, QueryFormat::xml, "i",
                          {"/b/k", {}});
  };
  EXPECT_EQ(of("s3").body,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code>"
            "<Message>No.</Message><Resource>/b/k</Resource><RequestId>i</RequestId></Error>");
  EXPECT_EQ(of("dynamodb").status, 400);
  EXPECT_EQ(
      of("dynamodb").body,
      R"({"__type":"com.amazonaws.dynamodb.v20120810#AccessDeniedException","Message":"No."})");
  EXPECT_TRUE(of("ec2").body.contains("<Errors><Error><Code>UnauthorizedOperation</Code>"));
  EXPECT_EQ(*find_header(of("lambda").headers, "x-amzn-ErrorType"), "AccessDeniedException");
}

// The Go SDK warns of every answer without it. "123456789" is CRC-32's own check value.
TEST(Wire, DynamoDbSendsAChecksumOfItsBody) {
  EXPECT_EQ(dynamodb_checksum("{}").name, "x-amz-crc32");
  EXPECT_EQ(dynamodb_checksum("{}").value, "2745614147");
  EXPECT_EQ(dynamodb_checksum("123456789").value, "3421780262");
}

}  // namespace
}  // namespace rolechain
