// Counts what agreed, what could not be compared and what differed, by class.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/differential/case.h"
#include "tests/differential/compare.h"

namespace rolechain::differential {

class Table {
 public:
  explicit Table(std::string show) : show_(std::move(show)) {}

  void add(const Case& one, const Verdict& ours, const PeerVerdict& theirs);
  // No disagreement is without a class.
  [[nodiscard]] bool clean() const { return unclassified_ == 0; }
  [[nodiscard]] std::string text(std::uint64_t seed) const;

 private:
  struct Row {
    std::uint64_t differences = 0;
    std::uint64_t verdicts = 0;  // requests whose verdict it changed
    std::uint64_t first = 0;     // a request that shows it
    std::string example;
  };

  void count(std::string_view id, const Case& one, const Verdict& ours, const PeerVerdict& theirs,
             const Difference& difference);

  std::string show_;
  std::uint64_t requests_ = 0;
  std::uint64_t compared_ = 0;
  std::uint64_t agreed_ = 0;
  std::uint64_t allowed_ = 0;
  std::uint64_t statements_ = 0;
  std::uint64_t unclassified_ = 0;
  std::map<std::string, Row, std::less<>> classes_;
  std::map<std::string, Row, std::less<>> not_comparable_;
  std::map<std::string, Row, std::less<>> refused_;  // by our own parser
};

}  // namespace rolechain::differential
