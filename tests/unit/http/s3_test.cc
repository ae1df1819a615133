// S3 as a client sees it: objects, listings, conditions, parts, tags, and who may.
#include "mocks/http/s3/s3.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mocks/http/s3/digest.h"
#include "mocks/http/s3/preconditions.h"
#include "mocks/http/xml_tree.h"
#include "tests/unit/http/api_lab.h"
#include "tests/unit/http/data_lab.h"

namespace rolechain::sts_testing {
namespace {

constexpr std::string_view kAll = R"("s3:*")";

struct S3Lab : DataLab {
  S3Lab() {
    add_resource("data", "arn:aws:s3:::data-1");
    become("all", allow(kAll));
  }
  std::string code(std::string_view method, std::string_view path, std::string body = {},
                   std::vector<HttpHeader> headers = {}) {
    const HttpResponse response = s3(method, path, std::move(body), std::move(headers));
    const std::string code = element(response, "Code");
    return code.empty() ? std::to_string(response.status)
                        : fmt::format("{} {}", response.status, code);
  }
  std::string header(const HttpResponse& response, std::string_view name) {
    const std::string* value = find_header(response.headers, name);
    return value == nullptr ? "none" : *value;
  }
};

std::string allow_if(std::string_view actions, std::string_view condition) {
  return fmt::format(
      R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":{},"Resource":"*",
         "Condition":{}}}]}})",
      actions, condition);
}

TEST(S3, PutGetHeadDelete) {
  S3Lab lab;
  const HttpResponse put = lab.s3("PUT", "/data-1/a/b%20c", "hello",
                                  {{"Content-Type", "text/plain"}, {"x-amz-meta-k", "v"}});
  EXPECT_EQ(put.status, 200);
  EXPECT_EQ(lab.header(put, "ETag"), "\"5d41402abc4b2a76b9719d911017c592\"");
  const HttpResponse get = lab.s3("GET", "/data-1/a/b%20c");
  EXPECT_EQ(get.body, "hello");
  EXPECT_EQ(lab.header(get, "Content-Type"), "text/plain");
  EXPECT_EQ(lab.header(get, "x-amz-meta-k"), "v");
  EXPECT_EQ(lab.s3("HEAD", "/data-1/a/b%20c").status, 200);
  EXPECT_EQ(lab.code("HEAD", "/data-1"), "200");
  EXPECT_EQ(lab.code("DELETE", "/data-1/a/b%20c"), "204");
  EXPECT_EQ(lab.code("GET", "/data-1/a/b%20c"), "404 NoSuchKey");
  EXPECT_EQ(lab.code("DELETE", "/data-1/a/b%20c"), "204");
}

// R-S3-01
TEST(S3, VirtualHostsAndPaths) {
  S3Lab lab;
  ASSERT_EQ(lab.code("PUT", "/data-1/k", "x"), "200");
  for (const char* host :
       {"data-1.s3.eu-west-1.amazonaws.com", "data-1.s3.amazonaws.com", "data-1.localhost:4566",
        "data-1.s3-eu-west-1.amazonaws.com", "data-1.s3.dualstack.eu-west-1.amazonaws.com"}) {
    EXPECT_EQ(lab.s3("GET", "/k", {}, {{"Host", host}}).body, "x") << host;
  }
  EXPECT_EQ(lab.s3("GET", "/data-1/k", {}, {{"Host", "s3.eu-west-1.amazonaws.com"}}).body, "x");
  EXPECT_EQ(lab.s3("GET", "/data-1/k", {}, {{"Host", "127.0.0.1:9000"}}).body, "x");
}

// R-S3-02
TEST(S3, EachCallNeedsItsDocumentedAction) {
  S3Lab lab;
  ASSERT_EQ(lab.code("PUT", "/data-1/k", "x"), "200");
  struct Case {
    std::string_view method;
    std::string_view path;
    std::string_view action;
  };
  for (const Case& one :
       {Case{"GET", "/", "s3:ListAllMyBuckets"}, Case{"PUT", "/new-bucket", "s3:CreateBucket"},
        Case{"DELETE", "/data-1", "s3:DeleteBucket"}, Case{"HEAD", "/data-1", "s3:ListBucket"},
        Case{"GET", "/data-1?list-type=2", "s3:ListBucket"},
        Case{"GET", "/data-1?location", "s3:GetBucketLocation"},
        Case{"GET", "/data-1?versioning", "s3:GetBucketVersioning"},
        Case{"GET", "/data-1?uploads", "s3:ListBucketMultipartUploads"},
        Case{"HEAD", "/data-1/k", "s3:GetObject"}, Case{"GET", "/data-1/k", "s3:GetObject"},
        Case{"PUT", "/data-1/k", "s3:PutObject"},
        Case{"GET", "/data-1/k?tagging", "s3:GetObjectTagging"},
        Case{"DELETE", "/data-1/k?tagging", "s3:DeleteObjectTagging"},
        Case{"POST", "/data-1/k?uploads", "s3:PutObject"},
        Case{"PUT", "/data-1/k?partNumber=1&uploadId=u", "s3:PutObject"},
        Case{"POST", "/data-1/k?uploadId=u", "s3:PutObject"},
        Case{"DELETE", "/data-1/k?uploadId=u", "s3:AbortMultipartUpload"},
        Case{"GET", "/data-1/k?uploadId=u", "s3:ListMultipartUploadParts"},
        Case{"DELETE", "/data-1/k", "s3:DeleteObject"}}) {
    lab.become(fmt::format("not-{}", one.action.substr(3)),
               fmt::format(R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",
                 "NotAction":"{}","Resource":"*"}}]}})",
                           one.action));
    EXPECT_EQ(lab.code(one.method, one.path), "403 AccessDenied") << one.method << " " << one.path;
    EXPECT_EQ(lab.audit.last()->action, one.action) << one.method << " " << one.path;
    lab.become(fmt::format("only-{}-{}", one.action.substr(3), one.method),
               allow(fmt::format("\"{}\"", one.action)));
    EXPECT_FALSE(lab.code(one.method, one.path).starts_with("403")) << one.method << one.path;
  }
}

// R-S3-03
TEST(S3, WhoMayNotListIsNotToldWhatIsMissing) {
  S3Lab lab;
  EXPECT_EQ(lab.code("GET", "/data-1/none"), "404 NoSuchKey");
  EXPECT_EQ(lab.code("GET", "/nowhere/none"), "404 NoSuchBucket");
  EXPECT_EQ(lab.code("GET", "/nowhere"), "404 NoSuchBucket");
  lab.become("reader", allow(R"("s3:GetObject")"));
  EXPECT_EQ(lab.code("GET", "/data-1/none"), "403 AccessDenied");
  EXPECT_EQ(lab.code("HEAD", "/data-1/none"), "403 AccessDenied");
}

// R-S3-04
TEST(S3, Ranges) {
  S3Lab lab;
  lab.s3("PUT", "/data-1/k", "0123456789");
  const auto get = [&](std::string_view range) {
    const HttpResponse got = lab.s3("GET", "/data-1/k", {}, {{"Range", std::string(range)}});
    return fmt::format("{} {}", got.status, got.status < 400 ? got.body : element(got, "Code"));
  };
  EXPECT_EQ(get("bytes=2-4"), "206 234");
  EXPECT_EQ(get("bytes=7-"), "206 789");
  EXPECT_EQ(get("bytes=-2"), "206 89");
  EXPECT_EQ(get("bytes=8-99"), "206 89");
  EXPECT_EQ(get("bytes=-99"), "206 0123456789");
  EXPECT_EQ(get("bytes=10-"), "416 InvalidRange");
  EXPECT_EQ(get("bytes=-0"), "416 InvalidRange");
  for (const char* broken : {"bytes=4-2", "bytes=a-b", "items=1-2", "bytes=", "bytes=-"}) {
    EXPECT_EQ(get(broken), "200 0123456789") << broken;
  }
  const HttpResponse part = lab.s3("GET", "/data-1/k", {}, {{"Range", "bytes=2-4"}});
  EXPECT_EQ(lab.header(part, "Content-Range"), "bytes 2-4/10");
}

// R-S3-05
TEST(S3, ConditionalRequests) {
  S3Lab lab;
  const std::string etag = lab.header(lab.s3("PUT", "/data-1/k", "x"), "ETag");
  const std::string modified = lab.header(lab.s3("GET", "/data-1/k"), "Last-Modified");
  const auto get = [&](std::vector<HttpHeader> headers) {
    return lab.s3("GET", "/data-1/k", {}, std::move(headers)).status;
  };
  const std::string before = "Thu, 01 Jan 2026 00:00:00 GMT";
  EXPECT_EQ(get({{"If-Match", etag}}), 200);
  EXPECT_EQ(get({{"If-Match", "\"other\", " + etag}}), 200);
  EXPECT_EQ(get({{"If-Match", "\"other\""}}), 412);
  EXPECT_EQ(get({{"If-None-Match", etag}}), 304);
  EXPECT_EQ(get({{"If-None-Match", "\"other\""}}), 200);
  EXPECT_EQ(get({{"If-Modified-Since", modified}}), 304);
  EXPECT_EQ(get({{"If-Modified-Since", before}}), 200);
  EXPECT_EQ(get({{"If-Unmodified-Since", before}}), 412);
  EXPECT_EQ(get({{"If-Match", etag}, {"If-Unmodified-Since", before}}), 200);
  EXPECT_EQ(get({{"If-None-Match", "\"other\""}, {"If-Modified-Since", modified}}), 200);
  EXPECT_EQ(get({{"If-Modified-Since", "yesterday"}}), 200);
  EXPECT_EQ(lab.code("PUT", "/data-1/k", "y", {{"If-None-Match", "*"}}), "412 PreconditionFailed");
  EXPECT_EQ(lab.code("PUT", "/data-1/new", "y", {{"If-None-Match", "*"}}), "200");
  EXPECT_EQ(lab.code("PUT", "/data-1/k", "y", {{"If-Match", "\"other\""}}),
            "412 PreconditionFailed");
  EXPECT_EQ(lab.code("PUT", "/data-1/k", "y", {{"If-Match", etag}}), "200");
  EXPECT_EQ(lab.code("PUT", "/data-1/none", "y", {{"If-Match", etag}}), "404 NoSuchKey");
  EXPECT_EQ(lab.code("PUT", "/data-1/k", "y", {{"If-None-Match", etag}}), "501 NotImplemented");
}

TEST(S3, ConditionsOfAPutAreConditionKeys) {
  S3Lab lab;
  lab.become("creator",
             allow_if(R"("s3:PutObject")", R"({"StringEquals":{"s3:if-none-match":"*"}})"));
  EXPECT_EQ(lab.code("PUT", "/data-1/k", "x"), "403 AccessDenied");
  EXPECT_EQ(lab.code("PUT", "/data-1/k", "x", {{"If-None-Match", "*"}}), "200");
}

// Keys and common prefixes of a listing, a bar, and where it goes on.
std::string listed(const HttpResponse& response) {
  const auto document = parse_xml(response.body);
  if (!document) return response.body;
  std::string out;
  for (const XmlElement& child : document->children) {
    if (child.name == "Contents") out += child.text_of("Key") + " ";
    if (child.name == "CommonPrefixes") out += "[" + child.text_of("Prefix") + "] ";
  }
  if (document->text_of("IsTruncated") == "true") out += "...";
  return out;
}

TEST(S3, ListsWithPrefixDelimiterAndPages) {
  S3Lab lab;
  for (const char* key : {"a", "b/1", "b/2", "b/c/3", "d/4", "e"}) {
    lab.s3("PUT", fmt::format("/data-1/{}", key), "x");
  }
  const auto list = [&](std::string_view query) {
    return listed(lab.s3("GET", fmt::format("/data-1?{}", query)));
  };
  EXPECT_EQ(list("list-type=2"), "a b/1 b/2 b/c/3 d/4 e ");
  EXPECT_EQ(list("list-type=2&delimiter=%2F"), "a e [b/] [d/] ");
  EXPECT_EQ(list("list-type=2&delimiter=%2F&prefix=b%2F"), "b/1 b/2 [b/c/] ");
  EXPECT_EQ(list("list-type=2&start-after=b%2F2"), "b/c/3 d/4 e ");
  EXPECT_EQ(list("marker=d%2F4"), "e ");
  EXPECT_EQ(list("list-type=2&max-keys=0"), "");
  EXPECT_EQ(list("list-type=2&prefix=x"), "");
  // Pages of one, by token and by marker.
  std::string all;
  std::string token;
  for (int i = 0; i < 9; ++i) {
    const HttpResponse page = lab.s3(
        "GET", fmt::format("/data-1?list-type=2&max-keys=1&delimiter=%2F{}",
                           token.empty() ? "" : "&continuation-token=" + percent_encoded(token)));
    all += listed(page);
    EXPECT_EQ(element(page, "KeyCount"), "1");
    token = element(page, "NextContinuationToken");
    if (token.empty()) break;
  }
  EXPECT_EQ(all, "a ...[b/] ...[d/] ...e ");
  const HttpResponse first = lab.s3("GET", "/data-1?max-keys=2&delimiter=%2F");
  EXPECT_EQ(element(first, "NextMarker"), "b/");
  EXPECT_EQ(list("marker=b%2F&delimiter=%2F"), "e [d/] ");
  EXPECT_EQ(lab.code("GET", "/data-1?list-type=2&continuation-token=%20"), "400 InvalidArgument");
  EXPECT_EQ(lab.code("GET", "/data-1?max-keys=-1"), "400 InvalidArgument");
  EXPECT_EQ(lab.code("GET", "/data-1?encoding-type=utf"), "400 InvalidArgument");
}

TEST(S3, ListingsEncodeKeysWhereAsked) {
  S3Lab lab;
  lab.s3("PUT", "/data-1/a%26b%20%C3%A9", "x");
  EXPECT_TRUE(
      lab.s3("GET", "/data-1?encoding-type=url").body.contains("<Key>a%26b%20%C3%A9</Key>"));
  EXPECT_TRUE(lab.s3("GET", "/data-1").body.contains("<Key>a&amp;b \xC3\xA9</Key>"));
}

TEST(S3, ListingsAreLimitedByPrefix) {
  S3Lab lab;
  lab.become("home", allow_if(R"("s3:ListBucket")",
                              R"({"StringLike":{"s3:prefix":"home/me/*"},
                                  "NumericLessThanEquals":{"s3:max-keys":"10"}})"));
  EXPECT_EQ(lab.code("GET", "/data-1?list-type=2&prefix=home%2Fme%2F&max-keys=10"), "200");
  EXPECT_EQ(lab.code("GET", "/data-1?list-type=2&prefix=home%2Fme%2F&max-keys=11"),
            "403 AccessDenied");
  EXPECT_EQ(lab.code("GET", "/data-1?list-type=2&prefix=home%2Fyou%2F&max-keys=10"),
            "403 AccessDenied");
  EXPECT_EQ(lab.code("GET", "/data-1?list-type=2"), "403 AccessDenied");
}

// R-S3-09
TEST(S3, BucketsAreMadeOnce) {
  S3Lab lab;
  lab.add_resource("theirs", "arn:aws:s3:::theirs-1", kData);
  EXPECT_EQ(
      lab.code(
          "PUT", "/mine-1",
          R"(<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>)"),
      "200");
  EXPECT_EQ(lab.code("PUT", "/mine-1"), "409 BucketAlreadyOwnedByYou");
  EXPECT_EQ(lab.code("PUT", "/data-1"), "409 BucketAlreadyOwnedByYou");
  EXPECT_EQ(lab.code("PUT", "/theirs-1"), "403 AccessDenied");
  EXPECT_EQ(lab.code("PUT", "/No_Bucket"), "400 InvalidBucketName");
  EXPECT_EQ(lab.code("PUT", "/other-1", "<Create"), "400 MalformedXML");
  const HttpResponse list = lab.s3("GET", "/");
  EXPECT_TRUE(list.body.contains("<Name>data-1</Name>")) << list.body;
  EXPECT_TRUE(list.body.contains("<Name>mine-1</Name>"));
  EXPECT_FALSE(list.body.contains("theirs"));
  lab.s3("PUT", "/mine-1/k", "x");
  EXPECT_EQ(lab.code("DELETE", "/mine-1"), "409 BucketNotEmpty");
  lab.s3("DELETE", "/mine-1/k");
  EXPECT_EQ(lab.code("DELETE", "/mine-1"), "204");
  EXPECT_EQ(lab.code("HEAD", "/mine-1"), "404 NoSuchBucket");
}

TEST(S3, ABucketThatAClientMadeIsItsAccounts) {
  S3Lab lab;
  ASSERT_EQ(lab.code("PUT", "/mine-1"), "200");
  lab.add_user(kData, "stranger", allow(kAll));
  lab.signer = lab.as_user("stranger");
  lab.sessions.add(*lab.signer, lab.clock.now_s());
  EXPECT_EQ(lab.code("PUT", "/mine-1/k", "x"), "403 AccessDenied");
  EXPECT_EQ(lab.code("GET", "/mine-1"), "403 AccessDenied");
}

// R-S3-06
TEST(S3, TagsDecide) {
  S3Lab lab;
  const std::string tags =
      "<Tagging><TagSet><Tag><Key>env</Key><Value>test</Value></Tag></TagSet></Tagging>";
  lab.s3("PUT", "/data-1/k", "x", {{"x-amz-tagging", "env=prod&team=a%20b"}});
  EXPECT_TRUE(lab.s3("GET", "/data-1/k?tagging").body.contains("<Value>a b</Value>"));
  EXPECT_EQ(lab.header(lab.s3("GET", "/data-1/k"), "x-amz-tagging-count"), "2");
  lab.become("test-only", allow_if(R"(["s3:GetObject","s3:GetObjectTagging"])",
                                   R"({"StringEquals":{"s3:ExistingObjectTag/env":"test"}})"));
  EXPECT_EQ(lab.code("GET", "/data-1/k"), "403 AccessDenied");
  EXPECT_EQ(lab.code("GET", "/data-1/k?tagging"), "403 AccessDenied");
  lab.become("all-2", allow(kAll));
  EXPECT_EQ(lab.code("PUT", "/data-1/k?tagging", tags), "200");
  lab.become("test-only-2", allow_if(R"("s3:GetObject")",
                                     R"({"StringEquals":{"s3:ExistingObjectTag/env":"test"}})"));
  EXPECT_EQ(lab.code("GET", "/data-1/k"), "200");
  lab.become("tagger", allow_if(R"(["s3:PutObject","s3:PutObjectTagging"])",
                                R"({"StringEquals":{"s3:RequestObjectTag/env":"test"}})"));
  EXPECT_EQ(lab.code("PUT", "/data-1/k?tagging", tags), "200");
  EXPECT_EQ(lab.code("PUT", "/data-1/n", "x", {{"x-amz-tagging", "env=prod"}}), "403 AccessDenied");
  EXPECT_EQ(lab.code("PUT", "/data-1/n", "x", {{"x-amz-tagging", "env=test"}}), "200");
  lab.become("no-tags", allow(R"("s3:PutObject")"));
  EXPECT_EQ(lab.code("PUT", "/data-1/n", "x", {{"x-amz-tagging", "env=test"}}), "403 AccessDenied");
  EXPECT_EQ(lab.code("PUT", "/data-1/n", "x"), "200");
}

TEST(S3, TagsHaveLimits) {
  S3Lab lab;
  lab.s3("PUT", "/data-1/k", "x");
  const auto put = [&](std::string_view tags) {
    return lab.code("PUT", "/data-1/k?tagging",
                    fmt::format("<Tagging><TagSet>{}</TagSet></Tagging>", tags));
  };
  std::string many;
  for (int i = 0; i < 11; ++i) many += fmt::format("<Tag><Key>{}</Key><Value/></Tag>", i);
  EXPECT_EQ(put(many), "400 BadRequest");
  EXPECT_EQ(put("<Tag><Key>a</Key><Value/></Tag><Tag><Key>a</Key><Value/></Tag>"),
            "400 InvalidTag");
  EXPECT_EQ(put("<Tag><Key>aws:a</Key><Value/></Tag>"), "400 InvalidTag");
  EXPECT_EQ(put("<Tag><Key></Key><Value/></Tag>"), "400 InvalidTag");
  EXPECT_EQ(put("<Tag><Key>a</Key></Tag>"), "400 MalformedXML");
  EXPECT_EQ(lab.code("DELETE", "/data-1/k?tagging"), "204");
  EXPECT_EQ(lab.code("GET", "/data-1/none?tagging"), "404 NoSuchKey");
}

// R-S3-07
TEST(S3, ACopyReadsAndWrites) {
  S3Lab lab;
  lab.s3("PUT", "/data-1/from", "x", {{"x-amz-meta-k", "v"}, {"Content-Type", "text/plain"}});
  const auto copy = [&](std::vector<HttpHeader> headers = {}) {
    headers.push_back({"x-amz-copy-source", "data-1/from"});
    return lab.code("PUT", "/data-1/to", {}, std::move(headers));
  };
  EXPECT_EQ(copy(), "200");
  EXPECT_EQ(lab.header(lab.s3("GET", "/data-1/to"), "x-amz-meta-k"), "v");
  EXPECT_EQ(copy({{"x-amz-metadata-directive", "REPLACE"}, {"x-amz-meta-n", "2"}}), "200");
  EXPECT_EQ(lab.header(lab.s3("GET", "/data-1/to"), "x-amz-meta-k"), "none");
  EXPECT_EQ(lab.code("PUT", "/data-1/from", {}, {{"x-amz-copy-source", "/data-1/from"}}),
            "400 InvalidRequest");
  EXPECT_EQ(lab.code("PUT", "/data-1/to", {}, {{"x-amz-copy-source", "/data-1/none"}}),
            "404 NoSuchKey");
  EXPECT_EQ(lab.code("PUT", "/data-1/to", {}, {{"x-amz-copy-source", "data-1"}}),
            "400 InvalidArgument");
  EXPECT_EQ(copy({{"x-amz-copy-source-if-match", "\"other\""}}), "412 PreconditionFailed");
  lab.become("writer", allow(R"("s3:PutObject")"));
  EXPECT_EQ(copy(), "403 AccessDenied");
  lab.become("reader", allow(R"("s3:GetObject")"));
  EXPECT_EQ(copy(), "403 AccessDenied");
  lab.become("both", allow(R"(["s3:GetObject","s3:PutObject"])"));
  EXPECT_EQ(copy(), "200");
}

// R-S3-08
TEST(S3, DigestsAreHeldAgainstTheBody) {
  S3Lab lab;
  const std::string body = "123456789";  // the check value's text
  const auto put = [&](std::string_view name, std::string_view value) {
    return lab.code("PUT", "/data-1/k", body, {{std::string(name), std::string(value)}});
  };
  EXPECT_EQ(put("x-amz-checksum-crc32", "y/Q5Jg=="), "200");
  EXPECT_EQ(put("x-amz-checksum-crc32", "y/Q5Jw=="), "400 BadDigest");
  EXPECT_EQ(put("x-amz-checksum-crc32c", "4waSgw=="), "200");
  EXPECT_EQ(put("x-amz-checksum-crc64nvme", "rosUhgp5mIg="), "200");
  EXPECT_EQ(put("x-amz-checksum-sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="), "200");
  EXPECT_EQ(put("x-amz-checksum-sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOAAA="),
            "400 BadDigest");
  EXPECT_EQ(put("Content-MD5", "JfnnlDI7RTiF9RgfGwCY3w=="), "400 BadDigest");
  EXPECT_EQ(put("Content-MD5", s3::to_base64(s3::md5_bytes(body))), "200");
  EXPECT_EQ(put("Content-MD5", "%"), "400 InvalidDigest");
  EXPECT_EQ(put("x-amz-checksum-xxhash", "AA=="), "501 NotImplemented");
  lab.s3("PUT", "/data-1/k", body, {{"x-amz-checksum-crc32", "y/Q5Jg=="}});
  EXPECT_EQ(lab.header(lab.s3("GET", "/data-1/k", {}, {{"x-amz-checksum-mode", "ENABLED"}}),
                       "x-amz-checksum-crc32"),
            "y/Q5Jg==");
  EXPECT_EQ(lab.header(lab.s3("GET", "/data-1/k"), "x-amz-checksum-crc32"), "none");
}

// Check values of the catalogue of CRC algorithms (all of "123456789").
TEST(S3, ChecksumsAreThoseOfTheirNames) {
  EXPECT_EQ(s3::checksum_of("crc32", "123456789"), s3::to_base64("\xCB\xF4\x39\x26"));
  EXPECT_EQ(s3::checksum_of("crc32c", "123456789"), s3::to_base64("\xE3\x06\x92\x83"));
  EXPECT_EQ(s3::checksum_of("crc64nvme", "123456789"),
            s3::to_base64("\xAE\x8B\x14\x86\x0A\x79\x98\x88"));
  EXPECT_EQ(s3::checksum_of("md5", "x"), std::nullopt);
}

// R-S3-10
TEST(S3, ManyAreDeletedEachByItself) {
  S3Lab lab;
  for (const char* key : {"a", "b", "keep"}) lab.s3("PUT", fmt::format("/data-1/{}", key), "x");
  const std::string body =
      "<Delete><Object><Key>a</Key></Object><Object><Key>keep</Key></Object></Delete>";
  const auto remove = [&](const std::string& text) {
    return lab.s3("POST", "/data-1?delete", text,
                  {{"Content-MD5", s3::to_base64(s3::md5_bytes(text))}});
  };
  lab.become("some", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",
    "Action":"s3:DeleteObject","Resource":["arn:aws:s3:::data-1/a","arn:aws:s3:::data-1/b"]}]})");
  const HttpResponse answer = remove(body);
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.body.contains("<Deleted><Key>a</Key></Deleted>")) << answer.body;
  EXPECT_TRUE(answer.body.contains("<Error><Key>keep</Key><Code>AccessDenied</Code>"));
  EXPECT_FALSE(remove("<Delete><Quiet>true</Quiet><Object><Key>b</Key></Object></Delete>")
                   .body.contains("Deleted"));
  EXPECT_EQ(lab.code("POST", "/data-1?delete", body), "400 InvalidRequest");
  EXPECT_EQ(lab.code("POST", "/data-1?delete", "<Delete/>"), "400 MalformedXML");
  lab.become("all-2", allow(kAll));
  EXPECT_EQ(lab.code("GET", "/data-1/keep"), "200");
  EXPECT_EQ(lab.code("GET", "/data-1/a"), "404 NoSuchKey");
}

// R-S3-11
TEST(S3, ObjectsInParts) {
  S3Lab lab;
  const std::string big(5UL * 1024 * 1024, 'a');
  const std::string id =
      element(lab.s3("POST", "/data-1/k?uploads", {}, {{"x-amz-meta-k", "v"}}), "UploadId");
  ASSERT_FALSE(id.empty());
  const auto part = [&](int number, const std::string& data) {
    std::string etag = lab.header(
        lab.s3("PUT", fmt::format("/data-1/k?partNumber={}&uploadId={}", number, id), data),
        "ETag");
    return fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", number, etag);
  };
  const std::string one = part(1, big);
  const std::string two = part(2, "tail");
  const auto complete = [&](const std::string& parts) {
    return lab.s3("POST", fmt::format("/data-1/k?uploadId={}", id),
                  fmt::format("<CompleteMultipartUpload>{}</CompleteMultipartUpload>", parts));
  };
  EXPECT_EQ(element(complete(two + one), "Code"), "InvalidPartOrder");
  EXPECT_EQ(element(complete("<Part><PartNumber>9</PartNumber><ETag>x</ETag></Part>"), "Code"),
            "InvalidPart");
  const std::string small = part(3, "more");
  EXPECT_EQ(element(complete(one + two + small), "Code"), "EntityTooSmall");
  EXPECT_TRUE(lab.s3("GET", fmt::format("/data-1/k?uploadId={}", id))
                  .body.contains("<PartNumber>3</PartNumber>"));
  EXPECT_TRUE(lab.s3("GET", "/data-1?uploads").body.contains(id));
  EXPECT_EQ(lab.code("GET", "/data-1/k"), "404 NoSuchKey");
  const HttpResponse done = complete(one + two);
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_TRUE(element(done, "ETag").contains("-2")) << done.body;
  const HttpResponse got = lab.s3("GET", "/data-1/k");
  EXPECT_TRUE(got.body == big + "tail");
  EXPECT_EQ(lab.header(got, "x-amz-meta-k"), "v");
  EXPECT_EQ(element(complete(one + two), "Code"), "NoSuchUpload");
  EXPECT_EQ(lab.code("PUT", "/data-1/k?partNumber=1&uploadId=none", "x"), "404 NoSuchUpload");
  EXPECT_EQ(lab.code("PUT", "/data-1/k?partNumber=0&uploadId=none", "x"), "400 InvalidArgument");
  const std::string other = element(lab.s3("POST", "/data-1/k?uploads"), "UploadId");
  EXPECT_EQ(lab.code("DELETE", "/data-1/k?uploadId=" + other), "204");
  EXPECT_EQ(lab.code("DELETE", "/data-1/k?uploadId=" + other), "404 NoSuchUpload");
}

TEST(S3, IsPutAwayAndTakenUpAgain) {
  S3Lab lab;
  lab.s3("PUT", "/mine-1");
  lab.s3("PUT", "/mine-1/k", "a\0b",
         {{"x-amz-tagging", "env=test"}, {"x-amz-meta-k", "v"}, {"Content-Type", "text/plain"}});
  const std::string id = element(lab.s3("POST", "/mine-1/big?uploads"), "UploadId");
  lab.s3("PUT", fmt::format("/mine-1/big?partNumber=1&uploadId={}", id), "part");
  const Node state = lab.api.s3().state();
  lab.s3("DELETE", "/mine-1/k");
  ASSERT_TRUE(lab.api.s3().restore(state));
  EXPECT_EQ(to_json(lab.api.s3().state()), to_json(state));
  const HttpResponse got = lab.s3("GET", "/mine-1/k");
  EXPECT_EQ(lab.header(got, "x-amz-meta-k"), "v");
  EXPECT_EQ(lab.header(got, "Content-Type"), "text/plain");
  EXPECT_TRUE(lab.s3("GET", "/mine-1/k?tagging").body.contains("<Value>test</Value>"));
  EXPECT_TRUE(lab.s3("GET", fmt::format("/mine-1/big?uploadId={}", id))
                  .body.contains("<PartNumber>1</PartNumber>"));
  EXPECT_EQ(lab.code("PUT", "/mine-1"), "409 BucketAlreadyOwnedByYou");
  EXPECT_FALSE(lab.api.s3().restore(Node::make_list()));
}

TEST(S3, WhatItDoesNotKnowItSays) {
  S3Lab lab;
  for (const char* path : {"/data-1?policy", "/data-1/k?acl", "/data-1/k?versionId=1",
                           "/data-1?versions", "/data-1/k?tagging&versionId=1"}) {
    EXPECT_EQ(lab.code("GET", path), "501 NotImplemented") << path;
  }
  EXPECT_EQ(lab.code("PUT", "/data-1/k", "x", {{"x-amz-acl", "public-read"}}),
            "501 NotImplemented");
  EXPECT_EQ(lab.code("PATCH", "/data-1/k"), "501 NotImplemented");
  EXPECT_EQ(lab.code("PUT", "/data-1/" + std::string(1025, 'k'), "x"), "400 KeyTooLongError");
}

TEST(XmlTree, ReadsWhatClientsSend) {
  const auto tree = parse_xml(
      "<?xml version=\"1.0\"?>\n<a xmlns='u:v' b=\"&lt;\"><!-- c --><n:b>"
      "x &amp; &#233;&#x20AC;</n:b><c/></a>\n");
  ASSERT_TRUE(tree.has_value());
  EXPECT_EQ(tree->name, "a");
  EXPECT_EQ(tree->text_of("b"), "x & \xC3\xA9\xE2\x82\xAC");
  ASSERT_NE(tree->find("c"), nullptr);
  for (const char* broken : {"", "<a>", "<a></b>", "<a", "<a b></a>", "<a b='></a>", "<a>&x;</a>",
                             "<a>&#0;</a>", "<a>&#xD800;</a>", "<!DOCTYPE a><a/>", "<a/><b/>", "x",
                             "<a>&amp</a>", "<a>\xff</a>", "<>", "<a><!-- </a>"}) {
    EXPECT_FALSE(parse_xml(broken).has_value()) << broken;
  }
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_FALSE(parse_xml(deep).has_value());
}

}  // namespace
}  // namespace rolechain::sts_testing
