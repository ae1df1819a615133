// Signature Version 4A: the key that follows from credentials, region sets, verification.
#include "mocks/sigv4/v4a.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "mocks/sigv4/sign.h"
#include "tests/unit/sigv4/key_ring.h"

namespace rolechain::tests {
namespace {

using sigv4::Signing;

constexpr EpochSeconds kNow_s = 1768467600;

Signing signing_for(std::string_view service, std::string_view regions) {
  return {.access_key_id = "AKIAQEAAAAAAEXAMPLE1",
          .secret_access_key = "secret/of+the/example",
          .region = regions,
          .service = service,
          .time_s = kNow_s,
          .algorithm = sigv4::Algorithm::v4a};
}

HttpRequest signed_request(const Signing& signing) {
  HttpRequest request{"GET", "/bucket/key", {{"Host", "api.local"}}, ""};
  sigv4::Workspace work;
  sign(request, signing, work);
  return request;
}

std::string answer(const HttpRequest& request, const Signing& signing, std::string_view region) {
  const auto result = verify_http(request, {signing.service, region}, signing, kNow_s);
  return result ? "ok" : result.error().code;
}

TEST(SigV4A, SignsAndVerifies) {
  for (const std::string_view service : {"s3", "sts", "dynamodb"}) {
    const Signing signing = signing_for(service, "*");
    const HttpRequest request = signed_request(signing);
    EXPECT_EQ(answer(request, signing, "eu-west-1"), "ok") << service;
    Signing other = signing;
    other.secret_access_key = "another";
    EXPECT_NE(answer(request, other, "eu-west-1"), "ok") << service;
    HttpRequest presigned{"GET", "/bucket/key", {{"Host", "api.local"}}, ""};
    sigv4::Workspace work;
    presign(presigned, signing, 60, work);
    EXPECT_EQ(answer(presigned, signing, "eu-west-1"), "ok") << service;
    presigned.method = "PUT";
    EXPECT_NE(answer(presigned, signing, "eu-west-1"), "ok") << service;
  }
}

TEST(SigV4A, RegionSets) {
  EXPECT_TRUE(sigv4::region_set_has("*", "eu-west-1"));
  EXPECT_TRUE(sigv4::region_set_has("us-east-1, eu-*", "eu-west-1"));
  EXPECT_FALSE(sigv4::region_set_has("us-east-1,eu-west-2", "eu-west-1"));
  const Signing signing = signing_for("sts", "eu-west-1,eu-west-2");
  const HttpRequest request = signed_request(signing);
  EXPECT_EQ(answer(request, signing, "eu-west-2"), "ok");
  EXPECT_EQ(answer(request, signing, "us-east-1"), "SignatureDoesNotMatch");
  const Signing none = signing_for("sts", "");
  EXPECT_EQ(answer(signed_request(none), none, ""), "SignatureDoesNotMatch");
}

TEST(SigV4A, KeysFollowFromBothHalvesOfCredentials) {
  const auto point = [](std::string_view id, std::string_view secret) {
    return sigv4::EcKey::derive(id, secret).public_point();
  };
  EXPECT_EQ(point("AKIA1", "a"), point("AKIA1", "a"));
  EXPECT_NE(point("AKIA1", "a"), point("AKIA2", "a"));
  EXPECT_NE(point("AKIA1", "a"), point("AKIA1", "b"));
}

TEST(SigV4A, SignaturesThatAreNone) {
  const sigv4::EcKey key = sigv4::EcKey::derive("AKIA1", "a");
  const std::string good = key.sign("text");
  EXPECT_TRUE(key.verify("text", good));
  EXPECT_FALSE(key.verify("texT", good));
  EXPECT_FALSE(key.verify("text", ""));
  EXPECT_FALSE(key.verify("text", "zz"));
  EXPECT_FALSE(key.verify("text", good.substr(1)));
  EXPECT_FALSE(key.verify("text", good + "00"));
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = bad[i] == '0' ? '1' : '0';
    EXPECT_FALSE(key.verify("text", bad)) << i;
  }
}

}  // namespace
}  // namespace rolechain::tests
