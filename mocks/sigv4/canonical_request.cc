#include "mocks/sigv4/canonical_request.h"

#include <algorithm>
#include <functional>

#include "mocks/base/text.h"
#include "mocks/sigv4/sha256.h"

namespace rolechain::sigv4 {

// R-SIG-01
bool append_canonical_request(const CanonicalParts& parts, std::string& out) {
  bool all_there = false;
  append_canonical_request(
      RequestLine{parts.request.method, raw_path(parts.request.target), parts.path},
      [&] { parts.query.append_canonical(parts.leave_out, out); },
      [&] {
        all_there = append_canonical_headers(parts.request.headers, parts.signed_headers, out);
      },
      parts.signed_headers, parts.payload_hash, out);
  return all_there;
}

// R-SIG-03
void append_string_to_sign(Algorithm algorithm, std::string_view date, std::string_view scope,
                           std::string_view canonical_request, std::string& out) {
  out += name_of(algorithm);
  out += '\n';
  out += date;
  out += '\n';
  out += scope;
  out += '\n';
  append_hex(sha256(canonical_request), out);
}

bool is_canonical_list(std::string_view signed_headers) {
  std::string_view previous;
  for (std::size_t start = 0; start <= signed_headers.size();) {
    const std::size_t end = std::min(signed_headers.find(';', start), signed_headers.size());
    const std::string_view name = signed_headers.substr(start, end - start);
    if (start > 0 && name <= previous) return false;
    if (name.empty() || std::ranges::any_of(name, [](char c) { return fold_case(c) != c; })) {
      return false;
    }
    previous = name;
    start = end + 1;
  }
  return true;
}

}  // namespace rolechain::sigv4
