// For tests with GoogleTest: a fixture that serves a scenario, and words for its audit log. The
// only header of sim that needs GoogleTest; the libraries do not.
//
//   class Uploads : public rolechain::serving::ServedScenario {};
//   TEST_F(Uploads, AreRefusedWithoutTheExternalId) {
//     serve_file("infra/uploads.yaml");
//     run_my_client(environment("web"));
//     EXPECT_TRUE(audit_has(denied("sts:AssumeRole")));
//   }
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mocks/base/json.h"
#include "sim/serve/in_process.h"

namespace rolechain {

inline void PrintTo(const AuditEntry& entry, std::ostream* out) { *out << to_json(entry); }

namespace serving {

// A test of one entry, and how a failure calls it. Works in gmock's Truly(), too.
struct AuditWord {
  std::string words;
  std::function<bool(const AuditEntry&)> holds;

  bool operator()(const AuditEntry& entry) const { return holds(entry); }
  [[nodiscard]] AuditWord by(std::string_view workload) const {
    return {words + " by " + std::string(workload),
            [inner = holds, name = std::string(workload)](const AuditEntry& entry) {
              return inner(entry) && entry.workload == name;
            }};
  }
  [[nodiscard]] AuditWord on(std::string_view resource) const {
    return {words + " on " + std::string(resource),
            [inner = holds, arn = std::string(resource)](const AuditEntry& entry) {
              return inner(entry) && entry.resource == arn;
            }};
  }
};

inline AuditWord decided(std::string_view word, AuditEntry::Decision decision,
                         std::string_view action) {
  return {std::string(word) + " " + std::string(action),
          [decision, name = std::string(action)](const AuditEntry& entry) {
            return entry.decision == decision && entry.action == name;
          }};
}
// A policy said yes, or no: "sts:AssumeRole".
inline AuditWord allowed(std::string_view action) {
  return decided("allowed", AuditEntry::Decision::allowed, action);
}
inline AuditWord denied(std::string_view action) {
  return decided("denied", AuditEntry::Decision::denied, action);
}
// It ended in this error code, whatever the reason: "ExpiredToken".
inline AuditWord failed(std::string_view code) {
  return {"failed with " + std::string(code),
          [code = std::string(code)](const AuditEntry& entry) { return entry.error == code; }};
}
// It met a fault: "throttling".
inline AuditWord met(std::string_view fault) {
  return {"met the fault " + std::string(fault),
          [name = std::string(fault)](const AuditEntry& entry) {
            return ("," + entry.fault).find("," + name + "#") != std::string::npos;
          }};
}

class ServedScenario : public ::testing::Test {
 protected:
  void serve_file(const std::string& path, const InProcessOptions& options = {}) {
    take(InProcess::from_file(path, options));
  }
  void serve_text(std::string text, const InProcessOptions& options = {}) {
    take(InProcess::from_text(std::move(text), options));
  }

  [[nodiscard]] Served& served() { return process_->served(); }
  [[nodiscard]] std::string endpoint() const { return process_->url(); }
  // For setenv() or a child process.
  std::map<std::string, std::string> environment(std::string_view workload) {
    auto found = process_->environment(workload);
    if (!found) ADD_FAILURE() << found.error();
    return found ? *std::move(found) : std::map<std::string, std::string>();
  }
  void advance(std::int64_t seconds) { served().advance(seconds); }
  // `{"fault": "throttling", "of": "sts", "times": 2}`
  void fault(const std::string& json) {
    const SourceFile file{"fault", json};
    const auto node = parse_json(file);
    if (!node) {
      ADD_FAILURE() << render(node.error());
      return;
    }
    const auto added = served().add_faults(*node);
    if (!added) ADD_FAILURE() << added.error().message << "\n  help: " << added.error().help;
  }

  [[nodiscard]] std::vector<AuditEntry> audit(const AuditFilter& filter = {}) {
    return served().audit(filter);
  }
  [[nodiscard]] ::testing::AssertionResult audit_has(const AuditWord& word) {
    const std::vector<AuditEntry> entries = audit();
    if (std::ranges::any_of(entries, word.holds)) {
      return ::testing::AssertionSuccess() << "a request was " << word.words;
    }
    auto out = ::testing::AssertionFailure() << "no request was " << word.words << "; there were:";
    for (const AuditEntry& entry : entries) out << "\n  " << to_json(entry);
    return out;
  }
  [[nodiscard]] int audit_count(const AuditWord& word) {
    return static_cast<int>(std::ranges::count_if(audit(), word.holds));
  }

 private:
  void take(std::expected<std::unique_ptr<InProcess>, std::string> made) {
    ASSERT_TRUE(made.has_value()) << made.error();
    process_ = *std::move(made);
  }

  std::unique_ptr<InProcess> process_;
};

}  // namespace serving
}  // namespace rolechain
