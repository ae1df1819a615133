// The realistic shape: what the policies of a team's role look like in an organization that is
// careful. Regular on purpose: statement i of each policy is about application i.
#include <fmt/format.h>

#include <array>
#include <initializer_list>
#include <utility>

#include "bench/shapes.h"
#include "mocks/base/arn.h"

namespace rolechain::bench {
namespace {

constexpr std::string_view kApp = "111111111111";
constexpr std::string_view kData = "222222222222";
constexpr std::string_view kOrganization = "o-acme1234ab";
constexpr std::array<std::string_view, 10> kNames = {
    "orders", "payments", "stock", "billing", "search", "mail", "audit", "web", "batch", "models"};

std::string document(std::string_view statements) {
  return fmt::format(R"({{"Version":"2012-10-17","Statement":[{}]}})", statements);
}

// The first `count` of four conditions. The fourth is the statement's own.
std::string conditions(std::size_t count, std::string_view own) {
  const std::array<std::string, 4> all = {
      R"("Bool":{"aws:SecureTransport":"true"})",
      R"("IpAddress":{"aws:SourceIp":["10.0.0.0/8","192.0.2.0/24"]})",
      fmt::format(R"("StringEquals":{{"aws:PrincipalOrgID":"{}"}})", kOrganization),
      std::string(own),
  };
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + all.at(i);
  return text;
}

struct StatementText {
  std::string_view effect = "Allow";
  std::string actions;    // three
  std::string resources;  // two
  std::string condition;
};

std::string statement(std::string_view sid, const StatementText& text) {
  return fmt::format(
      R"({{"Sid":"{}","Effect":"{}","Action":[{}],"Resource":[{}],"Condition":{{{}}}}})", sid,
      text.effect, text.actions, text.resources, text.condition);
}

// Ten statements, `make(i)` for the i-th application.
template <class Make>
std::string ten_statements(std::string_view sid, Make make) {
  std::string text;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (i != 0) text += ",";
    text += statement(fmt::format("{}{}", sid, i), make(i));
  }
  return document(text);
}

constexpr std::string_view kOwnTeam =
    R"("StringLike":{"aws:RequestedRegion":["eu-west-1","us-*"]})";

StatementText storage(std::size_t i) {
  if (i == 9) {
    return {"Deny", R"("s3:DeleteObject","s3:DeleteObjectVersion","s3:PutBucketPolicy")",
            R"("arn:aws:s3:::acme-*","arn:aws:s3:::acme-*/*")",
            R"("StringNotEquals":{"aws:PrincipalTag/team":["platform","storage"]})"};
  }
  if (i == 8) {
    return {"Allow", R"("s3:ListBucket","s3:ListBucketVersions","s3:ListBucketMultipartUploads")",
            R"("arn:aws:s3:::acme-orders","arn:aws:s3:::acme-shared")",
            conditions(4, R"("StringLike":{"s3:prefix":"home/${aws:PrincipalTag/team}/*"})")};
  }
  return {"Allow", R"("s3:GetObject","s3:GetObjectTagging","s3:PutObject")",
          fmt::format(R"("arn:aws:s3:::acme-{0}/${{aws:PrincipalTag/team}}/*",)"
                      R"("arn:aws:s3:::acme-shared/{0}/*")",
                      kNames.at(i)),
          conditions(i % 5, kOwnTeam)};
}

StatementText tables(std::size_t i) {
  if (i == 9) {
    return {"Deny", R"("dynamodb:Delete*","dynamodb:PartiQLDelete","dynamodb:UpdateTable")",
            R"("arn:aws:dynamodb:*:*:table/*","arn:aws:dynamodb:*:*:backup/*")",
            R"("NotIpAddress":{"aws:SourceIp":"10.9.0.0/16"})"};
  }
  return {"Allow", R"("dynamodb:GetItem","dynamodb:Query","dynamodb:UpdateItem")",
          fmt::format(R"("arn:aws:dynamodb:*:111111111111:table/{0}",)"
                      R"("arn:aws:dynamodb:*:222222222222:table/{0}")",
                      kNames.at(i)),
          conditions(i % 5, R"("StringLike":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}"})")};
}

StatementText instances(std::size_t i) {
  if (i == 0) {
    return {"Allow", R"("ec2:DescribeInstances","ec2:DescribeVolumes","ec2:DescribeTags")",
            R"("*","arn:aws:ec2:*:111111111111:instance/*")", conditions(1, "")};
  }
  return {"Allow", R"("ec2:StartInstances","ec2:StopInstances","ec2:TerminateInstances")",
          R"("arn:aws:ec2:eu-west-1:111111111111:instance/*",)"
          R"("arn:aws:ec2:us-east-1:111111111111:instance/*")",
          fmt::format(R"({},"StringEquals":{{"aws:ResourceTag/team":"{}"}})",
                      conditions(1 + i % 2, ""), kNames.at(i - 1))};
}

StatementText hops(std::size_t i) {
  return {"Allow", R"("sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity")",
          fmt::format(R"("arn:aws:iam::222222222222:role/{0}-reader",)"
                      R"("arn:aws:iam::222222222222:role/{0}-writer")",
                      kNames.at(i)),
          conditions(i % 4, "")};
}

StatementText messages(std::size_t i) {
  const std::string_view service = i % 2 == 0 ? "sqs" : "sns";
  const std::string actions = i % 2 == 0
                                  ? R"("sqs:SendMessage","sqs:ReceiveMessage","sqs:Get*")"
                                  : R"("sns:Publish","sns:Subscribe","sns:GetTopicAttributes")";
  return {"Allow", actions,
          fmt::format(R"("arn:aws:{0}:eu-west-1:111111111111:{1}-*",)"
                      R"("arn:aws:{0}:us-east-1:111111111111:{1}-*")",
                      service, kNames.at(i)),
          conditions(i % 5, kOwnTeam)};
}

constexpr std::string_view kBoundary = R"({"Version":"2012-10-17","Statement":[
{"Sid":"Services","Effect":"Allow","Action":["s3:*","dynamodb:*","ec2:*","sts:*","sns:*","sqs:*"],"Resource":"*"},
{"Sid":"Logs","Effect":"Allow","Action":["logs:*","cloudwatch:*"],"Resource":"*"},
{"Sid":"NoIam","Effect":"Deny","Action":["iam:*","organizations:*","account:*"],"Resource":"*"},
{"Sid":"NoPublicAccess","Effect":"Deny","Action":["s3:PutBucketPublicAccessBlock","s3:PutBucketAcl"],"Resource":"*"}]})";

constexpr std::string_view kFullAccess =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})";

constexpr std::string_view kRootScp = R"({"Version":"2012-10-17","Statement":[
{"Sid":"StayInOrganization","Effect":"Deny","Action":["organizations:LeaveOrganization","account:CloseAccount"],"Resource":"*"},
{"Sid":"Regions","Effect":"Deny","NotAction":["iam:*","organizations:*","route53:*","support:*","sts:*"],"Resource":"*",
 "Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1","us-east-1"]}}}]})";

constexpr std::string_view kAccountScp = R"({"Version":"2012-10-17","Statement":[
{"Sid":"KeepInstances","Effect":"Deny","Action":["ec2:TerminateInstances","ec2:DeleteVolume"],"Resource":"*",
 "Condition":{"StringNotLike":{"aws:PrincipalTag/team":"platform*"}}},
{"Sid":"NoRoot","Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}]})";

std::string bucket_policy(std::string_view bucket) {
  return document(fmt::format(
      R"({{"Sid":"Secure","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["{0}","{0}/*"],
 "Condition":{{"Bool":{{"aws:SecureTransport":"false"}}}}}},
{{"Sid":"Organization","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["{0}","{0}/*"],
 "Condition":{{"StringNotEquals":{{"aws:PrincipalOrgID":"{1}"}}}}}},
{{"Sid":"Read","Effect":"Allow","Principal":{{"AWS":["arn:aws:iam::111111111111:role/app","arn:aws:iam::333333333333:root"]}},
 "Action":["s3:GetObject","s3:ListBucket"],"Resource":["{0}","{0}/*"]}},
{{"Sid":"Audit","Effect":"Allow","Principal":{{"AWS":"333333333333"}},"Action":"s3:Get*","Resource":["{0}","{0}/*"]}})",
      bucket, kOrganization));
}

constexpr std::string_view kTrust = R"({"Version":"2012-10-17","Statement":[
{"Sid":"App","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/app"},"Action":["sts:AssumeRole","sts:TagSession"],
 "Condition":{"StringEquals":{"sts:ExternalId":"acme-7"}}},
{"Sid":"Instances","Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]})";

void add_organization(Shape& shape) {
  World& world = shape.world;
  world.region = "eu-west-1";
  Organization organization;
  organization.id = kOrganization;
  organization.root_id = "r-acme";
  organization.management_account = "999999999999";
  const auto scps = [&](std::string_view label, std::string_view text) {
    return std::vector<PolicyRef>{
        compile(shape.sources, fmt::format("{}/full", label), PolicyType::scp,
                std::string(kFullAccess)),
        compile(shape.sources, std::string(label), PolicyType::scp, std::string(text))};
  };
  // FullAWSAccess is written out, so that every evaluator gets the same documents.
  organization.root = {"root", scps("scp-root", kRootScp), {}, false};
  world.organization = std::move(organization);
  for (const std::string_view id : {kApp, kData}) {
    Account account;
    account.key = account.id = id;
    account.in_organization = true;
    account.level = {fmt::format("account {}", id), scps("scp-account", kAccountScp), {}, false};
    world.accounts.push_back(std::move(account));
  }
}

void add_resources(Shape& shape) {
  const auto add = [&](std::string_view arn, std::string_view account, std::string policy,
                       Tags tags) {
    Resource resource;
    resource.key = resource.arn = arn;
    resource.account = account;
    resource.tags = std::move(tags);
    if (!policy.empty()) {
      resource.policy =
          compile(shape.sources, resource.key, PolicyType::resource, std::move(policy));
    }
    shape.world.resources.push_back(std::move(resource));
  };
  add("arn:aws:s3:::acme-orders", kApp, bucket_policy("arn:aws:s3:::acme-orders"), {});
  add("arn:aws:s3:::acme-shared", kData, bucket_policy("arn:aws:s3:::acme-shared"), {});
  for (const std::string_view account : {kApp, kData}) {
    add(fmt::format("arn:aws:dynamodb:eu-west-1:{}:table/stock", account), account, {},
        {{"team", "orders"}});
  }
}

void add_roles(Shape& shape) {
  Role& writer = add_role(shape.world, kData, "orders-writer");
  writer.trust = compile(shape.sources, "orders-writer", PolicyType::trust, std::string(kTrust));
  Role& app = add_role(shape.world, kApp, "app");
  app.tags = {{"team", "orders"}};
  const auto attach = [&](std::string_view name, std::string text) {
    app.policies.push_back({std::string(name),
                            {},
                            compile(shape.sources, fmt::format("app/{}", name),
                                    PolicyType::identity, std::move(text))});
  };
  attach("storage", ten_statements("Storage", storage));
  attach("tables", ten_statements("Tables", tables));
  attach("instances", ten_statements("Instances", instances));
  attach("hops", ten_statements("Hops", hops));
  attach("messages", ten_statements("Messages", messages));
  app.boundary =
      compile(shape.sources, "app/boundary", PolicyType::boundary, std::string(kBoundary));
  shape.session = session_of(app);
}

// Five keys that every request has, and one of its own service.
ShapeCall call(std::string_view action, std::string_view resource, std::string_view key,
               std::string_view value, bool allowed) {
  ShapeCall made;
  made.allowed = allowed;
  made.call.action = action;
  made.call.resource = resource;
  made.call.context = {
      {"aws:SourceIp", {"10.20.30.40"}},      {"aws:SecureTransport", {"true"}},
      {"aws:RequestedRegion", {"eu-west-1"}}, {"aws:PrincipalOrgID", {std::string(kOrganization)}},
      {"aws:PrincipalTag/team", {"orders"}},  {std::string(key), {std::string(value)}}};
  return made;
}

ShapeCall with(ShapeCall made, std::string_view key, std::string_view value) {
  for (ContextEntry& entry : made.call.context) {
    if (entry.key == key) entry.values = {std::string(value)};
  }
  return made;
}

std::vector<ShapeCall> calls() {
  constexpr std::string_view object = "arn:aws:s3:::acme-orders/orders/2026/01.json";
  constexpr std::string_view shared = "arn:aws:s3:::acme-shared/orders/2026/01.json";
  constexpr std::string_view encryption = "s3:x-amz-server-side-encryption";
  constexpr std::string_view table = "arn:aws:dynamodb:eu-west-1:111111111111:table/stock";
  constexpr std::string_view foreign = "arn:aws:dynamodb:eu-west-1:222222222222:table/stock";
  constexpr std::string_view instance = "arn:aws:ec2:eu-west-1:111111111111:instance/i-0a1b2c3d";
  constexpr std::string_view writer = "arn:aws:iam::222222222222:role/orders-writer";
  constexpr std::string_view tag = "aws:ResourceTag/team";
  return {
      call("s3:GetObject", object, "s3:ExistingObjectTag/class", "internal", true),
      call("s3:PutObject", object, encryption, "aws:kms", true),
      call("s3:DeleteObject", object, "s3:ExistingObjectTag/class", "internal", false),
      with(call("s3:GetObject", object, "s3:ExistingObjectTag/class", "internal", false),
           "aws:SecureTransport", "false"),
      call("s3:ListBucket", "arn:aws:s3:::acme-shared", "s3:prefix", "home/orders/a", true),
      call("s3:GetObject", shared, "s3:ExistingObjectTag/class", "internal", true),
      call("s3:PutObject", shared, encryption, "aws:kms", false),
      call("dynamodb:Query", table, tag, "orders", true),
      call("dynamodb:DeleteTable", table, tag, "orders", false),
      call("dynamodb:GetItem", foreign, tag, "orders", false),
      call("ec2:DescribeInstances", "*", "ec2:Region", "eu-west-1", true),
      call("ec2:StartInstances", instance, tag, "models", false),
      call("ec2:StopInstances", instance, tag, "search", true),
      call("ec2:TerminateInstances", instance, tag, "search", false),
      with(call("ec2:DescribeInstances", "*", "ec2:Region", "ap-south-1", false),
           "aws:RequestedRegion", "ap-south-1"),
      call("sts:AssumeRole", writer, "sts:ExternalId", "acme-7", true),
      call("sts:AssumeRole", writer, "sts:ExternalId", "acme-8", false),
      call("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:orders-new", tag, "orders", true),
      call("iam:CreateRole", "arn:aws:iam::111111111111:role/new", "iam:PermissionsBoundary",
           "arn:aws:iam::111111111111:policy/boundary", false),
      call("sns:Publish", "arn:aws:sns:eu-west-1:111111111111:payments-done", tag, "orders", true),
  };
}

}  // namespace

std::unique_ptr<Shape> realistic_shape() {
  auto shape = std::make_unique<Shape>();
  shape->name = "realistic";
  add_organization(*shape);
  add_resources(*shape);
  add_roles(*shape);
  shape->calls = calls();
  check_verdicts(*shape);
  return shape;
}

}  // namespace rolechain::bench
