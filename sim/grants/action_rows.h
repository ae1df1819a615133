// Which statements and intents name which actions: one row of bits an action, and rows only for the
// actions in question, which are few of the reference's 22,000 in an ordinary design.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "mocks/policy/service_reference.h"

namespace rolechain {

class ActionRows {
 public:
  explicit ActionRows(std::size_t bits);

  // First: the actions in question. Patterns are in lower case.
  void include(std::string_view pattern);
  void include_all();
  // Then: makes their rows, all bits off.
  void lay_out();
  // Then: which of them each bit names.
  void mark(std::string_view pattern, std::size_t bit);
  void complement(std::size_t bit);

  // Calls visit(action id, row), ids ascending.
  template <class Visit>
  void visit(const Visit& visit) const {
    for (const Range& range : ranges_) {
      for (std::uint32_t id = range.first; id < range.end; ++id) {
        const std::size_t row = range.row + (id - range.first);
        visit(id, std::span(bits_).subspan(row * words_, words_));
      }
    }
  }

  [[nodiscard]] std::size_t words() const { return words_; }

 private:
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t end = 0;
    std::size_t row = 0;  // of `first`
  };

  ServiceReference reference_ = ServiceReference::embedded();
  std::size_t words_;
  std::vector<Range> ranges_;  // ascending and apart, once laid out
  std::vector<std::uint64_t> bits_;
};

}  // namespace rolechain
