// Services that this world does not hold: what can be told is decided, the rest is 501.
#include "mocks/http/any_service.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/unit/http/api_lab.h"
#include "tests/unit/http/data_lab.h"

namespace rolechain::sts_testing {
namespace {

struct ServiceLab : DataLab {
  HttpResponse json(std::string_view service, std::string_view target, std::string body) {
    return ask(service, {"POST",
                         "/",
                         {{"X-Amz-Target", std::string(target)},
                          {"Content-Type", "application/x-amz-json-1.1"}},
                         std::move(body)});
  }
  HttpResponse query(std::string_view service, std::string form) {
    return ask(
        service,
        {"POST", "/", {{"Content-Type", "application/x-www-form-urlencoded"}}, std::move(form)});
  }
  [[nodiscard]] AuditEntry last() const { return *audit.last(); }
};

constexpr std::string_view kQueue = "arn:aws:sqs:eu-west-1:111111111111:orders";
constexpr std::string_view kSend = R"({"QueueUrl":
  "https://sqs.eu-west-1.amazonaws.com/111111111111/orders","MessageBody":"x"})";

// R-API-03
TEST(AnyService, IsDecidedAndThenNotAnswered) {
  ServiceLab lab;
  lab.become("sender", allow(R"("sqs:SendMessage")", fmt::format("\"{}\"", kQueue)));
  const HttpResponse allowed = lab.json("sqs", "AmazonSQS.SendMessage", std::string(kSend));
  EXPECT_EQ(allowed.status, 501);
  EXPECT_TRUE(allowed.body.contains("sqs:SendMessage is allowed by")) << allowed.body;
  EXPECT_TRUE(allowed.body.contains("but not answered here"));
  EXPECT_EQ(lab.last().decision, AuditEntry::Decision::allowed);
  EXPECT_EQ(lab.last().resource, kQueue);
  const HttpResponse denied = lab.json("sqs", "AmazonSQS.DeleteMessage", std::string(kSend));
  EXPECT_EQ(denied.status, 400);
  EXPECT_TRUE(denied.body.contains("AccessDeniedException")) << denied.body;
  EXPECT_TRUE(
      denied.body.contains("because no identity-based policy allows the sqs:DeleteMessage"));
  EXPECT_EQ(lab.last().decision, AuditEntry::Decision::denied);
  // The same service by its older protocol.
  const HttpResponse by_query = lab.query(
      "sqs", "Action=DeleteMessage&QueueUrl=" + percent_encoded("https://x/111111111111/orders"));
  EXPECT_EQ(by_query.status, 403);
  EXPECT_EQ(element(by_query, "Code"), "AccessDenied");
}

// R-API-01
TEST(AnyService, TheSignaturesNameIsNotAlwaysThePrefixOfActions) {
  ServiceLab lab;
  lab.become("none", allow(R"("s3:GetObject")"));
  EXPECT_EQ(element(lab.query("monitoring", "Action=PutMetricData&Namespace=x"), "Code"),
            "AccessDenied");
  EXPECT_EQ(lab.last().action, "cloudwatch:PutMetricData");
  EXPECT_EQ(element(lab.query("email", "Action=ListIdentities"), "Code"), "AccessDenied");
  EXPECT_EQ(lab.last().action, "ses:ListIdentities");
  EXPECT_EQ(element(lab.query("ec2", "Action=DescribeInstances"), "Code"), "UnauthorizedOperation");
}

// R-API-02
TEST(AnyService, ResourcesStandInParameters) {
  ServiceLab lab;
  lab.add_resource("secret", "arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf");
  lab.become("none", allow(R"("s3:GetObject")"));
  const auto resource = [&](const HttpResponse& response) {
    return response.status == 501 ? std::string("501") : lab.last().resource;
  };
  const std::string here = ":eu-west-1:111111111111:";
  EXPECT_EQ(resource(lab.json("kms", "TrentService.Encrypt", R"({"KeyId":"1234-ab"})")),
            "arn:aws:kms" + here + "key/1234-ab");
  EXPECT_EQ(resource(lab.json("kms", "TrentService.Encrypt", R"({"KeyId":"alias/x"})")), "501");
  EXPECT_EQ(resource(lab.json("kms", "TrentService.Decrypt", R"({"CiphertextBlob":"x"})")), "501");
  EXPECT_EQ(resource(lab.json("kms", "TrentService.ListKeys", "{}")), "*");
  EXPECT_EQ(resource(lab.json("ssm", "AmazonSSM.GetParameter", R"({"Name":"/app/db"})")),
            "arn:aws:ssm" + here + "parameter/app/db");
  EXPECT_EQ(resource(lab.json("ssm", "AmazonSSM.GetParameters", R"({"Names":["a","b"]})")),
            "arn:aws:ssm" + here + "parameter/a");
  EXPECT_EQ(
      resource(lab.json("secretsmanager", "secretsmanager.GetSecretValue", R"({"SecretId":"db"})")),
      "arn:aws:secretsmanager" + here + "secret:db-AbCdEf");
  EXPECT_EQ(resource(lab.json("secretsmanager", "secretsmanager.GetSecretValue",
                              R"({"SecretId":"none"})")),
            "501");
  EXPECT_EQ(resource(lab.query("sns",
                               "Action=Publish&TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A"
                               "111111111111%3At")),
            "arn:aws:sns" + here + "t");
  EXPECT_EQ(resource(lab.query("sns", "Action=Publish&PhoneNumber=1")), "501");
  EXPECT_EQ(resource(lab.json("sqs", "AmazonSQS.SendMessageBatch", std::string(kSend))), kQueue);
  EXPECT_EQ(lab.last().action, "sqs:SendMessage");
  const auto lambda = [&](std::string_view method, std::string_view path) {
    return resource(lab.ask("lambda", {std::string(method), std::string(path), {}, ""}));
  };
  EXPECT_EQ(lambda("POST", "/2015-03-31/functions/f/invocations"),
            "arn:aws:lambda" + here + "function:f");
  EXPECT_EQ(lab.last().action, "lambda:InvokeFunction");
  EXPECT_EQ(lambda("GET", "/2015-03-31/functions/"), "*");
  EXPECT_EQ(lambda("POST", "/2015-03-31/functions/f/invocations?Qualifier=1"), "501");
  EXPECT_EQ(lambda("DELETE", "/2015-03-31/functions/f"), "501");
}

TEST(AnyService, WhatCannotBeToldIsNotGuessed) {
  ServiceLab lab;
  lab.become("all", allow(R"("*")"));
  const auto status = [&](const HttpResponse& response) { return response.status; };
  EXPECT_EQ(status(lab.query("ec2", "Action=RunInstances&ImageId=ami-1")), 501);
  EXPECT_EQ(lab.last().decision, AuditEntry::Decision::unasked);
  EXPECT_EQ(status(lab.json("kms", "TrentService.NoSuchCall", "{}")), 501);
  EXPECT_EQ(lab.last().decision, AuditEntry::Decision::unasked);
  EXPECT_EQ(status(lab.json("kms", "nodot", "{}")), 501);
  EXPECT_EQ(status(lab.json("no-such-service", "A.B", "{}")), 501);
  EXPECT_EQ(status(lab.json("sqs", "AmazonSQS.SendMessage", "{broken")), 501);
  EXPECT_EQ(status(lab.json("sqs", "AmazonSQS.SendMessage", R"({"QueueUrl":7})")), 501);
  EXPECT_EQ(status(lab.ask("eks", {"GET", "/clusters", {}, ""})), 501);
  EXPECT_EQ(lab.last().decision, AuditEntry::Decision::unasked);
}

// What only the service knows of the request decides nothing here.
TEST(AnyService, ADecisionThatHangsOnTheServicesOwnKeysIsNone) {
  ServiceLab lab;
  const auto with = [](std::string_view effect, std::string_view condition) {
    return fmt::format(R"({{"Version":"2012-10-17","Statement":[
      {{"Effect":"Allow","Action":"kms:Encrypt","Resource":"*"}},
      {{"Effect":"{}","Action":"kms:*","Resource":"*","Condition":{}}}]}})",
                       effect, condition);
  };
  const auto encrypt = [&] {
    return lab.json("kms", "TrentService.Encrypt", R"({"KeyId":"1234"})").body;
  };
  lab.become("a", with("Deny", R"({"StringEquals":{"kms:EncryptionContext:app":"x"}})"));
  EXPECT_TRUE(encrypt().contains("where it hangs on kms:EncryptionContext:app")) << encrypt();
  EXPECT_EQ(lab.last().decision, AuditEntry::Decision::unasked);
  lab.become("b", with("Allow", R"({"StringEquals":{"aws:SourceIp":"x"}})"));
  EXPECT_FALSE(encrypt().contains("hangs on"));
}

TEST(AnyService, NobodyIsNobody) {
  ServiceLab lab;
  lab.become("none", allow(R"("s3:GetObject")"));
  lab.signer->credentials.secret_access_key = "wrong";
  const HttpResponse response = lab.json("kms", "TrentService.ListKeys", "{}");
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.body.contains("InvalidSignatureException")) << response.body;
}

}  // namespace
}  // namespace rolechain::sts_testing
