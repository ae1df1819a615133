#include "mocks/policy/values.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

// The whole text as a number, or nothing.
template <class Number>
std::optional<Number> parse_whole(std::string_view text, int base = 10) {
  Number value = 0;
  const char* end = std::to_address(text.end());
  const auto [at, error] = std::from_chars(std::to_address(text.begin()), end, value, base);
  if (at != end || error != std::errc{}) return std::nullopt;
  return value;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (is_digit(c)) return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

// Calls `take(byte)` for each decoded byte until it says false. False for bad base64.
template <class Take>
bool each_base64_byte(std::string_view text, Take take) {
  const std::size_t padded = text.size();
  while (text.ends_with('=')) text.remove_suffix(1);
  const std::size_t padding = padded - text.size();
  if (text.size() % 4 == 1 || padding > 2 || (padding != 0 && padded % 4 != 0)) return false;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = base64_value(c);
    if (value < 0) return false;
    bits = (bits << 6U) | static_cast<unsigned>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      if (!take(static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xFFU))) return false;
    }
  }
  return true;
}

// Moves past the number. No leading zeros: `010` is eight to some readers and ten to others.
std::optional<std::uint8_t> read_octet(std::string_view& text) {
  std::size_t digits = 0;
  unsigned value = 0;
  while (digits < text.size() && is_digit(text[digits])) {
    if (digits == 3 || (digits > 0 && value == 0)) return std::nullopt;
    value = value * 10 + static_cast<unsigned>(text[digits] - '0');
    ++digits;
  }
  if (digits == 0 || value > 255) return std::nullopt;
  text.remove_prefix(digits);
  return static_cast<std::uint8_t>(value);
}

bool read_ipv4(std::string_view text, std::uint8_t* out) {
  for (int i = 0; i < 4; ++i) {
    if (i > 0) {
      if (!text.starts_with('.')) return false;
      text.remove_prefix(1);
    }
    const auto octet = read_octet(text);
    if (!octet) return false;
    out[i] = *octet;
  }
  return text.empty();
}

// Reads groups of hexadecimal digits between colons into `out`; an IPv4 tail counts as two.
// Nothing for bad text; the number of bytes otherwise. An empty text has no groups.
std::optional<std::size_t> read_groups(std::string_view text, std::uint8_t* out, std::size_t room) {
  std::size_t size = 0;
  if (text.empty()) return size;
  while (true) {
    const std::size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    if (colon == std::string_view::npos && group.find('.') != std::string_view::npos) {
      if (room - size < 4 || !read_ipv4(group, out + size)) return std::nullopt;
      return size + 4;
    }
    if (group.size() > 4 || room - size < 2) return std::nullopt;
    const auto value = parse_whole<std::uint16_t>(group, 16);
    if (!value) return std::nullopt;
    out[size++] = static_cast<std::uint8_t>(*value >> 8U);
    out[size++] = static_cast<std::uint8_t>(*value & 0xFFU);
    if (colon == std::string_view::npos) return size;
    text.remove_prefix(colon + 1);
  }
}

bool read_ipv6(std::string_view text, std::array<std::uint8_t, 16>& out) {
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) return read_groups(text, out.data(), 16) == std::size_t{16};
  if (text.substr(0, gap).find('.') != std::string_view::npos) return false;
  std::array<std::uint8_t, 16> tail{};
  const auto head_size = read_groups(text.substr(0, gap), out.data(), 14);
  if (!head_size) return false;
  const auto tail_size = read_groups(text.substr(gap + 2), tail.data(), 14 - *head_size);
  if (!tail_size) return false;
  std::copy_n(tail.begin(), *tail_size, out.end() - static_cast<std::ptrdiff_t>(*tail_size));
  return true;
}

}  // namespace

std::optional<Decimal> parse_decimal(std::string_view text) {
  Decimal out;
  if (text.starts_with('-') || text.starts_with('+')) {
    out.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const std::size_t point = text.find('.');
  out.whole = text.substr(0, point);
  if (out.whole.empty() || !all_digits(out.whole)) return std::nullopt;
  if (point != std::string_view::npos) {
    out.fraction = text.substr(point + 1);
    if (out.fraction.empty() || !all_digits(out.fraction)) return std::nullopt;
  }
  while (out.whole.starts_with('0')) out.whole.remove_prefix(1);
  while (out.fraction.ends_with('0')) out.fraction.remove_suffix(1);
  if (out.whole.empty() && out.fraction.empty()) out.negative = false;
  return out;
}

std::strong_ordering compare(const Decimal& a, const Decimal& b) {
  if (a.negative != b.negative) {
    return a.negative ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  auto order = a.whole.size() <=> b.whole.size();
  if (order == 0) order = a.whole <=> b.whole;
  if (order == 0) order = a.fraction <=> b.fraction;  // digits after the point sort as text
  return a.negative ? 0 <=> order : order;
}

std::optional<EpochSeconds> parse_time(std::string_view text) {
  if (const auto time = parse_iso8601(text)) return time;
  return parse_whole<EpochSeconds>(text);
}

std::optional<bool> parse_bool(std::string_view text) {
  if (equals_ignore_case(text, "true")) return true;
  if (equals_ignore_case(text, "false")) return false;
  return std::nullopt;
}

std::optional<IpRange> parse_ip_address(std::string_view text) {
  IpRange out;
  out.v6 = text.find(':') != std::string_view::npos;
  const bool read = out.v6 ? read_ipv6(text, out.bytes) : read_ipv4(text, out.bytes.data());
  if (!read) return std::nullopt;
  out.prefix_bits = out.v6 ? 128 : 32;
  return out;
}

std::optional<IpRange> parse_ip_range(std::string_view text) {
  const std::size_t slash = text.find('/');
  auto out = parse_ip_address(text.substr(0, slash));
  if (!out || slash == std::string_view::npos) return out;
  const auto bits = parse_whole<unsigned>(text.substr(slash + 1));
  if (!bits || *bits > out->prefix_bits) return std::nullopt;
  out->prefix_bits = static_cast<std::uint8_t>(*bits);
  return out;
}

bool contains(const IpRange& range, const IpRange& address) {
  if (range.v6 != address.v6) return false;
  const std::size_t whole = range.prefix_bits / 8U;
  if (!std::equal(range.bytes.begin(), range.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                  address.bytes.begin())) {
    return false;
  }
  const unsigned rest = range.prefix_bits % 8U;
  if (rest == 0) return true;
  const unsigned shift = 8U - rest;
  return (range.bytes[whole] >> shift) == (address.bytes[whole] >> shift);
}

std::optional<std::string> decode_base64(std::string_view text) {
  std::string out;
  const bool good = each_base64_byte(text, [&](char byte) {
    out.push_back(byte);
    return true;
  });
  if (!good) return std::nullopt;
  return out;
}

bool base64_equals(std::string_view text, std::string_view bytes) {
  const bool same = each_base64_byte(text, [&](char byte) {
    if (!bytes.starts_with(byte)) return false;
    bytes.remove_prefix(1);
    return true;
  });
  return same && bytes.empty();
}

}  // namespace rolechain
