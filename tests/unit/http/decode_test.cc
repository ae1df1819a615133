// Encoded authorization messages: what EC2 gives a denied caller, and who may read it.
#include <gtest/gtest.h>

#include "mocks/base/json.h"
#include "tests/unit/http/api_lab.h"

namespace rolechain::sts_testing {
namespace {

constexpr std::string_view kInstance = "i-0123456789abcdef0";

struct Ec2Lab : ApiLab {
  Ec2Lab() {
    Instance instance;
    instance.id = kInstance;
    instance.account = kApp;
    world.instances.push_back(instance);
    add_user(kApp, "bob", allow(R"("ec2:StartInstances")"));
    add_user(kApp, "carol",
             R"({"Version":"2012-10-17","Statement":[
                {"Effect":"Allow","Action":"*","Resource":"*"},
                {"Sid":"NoStops","Effect":"Deny","Action":"ec2:Stop*","Resource":"*",
                 "Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}}]})");
    add_user(kApp, "reader", allow(R"("sts:DecodeAuthorizationMessage")"));
  }
  HttpResponse ec2(std::string_view user, std::string form) {
    HttpRequest request;
    request.method = "POST";
    request.path = "/";
    request.headers = {{"Host", "ec2.eu-west-1.amazonaws.com"},
                       {"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = std::move(form) + "&Version=2016-11-15";
    const Session session = as_user(user);
    sign_as(session);
    sigv4::Workspace work;
    sigv4::sign(request,
                {.access_key_id = session.credentials.access_key_id,
                 .secret_access_key = session.credentials.secret_access_key,
                 .region = "eu-west-1",
                 .service = "ec2",
                 .time_s = clock.now_s()},
                work);
    return api.handle(request, "192.0.2.1");
  }
  HttpResponse decode(std::string_view user, std::string_view message) {
    sign_as(as_user(user));
    return send("Action=DecodeAuthorizationMessage&EncodedMessage=" + percent_encoded(message));
  }
};

std::string encoded(const HttpResponse& response) {
  constexpr std::string_view kMark = "Encoded authorization failure message: ";
  const std::string message = element(response, "Message");
  const std::size_t at = message.find(kMark);
  return at == std::string::npos ? std::string() : message.substr(at + kMark.size());
}

// "&quot;" and "&amp;" as XML writes them.
Node document(const HttpResponse& response) {
  std::string text = element(response, "DecodedMessage");
  for (std::size_t at = 0; (at = text.find("&quot;", at)) != std::string::npos;) {
    text.replace(at, 6, "\"");
  }
  const SourceFile file{"message", text};
  const auto node = parse_json(file);
  EXPECT_TRUE(node.has_value()) << response.body;
  return node ? *node : Node::make_map();
}

TEST(Ec2Api, SaysWhetherTheCallerMay) {
  Ec2Lab lab;
  const std::string start = "Action=StartInstances&InstanceId.1=" + std::string(kInstance);
  const HttpResponse dry = lab.ec2("bob", start + "&DryRun=true");
  EXPECT_EQ(dry.status, 412);
  EXPECT_TRUE(dry.body.contains("<Code>DryRunOperation</Code>")) << dry.body;
  // What starting does is not decided here, and said so.
  EXPECT_EQ(lab.ec2("bob", start).status, 501);
  EXPECT_EQ(lab.ec2("bob", "Action=RunInstances").status, 501);
  EXPECT_EQ(element(lab.ec2("bob", "Action=StartInstances"), "Code"), "MissingParameter");
  const HttpResponse denied =
      lab.ec2("bob", "Action=StopInstances&InstanceId.1=" + std::string(kInstance));
  EXPECT_EQ(denied.status, 403);
  EXPECT_TRUE(element(denied, "Message")
                  .starts_with("You are not authorized to perform this operation. User: "
                               "arn:aws:iam::111111111111:user/bob is not authorized to perform: "
                               "ec2:StopInstances on resource: arn:aws:ec2:eu-west-1:111111111111:"
                               "instance/i-0123456789abcdef0"))
      << denied.body;
}

// R-STS-42.
TEST(DecodeAuthorizationMessage, SaysWhatTheCallerWasNotTold) {
  Ec2Lab lab;
  const std::string stop = "Action=StopInstances&InstanceId.1=" + std::string(kInstance);
  const std::string silent = encoded(lab.ec2("bob", stop));
  const std::string denied = encoded(lab.ec2("carol", stop));
  ASSERT_FALSE(silent.empty());
  ASSERT_FALSE(denied.empty());

  const Node implicit = document(lab.decode("reader", silent));
  EXPECT_EQ(implicit.find("allowed")->text, "false");
  EXPECT_EQ(implicit.find("explicitDeny")->text, "false");
  EXPECT_TRUE(implicit.find("matchedStatements")->find("items")->items.empty());
  const Node& context = *implicit.find("context");
  EXPECT_EQ(context.find("principal")->find("arn")->text, "arn:aws:iam::111111111111:user/bob");
  EXPECT_EQ(context.find("principal")->find("name")->text, "bob");
  EXPECT_EQ(context.find("action")->text, "ec2:StopInstances");
  EXPECT_TRUE(context.find("resource")->text.ends_with(":instance/i-0123456789abcdef0"));
  EXPECT_TRUE(to_json(context).contains(
      R"({"key":"aws:RequestedRegion","values":{"items":[{"value":"eu-west-1"}]}})"))
      << to_json(context);

  const Node explicitly = document(lab.decode("reader", denied));
  EXPECT_EQ(explicitly.find("explicitDeny")->text, "true");
  const Node& statement = explicitly.find("matchedStatements")->find("items")->items.at(0);
  EXPECT_EQ(statement.find("statementId")->text, "NoStops");
  EXPECT_EQ(statement.find("effect")->text, "DENY");
  EXPECT_EQ(to_json(*statement.find("actions")), R"({"items":[{"value":"ec2:Stop*"}]})");
}

TEST(DecodeAuthorizationMessage, NeedsPermissionAndAMessageOfThisServer) {
  Ec2Lab lab;
  const std::string message =
      encoded(lab.ec2("bob", "Action=StopInstances&InstanceId.1=" + std::string(kInstance)));
  EXPECT_EQ(element(lab.decode("bob", message), "Code"), "AccessDenied");
  const HttpResponse garbage = lab.decode("reader", "garbage");
  EXPECT_EQ(garbage.status, 400);
  EXPECT_EQ(element(garbage, "Code"), "InvalidAuthorizationMessageException");
  // Another server does not know it.
  Ec2Lab other;
  EXPECT_EQ(element(other.decode("reader", message), "Code"),
            "InvalidAuthorizationMessageException");
  EXPECT_EQ(lab.decode("reader", message).status, 200);
}

}  // namespace
}  // namespace rolechain::sts_testing
