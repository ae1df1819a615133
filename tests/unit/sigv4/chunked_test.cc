// aws-chunked: frames, their chain of signatures, trailers, and what is wrong with others.
#include "mocks/sigv4/aws_chunked.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "mocks/sigv4/sign.h"
#include "tests/unit/sigv4/key_ring.h"

namespace rolechain::tests {
namespace {

using sigv4::ChunkSignatures;
using sigv4::Signing;
using sigv4::Trailer;

constexpr EpochSeconds kNow_s = 1768467600;
constexpr std::size_t kChunk_bytes = 8192;

Signing signing_for(std::string_view payload) {
  return {.access_key_id = "AKIAQEAAAAAAEXAMPLE1",
          .secret_access_key = "secret",
          .region = "eu-west-1",
          .service = "s3",
          .time_s = kNow_s,
          .payload = payload};
}

struct Upload {
  std::string_view payload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  std::string data = std::string(20000, 'x');
  // NOLINTNEXTLINE(readability-redundant-member-init): so that initializers may omit it
  std::vector<Trailer> trailers{};
  std::size_t chunk_bytes = kChunk_bytes;
  std::string decoded_length = "20000";
};

bool is_signed(const Upload& upload) { return !upload.payload.contains("UNSIGNED"); }

HttpRequest request_of(const Upload& upload) {
  const Signing signing = signing_for(upload.payload);
  HttpRequest request{"PUT",
                      "/bucket/key",
                      {{"Host", "s3.local"},
                       {"Content-Encoding", "aws-chunked"},
                       {"X-Amz-Decoded-Content-Length", upload.decoded_length}},
                      ""};
  std::string names;
  for (const Trailer& trailer : upload.trailers) {
    names += (names.empty() ? "" : ",") + trailer.name;
  }
  if (!names.empty()) request.headers.push_back({"X-Amz-Trailer", names});
  sigv4::Workspace work;
  const std::string seed = sign(request, signing, work);
  sigv4::ChunkChain chain = chunk_chain(signing, seed);
  request.body =
      encode_chunks(upload.data, upload.chunk_bytes, upload.trailers,
                    is_signed(upload) ? ChunkSignatures::each : ChunkSignatures::none, chain);
  return request;
}

std::string answer(const HttpRequest& request, std::string_view payload) {
  const auto result = verify_http(request, {"s3", "eu-west-1"}, signing_for(payload), kNow_s);
  return result ? "ok" : result.error().code;
}

TEST(SigV4Chunked, EveryModeComesBack) {
  const std::vector<Trailer> trailers{{"x-amz-checksum-crc32", "AAAAAA=="}, {"x-amz-b", "2"}};
  const std::vector<Upload> uploads{
      {},
      {.payload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", .trailers = trailers},
      {.payload = "STREAMING-UNSIGNED-PAYLOAD-TRAILER", .trailers = trailers},
      {.data = "", .decoded_length = "0"},
      {.data = "abc", .decoded_length = "3"},
  };
  for (const Upload& upload : uploads) {
    const HttpRequest request = request_of(upload);
    EXPECT_EQ(
        request.body.size(),
        sigv4::encoded_size(upload.data.size(), upload.chunk_bytes, upload.trailers,
                            is_signed(upload) ? ChunkSignatures::each : ChunkSignatures::none));
    KeyRing ring(signing_for(upload.payload));
    const auto verified = ring.verify(request, {"s3", "eu-west-1"}, kNow_s);
    ASSERT_TRUE(verified) << upload.payload << ": " << verified.error().message;
    EXPECT_EQ(verified->body, upload.data);
    ASSERT_EQ(verified->trailers.size(), upload.trailers.size());
    for (std::size_t i = 0; i < upload.trailers.size(); ++i) {
      EXPECT_EQ(verified->trailers[i].name, upload.trailers[i].name);
      EXPECT_EQ(verified->trailers[i].value, upload.trailers[i].value);
    }
  }
}

TEST(SigV4Chunked, SignaturesChain) {
  const Upload upload;
  const HttpRequest good = request_of(upload);
  HttpRequest request = good;
  const std::size_t second = good.body.find("2000;", 10);
  const std::size_t third = good.body.find("e20;");
  ASSERT_NE(second, std::string::npos);
  ASSERT_NE(third, std::string::npos);
  // Two chunks of the same size and content change places: each signature is right for itself only
  // where it stood.
  request.body = good.body.substr(second, third - second) + good.body.substr(0, second) +
                 good.body.substr(third);
  EXPECT_EQ(answer(request, upload.payload), "SignatureDoesNotMatch");
  request = good;
  request.body[second + 100] = 'y';
  EXPECT_EQ(answer(request, upload.payload), "SignatureDoesNotMatch");
}

TEST(SigV4Chunked, TrailersAreTheAnnouncedAndSigned) {
  const Upload upload{.payload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
                      .trailers = {{"x-amz-checksum-crc32", "AAAAAA=="}}};
  const HttpRequest good = request_of(upload);
  HttpRequest request = good;
  const std::size_t value = request.body.find("AAAAAA==");
  request.body[value] = 'B';
  EXPECT_EQ(answer(request, upload.payload), "SignatureDoesNotMatch");
  request = good;
  request.body.insert(request.body.find("x-amz-checksum"), "x-amz-more:1\r\n");
  EXPECT_EQ(answer(request, upload.payload), "MalformedTrailerError");
  request = good;
  const std::size_t start = request.body.find("x-amz-checksum");
  request.body.erase(start, request.body.find('\n', start) + 1 - start);
  EXPECT_EQ(answer(request, upload.payload), "MalformedTrailerError");
  request = good;
  request.body.replace(request.body.find("crc32:"), 6, "crc32 ");
  EXPECT_EQ(answer(request, upload.payload), "MalformedTrailerError");
  const Upload open{.payload = "STREAMING-UNSIGNED-PAYLOAD-TRAILER", .trailers = upload.trailers};
  request = request_of(open);
  request.body[request.body.find("AAAAAA==")] = 'B';
  EXPECT_EQ(answer(request, open.payload), "ok") << "the checksum is for whoever stores the data";
}

TEST(SigV4Chunked, BrokenFrames) {
  const Upload upload;
  const HttpRequest good = request_of(upload);
  const auto say = [&](std::string body) {
    HttpRequest request = good;
    request.body = std::move(body);
    return answer(request, upload.payload);
  };
  // Wherever it ends too early.
  for (std::size_t size = 0; size < good.body.size(); size += 41) {
    EXPECT_NE(say(good.body.substr(0, size)), "ok") << size;
  }
  EXPECT_EQ(say(good.body.substr(0, good.body.size() - 2)), "IncompleteBody");
  EXPECT_EQ(say(good.body + "x"), "IncompleteBody");
  EXPECT_EQ(say("zz\r\n"), "IncompleteBody");
  EXPECT_EQ(say("0\r\n\r\n"), "IncompleteBody") << "without a signature";
  EXPECT_EQ(say("ffffffffffffffffffff;chunk-signature=00\r\n"), "IncompleteBody");
  EXPECT_EQ(say("-1;chunk-signature=00\r\n"), "IncompleteBody");
  EXPECT_EQ(answer(request_of({.decoded_length = "19999"}), upload.payload), "IncompleteBody");
  EXPECT_EQ(answer(request_of({.decoded_length = "x"}), upload.payload), "MissingContentLength");
}

TEST(SigV4Chunked, OnlyTheLastChunkIsSmall) {
  const Upload upload{.chunk_bytes = 8191};
  EXPECT_EQ(answer(request_of(upload), upload.payload), "InvalidChunkSizeError");
  EXPECT_EQ(answer(request_of({.chunk_bytes = 19999}), upload.payload), "ok");
}

TEST(SigV4Chunked, SignedStreamsOf4AAreRefused) {
  Signing signing = signing_for("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD");
  signing.algorithm = sigv4::Algorithm::v4a;
  signing.region = "*";
  HttpRequest request{
      "PUT", "/bucket/key", {{"Host", "s3.local"}, {"X-Amz-Decoded-Content-Length", "0"}}, ""};
  sigv4::Workspace work;
  sign(request, signing, work);
  const auto result = verify_http(request, {"s3", "eu-west-1"}, signing, kNow_s);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().http, 501);
  EXPECT_EQ(result.error().reason, "unsupported");
}

}  // namespace
}  // namespace rolechain::tests
