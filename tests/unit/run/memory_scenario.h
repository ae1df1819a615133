// Scenarios written in a test's own text, for tests of the runner.
#pragma once

#include <expected>
#include <map>
#include <memory>
#include <string>

#include "sim/load/load.h"
#include "sim/run/run.h"

namespace rolechain::tests {

class MemoryReader final : public FileReader {
 public:
  std::expected<std::string, std::string> read(const std::string& path) override {
    const auto at = files.find(path);
    if (at == files.end()) return std::unexpected("no such file");
    return at->second;
  }
  std::map<std::string, std::string> files;
};

// A base role on an instance, a writer role in another account, and what a test adds.
class ScenarioLab {
 public:
  // `rest`: `steps:`, `expect:`, `cases:` in YAML.
  explicit ScenarioLab(const std::string& rest);

  // The steps alone; a file that does not load fails the test.
  const Execution& run();
  // The whole, cases included.
  ScenarioReport report();

  [[nodiscard]] const StepRecord& step(std::string_view id);
  [[nodiscard]] const Scenario& scenario();
  [[nodiscard]] const std::string& text() const { return text_; }
  Loader& loader() { return loader_; }

 private:
  Sources sources_;
  MemoryReader reader_;
  Loader loader_{sources_, reader_};
  std::string text_;
  std::shared_ptr<const Scenario> scenario_;
  std::shared_ptr<const Execution> execution_;
};

// The check of that name in a case's report; fails the test where there is none.
const Check& check_named(const CaseReport& report, std::string_view name);

}  // namespace rolechain::tests
