// The small XML documents that clients send: elements with text or children. Attributes are passed
// over; document types and processing instructions other than the declaration are refused.
// Source: Extensible Markup Language (XML) 1.0.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolechain {

struct XmlElement {
  std::string name;  // without a prefix
  std::string text;  // its own, entities resolved
  std::vector<XmlElement> children;

  [[nodiscard]] const XmlElement* find(std::string_view child) const;
  // The child's text, or "".
  [[nodiscard]] std::string text_of(std::string_view child) const;
};

inline constexpr int kXmlLevels_max = 20;

// Nothing where it is no such document.
std::optional<XmlElement> parse_xml(std::string_view text);

}  // namespace rolechain
