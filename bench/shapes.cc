#include "bench/shapes.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/json.h"
#include "mocks/policy/managed.h"

namespace rolechain::bench {
namespace {

constexpr std::string_view kApp = "111111111111";

[[noreturn]] void fail(const std::string& message) {
  fmt::print(stderr, "error: {}\n", message);
  std::abort();
}

ShapeCall plain(std::string_view action, std::string_view resource, bool allowed) {
  ShapeCall call;
  call.call.action = action;
  call.call.resource = resource;
  call.allowed = allowed;
  return call;
}

}  // namespace

PolicyRef compile(Sources& sources, std::string label, PolicyType type, std::string text) {
  const Result<Node> node = parse_json(sources.add(label, std::move(text)));
  if (!node) fail(fmt::format("{}: {}", label, node.error().message));
  ParsedDocument parsed = parse_document(*node, type);
  if (!parsed.ok()) fail(fmt::format("{}: {}", label, parsed.diagnostics.front().message));
  return std::make_shared<const CompiledPolicy>(std::move(label), std::move(parsed.document));
}

Role& add_role(World& world, std::string_view account, std::string_view name) {
  Role role;
  role.account = account;
  role.key = role.name = name;
  role.arn = role_arn(account, "/", name);
  world.roles.push_back(std::move(role));
  return world.roles.back();
}

Session session_of(const Role& role) {
  Session session;
  session.kind = Session::Kind::role;
  session.account = role.account;
  session.role_arn = role.arn;
  session.unique_id = role.unique_id;
  session.session_name = "bench";
  session.arn = assumed_role_arn(role.account, role.name, session.session_name);
  session.credentials.session_token = "token";
  return session;
}

void check_verdicts(const Shape& shape) {
  for (const ShapeCall& call : shape.calls) {
    const Decision decision = authorize(shape.world, shape.session, call.call, shape.now_s);
    if (decision.allowed() == call.allowed) continue;
    fail(fmt::format("shape {}: {} on {} should be {}; {} decided", shape.name, call.call.action,
                     call.call.resource, call.allowed ? "allowed" : "denied",
                     policy_type_word(decision.by)));
  }
}

std::unique_ptr<Shape> small_shape() {
  auto shape = std::make_unique<Shape>();
  shape->name = "small";
  Role& role = add_role(shape->world, kApp, "app");
  role.policies.push_back({"app",
                           {},
                           compile(shape->sources, "app/app", PolicyType::identity,
                                   R"({"Version":"2012-10-17","Statement":[
  {"Sid":"Read","Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],
   "Resource":["arn:aws:s3:::acme-config","arn:aws:s3:::acme-config/*"]},
  {"Sid":"Orders","Effect":"Allow","Action":["dynamodb:PutItem","dynamodb:Get*"],
   "Resource":"arn:aws:dynamodb:*:111111111111:table/orders",
   "Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}},
  {"Sid":"NoInsecure","Effect":"Deny","Action":"s3:*","Resource":"*",
   "Condition":{"Bool":{"aws:SecureTransport":"false"}}}]})")});
  shape->session = session_of(role);
  constexpr std::string_view orders = "arn:aws:dynamodb:eu-west-1:111111111111:table/orders";
  shape->calls = {
      plain("s3:GetObject", "arn:aws:s3:::acme-config/app.yaml", true),
      plain("s3:PutObject", "arn:aws:s3:::acme-config/app.yaml", false),
      plain("dynamodb:PutItem", orders, true),
      plain("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:111111111111:table/orders", false),
      plain("s3:ListBucket", "arn:aws:s3:::acme-config", true),
      plain("dynamodb:DeleteItem", orders, false),
  };
  shape->world.build_index();
  check_verdicts(*shape);
  return shape;
}

std::unique_ptr<Shape> managed_shape() {
  auto shape = std::make_unique<Shape>();
  shape->name = "managed";
  Role& role = add_role(shape->world, kApp, "admin");
  for (const std::string_view name : {"AdministratorAccess", "ReadOnlyAccess", "SecurityAudit"}) {
    const std::string arn = fmt::format("arn:aws:iam::aws:policy/{}", name);
    const auto text = find_managed_policy(arn);
    if (!text) fail(arn + " is not embedded");
    role.policies.push_back({std::string(name), arn,
                             compile(shape->sources, std::string(name), PolicyType::identity,
                                     std::string(text->json))});
  }
  shape->session = session_of(role);
  // Some are in all three policies, some in the first alone; those of the other account lack what
  // its resources' policies would have to say.
  shape->calls = {
      plain("s3:GetObject", "arn:aws:s3:::acme-config/app.yaml", true),
      plain("ec2:DescribeInstances", "*", true),
      plain("iam:CreateRole", "arn:aws:iam::111111111111:role/new", true),
      plain("lambda:InvokeFunction", "arn:aws:lambda:us-east-1:111111111111:function:f", true),
      plain("dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:222222222222:table/orders", false),
      plain("sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:111111111111:jobs", true),
      plain("kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:key/1", true),
      plain("logs:GetLogEvents", "arn:aws:logs:us-east-1:111111111111:log-group:g:log-stream:s",
            true),
      plain("secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:us-east-1:222222222222:secret:db-AbCdEf", false),
      plain("rds:DescribeDBInstances", "arn:aws:rds:us-east-1:111111111111:db:main", true),
      plain("cloudformation:DeleteStack", "arn:aws:cloudformation:us-east-1:111111111111:stack/s/1",
            true),
      plain("sts:AssumeRole", "arn:aws:iam::222222222222:role/unknown", false),
      plain("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z1", true),
      plain("guardduty:ListFindings", "arn:aws:guardduty:us-east-1:111111111111:detector/d", true),
      plain("states:StartExecution", "arn:aws:states:us-east-1:111111111111:stateMachine:m", true),
      plain("bedrock:InvokeModel", "arn:aws:bedrock:us-east-1::foundation-model/m", true),
  };
  shape->world.build_index();
  check_verdicts(*shape);
  return shape;
}

}  // namespace rolechain::bench
