// AssumeRoleWithSAML, with responses that another implementation of XML signatures signed
// (tests/support/sign_saml.py).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "mocks/base/json.h"
#include "mocks/sts/saml_signature.h"
#include "tests/paths.h"
#include "tests/support/shell.h"
#include "tests/unit/sts/lab.h"

namespace rolechain::sts_testing {
namespace {

constexpr std::string_view kProvider = "arn:aws:iam::111111111111:saml-provider/corp";
constexpr std::string_view kWriter = "arn:aws:iam::111111111111:role/writer";

// A response as it should be; tests change one thing of it by replacing a piece of text.
std::string response_xml() {
  return R"(<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="r1" Version="2.0" IssueInstant="2026-01-15T08:59:00.123Z"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">https://idp.example/saml</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="a1" Version="2.0" IssueInstant="2026-01-15T08:59:00.123Z"><saml:Issuer>https://idp.example/saml</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">alice@example</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="2026-01-15T09:04:00Z" Recipient="https://signin.aws.amazon.com/saml"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="2026-01-15T08:58:00Z" NotOnOrAfter="2026-01-15T09:30:00Z"><saml:AudienceRestriction><saml:Audience>urn:amazon:webservices</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="2026-01-15T08:59:00Z"/><saml:AttributeStatement><saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/Role"><saml:AttributeValue>arn:aws:iam::111111111111:saml-provider/corp,arn:aws:iam::111111111111:role/writer</saml:AttributeValue><saml:AttributeValue>arn:aws:iam::111111111111:role/other,arn:aws:iam::111111111111:saml-provider/corp</saml:AttributeValue></saml:Attribute><saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/RoleSessionName"><saml:AttributeValue>alice</saml:AttributeValue></saml:Attribute><saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/SessionDuration"><saml:AttributeValue>28800</saml:AttributeValue></saml:Attribute><saml:Attribute Name="urn:oid:1.3.6.1.4.1.5923.1.1.1.1"><saml:AttributeValue>staff</saml:AttributeValue><saml:AttributeValue>admin</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>)";
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at == std::string::npos ? 0 : at, from.size(), to);
}

// Another attribute of AWS's.
std::string with_attribute(std::string_view name, std::string_view value) {
  return replaced(response_xml(), "<saml:AttributeStatement>",
                  fmt::format("<saml:AttributeStatement><saml:Attribute Name=\"https://"
                              "aws.amazon.com/SAML/Attributes/{}\"><saml:AttributeValue>{}"
                              "</saml:AttributeValue></saml:Attribute>",
                              name, value));
}

struct Signed {
  std::string certificate;
  std::string other;  // nobody's here
  std::vector<std::string> documents;
};

struct Document {
  std::string xml;
  std::vector<std::string> sign{"a1"};
  std::string digest = "sha256";
};

Signed sign(const std::vector<Document>& documents) {
  Node list = Node::make_list();
  for (const Document& document : documents) {
    Node one = Node::make_map();
    one.set("xml", Node::make_string(document.xml));
    one.set("digest", Node::make_string(document.digest));
    Node ids = Node::make_list();
    for (const std::string& id : document.sign) ids.items.push_back(Node::make_string(id));
    one.set("sign", std::move(ids));
    list.items.push_back(std::move(one));
  }
  Node work = Node::make_map();
  work.set("documents", std::move(list));
  std::string file = tests::run_shell("mktemp").output;
  file.pop_back();
  std::ofstream(file) << to_json(work);
  const std::string script = (tests::source_dir() / "tests/support/sign_saml.py").string();
  const auto made = tests::run_shell(fmt::format("/usr/bin/python3 '{}' <{}", script, file));
  std::filesystem::remove(file);
  const SourceFile text{"signed", made.output};
  const auto node = parse_json(text);
  Signed out;
  EXPECT_TRUE(node.has_value()) << made.output;
  if (!node) return out;
  out.certificate = node->find("certificate")->text;
  out.other = node->find("other")->text;
  for (const Node& one : node->find("documents")->items) out.documents.push_back(one.text);
  return out;
}

struct SamlLab : Lab {
  SamlLab() {
    SamlProvider provider;
    provider.key = "corp";
    provider.account = kApp;
    provider.name = "corp";
    provider.arn = kProvider;
    provider.issuer = "https://idp.example/saml";
    world.saml_providers.push_back(provider);
    trust_with(R"({"StringEquals":{"saml:aud":"https://signin.aws.amazon.com/saml"}})");
  }
  void trust_with(std::string_view condition,
                  std::string_view actions = R"("sts:AssumeRoleWithSAML")") {
    std::erase_if(world.roles, [](const Role& role) { return role.name == "writer"; });
    add_role(kApp, "writer",
             trust(fmt::format(R"({{"Federated":"{}"}})", kProvider), actions, condition));
  }
  void certify(const std::string& certificate) {
    world.saml_providers.front().certificates = {certificate};
  }
  SamlInput input(const std::string& assertion) const {
    SamlInput out;
    out.role_arn = kWriter;
    out.principal_arn = kProvider;
    out.assertion = assertion;
    return out;
  }
  ApiResult<StsReply> ask(const std::string& assertion) {
    return sts.assume_role_with_saml(input(assertion));
  }
};

std::string key(const std::vector<SessionKey>& keys, std::string_view name) {
  for (const SessionKey& one : keys) {
    if (one.key == name) return one.values.front();
  }
  return "(absent)";
}

TEST(Saml, ASignedResponseMakesASession) {
  const Signed made =
      sign({{response_xml()}, {response_xml(), {"r1"}}, {response_xml(), {"a1", "r1"}}});
  SamlLab lab;
  lab.certify(made.certificate);
  for (const std::string& document : made.documents) {
    const auto reply = lab.ask(document);
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->session.arn, "arn:aws:sts::111111111111:assumed-role/writer/alice");
    EXPECT_EQ(reply->session.expires_s, lab.clock.now_s() + 3600);
  }
  // One of several certificates: providers roll over.
  lab.world.saml_providers.front().certificates = {made.other, made.certificate};
  EXPECT_EQ(outcome(lab.ask(made.documents.front())), "ok");
}

// R-STS-36: sub, sub_type and namequalifier stay; the rest was the trust policy's.
TEST(Saml, TheSessionKeepsWhoItWas) {
  const Signed made = sign({{response_xml()}});
  SamlLab lab;
  lab.certify(made.certificate);
  const auto reply = lab.ask(made.documents.front());
  ASSERT_TRUE(reply) << reply.error().message;
  const auto& kept = reply->session.keys;
  EXPECT_EQ(key(kept, "saml:sub"), "alice@example");
  EXPECT_EQ(key(kept, "saml:sub_type"), "persistent");
  // base64(sha1("https://idp.example/saml111111111111/corp")).
  const auto hash = tests::run_shell(
      "printf %s 'https://idp.example/saml111111111111/corp' | openssl sha1 -binary | base64");
  EXPECT_EQ(key(kept, "saml:namequalifier") + "\n", hash.output);
  EXPECT_EQ(key(kept, "aws:FederatedProvider"), kProvider);
  EXPECT_EQ(key(kept, "saml:aud"), "(absent)");
  EXPECT_EQ(key(kept, "saml:edupersonaffiliation"), "(absent)");
  EXPECT_EQ(key(reply->identity, "saml:iss"), "https://idp.example/saml");
  EXPECT_EQ(key(reply->identity, "saml:aud"), "https://signin.aws.amazon.com/saml");
  EXPECT_EQ(key(reply->identity, "saml:doc"), "111111111111/corp");
}

TEST(Saml, TheTrustPolicyDecidesByTheKeys) {
  const Signed made = sign({{response_xml()}});
  SamlLab lab;
  lab.certify(made.certificate);
  const std::string denied = "AccessDenied: Not authorized to perform sts:AssumeRoleWithSAML";
  const auto with = [&](std::string_view condition) {
    lab.trust_with(condition);
    return outcome(lab.ask(made.documents.front()));
  };
  EXPECT_EQ(with(R"({"StringEquals":{"saml:sub":"alice@example"}})"), "ok");
  EXPECT_EQ(with(R"({"StringEquals":{"saml:sub":"bob@example"}})"), denied);
  EXPECT_EQ(with(R"({"StringEquals":{"saml:doc":"111111111111/corp"}})"), "ok");
  EXPECT_EQ(with(R"({"StringEquals":{"saml:iss":"https://other.example"}})"), denied);
  EXPECT_EQ(with(R"({"ForAnyValue:StringEquals":{"saml:edupersonaffiliation":"admin"}})"), "ok");
  EXPECT_EQ(with(R"({"ForAnyValue:StringEquals":{"saml:edupersonaffiliation":"guest"}})"), denied);
  lab.trust_with("", R"("sts:AssumeRoleWithWebIdentity")");
  EXPECT_EQ(outcome(lab.ask(made.documents.front())), denied);
  // A role that the trust lets in, but the response does not offer with this provider.
  SamlInput input = lab.input(made.documents.front());
  lab.add_role(
      kApp, "unoffered",
      trust(fmt::format(R"({{"Federated":"{}"}})", kProvider), R"("sts:AssumeRoleWithSAML")"));
  input.role_arn = "arn:aws:iam::111111111111:role/unoffered";
  EXPECT_EQ(outcome(lab.sts.assume_role_with_saml(input)), denied);
}

// R-STS-35.
TEST(Saml, WhatIsNotSignedByTheProviderIsRefused) {
  Document wrapped{response_xml()};
  const Signed made = sign({{response_xml()},
                            {response_xml(), {}},
                            {response_xml(), {"a1"}, "sha1"},
                            {response_xml(), {"r1", "a1"}}});
  SamlLab lab;
  const std::string bad = "InvalidIdentityToken: Response signature invalid";
  // Nobody to verify it by: said so, never taken.
  const auto unknown = lab.ask(made.documents.front());
  EXPECT_EQ(unknown.error().http, 501);
  EXPECT_EQ(unknown.error().reason, "unsupported");
  lab.certify(made.other);
  EXPECT_EQ(outcome(lab.ask(made.documents[0])), bad);
  lab.certify(made.certificate);
  EXPECT_EQ(outcome(lab.ask(made.documents[0])), "ok");
  EXPECT_EQ(outcome(lab.ask(made.documents[1])), bad);  // unsigned
  EXPECT_EQ(outcome(lab.ask(made.documents[2])), bad);  // SHA-1
  EXPECT_EQ(outcome(lab.ask(made.documents[3])), bad);  // the second broke the first
}

// The base64 of a document that somebody changed after it was signed.
std::string changed(const std::string& encoded, std::string_view from, std::string_view to) {
  std::string file = tests::run_shell("mktemp").output;
  file.pop_back();
  std::ofstream(file) << encoded;
  const std::string xml = tests::run_shell("base64 -d " + file).output;
  std::ofstream(file) << replaced(xml, from, to);
  std::string out = tests::run_shell("base64 -w0 " + file).output;
  std::filesystem::remove(file);
  return out;
}

TEST(Saml, WhatWasChangedAfterwardsIsRefused) {
  const Signed made = sign({{response_xml()}});
  SamlLab lab;
  lab.certify(made.certificate);
  const std::string& good = made.documents.front();
  const std::string bad = "InvalidIdentityToken: Response signature invalid";
  EXPECT_EQ(outcome(lab.ask(changed(good, "alice@example", "root@example"))), bad);
  EXPECT_EQ(outcome(lab.ask(changed(good, "role/writer", "role/admin"))), bad);
  // A second assertion beside the signed one, which keeps its signature.
  EXPECT_EQ(outcome(lab.ask(
                changed(good, "<saml:Assertion ",
                        "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" "
                        "ID=\"evil\"></saml:Assertion><saml:Assertion "))),
            "InvalidIdentityToken: Invalid SAMLResponse: it has not one Assertion");
  // The signed one hidden elsewhere, another in its place under the same ID.
  EXPECT_EQ(outcome(lab.ask(changed(good, "<samlp:Status>", "<x ID=\"a1\"/><samlp:Status>"))),
            "InvalidIdentityToken: Invalid SAMLResponse: an ID occurs twice");
  EXPECT_EQ(outcome(lab.ask(changed(good, "<samlp:Status>", "<x xml:id=\"a1\"/><samlp:Status>"))),
            "InvalidIdentityToken: Invalid SAMLResponse: an ID occurs twice");
  // The signature speaks of another ID than the assertion's.
  EXPECT_EQ(outcome(lab.ask(changed(good, " ID=\"a1\"", " ID=\"a2\""))), bad);
  // Outside of what was signed: the response around it is the courier's.
  EXPECT_EQ(outcome(lab.ask(changed(good, "ID=\"r1\"", "ID=\"r2\""))), "ok");
  // A comment does not cut the name.
  EXPECT_EQ(outcome(lab.ask(changed(good, "alice@example", "alice@<!-- x -->example"))), "ok");
}

// A signature counts for the element that it stands in, and for no other.
TEST(Saml, ASignatureInAnotherPlaceIsRefused) {
  const Signed made = sign({{response_xml(), {"r1"}}});
  SamlLab lab;
  lab.certify(made.certificate);
  std::string file = tests::run_shell("mktemp").output;
  file.pop_back();
  std::ofstream(file) << made.documents.front();
  const std::string xml = tests::run_shell("base64 -d " + file).output;
  const std::size_t begin = xml.find("<ds:Signature ");
  const std::size_t end = xml.find("</ds:Signature>") + std::string_view("</ds:Signature>").size();
  const std::string signature = xml.substr(begin, end - begin);
  const std::string moved =
      replaced(replaced(xml, signature, ""), "<saml:Subject>", signature + "<saml:Subject>");
  std::ofstream(file) << moved;
  EXPECT_EQ(outcome(lab.ask(tests::run_shell("base64 -w0 " + file).output)),
            "InvalidIdentityToken: Response signature invalid");
  std::filesystem::remove(file);
}

TEST(Saml, EachThingThatCanBeWrong) {
  struct Row {
    std::string xml;
    std::string outcome;
  };
  const std::string no = "InvalidIdentityToken: ";
  const std::vector<Row> rows{
      {replaced(response_xml(), "<saml:Issuer>https://idp.example/saml", "<saml:Issuer>https://o"),
       no + "Issuer not present in specified provider"},
      {replaced(response_xml(), "urn:amazon:webservices", "urn:other"),
       no + "Response does not contain the required audience."},
      {replaced(response_xml(), "urn:amazon:webservices", "https://signin.aws.amazon.com/saml"),
       "ok"},
      {replaced(response_xml(), "Recipient=\"https://signin.aws.amazon.com/saml\"",
                "Recipient=\"https://evil.signin.aws.amazon.com.example/saml\""),
       no + "Invalid SAMLResponse: its recipient is not https://signin.aws.amazon.com/saml"},
      {replaced(response_xml(), "Recipient=\"https://signin.aws.amazon.com/saml\"",
                "Recipient=\"https://eu-west-1.signin.aws.amazon.com/saml\""),
       "AccessDenied: Not authorized to perform sts:AssumeRoleWithSAML"},  // the trust's saml:aud
      {replaced(response_xml(), "09:04:00Z", "09:00:00Z"),
       "ExpiredTokenException: Response has expired"},
      {replaced(response_xml(), "09:30:00Z", "09:00:00Z"),
       "ExpiredTokenException: Response has expired"},
      {replaced(response_xml(), "ID=\"a1\" Version=\"2.0\" IssueInstant=\"2026-01-15T08:59:00.123Z",
                "ID=\"a1\" Version=\"2.0\" IssueInstant=\"2026-01-15T08:54:59Z"),
       "ExpiredTokenException: Token must be redeemed within 5 minutes of issuance"},
      {replaced(response_xml(), "08:58:00Z", "09:00:01Z"),
       no + "Invalid SAMLResponse: it is not valid yet"},
      {replaced(response_xml(), "Attributes/RoleSessionName", "Attributes/Other"),
       no + "RoleSessionName is required in AuthnResponse"},
      {replaced(response_xml(), ">alice<", ">a b<"),
       no + "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"},
      {replaced(response_xml(), "SAML/Attributes/Role\"", "SAML/Attributes/Rolle\""),
       no + "Your request included an invalid SAML response."},
      {replaced(response_xml(), "status:Success", "status:Responder"),
       no + "Invalid SAMLResponse: its status is not Success"},
      {replaced(response_xml(), ">alice@example<", "><"),
       no + "Invalid SAMLResponse: it has no NameID"},
      {with_attribute("SourceIdentity", "a b"),
       no + "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\""},
      {with_attribute("PrincipalTag:a*b", "x"),
       "IDPRejectedClaim: 1 validation error detected: Value 'a*b' at 'tags.1.member.key' failed "
       "to satisfy constraint: Member must satisfy regular expression pattern: "
       "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+"},
      // Tags need sts:TagSession, a source identity sts:SetSourceIdentity.
      {with_attribute("PrincipalTag:Team", "shop"),
       "AccessDenied: Not authorized to perform sts:TagSession"},
      {with_attribute("SourceIdentity", "alice"),
       "AccessDenied: Not authorized to perform sts:SetSourceIdentity"},
  };
  std::vector<Document> documents;
  for (const Row& row : rows) documents.push_back({row.xml});
  const Signed made = sign(documents);
  SamlLab lab;
  lab.certify(made.certificate);
  ASSERT_EQ(made.documents.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(outcome(lab.ask(made.documents[i])), rows[i].outcome) << i;
  }
}

// R-STS-38.
TEST(Saml, AttributesBecomeTagsAndSourceIdentity) {
  const std::string with_tags = replaced(
      with_attribute("PrincipalTag:Team", "shop"), "<saml:AttributeStatement>",
      "<saml:AttributeStatement><saml:Attribute "
      "Name=\"https://aws.amazon.com/SAML/Attributes/TransitiveTagKeys\"><saml:AttributeValue>Team"
      "</saml:AttributeValue></saml:Attribute><saml:Attribute "
      "Name=\"https://aws.amazon.com/SAML/Attributes/SourceIdentity\"><saml:AttributeValue>alice"
      "</saml:AttributeValue></saml:Attribute>");
  const Signed made = sign({{with_tags}});
  SamlLab lab;
  lab.certify(made.certificate);
  lab.trust_with(R"({"StringEquals":{"aws:RequestTag/Team":"shop"}})",
                 R"(["sts:AssumeRoleWithSAML","sts:TagSession","sts:SetSourceIdentity"])");
  const auto reply = lab.ask(made.documents.front());
  ASSERT_TRUE(reply) << reply.error().message;
  ASSERT_EQ(reply->session.tags.size(), 1U);
  EXPECT_EQ(reply->session.tags.front().key, "Team");
  EXPECT_EQ(reply->session.transitive, std::vector<std::string>{"Team"});
  EXPECT_EQ(reply->session.source_identity, "alice");
}

// R-STS-39.
TEST(Saml, TheShorterOfDurationAndTheProvidersSession) {
  const Signed made = sign(
      {{response_xml()},
       {replaced(response_xml(),
                 "AuthnInstant=", "SessionNotOnOrAfter=\"2026-01-15T09:20:00Z\" AuthnInstant=")}});
  SamlLab lab;
  lab.certify(made.certificate);
  const auto reply = lab.ask(made.documents[1]);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->session.expires_s, lab.clock.now_s() + 1200);
  SamlInput input = lab.input(made.documents[0]);
  input.duration_s = 3601;
  EXPECT_EQ(reason(lab.sts.assume_role_with_saml(input)), "duration");
  input.duration_s = 899;
  EXPECT_EQ(lab.sts.assume_role_with_saml(input).error().code, "ValidationError");
}

TEST(Saml, WhatIsNoResponse) {
  SamlLab lab;
  const auto encoded = [](std::string_view xml) {
    std::string file = tests::run_shell("mktemp").output;
    file.pop_back();
    std::ofstream(file) << xml;
    std::string out = tests::run_shell("base64 " + file).output;  // lines are broken
    std::filesystem::remove(file);
    return out;
  };
  const std::string no = "InvalidIdentityToken: Invalid SAMLResponse: ";
  EXPECT_EQ(outcome(lab.ask("not base64!")), "InvalidIdentityToken: Invalid base64 SAMLResponse");
  EXPECT_EQ(outcome(lab.ask(encoded("no xml"))), no + "it is no XML");
  EXPECT_EQ(outcome(lab.ask(encoded("<Response/>"))), no + "it is no Response");
  EXPECT_EQ(outcome(lab.ask(encoded("<!DOCTYPE x [<!ENTITY a \"b\">]>" + response_xml()))),
            no + "it has a document type");
  EXPECT_EQ(lab.ask(encoded(replaced(response_xml(), "<samlp:Status>",
                                     "<saml:EncryptedAssertion xmlns:saml=\"urn:oasis:names:tc:"
                                     "SAML:2.0:assertion\"/><samlp:Status>")))
                .error()
                .http,
            501);
  SamlInput input = lab.input(encoded(response_xml()));
  input.principal_arn = "arn:aws:iam::111111111111:saml-provider/other";
  EXPECT_EQ(outcome(lab.sts.assume_role_with_saml(input)),
            "InvalidIdentityToken: Specified provider doesn't exist");
  EXPECT_FALSE(is_saml_certificate("YWJj"));
  EXPECT_FALSE(is_saml_certificate("*"));
}

}  // namespace
}  // namespace rolechain::sts_testing
