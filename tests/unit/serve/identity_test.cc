// Identity providers of a served world, as programs that know nothing of this one see them.
#include <gtest/gtest.h>

#include <ctime>

#include "mocks/sts/jws.h"
#include "tests/support/serving.h"

namespace rolechain::tests {
namespace {

// A job asks for its token, reads the provider's documents, verifies the token by PyJWT and trades
// it by boto3.
constexpr const char* kJob = R"PY(/usr/bin/python3 - <<'PY'
import json, os, urllib.request
import boto3, jwt
from botocore import UNSIGNED
from botocore.config import Config

def get(url, **headers):
    return json.load(urllib.request.urlopen(urllib.request.Request(url, headers=headers)))

bearer = "bearer " + os.environ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]
request = os.environ["ACTIONS_ID_TOKEN_REQUEST_URL"]
token = get(request + "&audience=sts.amazonaws.com", Authorization=bearer)["value"]
issuer = os.environ["URL"] + "/_oidc/token.actions.githubusercontent.com"
documents = get(issuer + "/.well-known/openid-configuration")
key = jwt.PyJWKClient(documents["jwks_uri"]).get_signing_key_from_jwt(token)
claims = jwt.decode(token, key.key, algorithms=["RS256"], audience="sts.amazonaws.com",
                    issuer=documents["issuer"], options={"verify_exp": False})
print(claims["sub"])
default = get(request, Authorization=bearer)["value"]
print(jwt.decode(default, options={"verify_signature": False})["aud"])
sts = boto3.client("sts", endpoint_url=os.environ["URL"], config=Config(signature_version=UNSIGNED))
reply = sts.assume_role_with_web_identity(RoleArn=os.environ["AWS_ROLE_ARN"], RoleSessionName="job",
                                          WebIdentityToken=token)
print(reply["AssumedRoleUser"]["Arn"], reply["Provider"], reply["Audience"])
PY
)PY";

TEST(ServedIdentity, AJobOfGitHubsAsksForItsToken) {
  Serving serving("scenarios/workloads/github-deploys.yaml");
  const ShellResult job = serving.run("boto3", "main", kJob);
  EXPECT_EQ(job.output,
            "repo:acme/shop:ref:refs/heads/main\n"
            "['https://github.com/acme']\n"
            "arn:aws:sts::111111111111:assumed-role/deploy/job "
            "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com "
            "sts.amazonaws.com\n");
}

HttpResponse ask(Served& served, const std::string& path, std::vector<HttpHeader> headers = {}) {
  return served.handle({"GET", path, std::move(headers), ""}, "127.0.0.1", "").response;
}

TEST(ServedIdentity, ATokenIsForTheJobAlone) {
  Serving serving("scenarios/workloads/github-deploys.yaml");
  Served& served = serving.served();
  EXPECT_EQ(ask(served, "/_github/main/idtoken").status, 401);
  EXPECT_EQ(ask(served, "/_github/main/idtoken", {{"Authorization", "bearer x"}}).status, 401);
  EXPECT_EQ(ask(served, "/_github/unknown/idtoken").status, 404);
  // In a sandbox, where the provider's name leads here.
  EXPECT_TRUE(ask(served, "/.well-known/jwks", {{"Host", "token.actions.githubusercontent.com"}})
                  .body.contains("\"kty\":\"RSA\""));
}

// The private half of scenarios/workloads/keys/corp.jwks.json: nobody's, for tests.
constexpr std::string_view kCorp =
    R"({"kty":"EC","crv":"P-256","x":"P8G5HUAqjftB--8nQ8GyF3sYVXEvgcfbhDEdlRv62nI","y":"gFwvG8Yw4fk0qpZk6FaaoYmH40FesbNDT2SUj--pQ5A",)"
    R"("d":"hDlnKUvbYcrrslr28bLqXqpfrpksDakOdV48IVXxLCg"})";

// A provider outside of this world has its host's time, whatever this world's clock says.
TEST(ServedIdentity, TokensOfAnOwnProviderAreVerifiedByItsKeys) {
  Serving serving("scenarios/workloads/own-keys-of-a-provider.yaml");
  const auto trade = [&](std::int64_t lifetime_s, std::string_view kid) {
    const std::int64_t now_s = static_cast<std::int64_t>(std::time(nullptr));
    const std::string claims =
        R"({"iss":"https://idp.example.com","sub":"me","aud":"sts.amazonaws.com","iat":)" +
        std::to_string(now_s - 100) + R"(,"exp":)" + std::to_string(now_s + lifetime_s) + "}";
    return ask(serving.served(),
               "/?Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=test&RoleArn="
               "arn:aws:iam::111111111111:role/reader&WebIdentityToken=" +
                   sign_jws(claims, kCorp, "ES256", kid));
  };
  EXPECT_TRUE(trade(60, "corp-2026").body.contains("<AccessKeyId>ASIA"))
      << trade(60, "corp-2026").body;
  EXPECT_TRUE(trade(-1, "corp-2026").body.contains("<Code>ExpiredTokenException</Code>"));
  EXPECT_TRUE(trade(60, "corp-2025").body.contains("<Code>InvalidIdentityToken</Code>"));
}

TEST(ServedIdentity, AnInstanceSignsItsDocument) {
  Serving serving("scenarios/cross-account/ec2-writes-one-table.yaml");
  const HttpResponse token =
      serving.served()
          .handle(
              {"PUT", "/latest/api/token", {{"X-aws-ec2-metadata-token-ttl-seconds", "60"}}, ""},
              "127.0.0.1", "")
          .response;
  const std::vector<HttpHeader> with_token{{"X-aws-ec2-metadata-token", token.body}};
  EXPECT_TRUE(ask(serving.served(), "/latest/dynamic/instance-identity/rsa2048", with_token)
                  .body.starts_with("MII"));
}

}  // namespace
}  // namespace rolechain::tests
