// The protocol of the instance metadata service, one row a rule.
#include <gtest/gtest.h>

#include <algorithm>

#include "mocks/imds/imds.h"
#include "tests/unit/sts/lab.h"

namespace rolechain::sts_testing {
namespace {

constexpr std::string_view kId = "i-0abc1234def567890";
constexpr std::string_view kTtl = "X-aws-ec2-metadata-token-ttl-seconds";
constexpr std::string_view kToken = "X-aws-ec2-metadata-token";

struct ImdsLab : Lab {
  explicit ImdsLab(ImdsOptions options = {}) : imds(make(options)) {}

  Imds make(const ImdsOptions& options) {
    Instance instance;
    instance.id = kId;
    instance.account = kApp;
    instance.region = "eu-west-1";
    instance.private_ip = "10.1.2.3";
    instance.vpc_id = "vpc-1";
    world.instances.push_back(instance);
    return Imds(world, sts, ids, clock, std::string(kId), options);
  }
  HttpResponse send(std::string method, std::string path, std::vector<HttpHeader> headers = {}) {
    return *imds.handle({std::move(method), std::move(path), std::move(headers), ""});
  }
  HttpResponse put(std::string ttl, std::string path = "/latest/api/token") {
    return send("PUT", std::move(path), {{std::string(kTtl), std::move(ttl)}});
  }
  HttpResponse get(std::string path, std::string token = "") {
    if (token.empty()) return send("GET", std::move(path));
    return send("GET", std::move(path), {{std::string(kToken), std::move(token)}});
  }
  std::string token(std::string ttl = "60") { return put(std::move(ttl)).body; }

  Imds imds;
};

ImdsOptions required() {
  ImdsOptions options;
  options.tokens = ImdsOptions::Tokens::required;
  return options;
}

std::string header(const HttpResponse& response, std::string_view name) {
  const std::string* found = find_header(response.headers, name);
  return found == nullptr ? "-" : *found;
}

// R-IMDS-09.
TEST(ImdsToken, TimeToLive) {
  struct Row {
    std::string ttl;
    int status;
  };
  ImdsLab lab;
  for (const Row& row :
       {Row{"1", 200}, Row{"21600", 200}, Row{"0", 200}, Row{"21601", 400}, Row{"-1", 400},
        Row{"ten", 400}, Row{"10s", 400}, Row{"", 400}, Row{"99999999999999999999", 400}}) {
    EXPECT_EQ(lab.put(row.ttl).status, row.status) << row.ttl;
  }
  EXPECT_EQ(lab.send("PUT", "/latest/api/token").status, 400);
}

TEST(ImdsToken, ShapeOfTheAnswer) {
  ImdsLab lab;
  const HttpResponse response = lab.put("21600");
  EXPECT_EQ(response.body.size(), 56U);
  EXPECT_EQ(header(response, "X-Aws-Ec2-Metadata-Token-Ttl-Seconds"), "21600");
  EXPECT_EQ(header(response, "Content-Type"), "text/plain");
  EXPECT_EQ(header(response, "Content-Length"), "56");
  EXPECT_EQ(header(response, "Server"), "EC2ws");
  EXPECT_EQ(header(response, "Connection"), "close");
  EXPECT_EQ(header(response, "Date"), "Thu, 15 Jan 2026 09:00:00 GMT");
  EXPECT_NE(lab.put("21600").body, response.body);
}

TEST(ImdsToken, LivesToItsEnd) {
  ImdsLab lab(required());
  const std::string token = lab.token("60");
  EXPECT_EQ(header(lab.get("/", token), "X-Aws-Ec2-Metadata-Token-Ttl-Seconds"), "60");
  lab.clock.advance(59);
  EXPECT_EQ(header(lab.get("/", token), "X-Aws-Ec2-Metadata-Token-Ttl-Seconds"), "1");
  lab.clock.advance(1);
  EXPECT_EQ(lab.get("/", token).status, 401);
  EXPECT_EQ(lab.get("/", lab.token("0")).status, 401);  // given out, and expired already
}

// R-IMDS-12.
TEST(ImdsToken, ForwardedRequestsAreRefused) {
  ImdsLab lab;
  const HttpResponse response = lab.send(
      "PUT", "/latest/api/token", {{std::string(kTtl), "60"}, {"x-forwarded-for", "1.2.3.4"}});
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(response.body, "");
}

TEST(ImdsToken, OtherMethodsAndVersions) {
  ImdsLab lab;
  for (const char* method : {"GET", "POST", "DELETE", "HEAD"}) {
    const HttpResponse response = lab.send(method, "/latest/api/token");
    EXPECT_EQ(response.status, 405) << method;
    EXPECT_EQ(header(response, "Allow"), "OPTIONS, PUT");
  }
  EXPECT_EQ(lab.send("OPTIONS", "/latest/api/token").status, 200);
  EXPECT_EQ(lab.put("60", "/2021-03-23/api/token").status, 403);
  ImdsLab strict(required());
  EXPECT_EQ(strict.put("60", "/2021-03-23/api/token").status, 401);  // R-IMDS-03
  EXPECT_EQ(strict.put("60").status, 200);
}

// R-IMDS-10.
TEST(ImdsToken, HopLimit) {
  ImdsOptions options;
  ImdsLab lab(options);
  const HttpRequest put{"PUT", "/latest/api/token", {{std::string(kTtl), "60"}}, ""};
  EXPECT_TRUE(lab.imds.handle(put, 1).has_value());
  EXPECT_FALSE(lab.imds.handle(put, 2).has_value());
  EXPECT_TRUE(lab.imds.handle({"GET", "/", {}, ""}, 2).has_value());  // only the token's answer
  options.hop_limit = 2;
  ImdsLab wider(options);
  EXPECT_TRUE(wider.imds.handle(put, 2).has_value());
  EXPECT_FALSE(wider.imds.handle(put, 3).has_value());
}

// R-IMDS-03.
TEST(ImdsRead, TokenMatrix) {
  for (const bool strict : {false, true}) {
    ImdsLab lab(strict ? required() : ImdsOptions{});
    for (const std::string path :
         {"/", "/latest/", "/latest/meta-data/", "/latest/meta-data/instance-id"}) {
      EXPECT_EQ(lab.get(path).status, strict ? 401 : 200) << path;
      EXPECT_EQ(lab.get(path, lab.token()).status, 200) << path;
      EXPECT_EQ(lab.get(path, "nonsense").status, 401) << path;
    }
    EXPECT_EQ(lab.get("/no/such/path").status, strict ? 401 : 404);
    EXPECT_EQ(lab.get("/no/such/path", lab.token()).status, 404);
  }
  ImdsLab strict(required());
  EXPECT_EQ(strict.get("/").body, "");
  EXPECT_EQ(header(strict.get("/"), "Content-Length"), "0");
}

TEST(ImdsRead, Methods) {
  ImdsLab lab;
  const std::string path = "/latest/meta-data/instance-id";
  EXPECT_EQ(lab.send("HEAD", path).status, 200);
  EXPECT_EQ(lab.send("HEAD", path).body, "");
  EXPECT_EQ(header(lab.send("HEAD", path), "Content-Length"), std::to_string(kId.size()));
  EXPECT_EQ(header(lab.send("OPTIONS", path), "Allow"), "OPTIONS, GET, HEAD");
  for (const char* method : {"POST", "DELETE", "PUT", "PATCH"}) {
    EXPECT_EQ(lab.send(method, path).status, 403) << method;
    EXPECT_EQ(lab.send(method, path).body, "");
  }
}

TEST(ImdsRead, DisabledEndpointRefusesEverything) {
  ImdsOptions options;
  options.endpoint_enabled = false;
  ImdsLab lab(options);
  EXPECT_EQ(lab.put("60").status, 403);
  EXPECT_EQ(lab.get("/").status, 403);
  EXPECT_EQ(lab.get("/latest/meta-data/instance-id").status, 403);
}

// R-IMDS-11.
TEST(ImdsRead, PathsAreNormalised) {
  ImdsLab lab;
  for (const char* path : {"/latest/meta-data/instance-id", "//latest//meta-data/instance-id",
                           "/latest/./meta-data/instance-id", "/latest/meta-data/%69nstance-id",
                           "/latest/meta-data/instance-id?x=1", "/latest/meta-data/instance-id/",
                           "/latest/x/../meta-data/instance-id", "/1.0/meta-data/instance-id"}) {
    EXPECT_EQ(lab.get(path).body, kId) << path;
  }
  for (const char* path : {"/latest/meta-data/instance-i", "/2030-01-01/meta-data/instance-id",
                           "/latest/meta-data/instance-id/x", "/latest/meta-dat"}) {
    EXPECT_EQ(lab.get(path).status, 404) << path;
  }
  for (const char* path : {"/../etc", "/%zz", "/%6", "latest"}) {
    EXPECT_EQ(lab.get(path).status, 400) << path;
  }
}

TEST(ImdsRead, Listings) {
  ImdsLab lab;
  EXPECT_EQ(lab.get("/latest").body, "dynamic\nmeta-data");
  EXPECT_EQ(lab.get("/latest/meta-data/placement").body, "availability-zone\nregion");
  EXPECT_EQ(lab.get("/latest/meta-data/placement/").body, "availability-zone\nregion");
  EXPECT_NE(lab.get("/latest/meta-data/").body.find("\nplacement/\n"), std::string::npos);
  const std::string versions = lab.get("/").body;
  EXPECT_TRUE(versions.starts_with("1.0\n2007-01-19\n"));
  EXPECT_TRUE(versions.ends_with("\nlatest"));
  EXPECT_EQ(std::ranges::count(versions, '\n'), 30);
}

TEST(ImdsRead, TypesAndHeaders) {
  ImdsOptions options;
  options.user_data = "#!/bin/sh";
  ImdsLab lab(options);
  EXPECT_EQ(header(lab.get("/latest/user-data"), "Content-Type"), "application/octet-stream");
  EXPECT_EQ(lab.get("/latest/user-data").body, "#!/bin/sh");
  const HttpResponse document = lab.get("/latest/dynamic/instance-identity/document");
  EXPECT_EQ(header(document, "Content-Type"), "text/plain");
  EXPECT_EQ(header(document, "Accept-Ranges"), "none");
  EXPECT_NE(header(document, "Last-Modified"), "-");
  EXPECT_NE(document.body.find("\"accountId\" : \"111111111111\""), std::string::npos);
  const HttpResponse missing = lab.get("/nothing");
  EXPECT_EQ(header(missing, "Content-Type"), "text/html");
  EXPECT_NE(missing.body.find("<title>404 - Not Found</title>"), std::string::npos);
}

TEST(ImdsRead, InstanceTagsAreAnOption) {
  ImdsOptions options;
  options.tags = {{"Name", "web"}};
  ImdsLab off(options);
  EXPECT_EQ(off.get("/latest/meta-data/tags/instance/Name").status, 404);
  options.instance_tags = true;
  ImdsLab on(options);
  EXPECT_EQ(on.get("/latest/meta-data/tags/instance/Name").body, "web");
  EXPECT_NE(on.get("/latest/meta-data").body.find("\ntags/"), std::string::npos);
  EXPECT_EQ(on.get("/2012-01-12/meta-data").body.find("\ntags/"), std::string::npos);
  EXPECT_EQ(on.get("/2012-01-12/meta-data/tags/instance/Name").status, 404);  // knew them not
}

}  // namespace
}  // namespace rolechain::sts_testing
