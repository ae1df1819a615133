// The worked examples of AWS's documentation, each number as the page has it.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "mocks/sigv4/sign.h"
#include "mocks/sigv4/verify.h"
#include "tests/unit/sigv4/key_ring.h"

namespace rolechain::tests {
namespace {

using sigv4::ChunkSignatures;
using sigv4::Signing;

// 2013-05-24T00:00:00Z, the day of S3's examples, and 2015-08-30T12:36:00Z, that of IAM's.
constexpr EpochSeconds kS3Day_s = 1369353600;
constexpr EpochSeconds kIamTime_s = 1440938160;

Signing s3_signing() {
  return {.access_key_id = "AKIAIOSFODNN7EXAMPLE",
          .secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
          .region = "us-east-1",
          .service = "s3",
          .time_s = kS3Day_s};
}

// Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header", "Examples:
// Signature Calculations":
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
TEST(SigV4Documented, S3HeaderExamples) {
  struct Case {
    HttpRequest request;
    std::string_view signature;
  };
  const std::string host = "examplebucket.s3.amazonaws.com";
  const std::vector<Case> cases{
      {{"GET", "/test.txt", {{"Host", host}, {"Range", "bytes=0-9"}}, ""},
       "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"},
      {{"PUT",
        "/test$file.text",
        {{"Host", host},
         {"Date", "Fri, 24 May 2013 00:00:00 GMT"},
         {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
        "Welcome to Amazon S3."},
       "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"},
      {{"GET", "/?lifecycle", {{"Host", host}}, ""},
       "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
      {{"GET", "/?max-keys=2&prefix=J", {{"Host", host}}, ""},
       "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"},
  };
  for (const Case& row : cases) {
    HttpRequest request = row.request;
    sigv4::Workspace work;
    EXPECT_EQ(sign(request, s3_signing(), work), row.signature) << to_text(request);
    const auto verified = verify_http(request, {"s3", "us-east-1"}, s3_signing(), kS3Day_s);
    EXPECT_TRUE(verified) << verified.error().message;
  }
}

// "Authenticating Requests: Using Query Parameters", "An Example":
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
TEST(SigV4Documented, S3PresignedExample) {
  HttpRequest request{"GET", "/test.txt", {{"Host", "examplebucket.s3.amazonaws.com"}}, ""};
  sigv4::Workspace work;
  EXPECT_EQ(presign(request, s3_signing(), 86400, work),
            "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
  EXPECT_TRUE(verify_http(request, {"s3", "us-east-1"}, s3_signing(), kS3Day_s + 86399));
  const auto late = verify_http(request, {"s3", "us-east-1"}, s3_signing(), kS3Day_s + 86400);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().message, "Request has expired");
}

// IAM User Guide, "Create a signed AWS API request" (the example of earlier editions, with
// ListUsers):
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
TEST(SigV4Documented, IamListUsers) {
  const Signing signing{.access_key_id = "AKIDEXAMPLE",
                        .secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                        .region = "us-east-1",
                        .service = "iam",
                        .time_s = kIamTime_s};
  HttpRequest request{"GET",
                      "/?Action=ListUsers&Version=2010-05-08",
                      {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                       {"Host", "iam.amazonaws.com"}},
                      ""};
  sigv4::Workspace work;
  EXPECT_EQ(sign(request, signing, work),
            "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
  EXPECT_EQ(sigv4::hex(sigv4::sha256(work.canonical_request)),
            "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59");
  EXPECT_TRUE(verify_http(request, {"iam", "us-east-1"}, signing, kIamTime_s));
}

HttpRequest streamed(std::string_view mode) {
  HttpRequest request{"PUT",
                      "/examplebucket/chunkObject.txt",
                      {{"Host", "s3.amazonaws.com"},
                       {"x-amz-storage-class", "REDUCED_REDUNDANCY"},
                       {"Content-Encoding", "aws-chunked"},
                       {"x-amz-decoded-content-length", "66560"}},
                      ""};
  if (mode.ends_with("-TRAILER"))
    request.headers.push_back({"x-amz-trailer", "x-amz-checksum-crc32c"});
  return request;
}

// "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks",
// "Example: PUT Object": https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
TEST(SigV4Documented, S3ChunkedUpload) {
  Signing signing = s3_signing();
  signing.payload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  HttpRequest request = streamed(signing.payload);
  request.headers.push_back({"Content-Length", "66824"});
  sigv4::Workspace work;
  const std::string seed = sign(request, signing, work);
  EXPECT_EQ(seed, "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");
  const std::string data(66560, 'a');
  sigv4::ChunkChain chain = chunk_chain(signing, seed);
  request.body = encode_chunks(data, 65536, {}, ChunkSignatures::each, chain);
  EXPECT_EQ(request.body.size(), 66824U);
  EXPECT_EQ(sigv4::encoded_size(data.size(), 65536, {}, ChunkSignatures::each), 66824U);
  for (const std::string_view signature :
       {"10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
        "400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
        "0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"}) {
    EXPECT_TRUE(request.body.contains(signature)) << signature;
  }
  KeyRing ring(signing);
  const auto verified = ring.verify(request, {"s3", "us-east-1"}, kS3Day_s);
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_EQ(verified->body, data);
}

// "Signature calculations for trailing headers (chunked uploads)":
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
TEST(SigV4Documented, S3ChunkedUploadWithTrailer) {
  Signing signing = s3_signing();
  signing.payload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
  HttpRequest request = streamed(signing.payload);
  sigv4::Workspace work;
  const std::string seed = sign(request, signing, work);
  EXPECT_EQ(seed, "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e");
  const std::string data(66560, 'a');
  sigv4::ChunkChain chain = chunk_chain(signing, seed);
  request.body = encode_chunks(data, 65536, {{"x-amz-checksum-crc32c", "sOO8/Q=="}},
                               ChunkSignatures::each, chain);
  for (const std::string_view signature :
       {"10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
        "400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
        "0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
        "x-amz-trailer-signature:"
        "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435"}) {
    EXPECT_TRUE(request.body.contains(signature)) << signature;
  }
  KeyRing ring(signing);
  const auto verified = ring.verify(request, {"s3", "us-east-1"}, kS3Day_s);
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_EQ(verified->body, data);
  ASSERT_EQ(verified->trailers.size(), 1U);
  EXPECT_EQ(verified->trailers[0].value, "sOO8/Q==");
}

}  // namespace
}  // namespace rolechain::tests
