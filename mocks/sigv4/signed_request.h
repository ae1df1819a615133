// A request as a verifier sees it: bytes as they came, views into whoever holds them.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "mocks/base/http_message.h"

namespace rolechain::sigv4 {

struct HeaderView {
  std::string_view name;
  std::string_view value;
};

struct SignedRequest {
  std::string_view method;              // GET
  std::string_view target;              // of the request line, undecoded: /a%20b?x=1&y
  std::span<const HeaderView> headers;  // in arrival order, repeated ones each by itself
  std::string_view body;                // without transfer coding; aws-chunked is left in
};

// The path and the query of a target; query without its `?`.
std::string_view raw_path(std::string_view target);
std::string_view raw_query(std::string_view target);

// The first header of that name, which compares without case; null where there is none.
const HeaderView* find_header(std::span<const HeaderView> headers, std::string_view name);

// `headers` is where the views go; both must live as long as what comes back.
SignedRequest view_of(const HttpRequest& request, std::vector<HeaderView>& headers);

}  // namespace rolechain::sigv4
