// Text as XML may hold it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rolechain {

// XML 1.0 has no way to write most control characters at all; they become U+FFFD. An attribute
// would lose newline and tab, an element a carriage return: those are written as references.
// Source: Extensible Markup Language (XML) 1.0, "Characters", "Attribute-Value Normalization",
// "End-of-Line Handling".
enum class XmlPlace : std::uint8_t { attribute, text };
std::string xml_escaped(std::string_view text, XmlPlace place = XmlPlace::attribute);

}  // namespace rolechain
