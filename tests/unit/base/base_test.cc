// The ground that everything stands on: positions, JSON with positions, ARNs, time, ids, text.
#include <gtest/gtest.h>

#include <array>

#include "mocks/base/arn.h"
#include "mocks/base/clock.h"
#include "mocks/base/diagnostic.h"
#include "mocks/base/ids.h"
#include "mocks/base/json.h"
#include "mocks/base/text.h"

namespace rolechain {
namespace {

class JsonTest : public ::testing::Test {
 protected:
  Result<Node> parse(std::string text) {
    return parse_json(sources_.add("policy.json", std::move(text)));
  }
  std::string error(std::string text) {
    const Result<Node> node = parse(std::move(text));
    return node ? "parsed" : render(node.error());
  }

 private:
  Sources sources_;
};

TEST_F(JsonTest, EveryValueKnowsItsPlace) {
  const Result<Node> node =
      parse("{\n  \"Version\": \"2012\",\n  \"List\": [1.50, true, null, {}]\n}\n");
  ASSERT_TRUE(node) << render(node.error());
  EXPECT_EQ(location(node->find("Version")->span), "policy.json:2:14");
  EXPECT_EQ(node->find("Version")->span.text(), "\"2012\"");
  EXPECT_EQ(node->members[1].key_span.text(), "\"List\"");
  const Node& list = *node->find("List");
  EXPECT_EQ(list.span.text(), "[1.50, true, null, {}]");
  EXPECT_EQ(list.items[0].text, "1.50");
  EXPECT_EQ(list.items[0].span.text(), "1.50");
  EXPECT_EQ(list.items[1].span.text(), "true");
  EXPECT_EQ(list.items[2].span.text(), "null");
  EXPECT_EQ(list.items[3].span.text(), "{}");
  EXPECT_EQ(node->span.begin, 0U);
}

TEST_F(JsonTest, EscapesAreReadAndWritten) {
  const Result<Node> node = parse(R"({"a":"tab\t quote\" \u00e9"})");
  ASSERT_TRUE(node);
  EXPECT_EQ(node->find("a")->text, "tab\t quote\" \xC3\xA9");
  EXPECT_EQ(to_json(*node), "{\"a\":\"tab\\t quote\\\" \xC3\xA9\"}");
}

// Plain strings are taken from the text, all others from the library.
TEST_F(JsonTest, StringsOfEveryKindStandSideBySide) {
  const auto node = parse(R"({"":"","plain":"a, b: [c] {d}","q\"uote":"\\","é":"ü\u0000",
                              "t\u0065n":["x","\n","\"","","y\\"],"last":"\\\""})");
  ASSERT_TRUE(node) << render(node.error());
  EXPECT_EQ(node->find("")->text, "");
  EXPECT_EQ(node->find("plain")->text, "a, b: [c] {d}");
  EXPECT_EQ(node->find("q\"uote")->text, "\\");
  EXPECT_EQ(node->find("é")->text, std::string_view("ü\0", 3));
  const Node* list = node->find("ten");
  ASSERT_NE(list, nullptr);
  const std::vector<std::string_view> texts = {"x", "\n", "\"", "", "y\\"};
  const std::vector<std::string_view> tokens = {R"("x")", R"("\n")", R"("\"")", R"("")",
                                                R"("y\\")"};
  ASSERT_EQ(list->items.size(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(list->items[i].text, texts[i]);
    EXPECT_EQ(list->items[i].span.text(), tokens[i]);
  }
  EXPECT_EQ(node->find("last")->text, "\\\"");
  EXPECT_FALSE(parse("{\"a\":\"tab\there\"}"));
  EXPECT_FALSE(parse("{\"a\":\"open}"));
  EXPECT_FALSE(parse("{\"a\":\"b\"\"c\"}"));
  EXPECT_FALSE(parse(R"({"a":"\x"})"));
}

// However many keys there are, and whether they have escapes.
TEST_F(JsonTest, DuplicateKeysAreFoundAmongMany) {
  std::string members = R"("k\u0065y":0)";
  for (int i = 0; i < 40; ++i) members += ",\"k" + std::to_string(i) + "\":0";
  EXPECT_TRUE(parse("{" + members + "}"));
  EXPECT_FALSE(parse("{" + members + R"(,"key":1})"));
  EXPECT_FALSE(parse("{" + members + R"(,"k39":1})"));
  EXPECT_FALSE(parse(R"({"key":0,"k\u0065y":1})"));
}

TEST_F(JsonTest, ADuplicateKeyIsAnError) {
  EXPECT_EQ(error("{\n  \"Effect\": \"Deny\",\n  \"Effect\": \"Allow\"\n}"),
            "policy.json:3:3: error: the key `Effect` stands twice in one object [duplicate-key]\n"
            " 3 |   \"Effect\": \"Allow\"\n"
            "   |   ^~~~~~~~\n"
            "  help: remove one of the two; most readers silently keep the last\n");
}

TEST_F(JsonTest, BrokenTextNamesThePlace) {
  EXPECT_EQ(error("{ \"a\": 1,\n  \"b\" 2 }").substr(0, 26), "policy.json:2:7: error: no");
  EXPECT_NE(error("{ \"a\": [1, 2").find("ends too early"), std::string::npos);
  EXPECT_NE(error("").find("ends too early"), std::string::npos);
}

TEST_F(JsonTest, DepthAndSizeAreLimited) {
  EXPECT_NE(error(std::string(10000, '[')).find("[nesting-too-deep]"), std::string::npos);
  EXPECT_NE(error(std::string(kMaxInput_bytes + 1, ' ')).find("[input-too-large]"),
            std::string::npos);
}

TEST(Node, AccountIdsWithLeadingZerosStayText) {
  Node number;
  number.kind = Node::Kind::number;
  number.text = "012345670123";
  EXPECT_EQ(to_json(number), "\"012345670123\"");
  number.text = "1e3";
  EXPECT_EQ(to_json(number), "1e3");
}

TEST(Arn, SplitsIntoSixParts) {
  const auto arn = split_arn("arn:aws:dynamodb:eu-west-1:222222222222:table/a:b");
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->service, "dynamodb");
  EXPECT_EQ(arn->region, "eu-west-1");
  EXPECT_EQ(arn->account, "222222222222");
  EXPECT_EQ(arn->resource, "table/a:b");
  EXPECT_FALSE(split_arn("arn:aws:s3::bucket"));
  EXPECT_FALSE(split_arn("urn:aws:s3:::bucket"));
  EXPECT_FALSE(split_arn("*"));
}

TEST(Arn, SessionArnsDropThePath) {
  EXPECT_EQ(role_arn("111111111111", "/team/", "base"), "arn:aws:iam::111111111111:role/team/base");
  EXPECT_EQ(assumed_role_arn("111111111111", "base", "i-1"),
            "arn:aws:sts::111111111111:assumed-role/base/i-1");
}

TEST(Clock, ReadsAndWritesIso8601) {
  EXPECT_EQ(parse_iso8601("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(parse_iso8601("2026-01-15T09:00:00Z"), 1768467600);
  EXPECT_EQ(parse_iso8601("2026-01-15T10:00:00.123+01:00"), 1768467600);
  EXPECT_EQ(parse_iso8601("2026-01-15"), 1768467600 - 9 * 3600);
  EXPECT_EQ(format_iso8601(1768467600), "2026-01-15T09:00:00Z");
  for (const char* bad : {"", "2026", "2026-13-01", "2026-02-30", "2026-01-15T25:00Z",
                          "2026-01-15T09:00:00", "2026-01-15T09:00:00Zx", "15-01-2026"}) {
    EXPECT_FALSE(parse_iso8601(bad)) << bad;
  }
}

TEST(Clock, ReadsAndWritesDurations) {
  EXPECT_EQ(parse_duration_s("900"), 900);
  EXPECT_EQ(parse_duration_s("1h30m"), 5400);
  EXPECT_EQ(parse_duration_s("2d"), 172800);
  EXPECT_EQ(format_duration(3660), "1h1m");
  EXPECT_EQ(format_duration(0), "0s");
  for (const char* bad : {"", "h", "1x", "-1", "1h30", "99999999999999999999"}) {
    EXPECT_FALSE(parse_duration_s(bad)) << bad;
  }
}

TEST(Ids, TheSameSeedGivesTheSameBytes) {
  IdSource a(7);
  IdSource b(7);
  EXPECT_EQ(a.unique_id("AROA"), b.unique_id("AROA"));
  EXPECT_EQ(a.uuid(), b.uuid());
  EXPECT_NE(a.token(20), IdSource(8).token(20));
  EXPECT_EQ(IdSource::named_unique_id(7, "AROA", "base").size(), 21U);
}

TEST(Ids, AnAccessKeyCarriesItsAccount) {
  // The worked example of the public decoding rule.
  EXPECT_EQ(account_of_access_key("AKIARZPUZDIKGB2VALC4"), "123456789012");
  IdSource ids(7);
  for (const char* account : {"000000000000", "012345670123", "111111111111", "999999999999"}) {
    EXPECT_EQ(account_of_access_key(ids.access_key_id("ASIA", account)), account);
  }
  EXPECT_EQ(account_of_access_key("short"), "");
}

TEST(Text, FindsTheFirstByteThatIsNoText) {
  using std::string_view_literals::operator""sv;
  EXPECT_EQ(find_bad_byte("plain, caf\xC3\xA9, \xE2\x9C\x93, \xF0\x9F\x98\x80"), std::nullopt);
  EXPECT_EQ(find_bad_byte("a\0b"sv), 1U);
  const struct {
    std::string_view text;
    std::size_t at;
  } kBad[] = {
      {"caf\xE9!", 3},          // Latin-1
      {"\xC0\xAF", 0},          // overlong
      {"\xE0\x80\x80", 0},      // overlong
      {"\xED\xA0\x80", 0},      // a surrogate
      {"\xF4\x90\x80\x80", 0},  // beyond U+10FFFF
      {"ok\xE2\x9C", 2},        // cut off
      {"\xFF\xFE", 0},
  };
  for (const auto& bad : kBad) EXPECT_EQ(find_bad_byte(bad.text), bad.at) << bad.text;
}

TEST_F(JsonTest, NothingHidesBehindANulByte) {
  EXPECT_NE(error(std::string("{}\0{garbage", 11)).find("[not-text]"), std::string::npos);
}

TEST(Text, FindsTheNearestWord) {
  constexpr std::array<std::string_view, 3> kWords{"Effect", "Action", "Resource"};
  EXPECT_EQ(did_you_mean("Efect", kWords), "did you mean `Effect`?");
  EXPECT_EQ(did_you_mean("Principal", kWords), "");
  constexpr std::array<std::string_view, 2> kVerbs{"run", "lint"};
  EXPECT_EQ(did_you_mean("rnu", kVerbs), "did you mean `run`?") << "swapped letters are one slip";
  EXPECT_EQ(did_you_mean("7", std::array<std::string_view, 1>{"2"}), "") << "nothing is alike";
}

}  // namespace
}  // namespace rolechain
