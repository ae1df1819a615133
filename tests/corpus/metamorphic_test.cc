// AWS managed policies rewritten, and what the proof must say of the old and the new one: nothing
// where the meaning stays, exactly the change where it does not. A sample of them by default;
// `./dev metamorphic` takes all.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mocks/base/json.h"
#include "mocks/base/text.h"
#include "mocks/policy/compiled.h"
#include "mocks/policy/glob.h"
#include "sim/grants/grants.h"
#include "tests/corpus/managed_corpus.h"
#include "tests/support/dice.h"

namespace rolechain::tests {
namespace {

using Json = nlohmann::ordered_json;
using Kind = GrantDifference::Kind;

constexpr std::size_t kSample = 40;
constexpr unsigned kSeed = 4;

bool takes_all() { return std::getenv("ROLECHAIN_METAMORPHIC") != nullptr; }

// ---- documents as JSON ------------------------------------------------------------------------

std::vector<Json> as_list(const Json& value) {
  return value.is_array() ? value.get<std::vector<Json>>() : std::vector<Json>{value};
}

Json with_statements(const Json& document, std::vector<Json> statements) {
  Json out = document;
  out["Statement"] = std::move(statements);
  return out;
}

bool denies(const Json& statement) { return statement.at("Effect") == "Deny"; }

// Each element of the list in a statement of its own.
std::vector<Json> split_at(const Json& statement, const char* element) {
  if (!statement.contains(element)) return {statement};
  std::vector<Json> out;
  for (const Json& one : as_list(statement.at(element))) {
    Json part = statement;
    part.erase("Sid");
    part[element] = one;
    out.push_back(std::move(part));
  }
  return out;
}

// One action on one resource a statement: many statements that say the same.
Json split(const Json& document, std::size_t most) {
  std::vector<Json> out;
  for (const Json& statement : as_list(document.at("Statement"))) {
    for (const Json& part : split_at(statement, "Resource")) {
      std::vector<Json> parts = split_at(part, "Action");
      if (out.size() + parts.size() > most) parts = {part};
      out.insert(out.end(), parts.begin(), parts.end());
    }
  }
  return with_statements(document, std::move(out));
}

std::string other_case(std::string text, Dice& dice) {
  for (char& c : text) {
    if (dice.below(2) == 0) continue;
    const auto letter = static_cast<unsigned char>(c);
    c = static_cast<char>(std::isupper(letter) != 0 ? std::tolower(letter) : std::toupper(letter));
  }
  return text;
}

// Statements and their actions in another order, the actions in other case (R-ACT-01).
Json shuffled(const Json& document, Dice& dice) {
  const auto shuffle = [&](std::vector<Json>& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[dice.below(i)]);
  };
  std::vector<Json> statements = as_list(document.at("Statement"));
  for (Json& statement : statements) {
    for (const char* element : {"Action", "NotAction"}) {
      if (!statement.contains(element)) continue;
      std::vector<Json> actions = as_list(statement.at(element));
      for (Json& action : actions) action = other_case(action.get<std::string>(), dice);
      shuffle(actions);
      statement[element] = actions;
    }
  }
  shuffle(statements);
  return with_statements(document, std::move(statements));
}

// ---- the proof's word ---------------------------------------------------------------------------

class Comparer {
 public:
  // Nothing where the rewritten document is none that IAM would take.
  std::optional<GrantVerdict> compare(const Json& before, const Json& after) {
    const PolicyRef one = compiled(before);
    const PolicyRef other = compiled(after);
    if (one == nullptr || other == nullptr) return std::nullopt;
    return compare_policies(one, other, {});
  }

 private:
  PolicyRef compiled(const Json& document) {
    const Result<Node> node = parse_json(sources_.add("policy", document.dump()));
    if (!node) return nullptr;
    ParsedDocument parsed = parse_document(*node, PolicyType::identity);
    if (!parsed.ok()) return nullptr;
    return std::make_shared<const CompiledPolicy>("policy", std::move(parsed.document));
  }

  Sources sources_;
};

bool has(const GrantVerdict& verdict, Kind kind) {
  return std::ranges::any_of(verdict.differences,
                             [&](const GrantDifference& one) { return one.kind == kind; });
}

std::string lines(const GrantVerdict& verdict) {
  std::string out;
  for (const GrantDifference& one : verdict.differences) {
    out += fmt::format("{} {} on {}\n", one.kind == Kind::extra ? "extra" : "missing",
                       join(one.actions, ","), one.resource);
  }
  return out + render(verdict.undecided);
}

// ---- the corpus ---------------------------------------------------------------------------------

struct Managed {
  std::string name;
  Json document;
};

class ManagedMetamorphic : public ::testing::Test {
 protected:
  // Read once: the file has some 30 MB.
  static void SetUpTestSuite() {
    const auto all = read_managed_corpus(managed_corpus_file());
    ASSERT_TRUE(all) << all.error();
    std::vector<const CorpusPolicy*> current;
    for (const CorpusPolicy& one : *all) {
      if (one.current) current.push_back(&one);
    }
    Dice dice(kSeed);
    const std::size_t count = takes_all() ? current.size() : kSample;
    for (std::size_t i = 0; i < count; ++i) {
      const CorpusPolicy& one = takes_all() ? *current[i] : *current[dice.below(current.size())];
      policies_.push_back({one.name, Json::parse(one.json)});
    }
  }
  static void TearDownTestSuite() { policies_.clear(); }

  // What the proof cannot decide it must say, and it must stay the exception.
  bool decided(const std::optional<GrantVerdict>& verdict) {
    if (!verdict) return false;
    ++asked_;
    if (verdict->undecided.empty()) return true;
    EXPECT_NE(verdict->verdict(), ProofVerdict::proved);
    ++undecided_[verdict->undecided.front().code];
    return false;
  }
  void expect_most_decided() const {
    std::size_t count = 0;
    std::string codes;
    for (const auto& [code, times] : undecided_) {
      count += times;
      codes += fmt::format(" {} {}", times, code);
    }
    EXPECT_GT(asked_, 0U);
    EXPECT_LE(count * 5, asked_) << "of " << asked_ << " undecided:" << codes;
    if (takes_all()) fmt::print("{} policies asked, undecided:{}\n", asked_, codes);
  }

  static std::vector<Managed> policies_;
  Comparer comparer_;
  std::size_t asked_ = 0;
  std::map<std::string, std::size_t> undecided_;  // by code
};

std::vector<Managed> ManagedMetamorphic::policies_;

TEST_F(ManagedMetamorphic, APolicyIsEqualToItself) {
  for (const Managed& one : policies_) {
    const auto verdict = comparer_.compare(one.document, one.document);
    if (!decided(verdict)) continue;
    EXPECT_EQ(verdict->verdict(), ProofVerdict::proved) << one.name << "\n" << lines(*verdict);
    EXPECT_GT(verdict->actions, 0U) << one.name;
  }
  expect_most_decided();
}

TEST_F(ManagedMetamorphic, SplitIntoSingleStatementsItIsTheSame) {
  constexpr std::size_t kMost = 400;  // statements
  for (const Managed& one : policies_) {
    const Json parts = split(one.document, kMost);
    const auto verdict = comparer_.compare(one.document, parts);
    if (!decided(verdict)) continue;
    EXPECT_EQ(verdict->verdict(), ProofVerdict::proved) << one.name << "\n" << lines(*verdict);
  }
  expect_most_decided();
}

TEST_F(ManagedMetamorphic, OrderAndCaseOfActionsMeanNothing) {
  Dice dice(kSeed);
  for (const Managed& one : policies_) {
    const auto verdict = comparer_.compare(one.document, shuffled(one.document, dice));
    if (!decided(verdict)) continue;
    EXPECT_EQ(verdict->verdict(), ProofVerdict::proved) << one.name << "\n" << lines(*verdict);
  }
  expect_most_decided();
}

TEST_F(ManagedMetamorphic, ADenyTakesExactlyWhatItNames) {
  const Json nothing = Json::parse(
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]})");
  std::size_t taken = 0;
  for (const Managed& one : policies_) {
    // Something that it allows: what is missing beside a policy that allows nothing.
    const auto all = comparer_.compare(one.document, nothing);
    if (!decided(all) || all->differences.empty()) continue;
    const std::string action = all->differences.front().witness.action;
    std::vector<Json> statements = as_list(one.document.at("Statement"));
    statements.push_back({{"Effect", "Deny"}, {"Action", action}, {"Resource", "*"}});
    const Json after = with_statements(one.document, std::move(statements));
    const auto verdict = comparer_.compare(one.document, after);
    if (!decided(verdict)) continue;
    EXPECT_FALSE(has(*verdict, Kind::extra)) << one.name << "\n" << lines(*verdict);
    EXPECT_TRUE(has(*verdict, Kind::missing)) << one.name << ": " << action;
    for (const GrantDifference& difference : verdict->differences) {
      EXPECT_EQ(difference.actions, std::vector<std::string>{action}) << one.name;
    }
    ++taken;
  }
  EXPECT_GT(taken, policies_.size() / 2);
  expect_most_decided();
}

bool names(const Json& statement, const std::string& action) {
  const bool complement = statement.contains("NotAction");
  const bool any = std::ranges::any_of(
      as_list(statement.at(complement ? "NotAction" : "Action")), [&](const Json& pattern) {
        return glob_match(pattern.get<std::string>(), action, CaseMode::insensitive);
      });
  return any != complement;
}

TEST_F(ManagedMetamorphic, AStatementLeftOutTakesOnlyItsOwnActions) {
  Dice dice(kSeed);
  std::size_t changed = 0;
  for (const Managed& one : policies_) {
    std::vector<Json> statements = as_list(one.document.at("Statement"));
    if (statements.size() < 2) continue;
    const std::size_t index = dice.below(statements.size());
    const Json dropped = statements[index];
    statements.erase(statements.begin() + static_cast<std::ptrdiff_t>(index));
    const auto verdict =
        comparer_.compare(one.document, with_statements(one.document, std::move(statements)));
    if (!decided(verdict)) continue;
    const Kind kind = denies(dropped) ? Kind::extra : Kind::missing;
    for (const GrantDifference& difference : verdict->differences) {
      EXPECT_EQ(difference.kind, kind) << one.name << "\n" << lines(*verdict);
      EXPECT_TRUE(names(dropped, difference.witness.action)) << one.name << "\n" << dropped;
    }
    changed += verdict->differences.empty() ? 0U : 1U;
  }
  EXPECT_GT(changed, 0U);
  expect_most_decided();
}

}  // namespace
}  // namespace rolechain::tests
