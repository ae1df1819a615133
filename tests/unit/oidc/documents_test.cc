// Discovery documents and keys of identity providers, at their own address and below ours.
#include "mocks/oidc/documents.h"

#include <gtest/gtest.h>

#include "mocks/base/json.h"
#include "mocks/sts/issuer_keys.h"

namespace rolechain {
namespace {

constexpr std::string_view kCluster = "oidc.eks.eu-west-1.amazonaws.com/id/ABC";
constexpr std::string_view kGitHub = "token.actions.githubusercontent.com";

OidcDocuments documents() {
  OidcDocuments out;
  out.add("https://" + std::string(kCluster), lab_jwks(kCluster));
  out.add(kGitHub, "{}");
  out.add(kGitHub, "the first counts");
  return out;
}

std::optional<HttpResponse> get(const std::string& host, const std::string& path,
                                const std::string& method = "GET") {
  HttpRequest request;
  request.method = method;
  request.path = path;
  if (!host.empty()) request.headers.push_back({"Host", host});
  return documents().answer(request);
}

std::string member(const std::optional<HttpResponse>& response, std::string_view name) {
  if (!response) return "(no answer)";
  const SourceFile file{"document", response->body};
  const auto node = parse_json(file);
  const Node* found = node ? node->find(name) : nullptr;
  return found == nullptr ? std::string() : found->text;
}

constexpr const char* kDiscovery = "/.well-known/openid-configuration";

TEST(OidcDocuments, AtTheIssuersOwnAddress) {
  const auto cluster = get("oidc.eks.eu-west-1.amazonaws.com", std::string("/id/ABC") + kDiscovery);
  EXPECT_EQ(member(cluster, "issuer"), "https://" + std::string(kCluster));
  EXPECT_EQ(member(cluster, "jwks_uri"), "https://" + std::string(kCluster) + "/keys");
  EXPECT_EQ(*find_header(cluster->headers, "Content-Type"), "application/json");
  EXPECT_EQ(get("oidc.eks.eu-west-1.amazonaws.com:443", "/id/ABC/keys")->body, lab_jwks(kCluster));
  EXPECT_EQ(member(get(std::string(kGitHub), kDiscovery), "jwks_uri"),
            "https://" + std::string(kGitHub) + "/.well-known/jwks");
  EXPECT_EQ(get(std::string(kGitHub), "/.well-known/jwks")->body, "{}");
}

TEST(OidcDocuments, BelowOnePathForEveryHost) {
  const std::string below = "/_oidc/" + std::string(kCluster);
  const auto found = get("127.0.0.1:8000", below + kDiscovery + "?x=1");
  EXPECT_EQ(member(found, "issuer"), "https://" + std::string(kCluster));
  EXPECT_EQ(member(found, "jwks_uri"), "http://127.0.0.1:8000" + below + "/keys");
  EXPECT_EQ(get("127.0.0.1:8000", below + "/keys")->body, lab_jwks(kCluster));
  EXPECT_EQ(get("127.0.0.1:8000", below + "/other")->status, 404);
  EXPECT_EQ(get("127.0.0.1:8000", "/_oidc/unknown" + std::string(kDiscovery))->status, 404);
  EXPECT_EQ(get("127.0.0.1:8000", below + "/keys", "POST")->status, 405);
}

TEST(OidcDocuments, EverythingElseIsForOthers) {
  EXPECT_EQ(get("127.0.0.1", "/"), std::nullopt);
  EXPECT_EQ(get("", kDiscovery), std::nullopt);
  EXPECT_EQ(get("sts.amazonaws.com", kDiscovery), std::nullopt);
  EXPECT_EQ(get("oidc.eks.eu-west-1.amazonaws.com", "/id/OTHER/keys"), std::nullopt);
}

TEST(IssuerKeys, EachIssuerHasAKeyIdOfItsOwn) {
  EXPECT_NE(lab_kid(kCluster), lab_kid(kGitHub));
  EXPECT_EQ(lab_kid("https://" + std::string(kGitHub) + "/"), lab_kid(kGitHub));
  EXPECT_FALSE(lab_jwks(kGitHub).contains("\"d\""));  // the public half only
}

}  // namespace
}  // namespace rolechain
