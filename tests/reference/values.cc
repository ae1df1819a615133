#include "tests/reference/values.h"

#include <arpa/inet.h>

#include <array>

namespace rolechain::reference {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string take_digits(std::string_view text, std::size_t& at) {
  std::string out;
  while (at < text.size() && is_digit(text[at])) out += text[at++];
  return out;
}

void strip_trailing_zeros(std::string& digits) {
  while (!digits.empty() && digits.back() == '0') digits.pop_back();
}

// Days since 1970-01-01, counted one year and one month at a time.
bool leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_in(int year, int month) {
  constexpr std::array kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap(year) ? 29 : kDays.at(static_cast<std::size_t>(month - 1));
}

std::int64_t days_since_1970(int year, int month, int day) {
  std::int64_t days = day - 1;
  for (int y = 1970; y < year; ++y) days += leap(y) ? 366 : 365;
  for (int y = year; y < 1970; ++y) days -= leap(y) ? 366 : 365;
  for (int m = 1; m < month; ++m) days += days_in(year, m);
  return days;
}

// A cursor over one date text; every step that does not fit makes the whole fail.
struct Reader {
  std::string_view text;
  std::size_t at = 0;
  bool failed = false;

  [[nodiscard]] bool done() const { return at == text.size(); }
  bool accept(char c) {
    if (at < text.size() && text[at] == c) return ++at, true;
    return false;
  }
  std::int64_t number(int digits, int least, int most) {
    std::int64_t value = 0;
    for (int i = 0; i < digits; ++i) {
      if (at >= text.size() || !is_digit(text[at])) {
        failed = true;
        return least;
      }
      value = value * 10 + (text[at++] - '0');
    }
    if (value < least || value > most) failed = true;
    return value;
  }
};

std::optional<std::int64_t> read_iso(std::string_view text) {
  Reader in{text};
  const auto year = static_cast<int>(in.number(4, 0, 9999));
  int month = 1;
  int day = 1;
  std::int64_t out = 0;
  if (!in.failed && in.accept('-')) {
    month = static_cast<int>(in.number(2, 1, 12));
    if (!in.failed && in.accept('-')) {
      day = static_cast<int>(in.number(2, 1, in.failed ? 31 : days_in(year, month)));
      if (!in.failed && in.accept('T')) {
        out += in.number(2, 0, 23) * 3600;
        if (!in.accept(':')) in.failed = true;
        out += in.number(2, 0, 59) * 60;
        if (in.accept(':')) {
          out += in.number(2, 0, 59);
          if (in.accept('.')) {
            if (take_digits(text, in.at).empty()) in.failed = true;
          }
        }
        if (!in.accept('Z')) {
          const bool east = in.accept('+');
          if (!east && !in.accept('-')) in.failed = true;
          std::int64_t offset_s = in.number(2, 0, 23) * 3600;
          if (!in.accept(':')) in.failed = true;
          offset_s += in.number(2, 0, 59) * 60;
          out += east ? -offset_s : offset_s;
        }
      }
    }
  }
  if (in.failed || !in.done()) return std::nullopt;
  out += days_since_1970(year, month, day) * 86'400;
  return out;
}

struct Address {
  int family = 0;
  std::vector<bool> bits;
};

std::optional<Address> read_address(const std::string& text) {
  for (const int family : {AF_INET, AF_INET6}) {
    std::array<unsigned char, 16> bytes{};
    if (inet_pton(family, text.c_str(), bytes.data()) != 1) continue;
    Address out{family, {}};
    const std::size_t length = family == AF_INET ? 4 : 16;
    for (std::size_t i = 0; i < length; ++i) {
      const unsigned byte = bytes.at(i);
      for (unsigned bit = 0; bit < 8; ++bit) {
        out.bits.push_back(((byte >> (7U - bit)) & 1U) != 0);
      }
    }
    return out;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Number> read_number(std::string_view text) {
  Number out;
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) out.negative = text[at++] == '-';
  out.whole = take_digits(text, at);
  if (out.whole.empty()) return std::nullopt;
  if (at < text.size() && text[at] == '.') {
    ++at;
    out.fraction = take_digits(text, at);
    if (out.fraction.empty()) return std::nullopt;
  }
  if (at != text.size()) return std::nullopt;
  while (!out.whole.empty() && out.whole.front() == '0') out.whole.erase(0, 1);
  strip_trailing_zeros(out.fraction);
  if (out.whole.empty() && out.fraction.empty()) out.negative = false;
  return out;
}

std::strong_ordering compare(const Number& left, const Number& right) {
  if (left.negative != right.negative) {
    return left.negative ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  std::strong_ordering order = left.whole.size() <=> right.whole.size();
  if (order == 0) order = left.whole <=> right.whole;
  if (order == 0) order = left.fraction <=> right.fraction;
  return left.negative ? 0 <=> order : order;
}

std::optional<std::int64_t> read_date(std::string_view text) {
  if (auto iso = read_iso(text)) return iso;
  const std::optional<Number> number = read_number(text);
  if (!number || text.front() == '+' || text.find('.') != std::string_view::npos ||
      number->whole.size() > 15) {
    return std::nullopt;
  }
  const std::int64_t seconds = number->whole.empty() ? 0 : std::stoll(number->whole);
  return number->negative ? -seconds : seconds;
}

bool address_in_range(std::string_view address, std::string_view range) {
  const std::size_t slash = range.find('/');
  const auto inside = read_address(std::string(range.substr(0, slash)));
  const auto asked = read_address(std::string(address));
  if (!inside || !asked || inside->family != asked->family) return false;
  std::size_t prefix = inside->bits.size();
  if (slash != std::string_view::npos) {
    std::size_t at = slash + 1;
    const std::string digits = take_digits(range, at);
    if (digits.empty() || digits.size() > 3 || at != range.size()) return false;
    prefix = std::stoul(digits);
    if (prefix > inside->bits.size()) return false;
  }
  for (std::size_t i = 0; i < prefix; ++i) {
    if (inside->bits[i] != asked->bits[i]) return false;
  }
  return true;
}

}  // namespace rolechain::reference
