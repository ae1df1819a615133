// The control API of a served world, below /_rolechain/: Served's calls over HTTP. Bodies are JSON;
// what is wrong is {"error": …, "help": …} with 400 and 404.
#pragma once

#include "mocks/base/http_message.h"

namespace rolechain {

class Served;

bool is_control(const HttpRequest& request);
// REQUIRES: is_control(request). Takes Served's lock only as its calls do.
HttpResponse control(Served& served, const HttpRequest& request);

}  // namespace rolechain
