// The second file that sees httplib.h.
#include "mocks/http/socket/fetch.h"

#include <httplib.h>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

std::string reason(httplib::Error error) {
  switch (error) {
    case httplib::Error::Connection:
      return "nobody answers there";
    case httplib::Error::Read:
      return "no answer came, or half of one";
    case httplib::Error::ConnectionTimeout:
      return "nobody answered in time";
    default:
      return to_lower(httplib::to_string(error));
  }
}

}  // namespace

std::expected<HttpResponse, std::string> fetch(const std::string& origin,
                                               const HttpRequest& request, int timeout_s) {
  httplib::Client client(origin);
  if (!client.is_valid()) return std::unexpected("this is no address of a server");
  client.set_connection_timeout(timeout_s);
  client.set_read_timeout(timeout_s);
  client.set_write_timeout(timeout_s);
  client.set_url_encode(false);  // paths are signed as they stand
  httplib::Request asked;
  asked.method = request.method;
  asked.path = request.path;
  asked.body = request.body;
  for (const HttpHeader& header : request.headers) {
    asked.headers.emplace(header.name, header.value);
  }
  auto result = client.send(asked);
  if (!result) return std::unexpected(reason(result.error()));
  HttpResponse out{result->status, {}, std::move(result->body)};
  for (const auto& [name, value] : result->headers) out.headers.push_back({name, value});
  return out;
}

}  // namespace rolechain
