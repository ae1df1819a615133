// The two texts that a signature is made of, in one place for those who sign and those who verify.
// Source: as in canonical.h.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "mocks/sigv4/authentication.h"
#include "mocks/sigv4/canonical.h"
#include "mocks/sigv4/signed_request.h"

namespace rolechain::sigv4 {

struct CanonicalParts {
  const SignedRequest& request;
  const Query& query;                           // of the request
  std::span<const std::string_view> leave_out;  // parameters of it
  std::string_view signed_headers;              // host;x-amz-date
  std::string_view payload_hash;                // in hex, or UNSIGNED-PAYLOAD and the like
  PathRule path;
};

// False where a signed header is not in the request; the text is whole all the same.
bool append_canonical_request(const CanonicalParts& parts, std::string& out);

// The same of parts that somebody else writes: R-SIG-01 is here alone.
struct RequestLine {
  std::string_view method;
  std::string_view path;  // raw
  PathRule rule;
};
template <class AppendQuery, class AppendHeaders>
void append_canonical_request(const RequestLine& line, AppendQuery append_query,
                              AppendHeaders append_headers, std::string_view signed_headers,
                              std::string_view payload_hash, std::string& out) {
  out += line.method;
  out += '\n';
  append_canonical_path(line.path, line.rule, out);
  out += '\n';
  append_query();
  out += '\n';
  append_headers();
  out += '\n';
  out += signed_headers;
  out += '\n';
  out += payload_hash;
}

void append_string_to_sign(Algorithm algorithm, std::string_view date, std::string_view scope,
                           std::string_view canonical_request, std::string& out);

// "a;b;c": lower case, sorted, each name once (R-SIG-07).
bool is_canonical_list(std::string_view signed_headers);

}  // namespace rolechain::sigv4
