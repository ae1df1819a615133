#include "mocks/sigv4/canonical.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <cstring>

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

bool is_unreserved(char c) { return kIsUnreserved[static_cast<unsigned char>(c)]; }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char folded = fold_case(c);
  return folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
}

void append_byte(char c, std::string& out) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  if (is_unreserved(c)) {
    out += c;
    return;
  }
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += digits[byte >> 4U];
  out += digits[byte & 15U];
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

// Whether some byte is at most 0x20, eight at a time: most values hold no blank at all.
bool may_hold_blanks(std::string_view text) {
  constexpr std::uint64_t kEach = 0x0101010101010101U;
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  std::size_t at = 0;
  for (; at + kWord <= text.size(); at += kWord) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, kWord);
    if (((word - kEach * 0x21) & ~word & (kEach * 0x80)) != 0) return true;
  }
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

void append_encoded(std::string_view text, std::string& out) {
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_unreserved(text[at])) continue;
    out.append(text, from, at - from);
    append_byte(text[at], out);
    from = at + 1;
  }
  out.append(text, from);
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
