// AssumeRoleWithWebIdentity with tokens of the simulated cluster and of GitHub.
#include <gtest/gtest.h>

#include "mocks/iam/authorize.h"
#include "mocks/oidc/issuer.h"
#include "mocks/oidc/workload.h"
#include "mocks/sts/base64url.h"
#include "mocks/sts/issuer_keys.h"
#include "mocks/sts/jws.h"
#include "tests/unit/sts/lab.h"

namespace rolechain::sts_testing {
namespace {

constexpr std::string_view kIssuer = "oidc.eks.eu-west-1.amazonaws.com/id/ABC";
constexpr std::string_view kAction = R"("sts:AssumeRoleWithWebIdentity")";

std::string provider_arn(std::string_view account, std::string_view url) {
  return "arn:aws:iam::" + std::string(account) + ":oidc-provider/" + std::string(url);
}

std::string trust_provider(std::string_view url, std::string_view condition,
                           std::string_view actions = kAction) {
  return trust(R"({"Federated":")" + provider_arn(kApp, url) + R"("})", actions, condition);
}

struct OidcLab : Lab {
  OidcLab() {
    add_provider(kApp, kIssuer);
    role = add_role(
        kApp, "writer",
        trust_provider(
            kIssuer,
            R"({"StringEquals":{"oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub":"system:serviceaccount:shop:writer",
                                "oidc.eks.eu-west-1.amazonaws.com/id/ABC:aud":"sts.amazonaws.com"}})"));
    pod.issuer = kIssuer;
    pod.account.service_namespace = "shop";
    pod.account.service_account = "writer";
    pod.role_arn = role;
    pod.session_name = "web";
  }
  void add_provider(std::string_view account, std::string_view url) {
    OidcProvider provider;
    provider.key = url;
    provider.account = account;
    provider.url = url;
    provider.arn = provider_arn(account, url);
    provider.client_ids = {"sts.amazonaws.com"};
    world.oidc_providers.push_back(provider);
  }
  ApiResult<StsReply> with_token(std::string token) {
    WebIdentityInput input;
    input.role_arn = role;
    input.session_name = "web";
    input.token = std::move(token);
    return sts.assume_role_with_web_identity(input);
  }
  std::string role;
  Irsa pod;
};

constexpr std::string_view kDenied =
    "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity";

TEST(WebIdentity, TheServiceAccountThatTheRoleTrusts) {
  OidcLab lab;
  const auto reply = irsa_credentials(lab.sts, lab.pod);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->session.arn, "arn:aws:sts::111111111111:assumed-role/writer/web");
  EXPECT_EQ(reply->session.expires_s, lab.clock.now_s() + 3600);
  lab.pod.account.service_account = "reader";
  EXPECT_EQ(outcome(irsa_credentials(lab.sts, lab.pod)), kDenied);
  lab.pod.account.service_account = "writer";
  lab.pod.account.service_namespace = "other";
  EXPECT_EQ(outcome(irsa_credentials(lab.sts, lab.pod)), kDenied);
}

TEST(WebIdentity, AMissingRoleIsDeniedInTheSameWords) {
  OidcLab lab;
  lab.pod.role_arn = "arn:aws:iam::111111111111:role/missing";
  EXPECT_EQ(outcome(irsa_credentials(lab.sts, lab.pod)), kDenied);
}

TEST(WebIdentity, TheTrustMustNameTheProvider) {
  OidcLab lab;
  lab.Lab::role("writer").trust = lab.policy(
      PolicyType::trust, trust_provider("oidc.eks.eu-west-1.amazonaws.com/id/OTHER", ""));
  EXPECT_EQ(outcome(irsa_credentials(lab.sts, lab.pod)), kDenied);
}

// R-STS-22.
TEST(WebIdentity, IssuerMustBeAProviderOfTheRolesAccount) {
  OidcLab lab;
  lab.world.oidc_providers.clear();
  lab.add_provider(kData, kIssuer);
  EXPECT_EQ(outcome(irsa_credentials(lab.sts, lab.pod)),
            "InvalidIdentityToken: No OpenIDConnect provider found in your account for "
            "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC");
}

TEST(WebIdentity, AudienceMustBeAClientId) {
  OidcLab lab;
  lab.pod.account.audience = {"vault"};
  EXPECT_EQ(outcome(irsa_credentials(lab.sts, lab.pod)),
            "InvalidIdentityToken: Incorrect token audience");
}

TEST(WebIdentity, AuthorizedPartyTakesTheAudiencesPlace) {
  OidcLab lab;
  OidcIssuer issuer(kIssuer, lab.clock, lab.ids);
  Node further = Node::make_map();
  further.set("azp", Node::make_string("someone-else"));
  const std::string subject = "system:serviceaccount:shop:writer";
  EXPECT_EQ(outcome(lab.with_token(issuer.token(subject, {"sts.amazonaws.com"}, 600, further))),
            "InvalidIdentityToken: Incorrect token audience");
  further.set("azp", Node::make_string("sts.amazonaws.com"));
  EXPECT_EQ(outcome(lab.with_token(issuer.token(subject, {"other"}, 600, further))), "ok");
}

TEST(WebIdentity, ExpiredOrNotYetValid) {
  OidcLab lab;
  OidcIssuer issuer(kIssuer, lab.clock, lab.ids);
  const std::string token = issuer.token(lab.pod.account);
  lab.clock.advance(86399);
  EXPECT_EQ(outcome(lab.with_token(token)), "ok");
  lab.clock.advance(1);
  EXPECT_EQ(outcome(lab.with_token(token)),
            "ExpiredTokenException: Token expired: current date/time " +
                std::to_string(lab.clock.now_s()) + " must be before the expiration date/time " +
                std::to_string(lab.clock.now_s()));
  lab.clock.advance(-86401);
  EXPECT_EQ(lab.with_token(token).error().code, "InvalidIdentityToken");
}

TEST(WebIdentity, IssuedAndNotBefore) {
  OidcLab lab;
  OidcIssuer issuer(kIssuer, lab.clock, lab.ids);
  for (const char* claim : {"iat", "nbf"}) {
    for (const std::int64_t offset_s : {0, 1}) {
      Node time;
      time.kind = Node::Kind::number;
      time.text = std::to_string(lab.clock.now_s() + offset_s);
      Node further = Node::make_map();
      further.set(claim, time);
      const std::string token =
          issuer.token("system:serviceaccount:shop:writer", {"sts.amazonaws.com"}, 600, further);
      EXPECT_EQ(lab.with_token(token).has_value(), offset_s == 0) << claim;
    }
  }
}

TEST(WebIdentity, TagsOfATokenCountForThePackedSize) {
  OidcLab lab;
  lab.Lab::role("writer").trust = lab.policy(
      PolicyType::trust,
      trust_provider(kIssuer, "", R"(["sts:AssumeRoleWithWebIdentity","sts:TagSession"])"));
  OidcIssuer issuer(kIssuer, lab.clock, lab.ids);
  Node tags = Node::make_map();
  for (const char* key : {"a", "b", "c"}) tags.set(key, Node::make_string(std::string(200, 'x')));
  Node aws = Node::make_map();
  aws.set("principal_tags", tags);
  Node further = Node::make_map();
  further.set("https://aws.amazon.com/tags", aws);
  EXPECT_EQ(lab.with_token(issuer.token("me", {"sts.amazonaws.com"}, 600, further)).error().code,
            "PackedPolicyTooLarge");
}

// One character of each part.
TEST(WebIdentity, ATamperedTokenIsRefused) {
  OidcLab lab;
  OidcIssuer issuer(kIssuer, lab.clock, lab.ids);
  const std::string token = issuer.token(lab.pod.account);
  const std::size_t signature = token.rfind('.') + 1;
  for (const std::size_t at : {token.find('.') + 20, signature, signature + 100}) {
    std::string changed = token;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(lab.with_token(changed).error().code, "InvalidIdentityToken") << at;
  }
  EXPECT_EQ(outcome(lab.with_token(token.substr(0, signature))),
            "InvalidIdentityToken: Token signature is invalid");
}

constexpr std::string_view kNoKey =
    "InvalidIdentityToken: Couldn't retrieve verification key from your identity provider,  "
    "please reference AssumeRoleWithWebIdentity documentation for requirements";

// R-STS-26: both issuers sign with one key of the lab's, under ids of their own.
TEST(WebIdentity, AnotherIssuersTokenIsRefused) {
  OidcLab lab;
  Node further = Node::make_map();
  further.set("iss", Node::make_string("https://" + std::string(kIssuer)));
  OidcIssuer other("oidc.eks.eu-west-1.amazonaws.com/id/OTHER", lab.clock, lab.ids);
  const std::string subject = "system:serviceaccount:shop:writer";
  EXPECT_EQ(outcome(lab.with_token(other.token(subject, {"sts.amazonaws.com"}, 600, further))),
            kNoKey);
}

// A token with a header of our choice, and a signature that is none.
std::string with_header(const std::string& token, std::string_view header) {
  return base64url_encode(header) + token.substr(token.find('.'));
}

TEST(WebIdentity, OnlyPublicKeyAlgorithmsCount) {
  OidcLab lab;
  OidcIssuer issuer(kIssuer, lab.clock, lab.ids);
  const std::string token = issuer.token(lab.pod.account);
  const std::string kid = lab_kid(kIssuer);
  for (const char* algorithm : {"none", "HS256", "PS256", "rs256", ""}) {
    const std::string header =
        R"({"alg":")" + std::string(algorithm) + R"(","kid":")" + kid + R"("})";
    const std::string unsigned_token =
        with_header(token, header).substr(0, with_header(token, header).rfind('.') + 1);
    for (const std::string& forged : {with_header(token, header), unsigned_token}) {
      EXPECT_EQ(outcome(lab.with_token(forged)),
                "InvalidIdentityToken: Token is signed with an unsupported algorithm")
          << algorithm;
    }
  }
  // A key of another kind than the algorithm wants, no id, an unknown one.
  EXPECT_EQ(outcome(lab.with_token(with_header(token, R"({"alg":"ES256","kid":")" + kid + "\"}"))),
            kNoKey);
  EXPECT_EQ(outcome(lab.with_token(with_header(token, R"({"alg":"RS256"})"))), kNoKey);
  EXPECT_EQ(outcome(lab.with_token(with_header(token, R"({"alg":"RS256","kid":"x"})"))), kNoKey);
}

// A key pair of nobody's: for tests.
constexpr std::string_view kOwnKey =
    R"({"kty":"EC","crv":"P-256","kid":"own","x":"P8G5HUAqjftB--8nQ8GyF3sYVXEvgcfbhDEdlRv62nI","y":"gFwvG8Yw4fk0qpZk6FaaoYmH40FesbNDT2SUj--pQ5A","d":"hDlnKUvbYcrrslr28bLqXqpfrpksDakOdV48IVXxLCg"})";
constexpr std::string_view kOwnJwks =
    R"({"keys":[{"kty":"EC","crv":"P-256","kid":"own","x":"P8G5HUAqjftB--8nQ8GyF3sYVXEvgcfbhDEdlRv62nI","y":"gFwvG8Yw4fk0qpZk6FaaoYmH40FesbNDT2SUj--pQ5A"}]})";

TEST(WebIdentity, AProvidersOwnKeysAreTheOnlyOnes) {
  OidcLab lab;
  lab.world.oidc_providers.front().jwks = kOwnJwks;
  OidcIssuer issuer(kIssuer, lab.clock, lab.ids);
  const std::string token = issuer.token(lab.pod.account);
  EXPECT_EQ(outcome(lab.with_token(token)), kNoKey);  // the lab's key is not theirs
  const std::string claims =
      *base64url_decode(token.substr(token.find('.') + 1, token.rfind('.') - token.find('.') - 1));
  EXPECT_EQ(outcome(lab.with_token(sign_jws(claims, kOwnKey, "ES256", "own"))), "ok");
  EXPECT_EQ(outcome(lab.with_token(sign_jws(claims, kOwnKey, "ES256", "other"))), kNoKey);
}

TEST(Jwks, WhatCanBeAProvidersKeys) {
  EXPECT_EQ(jwks_fault(kOwnJwks), std::nullopt);
  EXPECT_EQ(jwks_fault(lab_jwks("any")), std::nullopt);
  const auto fault = [](std::string_view text) { return jwks_fault(text).value_or("none"); };
  EXPECT_EQ(fault("[]"), "it is no JSON web key set: it has no list `keys`");
  EXPECT_EQ(fault("{"), "it is no JSON web key set: it has no list `keys`");
  EXPECT_EQ(fault(R"({"keys":[]})"), "the list `keys` is empty");
  EXPECT_EQ(fault(R"({"keys":[{"kty":"RSA"}]})"), "key 1 of the list has no `kid`");
  EXPECT_EQ(fault(R"({"keys":[)" + std::string(kOwnKey) + "]}"), "`own` is no public key");
  EXPECT_EQ(fault(R"({"keys":[{"kid":"a","kty":"oct","x":""}]})"),
            "`a` is of the type `oct`, neither RSA nor EC");
  EXPECT_EQ(fault(R"({"keys":[{"kid":"a","kty":"RSA","n":"","e":"AQAB"}]})"),
            "`a` is no valid key");
}

TEST(WebIdentity, DurationBelongsToTheRoleNotTheToken) {
  OidcLab lab;
  lab.pod.duration_s = 7200;
  EXPECT_EQ(reason(irsa_credentials(lab.sts, lab.pod)), "duration");
  lab.Lab::role("writer").max_session_s = 43200;
  lab.pod.account.lifetime_s = 600;
  lab.pod.duration_s = 43200;  // not chained, and longer than the token lives
  const auto reply = irsa_credentials(lab.sts, lab.pod);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->session.expires_s, lab.clock.now_s() + 43200);
}

// The next hop is a chained one like any other.
TEST(WebIdentity, TheNextHopLastsAnHour) {
  OidcLab lab;
  lab.Lab::role("writer").policies.push_back(
      {"p", "", lab.policy(PolicyType::identity, allow(R"("sts:AssumeRole")"))});
  const std::string next = lab.add_role(kData, "next", trust_account(kApp));
  lab.Lab::role("next").max_session_s = 43200;
  const auto reply = irsa_credentials(lab.sts, lab.pod);
  ASSERT_TRUE(reply);
  AssumeRoleInput input = lab.input(next);
  input.duration_s = 7200;
  EXPECT_EQ(reason(lab.sts.assume_role(reply->session, input)), "duration");
  input.duration_s = 3600;
  EXPECT_EQ(outcome(lab.sts.assume_role(reply->session, input)), "ok");
}

// R-STS-23.
TEST(WebIdentity, TheSessionKeepsSubjectAudienceAndProvider) {
  OidcLab lab;
  const auto reply = irsa_credentials(lab.sts, lab.pod);
  ASSERT_TRUE(reply);
  Trace trace;
  authorize(lab.world, reply->session, {"s3:GetObject", "arn:aws:s3:::b/k", {}, std::nullopt},
            lab.clock.now_s(), &trace);
  const auto value = [&](std::string_view key) {
    const ContextEntry* found = trace.context.find(key);
    return found == nullptr ? "-" : found->values.front();
  };
  EXPECT_EQ(value("oidc.eks.eu-west-1.amazonaws.com/id/abc:sub"),
            "system:serviceaccount:shop:writer");
  EXPECT_EQ(value("oidc.eks.eu-west-1.amazonaws.com/id/abc:aud"), "sts.amazonaws.com");
  EXPECT_EQ(value("aws:federatedprovider"), provider_arn(kApp, kIssuer));
}

// R-STS-21.
TEST(WebIdentity, TagsAndSourceIdentityOfTheTokenNeedTheTrustsConsent) {
  for (const bool consent : {false, true}) {
    OidcLab lab;
    lab.Lab::role("writer").trust =
        lab.policy(PolicyType::trust,
                   trust_provider(kIssuer, "",
                                  consent ? R"(["sts:AssumeRoleWithWebIdentity","sts:TagSession",
                                     "sts:SetSourceIdentity"])"
                                          : kAction));
    OidcIssuer issuer(kIssuer, lab.clock, lab.ids);
    Node project = Node::make_list();
    project.items.push_back(Node::make_string("Automation"));
    Node tags = Node::make_map();
    tags.set("Project", project);
    Node aws = Node::make_map();
    aws.set("principal_tags", tags);
    Node with_tags = Node::make_map();
    with_tags.set("https://aws.amazon.com/tags", aws);
    Node with_source = Node::make_map();
    with_source.set("https://aws.amazon.com/source_identity", Node::make_string("Diego"));
    const auto tagged = lab.with_token(issuer.token("me", {"sts.amazonaws.com"}, 600, with_tags));
    const auto named = lab.with_token(issuer.token("me", {"sts.amazonaws.com"}, 600, with_source));
    if (consent) {
      ASSERT_TRUE(tagged && named);
      EXPECT_EQ(tagged->session.tags.at(0).value, "Automation");
      EXPECT_EQ(named->session.source_identity, "Diego");
    } else {
      EXPECT_EQ(outcome(tagged), "AccessDenied: Not authorized to perform sts:TagSession");
      EXPECT_EQ(outcome(named), "AccessDenied: Not authorized to perform sts:SetSourceIdentity");
    }
    with_source.set("https://aws.amazon.com/source_identity", Node::make_string("D"));
    EXPECT_EQ(
        lab.with_token(issuer.token("me", {"sts.amazonaws.com"}, 600, with_source)).error().code,
        "IDPRejectedClaim");
  }
}

struct GitHubLab : OidcLab {
  GitHubLab() {
    add_provider(kApp, kGitHubIssuerUrl);
    workflow.job.repository = "acme/shop";
    workflow.role_arn = role;
  }
  bool trusted_when(std::string_view condition) {
    Lab::role("writer").trust =
        policy(PolicyType::trust, trust_provider(kGitHubIssuerUrl, condition));
    return github_credentials(sts, workflow).has_value();
  }
  GitHubActions workflow;
};

TEST(GitHubActions, SubjectsAndClaims) {
  GitHubLab lab;
  const std::string key = R"({"StringLike":{"token.actions.githubusercontent.com:)";
  EXPECT_TRUE(lab.trusted_when(key + R"(sub":"repo:acme/shop:ref:refs/heads/main"}})"));
  EXPECT_TRUE(lab.trusted_when(key + R"(sub":"repo:acme/*"}})"));
  EXPECT_FALSE(lab.trusted_when(key + R"(sub":"repo:evil/*"}})"));
  EXPECT_TRUE(lab.trusted_when(key + R"(repository":"acme/shop"}})"));
  EXPECT_FALSE(lab.trusted_when(key + R"(actor":"mallory"}})"));
  lab.workflow.job.environment = "prod";
  EXPECT_TRUE(lab.trusted_when(key + R"(sub":"repo:acme/shop:environment:prod"}})"));
  lab.workflow.job.environment.clear();
  lab.workflow.job.event = "pull_request";
  EXPECT_TRUE(lab.trusted_when(key + R"(sub":"repo:acme/shop:pull_request"}})"));
}

// R-STS-24: GitHub's further claims are for the trust policy only; no other provider has them.
TEST(GitHubActions, FurtherClaimsEndWithTheAssumption) {
  GitHubLab lab;
  ASSERT_TRUE(lab.trusted_when(""));
  const auto reply = github_credentials(lab.sts, lab.workflow);
  ASSERT_TRUE(reply);
  for (const SessionKey& key : reply->session.keys) {
    EXPECT_FALSE(key.key.ends_with(":repository")) << key.key;
  }
  Node further = Node::make_map();
  further.set("repository", Node::make_string("acme/shop"));
  OidcIssuer cluster(kIssuer, lab.clock, lab.ids);
  lab.Lab::role("writer").trust = lab.policy(
      PolicyType::trust,
      trust_provider(
          kIssuer,
          R"({"StringEquals":{"oidc.eks.eu-west-1.amazonaws.com/id/ABC:repository":"acme/shop"}})"));
  EXPECT_FALSE(lab.with_token(cluster.token("me", {"sts.amazonaws.com"}, 600, further)));
  lab.Lab::role("writer").trust = lab.policy(
      PolicyType::trust,
      trust_provider(
          kIssuer,
          R"({"StringEquals":{"token.actions.githubusercontent.com:repository":"acme/shop"}})"));
  EXPECT_FALSE(lab.with_token(cluster.token("me", {"sts.amazonaws.com"}, 600, further)));
}

}  // namespace
}  // namespace rolechain::sts_testing
