// The secret of a throw-away certificate authority, from the machine's random numbers.
#pragma once

#include <string>

namespace rolechain {
std::string lab_secret();
}
