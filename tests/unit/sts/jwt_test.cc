#include "mocks/sts/jwt.h"

#include <gtest/gtest.h>

#include "mocks/base/json.h"
#include "mocks/sts/base64url.h"
#include "tests/unit/sts/lab.h"

namespace rolechain::sts_testing {
namespace {

Node claims(std::string_view json) {
  const SourceFile file{"claims", std::string(json)};
  return *parse_json(file);
}

constexpr std::string_view kGood =
    R"({"iss":"https://i","sub":"me","aud":["a","b"],"exp":200,"iat":100,"nbf":90,"azp":"a"})";

TEST(Jwt, RoundTrip) {
  const std::string token = encode_jwt(claims(kGood), "https://i");
  const auto decoded = decode_jwt(token);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->issuer, "https://i");
  EXPECT_EQ(decoded->subject, "me");
  EXPECT_EQ(decoded->audience, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(decoded->authorized_party, "a");
  EXPECT_EQ(decoded->expires_s, 200);
  EXPECT_EQ(decoded->issued_s, 100);
  EXPECT_EQ(decoded->not_before_s, 90);
}

TEST(Jwt, WhatIsNone) {
  const std::string good = encode_jwt(claims(kGood), "https://i");
  for (const std::string& token :
       {std::string(), std::string("a.b"), std::string("a.b.c"), good + ".x", good.substr(10),
        base64url_encode("{}") + "." + base64url_encode("[]") + ".x",
        base64url_encode("{}") + "." + base64url_encode("{") + ".x"}) {
    EXPECT_EQ(outcome(decode_jwt(token)),
              "InvalidIdentityToken: The ID Token provided is not a valid JWT. (You may see this "
              "error if you sent an Access Token)")
        << token;
  }
}

TEST(Jwt, RequiredClaims) {
  struct Row {
    std::string_view name;
    std::string_view json;
  };
  for (const Row& row : {Row{"iss", R"({"sub":"me","aud":"a","exp":200,"iat":100})"},
                         Row{"sub", R"({"iss":"i","aud":"a","exp":200,"iat":100})"},
                         Row{"aud", R"({"iss":"i","sub":"me","exp":200,"iat":100})"},
                         Row{"aud", R"({"iss":"i","sub":"me","aud":[],"exp":200,"iat":100})"},
                         Row{"exp", R"({"iss":"i","sub":"me","aud":"a","iat":100})"},
                         Row{"exp", R"({"iss":"i","sub":"me","aud":"a","exp":"200","iat":100})"},
                         Row{"iat", R"({"iss":"i","sub":"me","aud":"a","exp":200})"}}) {
    EXPECT_EQ(outcome(decode_jwt(encode_jwt(claims(row.json), "i"))),
              "InvalidIdentityToken: Missing a required claim: " + std::string(row.name));
  }
}

TEST(Jwt, AwsClaims) {
  const auto decoded =
      decode_jwt(encode_jwt(claims(
                                R"({"iss":"i","sub":"me","aud":"a","exp":200.5,"iat":100,
          "https://aws.amazon.com/source_identity":"Diego",
          "https://aws.amazon.com/tags":{"principal_tags":{"Project":["Automation"],"Cost":"7"},
                                         "transitive_tag_keys":["Project"]}})"),
                            "i"));
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->expires_s, 200);
  EXPECT_EQ(decoded->source_identity, "Diego");
  ASSERT_EQ(decoded->tags.size(), 2U);
  EXPECT_EQ(decoded->tags[0].value, "Automation");
  EXPECT_EQ(decoded->tags[1].value, "7");
  EXPECT_EQ(decoded->transitive_tag_keys, std::vector<std::string>{"Project"});
}

}  // namespace
}  // namespace rolechain::sts_testing
