// Big and bad input costs in proportion to its size: what reading, checking, compiling, writing
// back and telling all mistakes of a policy allocates is counted for n, 2n and 4n.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/json.h"
#include "mocks/policy/compiled.h"
#include "mocks/policy/serialize.h"
#include "tests/support/allocations.h"

namespace rolechain {
namespace {

struct Work {
  std::size_t allocations = 0;
  std::size_t bytes = 0;
};

// The mistakes, as text; "" where there are none.
std::string read(const std::string& json, PolicyType type) {
  const SourceFile file{"p.json", json};
  const Result<Node> node = parse_json(file);
  if (!node) return render(node.error());
  ParsedDocument parsed = parse_document(*node, type);
  std::string out = render(parsed.diagnostics);
  if (parsed.ok()) {
    EXPECT_FALSE(to_policy_json(parsed.document).empty());
    const CompiledPolicy compiled("p", std::move(parsed.document));
    EXPECT_FALSE(compiled.statements().empty());
  }
  return out;
}

Work work_of(const std::string& json, PolicyType type) {
  const Work before{testing::allocations(), testing::allocated_bytes()};
  read(json, type);
  return {testing::allocations() - before.allocations, testing::allocated_bytes() - before.bytes};
}

std::string repeated(std::size_t n, const std::function<std::string(std::size_t)>& piece) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += (i == 0 ? "" : ",") + piece(i);
  return out;
}

std::string statements(std::size_t n, const std::function<std::string(std::size_t)>& body) {
  return R"({"Version":"2012-10-17","Statement":[)" +
         repeated(n, [&](std::size_t i) { return "{" + body(i) + "}"; }) + "]}";
}

std::string condition(std::string_view content) {
  return fmt::format(R"({{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"s3:*",)"
                     R"("Resource":"*","Condition":{{{}}}}}}})",
                     content);
}

struct Shape {
  const char* name;
  std::size_t n;              // of the smallest of the three
  const char* first_mistake;  // the code, or "" where the policy is good
  std::function<std::string(std::size_t)> json;
  PolicyType type = PolicyType::identity;
};

std::vector<Shape> shapes_of_statements() {
  return {
      {"good statements", 2500, "",
       [](std::size_t n) {
         return statements(n, [](std::size_t i) {
           return fmt::format(R"("Sid":"S{}","Effect":"Allow","Action":["s3:GetObject","s3:Put*"],)"
                              R"("Resource":"arn:aws:s3:::bucket-{}/*")",
                              i, i);
         });
       }},
      {"one Sid for all", 2500, "duplicate-sid",
       [](std::size_t n) {
         return statements(n, [](std::size_t) {
           return R"("Sid":"S","Effect":"Allow","Action":"*","Resource":"*")";
         });
       }},
      {"statements that are empty", 2500, "missing-element",
       [](std::size_t n) { return statements(n, [](std::size_t) { return ""; }); }},
      {"statements one a line, all wrong", 2500, "bad-effect",
       [](std::size_t n) {
         return statements(n, [](std::size_t) {
           return "\n\"Effect\":\"Alow\",\"Action\":\"*\",\"Resource\":\"*\"";
         });
       }},
      {"unknown actions", 25000, "unknown-action",
       [](std::size_t n) {
         return statements(1, [n](std::size_t) {
           return R"("Effect":"Allow","Resource":"*","Action":[)" +
                  repeated(n, [](std::size_t i) { return fmt::format("\"s3:GetObjekt{}\"", i); }) +
                  "]";
         });
       }},
      {"unknown elements", 25000, "unknown-element",
       [](std::size_t n) {
         return statements(1, [n](std::size_t) {
           return repeated(n, [](std::size_t i) { return fmt::format("\"E{}\":1", i); });
         });
       }},
      {"principals", 25000, "",
       [](std::size_t n) {
         return statements(1, [n](std::size_t) {
           return R"("Effect":"Allow","Action":"s3:*","Resource":"*","Principal":{"AWS":[)" +
                  repeated(n, [](std::size_t i) { return fmt::format("\"{:012}\"", i); }) + "]}";
         });
       },
       PolicyType::resource},
  };
}

std::vector<Shape> shapes_of_conditions() {
  return {
      {"condition values", 25000, "",
       [](std::size_t n) {
         return condition(R"("StringEquals":{"aws:username":[)" +
                          repeated(n, [](std::size_t i) { return fmt::format("\"user-{}\"", i); }) +
                          "]}");
       }},
      {"condition keys", 25000, "",
       [](std::size_t n) {
         return condition(
             R"("StringEquals":{)" +
             repeated(n,
                      [](std::size_t i) { return fmt::format(R"("aws:RequestTag/t{}":"v")", i); }) +
             "}");
       }},
      {"unknown operators", 2500, "unknown-operator",
       [](std::size_t n) {
         return condition(
             repeated(n, [](std::size_t i) { return fmt::format(R"("StringEqual{}":{{}})", i); }));
       }},
      {"values that are no addresses", 25000, "bad-condition-value",
       [](std::size_t n) {
         return condition(R"("IpAddress":{"aws:SourceIp":[)" +
                          repeated(n, [](std::size_t) { return R"("10.0.0.0/40")"; }) + "]}");
       }},
  };
}

// One text of up to 1 MB where each element has its text.
std::vector<Shape> shapes_of_texts() {
  const auto with = [](std::string_view head, std::string_view tail) {
    return [head, tail](std::size_t n) {
      return fmt::format("{}{}{}", head, std::string(n, 'a'), tail);
    };
  };
  constexpr std::size_t n = 256U << 10U;
  return {
      {"a long Version", n, "bad-version",
       with(R"({"Version":")", R"(","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})")},
      {"a long Sid", n, "",
       with(R"({"Statement":{"Sid":")", R"(","Effect":"Allow","Action":"*","Resource":"*"}})")},
      {"a long element", n, "unknown-element",
       with(R"({"Statement":{")", R"(":1,"Effect":"Allow","Action":"*","Resource":"*"}})")},
      {"a long Effect", n, "bad-effect",
       with(R"({"Statement":{"Effect":")", R"(","Action":"*","Resource":"*"}})")},
      {"a long action", n, "unknown-action",
       with(R"({"Statement":{"Effect":"Allow","Action":"s3:)", R"(","Resource":"*"}})")},
      {"a long action without service", n, "bad-action",
       with(R"({"Statement":{"Effect":"Allow","Action":")", R"(","Resource":"*"}})")},
      {"a long service", n, "unknown-service",
       with(R"({"Statement":{"Effect":"Allow","Action":")", R"(:Get","Resource":"*"}})")},
      {"a long resource", n, "",
       with(R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::)", R"("}})")},
      {"a long text that is no ARN", n, "bad-resource",
       with(R"({"Statement":{"Effect":"Allow","Action":"*","Resource":")", R"("}})")},
      {"a long condition key", n, "unknown-condition-key",
       with(R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*",
              "Condition":{"StringEquals":{"aws:)",
            R"(":"x"}}}})")},
      {"a long operator", n, "unknown-operator",
       with(R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{")",
            R"(":{"aws:username":"x"}}}})")},
      {"a long text without end", n, "json-syntax", with(R"({"Version":")", "")},
  };
}

void expect_linear(const Shape& shape) {
  SCOPED_TRACE(shape.name);
  const std::string told = read(shape.json(shape.n), shape.type);
  EXPECT_EQ(told.empty(), std::string_view(shape.first_mistake).empty()) << told.substr(0, 2000);
  EXPECT_NE(told.substr(0, 2000).find(shape.first_mistake), std::string::npos)
      << told.substr(0, 2000);
  const std::string largest = shape.json(4 * shape.n);
  const Work once = work_of(shape.json(shape.n), shape.type);
  const Work twice = work_of(shape.json(2 * shape.n), shape.type);
  const Work four = work_of(largest, shape.type);
  // A vector's growth by doubling may put a step between any two sizes.
  constexpr double kDoubled = 2.3;
  constexpr double kSpare_allocations = 200;
  const auto within = [&](std::size_t small, std::size_t large, double spare) {
    EXPECT_LE(static_cast<double>(large), kDoubled * static_cast<double>(small) + spare);
  };
  within(once.allocations, twice.allocations, kSpare_allocations);
  within(twice.allocations, four.allocations, kSpare_allocations);
  within(once.bytes, twice.bytes, 64U << 10U);
  within(twice.bytes, four.bytes, 64U << 10U);
  // Statements of two characters have three mistakes each: what is told counts, too.
  const std::size_t size = largest.size() + read(largest, shape.type).size();
  EXPECT_LE(four.bytes, 150 * size) << "for " << size << " bytes read and told";
}

TEST(PolicyGrowth, StatementsActionsElementsAndPrincipals) {
  for (const Shape& shape : shapes_of_statements()) expect_linear(shape);
}

TEST(PolicyGrowth, Conditions) {
  for (const Shape& shape : shapes_of_conditions()) expect_linear(shape);
}

TEST(PolicyGrowth, LongTexts) {
  for (const Shape& shape : shapes_of_texts()) expect_linear(shape);
}

// Sanitizers have an operator new of their own: there the tests above look at the answers alone.
TEST(PolicyGrowth, AllocationsAreCounted) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  const Work work = work_of(R"({"Statement":[]})", PolicyType::identity);
  EXPECT_GT(work.allocations, 0U);
  EXPECT_GT(work.bytes, work.allocations);
#endif
}

TEST(PolicyGrowth, AMessageShowsTheEndsOfALongText) {
  const std::string told =
      read(fmt::format(R"({{"Statement":{{"Effect":"Allow","Action":"{}","Resource":"*"}}}})",
                       std::string(1U << 20U, 'a')),
           PolicyType::identity);
  EXPECT_LT(told.size(), 1500U);
  EXPECT_NE(told.find("the action `aaa"), std::string::npos) << told;
  EXPECT_NE(told.find("aaa` names no service"), std::string::npos) << told;
}

TEST(PolicyGrowth, DeepNestingIsRefusedAtItsPlace) {
  for (const std::string& open : {std::string("["), std::string(R"({"a":)")}) {
    std::string json = R"({"Statement":)";
    for (int i = 0; i < 100'000; ++i) json += open;
    const std::string told = read(json, PolicyType::identity);
    EXPECT_NE(told.find("error: nested more than 100 levels deep [nesting-too-deep]"),
              std::string::npos)
        << told;
  }
}

}  // namespace
}  // namespace rolechain
