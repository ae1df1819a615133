// Random queries and scans, page by page, against a plain walk over a list of the same items.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/dice.h"
#include "tests/unit/http/data_lab.h"

namespace rolechain::sts_testing {
namespace {

using tests::Dice;

struct Row {
  std::string id;
  int n = 0;
  int x = 0;
};

// All pages of a Query or Scan, as "id:n " of each item.
std::string all_pages(DataLab& lab, std::string_view operation, const std::string& request) {
  std::string out;
  std::string start;
  for (int pages = 0; pages < 500; ++pages) {
    const std::string body = lab.db(operation, fmt::format("{{{}{}}}", request, start));
    const SourceFile file{"answer", body};
    const auto node = parse_json(file);
    if (!node || node->find("Items") == nullptr) return body;
    for (const Node& item : node->find("Items")->items) {
      out +=
          fmt::format("{}:{} ", item.find("id")->find("S")->text, item.find("n")->find("N")->text);
    }
    const Node* last = node->find("LastEvaluatedKey");
    if (last == nullptr) return out;
    start = fmt::format(R"(,"ExclusiveStartKey":{})", to_json(*last));
  }
  return "no end";
}

struct QueryLab : DataLab {
  explicit QueryLab(Dice& dice) {
    become("all", allow(R"("dynamodb:*")"));
    EXPECT_TRUE(db("CreateTable", R"({"TableName":"rows","BillingMode":"PAY_PER_REQUEST",
      "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},
        {"AttributeName":"n","AttributeType":"N"},{"AttributeName":"x","AttributeType":"N"}],
      "KeySchema":[{"AttributeName":"id","KeyType":"HASH"},
                   {"AttributeName":"n","KeyType":"RANGE"}],
      "LocalSecondaryIndexes":[{"IndexName":"by-x","Projection":{"ProjectionType":"ALL"},
        "KeySchema":[{"AttributeName":"id","KeyType":"HASH"},
                     {"AttributeName":"x","KeyType":"RANGE"}]}]})")
                    .contains("ACTIVE"));
    for (int i = 0; i < 60; ++i) {
      const Row row{i % 3 == 0 ? "a" : "b", static_cast<int>(dice.below(400)) - 200,
                    static_cast<int>(dice.below(5))};
      std::erase_if(rows, [&](const Row& there) { return there.id == row.id && there.n == row.n; });
      rows.push_back(row);
      EXPECT_EQ(db("PutItem", fmt::format(R"({{"TableName":"rows","Item":{{"id":{{"S":"{}"}},
        "n":{{"N":"{}"}},"x":{{"N":"{}"}}}}}})",
                                          row.id, row.n, row.x)),
                "{}");
    }
  }
  std::vector<Row> rows;
};

TEST(DynamoDbQuery, PagesOfRandomQueriesAreAPlainWalk) {
  Dice dice(29);
  QueryLab lab(dice);
  struct Bound {
    std::string_view text;
    bool (*holds)(int value, int a, int b);
  };
  static constexpr std::array<Bound, 7> kTests{{
      {"", [](int, int, int) { return true; }},
      {" AND {} = :a", [](int value, int a, int) { return value == a; }},
      {" AND {} < :a", [](int value, int a, int) { return value < a; }},
      {" AND {} <= :a", [](int value, int a, int) { return value <= a; }},
      {" AND {} > :a", [](int value, int a, int) { return value > a; }},
      {" AND {} >= :a", [](int value, int a, int) { return value >= a; }},
      {" AND {} BETWEEN :a AND :b",
       [](int value, int a, int b) { return a <= value && value <= b; }},
  }};
  int found = 0;
  for (int i = 0; i < 250; ++i) {
    const bool by_x = dice.below(3) == 0;
    const bool forward = dice.below(2) == 0;
    const std::string id = dice.below(2) == 0 ? "a" : "b";
    const Bound& test = dice.one_of(kTests);
    int a = by_x ? static_cast<int>(dice.below(5)) : lab.rows[dice.below(lab.rows.size())].n;
    int b = by_x ? static_cast<int>(dice.below(5)) : static_cast<int>(dice.below(400)) - 200;
    if (b < a) std::swap(a, b);
    std::vector<Row> expected = lab.rows;
    std::erase_if(expected, [&](const Row& row) {
      return row.id != id || !test.holds(by_x ? row.x : row.n, a, b);
    });
    std::ranges::sort(expected, {},
                      [&](const Row& row) { return std::pair(by_x ? row.x : 0, row.n); });
    if (!forward) std::ranges::reverse(expected);
    std::string wanted;
    for (const Row& row : expected) wanted += fmt::format("{}:{} ", row.id, row.n);
    std::string values = fmt::format(R"(":i":{{"S":"{}"}})", id);
    if (test.text.contains(":a")) values += fmt::format(R"(,":a":{{"N":"{}"}})", a);
    if (test.text.contains(":b")) values += fmt::format(R"(,":b":{{"N":"{}"}})", b);
    const std::string condition =
        "id = :i" + fmt::format(fmt::runtime(test.text), by_x ? "x" : "n");
    EXPECT_EQ(all_pages(lab, "Query",
                        fmt::format(R"("TableName":"rows","KeyConditionExpression":"{}",
                          "ExpressionAttributeValues":{{{}}},"ScanIndexForward":{},"Limit":{}{})",
                                    condition, values, forward, 1 + dice.below(9),
                                    by_x ? R"(,"IndexName":"by-x")" : "")),
              wanted)
        << condition << " " << values << " forward " << forward;
    found += static_cast<int>(expected.size());
  }
  EXPECT_GT(found, 500);
}

TEST(DynamoDbQuery, PagesOfAScanAreTheWholeTable) {
  Dice dice(31);
  QueryLab lab(dice);
  std::ranges::sort(lab.rows, {}, [](const Row& row) { return std::pair(row.id, row.n); });
  std::string wanted;
  for (const Row& row : lab.rows) {
    if (row.x >= 2) wanted += fmt::format("{}:{} ", row.id, row.n);
  }
  for (int limit = 1; limit < 12; ++limit) {
    EXPECT_EQ(all_pages(lab, "Scan",
                        fmt::format(R"("TableName":"rows","FilterExpression":"x >= :x",
                          "ExpressionAttributeValues":{{":x":{{"N":"2"}}}},"Limit":{})",
                                    limit)),
              wanted);
  }
}

}  // namespace
}  // namespace rolechain::sts_testing
