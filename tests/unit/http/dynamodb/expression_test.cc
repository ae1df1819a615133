// DynamoDB's expressions: tokens, trees, what they say of items; random ones against a naive
// reading of them, and broken ones.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "mocks/base/json.h"
#include "mocks/http/dynamodb/evaluate.h"
#include "mocks/http/dynamodb/lexer.h"
#include "mocks/http/dynamodb/parser.h"
#include "mocks/http/dynamodb/update.h"
#include "tests/support/dice.h"

namespace rolechain::ddb {
namespace {

using tests::Dice;

Item item(std::string_view json) {
  const SourceFile file{"item", std::string(json)};
  const auto node = parse_json(file);
  EXPECT_TRUE(node.has_value()) << json;
  const auto parsed = parse_item(*node);
  EXPECT_TRUE(parsed.has_value()) << json;
  return *parsed;
}

Placeholders placeholders() {
  Placeholders out;
  out.names.set("#n", Node::make_string("name"));
  out.values = item(R"({":s":{"S":"abc"},":p":{"S":"ab"},":n":{"N":"5"},":t":{"S":"N"},
    ":m":{"N":"7"},":set":{"SS":["x","y"]},":l":{"L":[{"N":"1"}]},":b":{"BOOL":true},
    ":x":{"S":"x"}})");
  return out;
}

std::string says(std::string_view text, const Item& of) {
  Placeholders with = placeholders();
  const auto condition = parse_condition(text, "ConditionExpression", with);
  if (!condition) return condition.error().message;
  return holds(*condition, of) ? "yes" : "no";
}

TEST(DynamoDbLexer, Tokens) {
  const Tokens tokens = tokenize("a.b[10]<>:v AND#n");
  std::string all;
  for (const Token& token : tokens.tokens) all += fmt::format("{}|", token.text);
  EXPECT_EQ(all, "a|.|b|[|10|]|<>|:v|AND|#n||");
  EXPECT_EQ(tokenize("a = $").bad, 4U);
  EXPECT_EQ(tokenize("# a").bad, 0U);
}

TEST(DynamoDbCondition, SaysWhatItMeans) {
  const Item of = item(R"({"id":{"S":"abcd"},"name":{"S":"abc"},"n":{"N":"5.0"},"l":{"L":[{"N":"5"},
    {"M":{"k":{"S":"ab"}}}]},"letters":{"SS":["x","z"]},"flag":{"BOOL":true},"no":{"NULL":true}})");
  for (const char* yes : {"#n = :s",
                          "n = :n",
                          ":n = n",
                          "id > :s",
                          "id BETWEEN :p AND :s OR n <= :n",
                          "n IN (:m, :n)",
                          "attribute_exists(l[1].k)",
                          "attribute_not_exists(l[2])",
                          "attribute_type(n, :t)",
                          "begins_with(id, :p)",
                          "contains(letters, :x)",
                          "contains(l, :n)",
                          "contains(id, :p)",
                          "size(id) < :n",
                          "size(letters) <> :n",
                          "NOT n <> :n",
                          "absent <> :n",
                          "not attribute_exists(absent)",
                          "n = :n and (n = :m or flag = :b)",
                          "n = :m AND n = :m OR n = :n",
                          "n BETWEEN :n AND :m AND flag = :b"}) {
    EXPECT_EQ(says(yes, of), "yes") << yes;
  }
  for (const char* no : {"absent = :n", "absent < :n", "id < :n", "size(n) > :n", "contains(n, :n)",
                         "#n = n", "n = :n AND n = :m OR n = :m", "begins_with(n, :p)",
                         "attribute_exists(id.x)", "n = :n AND (n = :m OR n = :m)", "n IN (:m)"}) {
    EXPECT_EQ(says(no, of), "no") << no;
  }
}

// R-DDB-05
TEST(DynamoDbCondition, MistakesHaveTheServicesTexts) {
  const Item of = item("{}");
  const auto invalid = [&](std::string_view text) {
    const std::string said = says(text, of);
    constexpr std::string_view kPrefix = "Invalid ConditionExpression: ";
    EXPECT_TRUE(said.starts_with(kPrefix)) << said;
    return said.substr(std::min(kPrefix.size(), said.size()));
  };
  EXPECT_EQ(invalid(""), "The expression can not be empty;");
  EXPECT_EQ(invalid("a = "), "Syntax error; token: \"<EOF>\", near: \"= \"");
  EXPECT_EQ(invalid("a b = :n"), "Syntax error; token: \"b\", near: \"a b =\"");
  EXPECT_EQ(invalid("status = :n"),
            "Attribute name is a reserved keyword; reserved keyword: status");
  EXPECT_EQ(invalid("a = :none"),
            "An expression attribute value used in expression is not defined; attribute value: "
            ":none");
  EXPECT_EQ(invalid("#none = :n"),
            "An expression attribute name used in the document path is not defined; attribute "
            "name: #none");
  EXPECT_EQ(invalid("exists(a)"), "Invalid function name; function: exists");
  EXPECT_EQ(invalid("begins_with(a)"),
            "Incorrect number of operands for operator or function; operator or function: "
            "begins_with, number of operands: 1");
  EXPECT_EQ(invalid("begins_with(a, :n)"),
            "Incorrect operand type for operator or function; operator or function: begins_with, "
            "operand type: N");
  EXPECT_EQ(invalid("a < :b"),
            "Incorrect operand type for operator or function; operator: <, operand type: BOOL");
  EXPECT_EQ(invalid("((a = :n))"), "The expression has redundant parentheses;");
  EXPECT_EQ(invalid("attribute_exists(:n)"),
            "Operator or function requires a document path; operator or function: "
            "attribute_exists");
  EXPECT_EQ(invalid("a BETWEEN :m AND :n"),
            "The BETWEEN operator requires upper bound to be greater than or equal to lower "
            "bound;");
  EXPECT_EQ(invalid(std::string(5000, 'a')),
            "Expression size has exceeded the maximum allowed size; expression size: 5000");
}

TEST(DynamoDbCondition, NestingHasAnEnd) {
  const Item of = item("{}");
  std::string nested = "a = :n";
  for (int i = 0; i < 300; ++i) nested = "(" + nested + " or a = :n)";
  EXPECT_TRUE(says(nested, of).contains("nested too deeply")) << says(nested, of);
  std::string nots;
  for (int i = 0; i < 900; ++i) nots += "NOT ";
  EXPECT_TRUE(says(nots + "a = :n", of).contains("nested too deeply"));
  std::string many = "a = :n";
  for (int i = 0; i < 310; ++i) many += " OR a=:n";
  EXPECT_TRUE(says(many, of).contains("too many operators"));
}

// R-DDB-04
TEST(DynamoDbPlaceholders, EachMustBeUsed) {
  Placeholders with = placeholders();
  ASSERT_TRUE(parse_condition("#n = :s", "ConditionExpression", with).has_value());
  const auto used = with.all_used();
  ASSERT_FALSE(used.has_value());
  EXPECT_EQ(used.error().message,
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}");
}

std::string updated(std::string_view text, std::string_view before) {
  Placeholders with = placeholders();
  const auto update = parse_update(text, with);
  if (!update) return update.error().message;
  const auto after = apply_update(*update, item(before));
  return after ? to_json(item_node(*after)) : after.error().message;
}

TEST(DynamoDbUpdate, SetRemoveAddDelete) {
  EXPECT_EQ(updated("SET a = :n, b = if_not_exists(b, :m) REMOVE c", R"({"c":{"S":"x"}})"),
            R"({"a":{"N":"5"},"b":{"N":"7"}})");
  EXPECT_EQ(updated("set a = a + :n, b = a - :m", R"({"a":{"N":"1"}})"),
            R"({"a":{"N":"6"},"b":{"N":"-6"}})");  // b from the a before
  EXPECT_EQ(updated("SET l = list_append(:l, l)", R"({"l":{"L":[{"S":"z"}]}})"),
            R"({"l":{"L":[{"N":"1"},{"S":"z"}]}})");
  EXPECT_EQ(updated("SET l[9] = :n, l[7] = :m, l[0] = :x", R"({"l":{"L":[{"S":"z"}]}})"),
            R"({"l":{"L":[{"S":"x"},{"N":"7"},{"N":"5"}]}})");
  EXPECT_EQ(updated("REMOVE l[0], l[2]", R"({"l":{"L":[{"S":"a"},{"S":"b"},{"S":"c"}]}})"),
            R"({"l":{"L":[{"S":"b"}]}})");
  EXPECT_EQ(updated("SET m.k = :x", R"({"m":{"M":{"z":{"S":"1"}}}})"),
            R"({"m":{"M":{"k":{"S":"x"},"z":{"S":"1"}}}})");
  EXPECT_EQ(updated("ADD a :n, s :set", R"({"s":{"SS":["x","a"]}})"),
            R"({"a":{"N":"5"},"s":{"SS":["a","x","y"]}})");
  EXPECT_EQ(updated("DELETE s :set, u :set", R"({"s":{"SS":["x","a"]},"u":{"SS":["x"]}})"),
            R"({"s":{"SS":["a"]}})");
  EXPECT_EQ(updated("SET l[3] = :n, a = :x, b = :x, c = :x, d = :x", R"({"l":{"L":[]}})"),
            R"({"a":{"S":"x"},"b":{"S":"x"},"c":{"S":"x"},"d":{"S":"x"},"l":{"L":[{"N":"5"}]}})");
}

// R-DDB-07
TEST(DynamoDbUpdate, MistakesChangeNothing) {
  EXPECT_EQ(updated("SET a = b", "{}"),
            "The provided expression refers to an attribute that does not exist in the item");
  EXPECT_EQ(updated("SET m.k = :x", "{}"),
            "The document path provided in the update expression is invalid for update");
  EXPECT_EQ(updated("SET a = a + :n", R"({"a":{"S":"1"}})"),
            "An operand in the update expression has an incorrect data type");
  EXPECT_EQ(updated("SET a = :x, a.b = :x", "{}"),
            "Invalid UpdateExpression: Two document paths overlap with each other; must remove or "
            "rewrite one of these paths; path one: [a], path two: [a, b]");
  EXPECT_EQ(updated("SET a = :x SET b = :x", "{}"),
            "Invalid UpdateExpression: The \"SET\" section can only be used once in an update "
            "expression;");
  EXPECT_EQ(updated("SET a = :x + :n", "{}"),
            "Invalid UpdateExpression: Incorrect operand type for operator or function; operator "
            "or function: +, operand type: S");
  EXPECT_EQ(updated("ADD a :x", "{}"),
            "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: "
            "ADD, operand type: S");
}

TEST(DynamoDbProjection, KeepsTheWayToWhatIsNamed) {
  Placeholders with = placeholders();
  const auto projection = parse_projection("a.b, l[2], l[0].k, #n", with);
  ASSERT_TRUE(projection.has_value());
  const Item of = item(R"({"a":{"M":{"b":{"S":"1"},"c":{"S":"2"}}},"name":{"S":"n"},"o":{"S":"3"},
    "l":{"L":[{"M":{"k":{"S":"k"},"j":{"S":"j"}}},{"S":"1"},{"S":"2"}]}})");
  EXPECT_EQ(to_json(item_node(project(of, *projection))),
            R"({"a":{"M":{"b":{"S":"1"}}},"l":{"L":[{"M":{"k":{"S":"k"}}},{"S":"2"}]},)"
            R"("name":{"S":"n"}})");
}

// ---- random conditions, read naively -----------------------------------------------------------

// A condition as text, and what it says of `values` by a reading of its own: attributes are small
// numbers, or not there.
struct Drawn {
  std::string text;
  bool says = false;
};
using Values = std::map<std::string, std::optional<int>>;

class Drawer {
 public:
  Drawer(Dice& dice, const Values& values) : dice_(dice), values_(values) {}

  Drawn condition(int depth) {
    switch (dice_.below(depth == 0 ? 4 : 7)) {
      case 0:
        return exists();
      case 1:
        return between();
      case 2:
        return in();
      case 3:
        return comparison();
      case 4: {
        const Drawn inner = condition(depth - 1);
        return {word("NOT") + " (" + inner.text + ")", !inner.says};
      }
      case 5:
        return joined("AND", depth, [](bool a, bool b) { return a && b; });
      default:
        return joined("OR", depth, [](bool a, bool b) { return a || b; });
    }
  }

 private:
  struct Side {
    std::string text;
    std::optional<int> value;
  };

  std::string word(std::string text) {
    if (dice_.below(2) == 0) {
      for (char& c : text) c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
  }
  Side attribute() {
    const std::string name(1, static_cast<char>('p' + dice_.below(4)));
    return {name, values_.at(name)};
  }
  Side literal() {
    const int value = static_cast<int>(dice_.below(4));
    return {":v" + std::to_string(value), value};
  }
  Side side() { return dice_.below(2) == 0 ? attribute() : literal(); }

  Drawn exists() {
    const Side what = attribute();
    const bool positive = dice_.below(2) == 0;
    return {
        fmt::format("{}({})", positive ? "attribute_exists" : "attribute_not_exists", what.text),
        what.value.has_value() == positive};
  }
  Drawn between() {
    const Side what = side();
    const Side low = attribute();
    const Side high = side();
    return {
        what.text + " " + word("BETWEEN") + " " + low.text + " " + word("AND") + " " + high.text,
        what.value && low.value && high.value && *low.value <= *what.value &&
            *what.value <= *high.value};
  }
  Drawn in() {
    const Side what = side();
    Drawn out{what.text + " " + word("IN") + " (", false};
    for (std::size_t left = 1 + dice_.below(3); left > 0; --left) {
      const Side candidate = side();
      out.text += candidate.text + (left == 1 ? ")" : ",");
      out.says = out.says || (what.value && what.value == candidate.value);
    }
    return out;
  }
  Drawn comparison() {
    static constexpr std::array<const char*, 6> kSymbols{"=", "<>", "<", "<=", ">", ">="};
    const Side a = side();
    const Side b = side();
    const std::size_t symbol = dice_.below(kSymbols.size());
    const bool both = a.value && b.value;
    const int x = a.value.value_or(0);
    const int y = b.value.value_or(0);
    const std::array<bool, 6> says{both && x == y, !both || x != y, both && x < y,
                                   both && x <= y, both && x > y,   both && x >= y};
    return {a.text + kSymbols.at(symbol) + b.text, says.at(symbol)};
  }
  template <class Join>
  Drawn joined(const std::string& by, int depth, Join join) {
    const Drawn a = condition(depth - 1);
    const Drawn b = condition(depth - 1);
    // Parentheses only where they are not redundant: around what is no single pair of them.
    return {"(" + a.text + ") " + word(by) + " (" + b.text + ")", join(a.says, b.says)};
  }

  Dice& dice_;
  const Values& values_;
};

TEST(DynamoDbCondition, RandomOnesSayWhatANaiveReadingSays) {
  Dice dice(5);
  Placeholders with;
  for (int i = 0; i < 4; ++i) {
    with.values.set(fmt::format(":v{}", i),
                    {AttributeValue::Type::number, std::to_string(i), {}, {}});
  }
  int yes = 0;
  for (int i = 0; i < 20'000; ++i) {
    Values values;
    Item of = item("{}");
    for (const char* name : {"p", "q", "r", "s"}) {
      values[name] =
          dice.below(4) == 0 ? std::nullopt : std::optional(static_cast<int>(dice.below(4)));
      if (values[name]) {
        of.set(name, {AttributeValue::Type::number, std::to_string(*values[name]), {}, {}});
      }
    }
    const Drawn drawn = Drawer(dice, values).condition(3);
    const auto parsed = parse_condition(drawn.text, "FilterExpression", with);
    ASSERT_TRUE(parsed.has_value()) << drawn.text << ": " << parsed.error().message;
    EXPECT_EQ(holds(*parsed, of), drawn.says) << drawn.text << " of " << to_json(item_node(of));
    yes += drawn.says ? 1 : 0;
  }
  EXPECT_GT(yes, 5'000);
  EXPECT_LT(yes, 15'000);
}

// Whatever comes, the answer is a tree or an error of the service.
TEST(DynamoDbExpressions, BrokenOnesAreRefused) {
  static constexpr std::array<std::string_view, 34> kParts{
      "a",           "b.c",       "l[0]",
      "[",           "]",         "(",
      ")",           ",",         ".",
      "=",           "<>",        "<",
      "+",           "-",         ":n",
      ":s",          "#n",        "AND",
      "OR",          "NOT",       "IN",
      "SET",         "ADD",       "BETWEEN",
      "REMOVE",      "DELETE",    "size(",
      "12",          " ",         "\xff",
      "$",           "contains(", "if_not_exists(",
      "list_append("};
  Dice dice(3);
  const Item of = item(R"({"a":{"N":"1"},"l":{"L":[{"N":"1"}]}})");
  std::size_t trees = 0;
  for (int i = 0; i < 60'000; ++i) {
    std::string text;
    for (std::size_t left = dice.below(9); left > 0; --left) {
      text += dice.one_of(kParts);
      if (dice.below(3) == 0) text += ' ';
    }
    Placeholders with = placeholders();
    if (const auto condition = parse_condition(text, "FilterExpression", with)) {
      holds(*condition, of);
      ++trees;
    }
    if (const auto update = parse_update(text, with)) {
      static_cast<void>(apply_update(*update, of));
      ++trees;
    }
    if (const auto projection = parse_projection(text, with)) {
      project(of, *projection);
      ++trees;
    }
  }
  EXPECT_GT(trees, 100U);
}

}  // namespace
}  // namespace rolechain::ddb
