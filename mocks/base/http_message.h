// HTTP requests and responses as values: what every endpoint of this world is a function of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

// What becomes of a request on its connection: mostly a response, and what networks do otherwise.
struct HttpAnswer {
  enum class Kind : std::uint8_t {
    response,
    hang,   // nothing arrives, until the client gives up
    reset,  // the connection is reset (RST)
  };

  // NOLINTNEXTLINE(google-explicit-constructor): a plain response is an answer
  HttpAnswer(HttpResponse plain = {}) : response(std::move(plain)) {}
  static HttpAnswer without_response(Kind kind) {
    HttpAnswer out;
    out.kind = kind;
    return out;
  }

  Kind kind = Kind::response;
  HttpResponse response;                      // with Kind::response
  std::int64_t delay_ms = 0;                  // passes before any of it is sent, or the reset
  std::optional<std::size_t> body_bytes_max;  // only so many follow the header; then it is closed
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
