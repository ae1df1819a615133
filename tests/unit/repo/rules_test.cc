// The table of rules, the code and the tests tell the same story: every id that stands somewhere is
// a rule, every rule stands in the code and names tests that exist, and RULES.md is the table.
#include "mocks/rules/rules.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/paths.h"
#include "tests/support/shell.h"

namespace rolechain::tests {
namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

bool is_upper_or_digit(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Every "R-FAMILY-NN" of the text.
std::vector<std::string> ids_in(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t at = text.find("R-"); at != text.npos; at = text.find("R-", at + 1)) {
    if (at > 0 && is_upper_or_digit(text[at - 1])) continue;
    std::size_t end = at + 2;
    while (end < text.size() && is_upper_or_digit(text[end])) ++end;
    if (end == at + 2 || end >= text.size() || text[end] != '-') continue;
    const std::size_t number = ++end;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end > number) out.emplace_back(text.substr(at, end - at));
  }
  return out;
}

// What may be written down: sources and data. The table itself and what is printed from it, and
// transcripts of mistaken ids, are no places where a rule stands.
bool is_scanned(const std::string& path) {
  static constexpr std::array<std::string_view, 7> endings{".cc",  ".h",   ".yaml",    ".json",
                                                           ".txt", ".tsv", ".expected"};
  return std::ranges::any_of(endings, [&](std::string_view e) { return path.ends_with(e); }) &&
         !path.starts_with("mocks/rules/") && !path.starts_with("tests/golden/") &&
         !path.ends_with("/service_reference.txt");
}

// id -> files, relative to the root.
const std::map<std::string, std::set<std::string>>& places() {
  static const auto found = [] {
    std::map<std::string, std::set<std::string>> out;
    for (const char* top : {"mocks", "sim", "tests", "scenarios"}) {
      for (const auto& entry : fs::recursive_directory_iterator(source_dir() / top)) {
        const std::string path = entry.path().lexically_relative(source_dir()).generic_string();
        if (!entry.is_regular_file() || !is_scanned(path)) continue;
        for (std::string& id : ids_in(read_text(entry.path()))) out[std::move(id)].insert(path);
      }
    }
    return out;
  }();
  return found;
}

// Ids whose code comes with another change.
constexpr std::array<std::string_view, 2> kIdsToCome{"R-EVAL-22", "R-RES-07"};
TEST(Rules, EveryIdThatStandsSomewhereIsInTheTable) {
  ASSERT_GT(places().size(), 50U) << "looked below " << source_dir();
  for (const auto& [id, files] : places()) {
    if (std::ranges::find(kIdsToCome, id) != kIdsToCome.end()) continue;
    EXPECT_NE(find_rule(id), nullptr) << id << " in " << fmt::format("{}", fmt::join(files, ", "))
                                      << " is not in mocks/rules/tables";
  }
}

TEST(Rules, EveryRuleStandsBesideItsCode) {
  for (const Rule& rule : rules()) {
    const auto found = places().find(std::string(rule.id));
    const bool in_code =
        found != places().end() && std::ranges::any_of(found->second, [](const std::string& path) {
          return path.starts_with("mocks/") || path.starts_with("sim/");
        });
    EXPECT_TRUE(in_code) << rule.id << " stands nowhere in mocks or sim: put it into the comment "
                         << "at the code that follows it";
  }
}

// "Suite.Test" as --gtest_filter takes it.
std::set<std::string> registered_tests() {
  std::set<std::string> out;
  const testing::UnitTest& all = *testing::UnitTest::GetInstance();
  for (int i = 0; i < all.total_test_suite_count(); ++i) {
    const testing::TestSuite& suite = *all.GetTestSuite(i);
    for (int j = 0; j < suite.total_test_count(); ++j) {
      out.insert(std::string(suite.name()) + "." + suite.GetTestInfo(j)->name());
    }
  }
  return out;
}

TEST(Rules, EachNamesTestsThatExist) {
  const std::set<std::string> registered = registered_tests();
  constexpr std::string_view scenarios = "scenarios/";
  for (const Rule& rule : rules()) {
    EXPECT_FALSE(rule.test_names().empty()) << rule.id << " names no test";
    for (const std::string_view name : rule.test_names()) {
      std::string test(name);
      if (name.starts_with(scenarios)) {
        EXPECT_TRUE(fs::exists(source_dir() / name)) << rule.id << ": there is no " << name;
        test = "Scenario." + test.substr(scenarios.size());
      }
      EXPECT_TRUE(registered.contains(test)) << rule.id << ": no test is called " << test;
    }
  }
}

// What `./dev mutants` breaks: "R-COND-02 mocks/policy/condition.cc" begins a mutant.
TEST(Rules, EachHasAMutant) {
  std::ifstream list(source_dir() / "tests/mutants/mutants.txt");
  std::set<std::string> broken;
  for (std::string line; std::getline(list, line);) {
    if (!line.starts_with("R-")) continue;
    const std::size_t blank = line.find(' ');
    ASSERT_NE(blank, std::string::npos) << line;
    EXPECT_NE(find_rule(line.substr(0, blank)), nullptr) << line;
    EXPECT_TRUE(fs::is_regular_file(source_dir() / line.substr(blank + 1))) << line;
    broken.insert(line.substr(0, blank));
  }
  for (const Rule& rule : rules()) {
    EXPECT_TRUE(broken.contains(std::string(rule.id)))
        << rule.id << " has no mutant: show in tests/mutants/mutants.txt what breaks it, and see "
        << "its tests go red with ./dev mutants " << rule.id;
  }
}

TEST(Rules, AreInOrderAndSayWhereTheyComeFrom) {
  std::vector<std::pair<std::ptrdiff_t, std::string_view>> order;
  const auto families = rule_families();
  for (const Rule& rule : rules()) {
    const auto family = std::ranges::find(families, family_of(rule), &RuleFamily::prefix);
    ASSERT_NE(family, families.end()) << rule.id << " is of no family";
    order.emplace_back(family - families.begin(), rule.id);
    EXPECT_TRUE(rule.text.ends_with('.')) << rule.id;
    EXPECT_LE(rule.text.size(), 420U) << rule.id << " is two rules";
    EXPECT_TRUE(rule.note.empty() || rule.note.find_last_of(".`") == rule.note.size() - 1)
        << rule.id;
    EXPECT_FALSE(rule.source.title.empty()) << rule.id;
    EXPECT_FALSE(rule.status == RuleStatus::documented && rule.source.url.empty())
        << rule.id << ": a documented rule has a document";
  }
  const auto disorder = std::ranges::adjacent_find(order, std::ranges::greater_equal{});
  EXPECT_EQ(disorder, order.end()) << "after " << disorder->second;
}

TEST(Rules, ThePageIsTheTable) {
  const fs::path page = source_dir() / "mocks/rules/RULES.md";
  const ShellResult printed = run_shell("rolechain rules --format markdown");
  ASSERT_EQ(printed.exit_code, 0) << printed.output;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {  // NOLINT(concurrency-mt-unsafe): one thread
    std::ofstream(page) << printed.output;
    return;
  }
  EXPECT_TRUE(read_text(page) == printed.output)
      << "mocks/rules/RULES.md is not what `rolechain rules --format markdown` prints; "
      << "UPDATE_GOLDEN=1 with this test rewrites it";
}

TEST(Rules, IdsAreFoundInComments) {
  const std::string made_up =
      std::string("(R-") + "AB2-01, R-" + "C-2). XR-" + "C-3 R-" + "D R-" + "-4 R-" + "E-x";
  EXPECT_EQ(ids_in(made_up),
            (std::vector<std::string>{std::string("R-") + "AB2-01", std::string("R-") + "C-2"}));
}

}  // namespace
}  // namespace rolechain::tests
