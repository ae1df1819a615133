// The control API beside faults: why, who, the drawing, the log, the whole state.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mocks/base/json.h"
#include "tests/support/asking.h"
#include "tests/support/serving.h"

namespace rolechain::tests {
namespace {

constexpr const char* kEc2 = "scenarios/cross-account/ec2-writes-one-table.yaml";
const std::string kWithoutId =
    "Action=AssumeRole&RoleArn=arn:aws:iam::222222222222:role/orders-writer"
    "&RoleSessionName=web-orders";
const std::string kAssume = kWithoutId + "&ExternalId=acme-7";
const std::string kPut = R"({"TableName": "arn:aws:dynamodb:eu-west-1:222222222222:table/orders",
                             "Item": {"id": {"S": "1"}}})";
const std::string kGet = R"({"TableName": "arn:aws:dynamodb:eu-west-1:222222222222:table/orders",
                             "Key": {"id": {"S": "1"}}})";

Node node_of(const std::string& text) {
  const SourceFile file{"text", text};
  const auto node = parse_json(file);
  return node ? *node : Node();
}

// "userIdentity.sessionContext.attributes.creationDate" of one line.
std::string at(const Node& line, std::string_view path) {
  const Node* node = &line;
  while (node != nullptr && !path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    node = node->is_list() ? &node->items.front() : node->find(path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return node == nullptr ? "(missing)" : node->text;
}

class ServedControl : public testing::Test {
 protected:
  ServedControl() : serving(kEc2), client(serving.served()) { client.take_instance_credentials(); }

  Node line(const std::string& query) {
    return node_of(client.control("GET", "audit?limit=1&" + query).body);
  }

  Serving serving;
  AskingClient client;
};

TEST_F(ServedControl, TheAuditLogHasCloudTrailsShape) {
  ASSERT_TRUE(client.assume(kAssume));
  client.dynamodb("PutItem", kPut);
  const Node hop = line("action=AssumeRole");
  for (const auto& [path, text] : std::map<std::string, std::string>{
           {"eventVersion", "1.11"},
           {"eventSource", "sts.amazonaws.com"},
           {"eventName", "AssumeRole"},
           {"eventType", "AwsApiCall"},
           {"eventCategory", "Management"},
           {"managementEvent", "true"},
           {"readOnly", "true"},
           {"awsRegion", "eu-west-1"},
           {"sourceIPAddress", "127.0.0.1"},
           {"recipientAccountId", "222222222222"},
           {"userIdentity.type", "AssumedRole"},
           {"userIdentity.arn",
            "arn:aws:sts::111111111111:assumed-role/app-base/i-0abc1234def567890"},
           {"userIdentity.sessionContext.sessionIssuer.userName", "app-base"},
           {"userIdentity.sessionContext.sessionIssuer.type", "Role"},
           {"userIdentity.sessionContext.attributes.mfaAuthenticated", "false"},
           {"requestParameters.roleSessionName", "web-orders"},
           {"requestParameters.externalId", "acme-7"},
           {"resources.0.ARN", "arn:aws:iam::222222222222:role/orders-writer"},
           {"resources.0.accountId", "222222222222"},
           {"decision", "allowed"},
           {"workload", "web"},
       }) {
    EXPECT_EQ(at(hop, path), text) << path;
  }
  EXPECT_NE(at(hop, "sharedEventID"), "(missing)");
  EXPECT_NE(at(hop, "eventID"), at(hop, "requestID"));
  EXPECT_EQ(at(hop, "issuedAccessKeyId"), client.credentials().access_key_id);

  const Node put = line("action=dynamodb:PutItem");
  EXPECT_EQ(at(put, "eventCategory"), "Data");
  EXPECT_EQ(at(put, "readOnly"), "false");
  EXPECT_EQ(at(put, "sharedEventID"), "(missing)");
  EXPECT_EQ(at(put, "workload"), "web");  // two hops from its instance

  const Node document = line("action=GetCredentials");
  EXPECT_EQ(at(document, "userIdentity.invokedBy"), "ec2.amazonaws.com");
  EXPECT_EQ(at(document, "workload"), "web");
  EXPECT_TRUE(at(document, "issuedAccessKeyId").starts_with("ASIA"));
  EXPECT_EQ(at(document, "decision"), "allowed");
}

TEST_F(ServedControl, TheLogIsAskedByWhatItSays) {
  client.sts(kWithoutId);
  serving.served().advance(3600);
  client.sts(kAssume);
  client.sts("Action=GetCallerIdentity");
  EXPECT_EQ(client.lines("action=sts:AssumeRole"), 2);
  EXPECT_EQ(client.lines("decision=denied"), 1);
  EXPECT_EQ(client.lines("error=AccessDenied&workload=web"), 1);
  EXPECT_EQ(client.lines("workload=other"), 0);
  EXPECT_EQ(client.lines("limit=2"), 2);
  const std::string since = format_iso8601(serving.served().now_s() - 60);
  EXPECT_EQ(client.lines("action=AssumeRole&since=" + since), 1);
  EXPECT_EQ(client.lines("action=AssumeRole&until=" + since), 1);
  for (const char* wrong : {"audit?acton=x", "audit?decision=refused", "audit?since=now",
                            "audit?limit=many", "audit?limit=-1"}) {
    const HttpResponse answer = client.control("GET", wrong);
    EXPECT_EQ(answer.status, 400) << wrong;
    EXPECT_TRUE(answer.body.contains("\"help\":")) << answer.body;
  }
}

TEST_F(ServedControl, ARequestIsExplainedAfterwards) {
  client.sts(kWithoutId);
  const std::string id = at(line("action=AssumeRole"), "requestID");
  const std::string text = client.control("GET", "explain/" + id).body;
  EXPECT_TRUE(
      text.contains("app-base/i-0abc1234def567890 may not call sts:AssumeRole on orders_writer"))
      << text;
  EXPECT_TRUE(text.contains("sts:ExternalId")) << text;
  const HttpResponse json =
      serving.served()
          .handle({"GET", "/_rolechain/explain/" + id, {{"Accept", "application/json"}}, ""}, "",
                  "")
          .response;
  EXPECT_TRUE(node_of(json.body).is_map()) << json.body;
  EXPECT_TRUE(json.body.contains("AccessDenied")) << json.body;
  EXPECT_EQ(client.control("GET", "explain/nobody").status, 404);
}

// Why an instance gets no credentials, too.
TEST_F(ServedControl, ADeniedInstanceIsExplained) {
  ASSERT_EQ(client.control("POST", "set", R"({"set": {"/roles/base/trust": "none"}})").status, 204);
  serving.served().advance(24 * 3600);
  client.token();
  EXPECT_EQ(text_of(client.document(), "Code"), "AssumeRoleUnauthorizedAccess");
  const Node last = line("error=AssumeRoleUnauthorizedAccess");
  EXPECT_EQ(at(last, "decision"), "denied");
  const std::string text = client.control("GET", "explain/" + at(last, "requestID")).body;
  EXPECT_TRUE(text.contains("has no trust policy")) << text;
}

TEST_F(ServedControl, TheGraphIsOfTheWorldAsItIs) {
  const std::string before = client.control("GET", "graph?format=json").body;
  EXPECT_TRUE(node_of(before).is_map());
  EXPECT_TRUE(client.control("GET", "graph?format=dot").body.starts_with("digraph"));
  EXPECT_TRUE(client.control("GET", "graph?format=mermaid").body.contains("orders_writer"));
  client.control("POST", "set", R"({"path": "/roles/orders_writer/trust", "value": "none"})");
  EXPECT_NE(client.control("GET", "graph?format=json").body, before);
  EXPECT_TRUE(client.control("GET", "graph?format=sgv").body.contains("did you mean `svg`?"));
  EXPECT_EQ(client.control("GET", "graph?format=svg").status, 501);  // nobody draws here
}

TEST_F(ServedControl, ASnapshotBringsBackTheKeysOfItsTime) {
  const Credentials base = client.credentials();
  ASSERT_TRUE(client.assume(kAssume + "&Policy=" +
                            "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%7B%22Effect"
                            "%22%3A%22Allow%22%2C%22Action%22%3A%22dynamodb%3APutItem%22%2C"
                            "%22Resource%22%3A%22%2A%22%7D%7D"));
  const Credentials writer = client.credentials();
  ASSERT_EQ(client.dynamodb("PutItem", kPut).response.status, 200);
  serving.served().put_object("acme-config", "app.json", std::string("\x00\xff", 2));
  client.control("POST", "faults", R"({"fault": "latency", "of": "s3", "ms": 7, "times": 3})");
  const std::string document = client.document();
  const std::string state = client.control("POST", "snapshot").body;
  const int lines = client.lines("");

  client.sign_as(base);
  ASSERT_TRUE(client.assume(kAssume));
  const Credentials later = client.credentials();
  serving.served().advance(24 * 3600);

  // In another process, as after a restart.
  Serving again(kEc2);
  AskingClient there(again.served());
  const HttpResponse done = there.control("POST", "restore", state);
  ASSERT_EQ(done.status, 204) << done.body;
  EXPECT_EQ(there.lines(""), lines);
  there.sign_as(writer);
  EXPECT_EQ(there.dynamodb("PutItem", kPut).response.status, 200);
  EXPECT_EQ(there.dynamodb("GetItem", kGet).response.status, 400);  // its session policy is there
  there.sign_as(base);
  const HttpAnswer object = there.s3("GET", "/acme-config/app.json");
  EXPECT_EQ(object.response.body, std::string("\x00\xff", 2));
  EXPECT_EQ(object.delay_ms, 7);
  there.sign_as(later);
  EXPECT_EQ(code_of(there.sts("Action=GetCallerIdentity").response.body), "InvalidClientTokenId");
  there.token();
  EXPECT_EQ(there.document(), document);  // the instance has the keys that it had
  ASSERT_EQ(there.control("POST", "restore", state).status, 204);
  EXPECT_EQ(node_of(there.control("POST", "snapshot").body).find("scenario")->text,
            node_of(state).find("scenario")->text);
}

TEST_F(ServedControl, AnotherScenariosStateIsRefusedAndNothingChanges) {
  Serving other("scenarios/workloads/separate-instances.yaml");
  const std::string state = to_json(other.served().snapshot());
  const HttpResponse answer = client.control("POST", "restore", state);
  EXPECT_EQ(answer.status, 409);
  EXPECT_TRUE(answer.body.contains("the state is of the scenario `")) << answer.body;
  EXPECT_EQ(client.control("POST", "restore", "{}").status, 409);
  std::string broken = to_json(serving.served().snapshot());
  broken.replace(broken.find("\"kind\":\"role\""), 13, "\"kind\":\"rolf\"");
  EXPECT_TRUE(client.control("POST", "restore", broken).body.contains("sessions cannot be read"));
  EXPECT_EQ(client.sts("Action=GetCallerIdentity").response.status, 200);
}

}  // namespace
}  // namespace rolechain::tests
