#include "mocks/sigv4/canonical.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "mocks/base/text.h"

namespace rolechain::sigv4 {
namespace {

constexpr std::string_view kUnreserved =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

constexpr auto kIsUnreserved = [] {
  std::array<bool, 256> out{};
  for (const char c : kUnreserved) out[static_cast<unsigned char>(c)] = true;
  return out;
}();

// What each byte becomes, and how many of the four count.
struct Encoded {
  std::array<char, 4> text;
  std::uint8_t size;
};
constexpr auto kEncoded = [] {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::array<Encoded, 256> out{};
  for (std::size_t byte = 0; byte < out.size(); ++byte) {
    if (kIsUnreserved[byte]) {
      out[byte] = {{static_cast<char>(byte), 0, 0, 0}, 1};
    } else {
      out[byte] = {{'%', digits[byte >> 4U], digits[byte & 15U], 0}, 3};
    }
  }
  return out;
}();

bool is_unreserved(char c) { return kIsUnreserved[static_cast<unsigned char>(c)]; }

#if defined(__SSE2__)
// A bit for each of sixteen bytes: whether it is unreserved.
unsigned unreserved_mask(__m128i bytes) {
  const auto between = [&](__m128i of, char first, char last) {
    return _mm_and_si128(_mm_cmpgt_epi8(of, _mm_set1_epi8(static_cast<char>(first - 1))),
                         _mm_cmplt_epi8(of, _mm_set1_epi8(static_cast<char>(last + 1))));
  };
  const auto is = [&](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
  const __m128i letters = between(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z');
  const __m128i others =
      _mm_or_si128(_mm_or_si128(between(bytes, '0', '9'), between(bytes, '-', '.')),
                   _mm_or_si128(is('_'), is('~')));
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(letters, others)));
}
#endif

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char folded = fold_case(c);
  return folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
}

void append_byte(char c, std::string& out) {
  const Encoded& encoded = kEncoded[static_cast<unsigned char>(c)];
  out.append(encoded.text.data(), encoded.size);
}

// Calls back with each byte that the text means.
template <class Callback>
void for_each_decoded(std::string_view text, Plus plus, Callback callback) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%') {
      assert(at + 2 < text.size());
      callback(static_cast<char>((hex_value(text[at + 1]) << 4) | hex_value(text[at + 2])));
      at += 2;
    } else {
      callback(text[at] == '+' && plus == Plus::is_blank ? ' ' : text[at]);
    }
  }
}

// Calls back with each segment between slashes.
template <class Callback>
void for_each_segment(std::string_view path, Callback callback) {
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    callback(path.substr(start, end - start));
    start = end + 1;
  }
}

void append_normalized(std::string_view path, std::string& out) {
  const std::size_t root = out.size();
  for_each_segment(path, [&](std::string_view segment) {
    if (segment.empty() || segment == ".") return;
    if (segment == "..") {
      const std::size_t slash = out.rfind('/');
      if (out.size() > root) out.resize(slash);
      return;
    }
    out += '/';
    append_encoded(segment, out);
  });
  if (out.size() == root || path.ends_with('/')) out += '/';
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Whether some byte is at most 0x20: most values hold no blank at all.
bool may_hold_blanks(std::string_view text) {
  std::size_t at = 0;
#if defined(__SSE2__)
  const __m128i blank = _mm_set1_epi8(' ');
  for (; at + sizeof blank <= text.size(); at += sizeof blank) {
    __m128i bytes;
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(bytes, blank), bytes);
    if (_mm_movemask_epi8(low) != 0) return true;
  }
#endif
  return std::ranges::any_of(text.substr(at), is_blank);
}

// A path that both rules leave as it is: unreserved characters between single slashes.
bool is_plain_path(std::string_view path) {
  if (path.front() != '/') return false;
  char before = ' ';
  for (const char c : path) {
    if (!is_unreserved(c) && c != '/') return false;
    if (before == '/' && (c == '/' || c == '.')) return false;
    before = c;
  }
  return true;
}

}  // namespace

std::optional<std::size_t> find_bad_escape(std::string_view text) {
  for (std::size_t at = text.find('%'); at != text.npos; at = text.find('%', at + 1)) {
    if (at + 2 >= text.size() || hex_value(text[at + 1]) < 0 || hex_value(text[at + 2]) < 0) {
      return at;
    }
  }
  return std::nullopt;
}

bool leaves_the_root(std::string_view path) {
  int depth = 0;
  bool out = false;
  for_each_segment(path, [&](std::string_view segment) {
    if (segment.empty() || segment == ".") return;
    depth += segment == ".." ? -1 : 1;
    out = out || depth < 0;
  });
  return out;
}

// Sixteen at a time as far as they stay as they are; four bytes are written for one that does not,
// and three of them kept.
void append_encoded(std::string_view text, std::string& out) {
  constexpr std::size_t kStep = 16;
  const std::size_t start = out.size();
  out.resize_and_overwrite(start + 3 * text.size() + kStep, [&](char* data, std::size_t /*room*/) {
    char* to = data + start;
    std::size_t at = 0;
#if defined(__SSE2__)
    while (at + kStep <= text.size()) {
      __m128i bytes;
      std::memcpy(&bytes, text.data() + at, sizeof bytes);
      std::memcpy(to, &bytes, sizeof bytes);
      const auto plain =
          static_cast<std::size_t>(std::countr_one(unreserved_mask(bytes) & 0xffffU));
      to += plain;
      at += plain;
      if (plain == kStep) continue;
      std::memcpy(to, kEncoded[static_cast<unsigned char>(text[at++])].text.data(), 4);
      to += 3;
    }
#endif
    for (; at < text.size(); ++at) {
      const Encoded& encoded = kEncoded[static_cast<unsigned char>(text[at])];
      std::memcpy(to, encoded.text.data(), encoded.text.size());
      to += encoded.size;
    }
    return static_cast<std::size_t>(to - data);
  });
}

void append_decoded(std::string_view text, Plus plus, std::string& out) {
  for_each_decoded(text, plus, [&](char c) { out += c; });
}

void append_canonical_path(std::string_view path, PathRule rule, std::string& out) {
  if (path.empty()) {
    out += '/';
    return;
  }
  if (is_plain_path(path)) {
    out += path;
    return;
  }
  if (rule == PathRule::normalized) {  // R-SIG-04
    append_normalized(path, out);
    return;
  }
  // R-SIG-05. Between slashes, so that an encoded slash stays one, as the SDKs sign it.
  bool first = true;
  for_each_segment(path, [&](std::string_view segment) {
    if (!first) out += '/';
    first = false;
    for_each_decoded(segment, Plus::is_plus, [&](char c) { append_byte(c, out); });
  });
}

void Query::parse(std::string_view raw_query) {
  parameters_.clear();
  encoded_.clear();
  // Three times the text is the most that it can become: views stay where they are.
  encoded_.reserve(raw_query.size() * 3);
  const auto encode = [&](std::string_view text) {
    const std::size_t start = encoded_.size();
    for_each_decoded(text, Plus::is_blank, [&](char c) { append_byte(c, encoded_); });
    return std::string_view(encoded_).substr(start);
  };
  for (std::size_t start = 0; start < raw_query.size();) {
    const std::size_t end = std::min(raw_query.find('&', start), raw_query.size());
    const std::string_view pair = raw_query.substr(start, end - start);
    start = end + 1;
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view name = encode(pair.substr(0, equals));
    parameters_.push_back({name, encode(pair.substr(std::min(equals + 1, pair.size())))});
  }
}

const Query::Parameter* Query::find(std::string_view name) const {
  const auto found = std::ranges::find(parameters_, name, &Parameter::name);
  return found == parameters_.end() ? nullptr : &*found;
}

void Query::append_canonical(std::span<const std::string_view> leave_out, std::string& out) const {
  if (parameters_.empty()) return;
  sorted_.clear();
  for (const Parameter& parameter : parameters_) {
    if (std::ranges::find(leave_out, parameter.name) == leave_out.end()) {
      sorted_.push_back(parameter);
    }
  }
  append_canonical_query(sorted_, out);
}

// R-SIG-06
void append_canonical_query(std::span<Query::Parameter> parameters, std::string& out) {
  std::ranges::sort(parameters, [](const Query::Parameter& a, const Query::Parameter& b) {
    const int order = a.name.compare(b.name);
    return order != 0 ? order < 0 : a.value < b.value;
  });
  bool first = true;
  for (const Query::Parameter& parameter : parameters) {
    if (!first) out += '&';
    first = false;
    out += parameter.name;
    out += '=';
    out += parameter.value;
  }
}

void append_canonical_value(std::string_view value, std::string& out) {
  if (!may_hold_blanks(value)) {
    out += value;
    return;
  }
  const std::size_t start = out.size();
  bool blank = false;
  for (const char c : value) {
    if (is_blank(c)) {
      blank = out.size() > start;
      continue;
    }
    if (blank) out += ' ';
    blank = false;
    out += c;
  }
}

bool append_canonical_headers(std::span<const HeaderView> headers, std::string_view signed_headers,
                              std::string& out) {
  bool all_there = true;
  for (std::size_t start = 0; start <= signed_headers.size();) {
    const std::size_t end = std::min(signed_headers.find(';', start), signed_headers.size());
    const std::string_view name = signed_headers.substr(start, end - start);
    start = end + 1;
    append_lower(name, out);
    out += ':';
    bool found = false;
    for (const HeaderView& header : headers) {
      if (!equals_ignore_case(header.name, name)) continue;
      if (found) out += ',';  // R-SIG-07: repeated headers are one, in arrival order
      found = true;
      append_canonical_value(header.value, out);
    }
    all_there = all_there && found;
    out += '\n';
  }
  return all_there;
}

}  // namespace rolechain::sigv4
