// Whatever comes to the data APIs, signed by somebody who may do everything: the answer is the
// service's own, never a crash, and never a success that says nothing.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "mocks/http/xml_tree.h"
#include "tests/support/dice.h"
#include "tests/unit/http/data_lab.h"

namespace rolechain::sts_testing {
namespace {

using tests::Dice;

// Statuses that the services have; others would be made up.
bool is_known(int status) {
  static constexpr std::array<int, 13> kKnown{200, 204, 206, 304, 400, 403, 404,
                                              405, 409, 411, 412, 416, 501};
  return std::ranges::find(kKnown, status) != kKnown.end();
}

// Some bytes of `text` less, more, twice or other ones.
std::string damaged(Dice& dice, std::string text) {
  static constexpr std::string_view kBytes =
      "{}[]\":,.-+eE0123456789\\/<>&;=%#:()\x00\x01\xff\xc3\xe2SNBM";
  for (std::size_t left = dice.below(4); left > 0 && !text.empty(); --left) {
    const std::size_t at = dice.below(text.size());
    switch (dice.below(4)) {
      case 0:
        text.erase(at, 1 + dice.below(6));
        break;
      case 1:
        text.insert(at, 1, kBytes[dice.below(kBytes.size())]);
        break;
      case 2:
        text[at] = kBytes[dice.below(kBytes.size())];
        break;
      default:
        text.insert(at, text.substr(at, dice.below(20)));
    }
  }
  return text;
}

TEST(DataFuzz, DynamoDb) {
  DataLab lab;
  lab.add_resource("orders", "arn:aws:dynamodb:eu-west-1:111111111111:table/orders");
  lab.become("all", allow(R"("*")"));
  const std::vector<std::string> key{"id", "n"};
  ASSERT_TRUE(lab.api.dynamodb()
                  .seed("arn:aws:dynamodb:eu-west-1:111111111111:table/orders", key, {})
                  .has_value());
  static constexpr std::array<std::array<std::string_view, 2>, 9> kRequests{{
      {"PutItem",
       R"j({"TableName":"orders","Item":{"id":{"S":"a"},"n":{"N":"1"},"l":{"L":[{"M":{"k":{"BOOL":true}}}]},
         "s":{"NS":["1","2"]}},"ConditionExpression":"attribute_not_exists(x) OR size(l) < :n",
         "ExpressionAttributeValues":{":n":{"N":"3"}},"ReturnValues":"ALL_OLD"})j"},
      {"GetItem",
       R"({"TableName":"orders","Key":{"id":{"S":"a"},"n":{"N":"1"}},"ProjectionExpression":"l[0].k, #s",
         "ExpressionAttributeNames":{"#s":"s"},"ConsistentRead":true})"},
      {"UpdateItem",
       R"j({"TableName":"orders","Key":{"id":{"S":"a"},"n":{"N":"1"}},"ReturnValues":"UPDATED_NEW",
         "UpdateExpression":"SET l = list_append(if_not_exists(l, :l), :l), x = :n + :n REMOVE y ADD s :s",
         "ExpressionAttributeValues":{":l":{"L":[{"S":"x"}]},":n":{"N":"1e3"},":s":{"NS":["7"]}}})j"},
      {"DeleteItem", R"({"TableName":"orders","Key":{"id":{"S":"b"},"n":{"N":"1"}}})"},
      {"Query",
       R"j({"TableName":"orders","KeyConditionExpression":"id = :i AND n BETWEEN :a AND :b","Limit":2,
         "FilterExpression":"x IN (:a, :b)","ScanIndexForward":false,"Select":"COUNT",
         "ExpressionAttributeValues":{":i":{"S":"a"},":a":{"N":"-1"},":b":{"N":"9"}}})j"},
      {"Scan",
       R"({"TableName":"orders","Limit":3,"ExclusiveStartKey":{"id":{"S":"a"},"n":{"N":"0"}},
         "TotalSegments":2,"Segment":1})"},
      {"BatchGetItem", R"({"RequestItems":{"orders":{"Keys":[{"id":{"S":"a"},"n":{"N":"1"}}]}}})"},
      {"BatchWriteItem",
       R"({"RequestItems":{"orders":[{"PutRequest":{"Item":{"id":{"S":"c"},"n":{"N":"2"},"b":{"B":"AQI="}}}},
         {"DeleteRequest":{"Key":{"id":{"S":"d"},"n":{"N":"2"}}}}]}})"},
      {"CreateTable",
       R"({"TableName":"other","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
         "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]})"},
  }};
  Dice dice(17);
  int successes = 0;
  constexpr int kRounds = 12'000;
  for (int i = 0; i < kRounds; ++i) {
    const auto& [operation, body] = dice.one_of(kRequests);
    const std::string sent = damaged(dice, std::string(body));
    const HttpResponse response = lab.dynamodb(operation, sent);
    ASSERT_TRUE(is_known(response.status)) << response.status << " for " << sent;
    successes += response.status == 200 ? 1 : 0;
    const SourceFile file{"answer", response.body};
    ASSERT_TRUE(parse_json(file).has_value()) << response.body << " for " << sent;
  }
  EXPECT_GT(successes, kRounds / 20);
  EXPECT_LT(successes, kRounds * 4 / 5);
}

TEST(DataFuzz, S3) {
  DataLab lab;
  lab.add_resource("data", "arn:aws:s3:::data-1");
  lab.become("all", allow(R"("*")"));
  struct Sent {
    std::string_view method;
    std::string_view path;
    std::string_view body;
    std::string_view header;
    std::string_view value;
  };
  static constexpr std::array<Sent, 12> kRequests{{
      {"PUT", "/data-1/a/b", "text", "x-amz-tagging", "a=b&c=d"},
      {"PUT", "/data-1/a/c", "", "x-amz-copy-source", "/data-1/a/b"},
      {"PUT", "/data-1/a/c", "text", "x-amz-checksum-crc32", "y/Q5Jg=="},
      {"GET", "/data-1/a/b", "", "Range", "bytes=1-2"},
      {"GET", "/data-1/a/b?response-content-type=text%2Fplain", "", "If-Modified-Since",
       "Thu, 15 Jan 2026 09:00:00 GMT"},
      {"HEAD", "/data-1/a/b", "", "If-None-Match", "\"x\""},
      {"GET", "/data-1?list-type=2&prefix=a%2F&delimiter=%2F&max-keys=1&encoding-type=url", "", "",
       ""},
      {"GET", "/data-1?marker=a&max-keys=2", "", "", ""},
      {"PUT", "/data-1/a/b?tagging",
       "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>", "", ""},
      {"POST", "/data-1?delete", "<Delete><Object><Key>a/b</Key></Object></Delete>", "Content-MD5",
       "rL0Y20zC+Fzt72VPzMSk2A=="},
      {"POST", "/data-1/a/d?uploads", "", "", ""},
      {"POST", "/data-1/a/d?uploadId=1",
       "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>&quot;x&quot;</ETag></Part>"
       "</CompleteMultipartUpload>",
       "", ""},
  }};
  Dice dice(19);
  int successes = 0;
  constexpr int kRounds = 8'000;
  for (int i = 0; i < kRounds; ++i) {
    const Sent& sent = dice.one_of(kRequests);
    std::string path = std::string(sent.path);
    // The signer wants whole escapes: those are damaged in the parser's own tests.
    if (dice.below(3) == 0) path += "x";
    std::vector<HttpHeader> headers;
    if (!sent.header.empty()) {
      std::string value = damaged(dice, std::string(sent.value));
      std::erase_if(value, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
      headers.push_back({std::string(sent.header), value});
    }
    const std::string body = damaged(dice, std::string(sent.body));
    const HttpResponse response = lab.s3(sent.method, path, body, headers);
    ASSERT_TRUE(is_known(response.status)) << response.status << " for " << path;
    successes += response.status < 400 ? 1 : 0;
    if (response.status >= 400) {
      ASSERT_TRUE(parse_xml(response.body).has_value()) << response.body;
    }
  }
  EXPECT_GT(successes, kRounds / 20);
  EXPECT_LT(successes, kRounds * 9 / 10);
}

TEST(DataFuzz, Xml) {
  Dice dice(23);
  std::size_t trees = 0;
  for (int i = 0; i < 30'000; ++i) {
    const std::string text =
        damaged(dice, "<?xml version='1.0'?><a b=\"c\"><d>&lt;&#65;x</d><e/><!-- f --></a>");
    if (parse_xml(text)) ++trees;
  }
  EXPECT_GT(trees, 1'000U);
}

}  // namespace
}  // namespace rolechain::sts_testing
