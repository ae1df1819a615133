// One HTTP request over a socket of its own, for whoever asks a server of this machine.
#pragma once

#include <expected>
#include <string>

#include "mocks/base/http_message.h"

namespace rolechain {

// Sends `request` to the server of `origin` ("http://127.0.0.1:8600"). Error: why no answer came
// ("connection refused"). Each of connecting, sending and waiting takes at most `timeout_s`.
std::expected<HttpResponse, std::string> fetch(const std::string& origin,
                                               const HttpRequest& request, int timeout_s = 5);

}  // namespace rolechain
