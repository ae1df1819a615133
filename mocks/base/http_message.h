// HTTP requests and responses as values: what every endpoint of this world is a function of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/clock.h"

namespace rolechain {

struct HttpHeader {
  std::string name;
  std::string value;
};

struct HttpRequest {
  std::string method = "GET";
  std::string path;  // as on the request line: with the query
  std::vector<HttpHeader> headers;
  std::string body;
};

struct HttpResponse {
  int status = 200;
  std::vector<HttpHeader> headers;
  std::string body;
};

// The first header of that name, which compares without case; null where there is none.
const std::string* find_header(const std::vector<HttpHeader>& headers, std::string_view name);

// "Not Found"; "" for a status that no endpoint here uses.
std::string_view reason_phrase(int status);

// Thu, 15 Jan 2026 09:00:00 GMT (RFC 9110, section 5.6.7).
std::string http_date(EpochSeconds time_s);

// Start line, headers and body as a person reads them: one line each, body after an empty line.
std::string to_text(const HttpRequest& request);
std::string to_text(const HttpResponse& response);

}  // namespace rolechain
