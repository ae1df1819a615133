// Twenty role-chaining designs, and each with every single fault of its policies: the exact intents
// of a design must find the fault, and the report must say where it is. Faults that change nothing
// anybody could do are listed in equivalent.txt, and the proof itself must find them equal.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/grants/grants.h"
#include "sim/run/check_plan.h"
#include "sim/run/checks.h"
#include "sim/run/find.h"
#include "sim/run/run.h"
#include "sim/run/stepper.h"
#include "tests/designs/faults.h"
#include "tests/paths.h"

namespace rolechain::tests {
namespace {

constexpr std::size_t kDesigns = 20;

// Whom a broadened trust policy lets in: the design's own `intern`, who has the permissions and not
// the trust, or `sandbox` of designs/shared/neighbours.yaml.
std::string intruder(const World& world) {
  const auto intern = std::ranges::find(world.users, "intern", &User::key);
  if (intern != world.users.end()) return intern->arn;
  const Role* role = world.role_by_key("intern");
  return role != nullptr ? role->arn : world.role_by_key("sandbox")->arn;
}

std::vector<std::string> design_files() {
  return find_scenarios({(source_dir() / "scenarios/designs").string()})
      .value_or(std::vector<std::string>{});
}

std::string stem(const std::string& path) { return std::filesystem::path(path).stem().string(); }

// "design: fault" → reason.
std::map<std::string, std::string> read_equivalent() {
  std::ifstream file(source_dir() / "tests/designs/equivalent.txt");
  std::map<std::string, std::string> out;
  for (std::string line; std::getline(file, line);) {
    const std::size_t bar = line.find(" | ");
    if (line.empty() || line.starts_with('#') || bar == line.npos) continue;
    out[line.substr(0, bar)] = line.substr(bar + 3);
  }
  return out;
}

// One design with a change, run against the expectations of its file.
class Design {
 public:
  explicit Design(const std::string& path) : loader_(sources_, reader_) {
    auto file = loader_.read(path);
    if (!file) throw std::runtime_error(render(file.error()));
    file_ = *std::move(file);
    auto scenario = loader_.load(file_);
    if (!scenario) throw std::runtime_error(render(scenario.error()));
    scenario_ = std::make_shared<const Scenario>(*std::move(scenario));
  }

  [[nodiscard]] std::vector<Fault> faults() const {
    return single_faults(file_, *scenario_, intruder(scenario_->world));
  }

  // Empty checks: the file does not load, and `problem` says why.
  struct Outcome {
    std::vector<Check> checks;
    std::shared_ptr<const Execution> execution;
    std::string problem;
    [[nodiscard]] std::string failures() const;
  };
  Outcome run(const Fault& fault) { return run_with({{fault.pointer, fault.value}}); }
  Outcome run_as_it_is() { return run_with({}); }

 private:
  Outcome run_with(const Changes& changes) {
    auto scenario = loader_.load(file_, changes);
    if (!scenario) return {{}, nullptr, render(scenario.error())};
    const auto shared = std::make_shared<const Scenario>(*std::move(scenario));
    auto execution = execute_with(loader_, file_, changes, shared);
    if (!execution) return {{}, nullptr, render(execution.error())};
    auto done = std::make_shared<const Execution>(*std::move(execution));
    return {check_run(plan_scenario(*scenario_), *done), done, {}};
  }

  Sources sources_;
  DiskReader reader_;
  Loader loader_;
  ScenarioFile file_;
  std::shared_ptr<const Scenario> scenario_;
};

std::string Design::Outcome::failures() const {
  std::string out;
  for (const Check& check : checks) {
    if (check.status != Status::failed) continue;
    out += fmt::format("{}: {}\n{}\n", check.name, check.message, check.detail);
  }
  return out;
}

TEST(Designs, TwentyWithUniqueStatementNames) {
  const std::vector<std::string> files = design_files();
  EXPECT_EQ(files.size(), kDesigns);
  for (const std::string& path : files) {
    std::map<std::string, std::set<std::string>> places;
    for (const Fault& fault : Design(path).faults()) {
      if (!fault.sid.empty()) places[fault.sid].insert(fault.place);
    }
    for (const auto& [sid, at] : places) EXPECT_EQ(at.size(), 1U) << path << ": " << sid;
  }
}

// What the report must name. Where the faulty statement is still there, it; where it is gone, the
// statement that now grants too much or comes nearest, or the policy that lacks one.
bool names_the_place(const Fault& fault, const std::string& failures) {
  const bool is_there = fault.kind == FaultKind::widened ||
                        fault.kind == FaultKind::trust_broadened ||
                        fault.kind == FaultKind::condition_removed;
  const auto says = [&](std::string_view text) { return failures.find(text) != failures.npos; };
  if (is_there) return says("#" + fault.sid);
  return says("#") || says("has no statement") || says("has no trust policy") ||
         says("has no policy at all");
}

// "" where the proof finds that every session may do the same in both runs, nothing more and
// nothing less.
std::string not_the_same(const Execution& one, const Execution& other) {
  if (one.sessions.size() != other.sessions.size()) return "other sessions";
  const auto subject = [](const LiveSession& live) {
    return GrantSubject{.world = &live.scenario->world,
                        .session = &live.session,
                        .now_s = live.issued_s,
                        .context = live.scenario->context};
  };
  for (const LiveSession& live : one.sessions) {
    const LiveSession* same = other.session(live.id);
    if (same == nullptr) return "no " + live.id;
    const GrantVerdict verdict = compare_sessions({subject(live)}, {subject(*same)}, {});
    if (verdict.verdict() != ProofVerdict::proved) return live.id;
  }
  return {};
}

class EverySingleFault : public testing::TestWithParam<std::string> {};

TEST_P(EverySingleFault, IsFoundAndNamed) {
  const std::map<std::string, std::string> equivalent = read_equivalent();
  Design design(GetParam());
  const Design::Outcome whole = design.run_as_it_is();
  ASSERT_EQ(whole.failures(), "");
  std::size_t found = 0;
  for (const Fault& fault : design.faults()) {
    const std::string name = fmt::format("{}: {}", stem(GetParam()), fault.name());
    const Design::Outcome outcome = design.run(fault);
    ASSERT_EQ(outcome.problem, "") << name;
    for (const Check& check : outcome.checks) {
      EXPECT_NE(check.status, Status::unsupported) << name << "\n" << check.message;
    }
    const std::string failures = outcome.failures();
    if (equivalent.contains(name)) {
      EXPECT_EQ(failures, "") << name << " is found, so it is not equivalent";
      EXPECT_EQ(not_the_same(*whole.execution, *outcome.execution), "") << name;
      continue;
    }
    EXPECT_NE(failures, "") << "not found: " << name;
    EXPECT_TRUE(failures.empty() || names_the_place(fault, failures)) << name << "\n" << failures;
    ++found;
  }
  EXPECT_GT(found, 10U);
  RecordProperty("found", static_cast<int>(found));
}

INSTANTIATE_TEST_SUITE_P(Designs, EverySingleFault, testing::ValuesIn(design_files()),
                         [](const auto& test) {
                           std::string name = stem(test.param);
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(Designs, NoListedEquivalentIsUnknown) {
  std::map<std::string, std::string> equivalent = read_equivalent();
  for (const std::string& path : design_files()) {
    for (const Fault& fault : Design(path).faults()) {
      equivalent.erase(fmt::format("{}: {}", stem(path), fault.name()));
    }
  }
  for (const auto& [name, reason] : equivalent) ADD_FAILURE() << "no such fault: " << name;
}

}  // namespace
}  // namespace rolechain::tests
