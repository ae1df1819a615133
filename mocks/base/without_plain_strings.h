// Walks over a JSON text and leaves out the inside of its plain strings (plain_size): a parser that
// copies character by character reads `""`, and who needs the string takes it from where it stands.
// A string with an escape or a character beyond ASCII is walked over as it is. Internal to
// parse_json.
#pragma once

#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>

#include "mocks/base/eight.h"

namespace rolechain {

// What it passes over is what any JSON parser takes as it is, so the rest is JSON where the whole
// is.
class WithoutPlainStrings {
 public:
  // NOLINTBEGIN(readability-identifier-naming): names that the standard library asks for.
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;
  using iterator_category = std::input_iterator_tag;
  // NOLINTEND(readability-identifier-naming)

  WithoutPlainStrings(const char* at, const char* end) : at_(at), end_(end) {}

  const char& operator*() const { return *at_; }
  bool operator==(const WithoutPlainStrings& other) const { return at_ == other.at_; }
  bool operator!=(const WithoutPlainStrings& other) const { return at_ != other.at_; }
  WithoutPlainStrings& operator++() {
    const char passed = *at_++;
    if (std::exchange(escaped_, false)) return *this;
    if (passed == '\\') {
      escaped_ = in_string_;
    } else if (passed == '"') {
      in_string_ = !in_string_;
      if (in_string_) skip_plain();
    }
    return *this;
  }

 private:
  void skip_plain() {
    const std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
    const std::size_t size = plain_size(rest);
    if (size < rest.size() && rest[size] == '"') at_ += size;
  }

  const char* at_;
  const char* end_;
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace rolechain
