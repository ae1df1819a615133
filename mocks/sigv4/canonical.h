// The canonical request: one spelling for all requests that mean the same, which is what is signed.
//
// Everything is appended to the caller's buffers. REQUIRES of all but `find_bad_escape`: paths and
// queries whose escapes are whole (%41).
// Source: IAM User Guide, "Create a signed AWS API request", "Create a canonical request"; Amazon
// S3 API Reference, "Authenticating Requests: Using the Authorization Header".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/sigv4/signed_request.h"

namespace rolechain::sigv4 {

// normalized: dot segments and empty ones go, then what came is encoded once more (R-SIG-04).
// as_is: S3's, whose keys may hold both: encoded once, nothing removed (R-SIG-05).
enum class PathRule : std::uint8_t { normalized, as_is };

// Where the first `%` stands that two hex digits do not follow.
std::optional<std::size_t> find_bad_escape(std::string_view text);
// Whether `..` leads above the root; then no resource is meant.
bool leaves_the_root(std::string_view path);

void append_canonical_path(std::string_view path, PathRule rule, std::string& out);

// All but A-Z a-z 0-9 - . _ ~ becomes %XX.
void append_encoded(std::string_view text, std::string& out);
// %XX becomes its byte; in a query `+` becomes a blank.
enum class Plus : std::uint8_t { is_blank, is_plus };
void append_decoded(std::string_view text, Plus plus, std::string& out);

// The parameters of a query in its own order, names and values canonically encoded. They live in
// one buffer, which a later parse() reuses.
class Query {
 public:
  struct Parameter {
    std::string_view name;
    std::string_view value;
  };

  void parse(std::string_view raw_query);
  [[nodiscard]] std::span<const Parameter> parameters() const { return parameters_; }
  // The FIRST of that name (R-SIG-12), encoded; null where there is none.
  [[nodiscard]] const Parameter* find(std::string_view name) const;
  // Sorted by name, then value, without the parameters of the names to leave out (R-SIG-06).
  void append_canonical(std::span<const std::string_view> leave_out, std::string& out) const;

 private:
  std::string encoded_;
  std::vector<Parameter> parameters_;
  mutable std::vector<Parameter> sorted_;  // a buffer: kept for its memory
};

// name=value&name=value, sorted by name, then value (R-SIG-06); sorts `parameters`.
void append_canonical_query(std::span<Query::Parameter> parameters, std::string& out);

// "host:example.com\n" for each name of the list, in its order. Returns false where the request has
// no header of a name (R-SIG-07).
bool append_canonical_headers(std::span<const HeaderView> headers, std::string_view signed_headers,
                              std::string& out);
// Values without blanks at the ends, runs of blanks inside as one, folded lines unfolded.
void append_canonical_value(std::string_view value, std::string& out);

}  // namespace rolechain::sigv4
