// DynamoDB as a client sees it: keys, conditions, pages, who may.
#include "mocks/http/dynamodb/dynamodb.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/unit/http/data_lab.h"

namespace rolechain::sts_testing {
namespace {

constexpr std::string_view kOrders = "arn:aws:dynamodb:eu-west-1:111111111111:table/orders";

struct DynamoLab : DataLab {
  DynamoLab() {
    add_resource("orders", kOrders);
    become("all", allow(R"("dynamodb:*")"));
  }
  // A table with the key `id` and `n`.
  void seed_numbers(int count, std::string_view partition = "p") {
    const std::vector<std::string> key{"id", "n"};
    std::vector<Node> items;
    for (int i = 0; i < count; ++i) {
      const SourceFile file{"item",
                            fmt::format(R"({{"id":{{"S":"{}"}},"n":{{"N":"{}"}}}})", partition, i)};
      items.push_back(*parse_json(file));
    }
    ASSERT_TRUE(api.dynamodb().seed(std::string(kOrders), key, items).has_value());
  }
};

TEST(DynamoDb, PutGetUpdateDelete) {
  DynamoLab lab;
  EXPECT_EQ(lab.db("PutItem", R"({"TableName":"orders","Item":{"id":{"S":"1"},"n":{"N":"01.0"}}})"),
            "{}");
  EXPECT_EQ(lab.db("GetItem", R"({"TableName":"orders","Key":{"id":{"S":"1"}}})"),
            R"({"Item":{"id":{"S":"1"},"n":{"N":"1"}}})");
  EXPECT_EQ(lab.db("UpdateItem", R"({"TableName":"orders","Key":{"id":{"S":"1"}},
    "UpdateExpression":"SET n = n + :one, tags = :t","ReturnValues":"UPDATED_NEW",
    "ExpressionAttributeValues":{":one":{"N":"1"},":t":{"SS":["b","a"]}}})"),
            R"({"Attributes":{"n":{"N":"2"},"tags":{"SS":["a","b"]}}})");
  EXPECT_EQ(lab.db("UpdateItem", R"({"TableName":"orders","Key":{"id":{"S":"2"}},
    "UpdateExpression":"ADD n :one","ReturnValues":"ALL_NEW",
    "ExpressionAttributeValues":{":one":{"N":"1"}}})"),
            R"({"Attributes":{"id":{"S":"2"},"n":{"N":"1"}}})");
  EXPECT_EQ(lab.db("DeleteItem",
                   R"({"TableName":"orders","Key":{"id":{"S":"2"}},"ReturnValues":"ALL_OLD"})"),
            R"({"Attributes":{"id":{"S":"2"},"n":{"N":"1"}}})");
  EXPECT_EQ(lab.db("GetItem", R"({"TableName":"orders","Key":{"id":{"S":"2"}}})"), "{}");
  EXPECT_EQ(lab.db("GetItem", R"({"TableName":"orders","Key":{"id":{"S":"1"}},
    "ProjectionExpression":"#n","ExpressionAttributeNames":{"#n":"n"}})"),
            R"({"Item":{"n":{"N":"2"}}})");
}

// R-DDB-03
TEST(DynamoDb, ConditionsAreAskedOfTheItemThatIsThere) {
  DynamoLab lab;
  lab.seed_numbers(1);
  const std::string once = R"j({"TableName":"orders","Item":{"id":{"S":"x"},"n":{"N":"1"}},
    "ConditionExpression":"attribute_not_exists(id)"})j";
  EXPECT_EQ(lab.db("PutItem", once), "{}");
  EXPECT_EQ(lab.db("PutItem", once),
            "ConditionalCheckFailedException: The conditional request failed");
  EXPECT_EQ(lab.db("DeleteItem", R"({"TableName":"orders","Key":{"id":{"S":"x"},"n":{"N":"1"}},
    "ConditionExpression":"n > :n","ExpressionAttributeValues":{":n":{"N":"1"}}})"),
            "ConditionalCheckFailedException: The conditional request failed");
  EXPECT_EQ(lab.db("UpdateItem", R"({"TableName":"orders","Key":{"id":{"S":"x"},"n":{"N":"1"}},
    "UpdateExpression":"SET n = :n","ExpressionAttributeValues":{":n":{"N":"1"}}})"),
            "ValidationException: One or more parameter values were invalid: Cannot update "
            "attribute n. This attribute is part of the key");
}

// R-DDB-08
TEST(DynamoDb, ATableIsThereWhereTheScenarioOrAClientMadeIt) {
  DynamoLab lab;
  EXPECT_EQ(lab.db("GetItem", R"({"TableName":"other","Key":{"id":{"S":"1"}}})"),
            "ResourceNotFoundException: Requested resource not found");
  EXPECT_EQ(lab.db("DescribeTable", R"({"TableName":"other"})"),
            "ResourceNotFoundException: Requested resource not found: Table: other not found");
  const std::string make = R"({"TableName":"other","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]})";
  EXPECT_TRUE(lab.db("CreateTable", make).contains(R"("TableStatus":"ACTIVE")"));
  EXPECT_EQ(lab.db("CreateTable", make), "ResourceInUseException: Table already exists: other");
  EXPECT_EQ(lab.db("PutItem", R"({"TableName":"other","Item":{"n":{"S":"1"}}})"),
            "ValidationException: One or more parameter values were invalid: Missing the key id in "
            "the item");
  EXPECT_EQ(lab.db("PutItem", R"({"TableName":"other","Item":{"id":{"N":"1"}}})"),
            "ValidationException: One or more parameter values were invalid: Type mismatch for key "
            "id expected: S actual: N");
  EXPECT_EQ(lab.db("ListTables", "{}"), R"({"TableNames":["orders","other"]})");
  EXPECT_TRUE(lab.db("DescribeTable", R"({"TableName":"other"})")
                  .contains(R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}])"));
  EXPECT_TRUE(lab.db("DeleteTable", R"({"TableName":"other"})").contains("DELETING"));
  EXPECT_EQ(lab.db("ListTables", "{}"), R"({"TableNames":["orders"]})");
}

// R-DDB-11
TEST(DynamoDb, AKeySchemaIsHashThenRange) {
  DynamoLab lab;
  const auto make = [&](std::string_view keys, std::string_view defined) {
    return lab.db("CreateTable", fmt::format(R"({{"TableName":"other","KeySchema":[{}],
      "AttributeDefinitions":[{}]}})",
                                             keys, defined));
  };
  const std::string id = R"({"AttributeName":"id","AttributeType":"S"})";
  const std::string n = R"({"AttributeName":"n","AttributeType":"N"})";
  const std::string hash = R"({"AttributeName":"id","KeyType":"HASH"})";
  const std::string range = R"({"AttributeName":"n","KeyType":"RANGE"})";
  EXPECT_EQ(make(range, n),
            "ValidationException: Invalid KeySchema: The first KeySchemaElement is not a HASH key "
            "type");
  EXPECT_TRUE(make(hash + "," + range, id).contains("not defined in AttributeDefinitions"));
  EXPECT_TRUE(make(hash, id + "," + n).contains("does not exactly match number of attributes"));
  EXPECT_TRUE(make(hash, R"({"AttributeName":"id","AttributeType":"SS"})").contains("enum value"));
  EXPECT_TRUE(make("", id).contains("'keySchema'"));
  EXPECT_TRUE(make(hash + "," + range, id + "," + n).contains("ACTIVE"));
}

// R-DDB-10
TEST(DynamoDb, AKeyIsLearnedFromTheFirstOneThatIsSent) {
  DynamoLab lab;
  const auto put = [&](std::string_view id, std::string_view n) {
    return lab.db("PutItem", fmt::format(R"({{"TableName":"orders","Item":{{"id":{{"S":"{}"}},
      "n":{{"N":"{}"}}}}}})",
                                         id, n));
  };
  EXPECT_EQ(put("1", "1"), "{}");
  EXPECT_EQ(put("1", "2"), "{}");  // the same item or another: not known yet
  const std::string named = "PUT /_rolechain/dynamodb/TABLE";
  EXPECT_TRUE(lab.db("Scan", R"({"TableName":"orders"})").contains(named));
  EXPECT_TRUE(lab.db("DescribeTable", R"({"TableName":"orders"})").contains(named));
  EXPECT_TRUE(lab.db("PutItem", R"j({"TableName":"orders","Item":{"id":{"S":"1"}},
    "ConditionExpression":"attribute_not_exists(id)"})j")
                  .contains(named));
  EXPECT_TRUE(lab.db("Query", R"({"TableName":"orders","KeyConditionExpression":"id = :i",
    "ExpressionAttributeValues":{":i":{"S":"1"}}})")
                  .starts_with("NotImplemented: "));
  EXPECT_EQ(lab.db("GetItem", R"({"TableName":"orders","Key":{"other":{"S":"1"}}})"),
            "ValidationException: The provided key element does not match the schema");
  EXPECT_EQ(lab.db("GetItem", R"({"TableName":"orders","Key":{"id":{"S":"1"}}})"),
            R"({"Item":{"id":{"S":"1"},"n":{"N":"2"}}})");
  EXPECT_EQ(lab.db("Scan", R"({"TableName":"orders","Select":"COUNT"})"),
            R"({"Count":1,"ScannedCount":1})");
  EXPECT_EQ(lab.db("GetItem", R"({"TableName":"orders","Key":{"n":{"N":"1"}}})"),
            "ValidationException: The provided key element does not match the schema");
  DynamoLab two;
  two.seed_numbers(1);
  EXPECT_EQ(two.db("GetItem", R"({"TableName":"orders","Key":{"id":{"S":"p"}}})"),
            "ValidationException: The provided key element does not match the schema");
}

std::string query(std::string_view rest) {
  return fmt::format(R"({{"TableName":"orders","ExpressionAttributeValues":{{":i":{{"S":"p"}},
    ":a":{{"N":"3"}},":b":{{"N":"6"}}}},{}}})",
                     rest);
}

// The numbers of an answer's items.
std::string numbers(const std::string& body) {
  const SourceFile file{"answer", body};
  const auto node = parse_json(file);
  if (!node || node->find("Items") == nullptr) return body;
  std::string out;
  for (const Node& item : node->find("Items")->items) {
    out += item.find("n")->find("N")->text + " ";
  }
  if (const Node* last = node->find("LastEvaluatedKey")) {
    out += "last " + last->find("n")->find("N")->text;
  }
  return out;
}

TEST(DynamoDb, QueriesAStretchOfAPartition) {
  DynamoLab lab;
  lab.seed_numbers(12);
  lab.seed_numbers(3, "other");
  const auto ask = [&](std::string_view rest) { return numbers(lab.db("Query", query(rest))); };
  EXPECT_EQ(ask(R"("KeyConditionExpression":"id = :i AND n BETWEEN :a AND :b")"), "3 4 5 6 ");
  EXPECT_EQ(ask(R"("KeyConditionExpression":"id = :i AND n > :b","FilterExpression":"x <> :a")"),
            "7 8 9 10 11 ");
  EXPECT_EQ(ask(R"("KeyConditionExpression":"n <= :a AND id = :i","FilterExpression":"x <> :b",
    "ScanIndexForward":false)"),
            "3 2 1 0 ");
  EXPECT_EQ(ask(R"("KeyConditionExpression":"id = :i AND n BETWEEN :a AND :b","Limit":2)"),
            "3 4 last 4");
  EXPECT_EQ(ask(R"("KeyConditionExpression":"id = :i AND n BETWEEN :a AND :b","Limit":9,
    "ExclusiveStartKey":{"id":{"S":"p"},"n":{"N":"4"}})"),
            "5 6 ");
  EXPECT_EQ(ask(R"("KeyConditionExpression":"id = :i AND n BETWEEN :a AND :b",
    "ScanIndexForward":false,"ExclusiveStartKey":{"id":{"S":"p"},"n":{"N":"5"}})"),
            "4 3 ");
}

TEST(DynamoDb, QueriesThatAreNone) {
  DynamoLab lab;
  lab.seed_numbers(3);
  const auto ask = [&](std::string_view condition, std::string_view values) {
    return lab.db("Query", fmt::format(R"({{"TableName":"orders","KeyConditionExpression":"{}",
      "ExpressionAttributeValues":{{{}}}}})",
                                       condition, values));
  };
  const std::string_view i = R"(":i":{"S":"p"})";
  const std::string_view both = R"(":i":{"S":"p"},":n":{"N":"1"})";
  EXPECT_EQ(ask("n = :n", R"(":n":{"N":"1"})"),
            "ValidationException: Query condition missed key schema element: id");
  EXPECT_EQ(ask("id > :i", i), "ValidationException: Query key condition not supported");
  EXPECT_EQ(ask("id = :i OR n = :n", both),
            "ValidationException: Invalid operator used in KeyConditionExpression: OR");
  EXPECT_EQ(ask("id = :i AND price = :n", both),
            "ValidationException: Query condition missed key schema element: n");
  EXPECT_EQ(ask("id = :n", R"(":n":{"N":"1"})"),
            "ValidationException: One or more parameter values were invalid: Condition parameter "
            "type does not match schema type");
  EXPECT_EQ(lab.db("Query", R"({"TableName":"orders","KeyConditionExpression":"id = :i",
    "FilterExpression":"n = :i","ExpressionAttributeValues":{":i":{"S":"p"}}})"),
            "ValidationException: Filter Expression can only contain non-primary key attributes: "
            "Primary key attribute: n");
}

// R-DDB-09
TEST(DynamoDb, PagesLeadThroughTheWholeTable) {
  DynamoLab lab;
  lab.seed_numbers(7, "a");
  lab.seed_numbers(7, "b");
  std::string body = lab.db("Scan", R"({"TableName":"orders","Limit":4})");
  std::string all;
  for (int pages = 0; pages < 9; ++pages) {
    const SourceFile file{"answer", body};
    const auto node = parse_json(file);
    ASSERT_TRUE(node && node->find("Items") != nullptr) << body;
    for (const Node& item : node->find("Items")->items) {
      all += item.find("id")->find("S")->text + item.find("n")->find("N")->text + " ";
    }
    const Node* last = node->find("LastEvaluatedKey");
    if (last == nullptr) break;
    body =
        lab.db("Scan", fmt::format(R"({{"TableName":"orders","Limit":4,"ExclusiveStartKey":{}}})",
                                   to_json(*last)));
  }
  EXPECT_EQ(all, "a0 a1 a2 a3 a4 a5 a6 b0 b1 b2 b3 b4 b5 b6 ");
  int segments = 0;
  for (int i = 0; i < 3; ++i) {
    const std::string part =
        lab.db("Scan", fmt::format(R"({{"TableName":"orders","TotalSegments":3,"Segment":{},
          "Select":"COUNT"}})",
                                   i));
    segments += std::stoi(part.substr(part.find(':') + 1));
  }
  EXPECT_EQ(segments, 14);
}

TEST(DynamoDb, IndexesAreOtherKeysOfTheSameItems) {
  DynamoLab lab;
  ASSERT_TRUE(lab.db("CreateTable", R"({"TableName":"music","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},
      {"AttributeName":"owner","AttributeType":"S"},{"AttributeName":"n","AttributeType":"N"}],
    "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
    "GlobalSecondaryIndexes":[{"IndexName":"by-owner","Projection":{"ProjectionType":"KEYS_ONLY"},
      "KeySchema":[{"AttributeName":"owner","KeyType":"HASH"},
                   {"AttributeName":"n","KeyType":"RANGE"}]}]})")
                  .contains("by-owner"));
  for (int i = 0; i < 6; ++i) {
    lab.db("PutItem", fmt::format(R"({{"TableName":"music","Item":{{"id":{{"S":"{}"}},
      "owner":{{"S":"{}"}},"n":{{"N":"{}"}},"more":{{"S":"x"}}}}}})",
                                  i, i % 2 == 0 ? "a" : "b", 10 - i));
  }
  lab.db("PutItem", R"({"TableName":"music","Item":{"id":{"S":"sparse"}}})");
  const auto ask = [&](std::string_view rest) {
    return lab.db("Query", fmt::format(R"({{"TableName":"music","IndexName":"by-owner",
      "KeyConditionExpression":"#o = :o","ExpressionAttributeNames":{{"#o":"owner"}},
      "ExpressionAttributeValues":{{":o":{{"S":"a"}}}}{}}})",
                                       rest));
  };
  EXPECT_EQ(numbers(ask("")), "6 8 10 ");
  EXPECT_FALSE(ask("").contains("more"));
  EXPECT_EQ(numbers(ask(R"(,"ScanIndexForward":false,"Limit":2)")), "10 8 last 8");
  EXPECT_EQ(
      numbers(ask(R"(,"ExclusiveStartKey":{"id":{"S":"4"},"owner":{"S":"a"},"n":{"N":"6"}})")),
      "8 10 ");
  EXPECT_EQ(numbers(lab.db("Scan", R"({"TableName":"music","IndexName":"by-owner"})")),
            "6 8 10 5 7 9 ");
  EXPECT_EQ(lab.db("Query", R"({"TableName":"music","IndexName":"none",
    "KeyConditionExpression":"id = :o","ExpressionAttributeValues":{":o":{"S":"a"}}})"),
            "ValidationException: The table does not have the specified index: none");
  lab.become("table-only", allow(R"("dynamodb:Query")",
                                 R"("arn:aws:dynamodb:eu-west-1:111111111111:table/music")"));
  EXPECT_TRUE(ask("").contains("table/music/index/by-owner because no identity-based policy"));
}

// R-DDB-12
TEST(DynamoDb, BatchesAreAskedForEachTable) {
  DynamoLab lab;
  lab.seed_numbers(3);
  const std::string write = R"({"RequestItems":{"orders":[
    {"PutRequest":{"Item":{"id":{"S":"new"},"n":{"N":"1"}}}},
    {"DeleteRequest":{"Key":{"id":{"S":"p"},"n":{"N":"0"}}}}]}})";
  EXPECT_EQ(lab.db("BatchWriteItem", write), R"({"UnprocessedItems":{}})");
  EXPECT_EQ(lab.db("BatchGetItem", R"({"RequestItems":{"orders":{"Keys":[
    {"id":{"S":"new"},"n":{"N":"1"}},{"id":{"S":"p"},"n":{"N":"0"}},
    {"id":{"S":"p"},"n":{"N":"1"}}],"ProjectionExpression":"n"}}})"),
            R"({"Responses":{"orders":[{"n":{"N":"1"}},{"n":{"N":"1"}}]},"UnprocessedKeys":{}})");
  EXPECT_EQ(lab.db("BatchGetItem", R"({"RequestItems":{"orders":{"Keys":[
    {"id":{"S":"p"},"n":{"N":"1"}},{"id":{"S":"p"},"n":{"N":"1.0"}}]}}})"),
            "ValidationException: Provided list of item keys contains duplicates");
  lab.become("own", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",
    "Action":"dynamodb:BatchWriteItem","Resource":"*","Condition":{
      "ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["p"]}}}]})");
  EXPECT_TRUE(lab.db("BatchWriteItem", write).starts_with("AccessDeniedException"));
  EXPECT_EQ(lab.db("TransactWriteItems", "{}").substr(0, 14), "NotImplemented");
}

// R-DDB-01
TEST(DynamoDb, FineGrainedAccessSeesKeysAttributesAndSelect) {
  DynamoLab lab;
  const std::vector<std::string> key{"id", "n"};
  ASSERT_TRUE(lab.api.dynamodb().seed(std::string(kOrders), key, {}).has_value());
  lab.become("fine", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",
    "Action":["dynamodb:PutItem","dynamodb:GetItem","dynamodb:Query","dynamodb:UpdateItem"],
    "Resource":"*","Condition":{
      "ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["me"],
                                   "dynamodb:Attributes":["id","n","price"]},
      "StringEqualsIfExists":{"dynamodb:Select":"SPECIFIC_ATTRIBUTES",
                              "dynamodb:ReturnValues":["NONE","UPDATED_OLD"]}}}]})");
  const auto put = [&](std::string_view id, std::string_view attribute) {
    return lab
        .db("PutItem", fmt::format(R"({{"TableName":"orders","Item":{{"id":{{"S":"{}"}},
      "n":{{"N":"1"}},"{}":{{"N":"1"}}}}}})",
                                   id, attribute))
        .substr(0, 12);
  };
  EXPECT_EQ(put("me", "price"), "{}");
  EXPECT_EQ(put("other", "price"), "AccessDenied");
  EXPECT_EQ(put("me", "secret"), "AccessDenied");
  const auto get = [&](std::string_view rest) {
    return lab
        .db("GetItem",
            fmt::format(R"({{"TableName":"orders","Key":{{"id":{{"S":"me"}},"n":{{"N":"1"}}}}{}}})",
                        rest))
        .substr(0, 12);
  };
  EXPECT_EQ(get(""), "AccessDenied");
  EXPECT_EQ(get(R"(,"ProjectionExpression":"price")"), R"({"Item":{"pr)");
  EXPECT_EQ(get(R"(,"ProjectionExpression":"secret")"), "AccessDenied");
  const auto ask = [&](std::string_view id, std::string_view rest) {
    return lab
        .db("Query", fmt::format(R"({{"TableName":"orders","KeyConditionExpression":"id = :i",
      "ExpressionAttributeValues":{{":i":{{"S":"{}"}}}}{}}})",
                                 id, rest))
        .substr(0, 12);
  };
  EXPECT_EQ(ask("me", R"(,"ProjectionExpression":"price")"), R"({"Items":[{")");
  EXPECT_EQ(ask("me", ""), "AccessDenied");
  EXPECT_EQ(ask("other", R"(,"ProjectionExpression":"price")"), "AccessDenied");
  const auto update = [&](std::string_view returns) {
    return lab
        .db("UpdateItem", fmt::format(R"({{"TableName":"orders",
      "Key":{{"id":{{"S":"me"}},"n":{{"N":"1"}}}},"UpdateExpression":"REMOVE price",
      "ReturnValues":"{}"}})",
                                      returns))
        .substr(0, 12);
  };
  EXPECT_EQ(update("ALL_NEW"), "AccessDenied");
  EXPECT_EQ(update("UPDATED_OLD"), R"({"Attributes)");
}

TEST(DynamoDb, WhereTheAnswerHangsOnTheKeyThereIsNone) {
  DynamoLab lab;
  lab.become("me", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",
    "Action":"dynamodb:PutItem","Resource":"*","Condition":{
      "ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["me"]}}}]})");
  const std::string put = R"({"TableName":"orders","Item":{"id":{"S":"me"},"by":{"S":"other"}}})";
  EXPECT_TRUE(lab.db("PutItem", put).starts_with("NotImplemented")) << lab.db("PutItem", put);
  const std::vector<std::string> key{"id"};
  ASSERT_TRUE(lab.api.dynamodb().seed(std::string(kOrders), key, {}).has_value());
  EXPECT_EQ(lab.db("PutItem", put), "{}");
}

// R-DDB-02
TEST(DynamoDb, BadValuesHaveTheServicesErrors) {
  DynamoLab lab;
  const auto put = [&](std::string_view value) {
    return lab.db(
        "PutItem",
        fmt::format(R"({{"TableName":"orders","Item":{{"id":{{"S":"1"}},"v":{}}}}})", value));
  };
  EXPECT_EQ(put(R"({"N":"abc"})"),
            "ValidationException: The parameter cannot be converted to a numeric value: abc");
  EXPECT_EQ(put(R"({"N":"1e200"})").substr(0, 37), "ValidationException: Number overflow.");
  EXPECT_EQ(put(R"({"N":"1234567890123456789012345678901234567890"})"),
            "ValidationException: Attempting to store more than 38 significant digits in a Number");
  EXPECT_EQ(put(R"({"S":"a","N":"1"})").substr(0, 69),
            "ValidationException: Supplied AttributeValue has more than one dataty");
  EXPECT_EQ(put("{}").substr(0, 55), "ValidationException: Supplied AttributeValue is empty, ");
  EXPECT_EQ(put(R"({"SS":["a","a"]})"),
            "ValidationException: One or more parameter values were invalid: Input collection [a, "
            "a] contains duplicates.");
  EXPECT_EQ(put(R"({"NS":["1","1.0"]})").substr(0, 21), "ValidationException: ");
  EXPECT_EQ(put(R"({"SS":[]})").substr(0, 21), "ValidationException: ");
  EXPECT_EQ(put(R"({"N":1})").substr(0, 22), "SerializationException");
  EXPECT_EQ(put(R"({"B":"%%"})").substr(0, 22), "SerializationException");
  EXPECT_EQ(put(R"("text")").substr(0, 22), "SerializationException");
  EXPECT_EQ(put(fmt::format(R"({{"S":"{}"}})", std::string(400 * 1024, 'x'))),
            "ValidationException: Item size has exceeded the maximum allowed size");
  std::string deep = R"({"S":"x"})";
  for (int i = 0; i < 33; ++i) deep = fmt::format(R"({{"L":[{}]}})", deep);
  EXPECT_EQ(put(deep), "ValidationException: Nesting Levels have exceeded supported limits");
  EXPECT_EQ(lab.db("PutItem", "{").substr(0, 22), "SerializationException");
  EXPECT_EQ(lab.db("PutItem", "[]").substr(0, 22), "SerializationException");
  EXPECT_EQ(lab.db("PutItem", R"({"TableName":"orders","TableName":"x"})").substr(0, 22),
            "SerializationException");
  EXPECT_EQ(lab.db("PutItem", R"({"TableName":"o"})").substr(0, 47),
            "ValidationException: 1 validation error detecte");
  EXPECT_EQ(lab.db("PutItem", R"({"TableName":7,"Item":{}})").substr(0, 22),
            "SerializationException");
  EXPECT_EQ(lab.db("Scan", R"({"TableName":"orders","Limit":0})"),
            "ValidationException: 1 validation error detected: Value '0' at 'limit' failed to "
            "satisfy constraint: Member must have value greater than or equal to 1");
  EXPECT_EQ(lab.db("PutItem", R"({"TableName":"orders","Item":{"id":{"S":"1"}},
    "ReturnValues":"ALL_NEW"})"),
            "ValidationException: 1 validation error detected: Value 'ALL_NEW' at 'returnValues' "
            "failed to satisfy constraint: Member must satisfy enum value set: [NONE, ALL_OLD]");
  EXPECT_EQ(lab.db("GetItem", R"({"TableName":"orders","Key":{"id":{"S":"1"}},
    "AttributesToGet":["id"]})")
                .substr(0, 14),
            "NotImplemented");
}

// Get, Put and Query by key find their item without looking at the others.
TEST(DynamoDb, AHundredThousandItems) {
  DynamoLab lab;
  constexpr int kItems = 100'000;
  lab.seed_numbers(kItems);
  const auto before = std::chrono::steady_clock::now();
  constexpr int kRounds = 300;
  for (int i = 0; i < kRounds; ++i) {
    const int n = i * 331 % kItems;
    const std::string key = fmt::format(R"({{"id":{{"S":"p"}},"n":{{"N":"{}"}}}})", n);
    ASSERT_TRUE(lab.db("PutItem", fmt::format(R"({{"TableName":"orders","Item":{}}})", key)) ==
                "{}");
    ASSERT_TRUE(lab.db("GetItem", fmt::format(R"({{"TableName":"orders","Key":{}}})", key))
                    .contains(fmt::format("\"{}\"", n)));
    ASSERT_EQ(numbers(lab.db("Query", fmt::format(R"({{"TableName":"orders",
      "KeyConditionExpression":"id = :i AND n >= :n","Limit":1,"ExpressionAttributeValues":
      {{":i":{{"S":"p"}},":n":{{"N":"{}"}}}}}})",
                                                  n))),
              fmt::format("{} last {}", n, n));
  }
  const auto took = std::chrono::steady_clock::now() - before;
  // A scan of the table in each would take a hundred times as long.
  EXPECT_LT(std::chrono::duration<double>(took).count() / kRounds, 0.02);
}

}  // namespace
}  // namespace rolechain::sts_testing
