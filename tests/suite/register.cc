#include "tests/suite/register.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>

#include "sim/load/load.h"
#include "sim/report/report.h"
#include "sim/run/find.h"
#include "sim/run/run.h"
#include "tests/paths.h"

namespace rolechain::tests {
namespace {

// One scenario file with its cases.
class ScenarioTest : public testing::Test {
 public:
  explicit ScenarioTest(std::string path) : path_(std::move(path)) {}

  void TestBody() override {
    Sources sources;
    DiskReader reader;
    Loader loader(sources, reader);
    const ScenarioReport report = run_scenario(loader, path_, {});
    EXPECT_EQ(report.status(), Status::passed) << to_text({report});
  }

 private:
  std::string path_;
};

// Stands for the files that could not be looked for, so that nothing green comes of it.
class NoScenarioTest : public testing::Test {
 public:
  explicit NoScenarioTest(std::string why) : why_(std::move(why)) {}
  void TestBody() override { FAIL() << why_; }

 private:
  std::string why_;
};

}  // namespace

void register_scenario_tests() {
  const std::filesystem::path root = source_dir() / "scenarios";
  const auto files = find_scenarios({root.string()});
  if (!files) {
    testing::RegisterTest("Scenario", "AreFound", nullptr, nullptr, __FILE__, __LINE__,
                          [why = render(files.error())] { return new NoScenarioTest(why); });
    return;
  }
  for (const std::string& path : *files) {
    const std::string name = std::filesystem::path(path).lexically_relative(root).generic_string();
    testing::RegisterTest("Scenario", name.c_str(), nullptr, nullptr, path.c_str(), 1,
                          [path] { return new ScenarioTest(path); });
  }
}

}  // namespace rolechain::tests
