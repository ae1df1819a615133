// Base64 in the alphabet of URLs, without padding.
// Source: RFC 4648, section 5; RFC 7515, appendix C.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rolechain {

std::string base64url_encode(std::string_view bytes);
// Nothing for what is none, or has a digit too many.
std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace rolechain
