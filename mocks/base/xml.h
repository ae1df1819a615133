// Text as XML may hold it, in an element or an attribute.
#pragma once

#include <string>
#include <string_view>

namespace rolechain {

// XML 1.0 has no way to write most control characters at all; they become U+FFFD. Newline and tab
// are written as references, so that an attribute keeps them.
// Source: Extensible Markup Language (XML) 1.0, "Characters", "Attribute-Value Normalization".
std::string xml_escaped(std::string_view text);

}  // namespace rolechain
