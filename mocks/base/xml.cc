#include "mocks/base/xml.h"

namespace rolechain {
namespace {

// What stands in the place of a character; empty: itself.
std::string_view replacement(char c, XmlPlace place) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\n':
      return place == XmlPlace::attribute ? "&#10;" : "";
    case '\t':
      return place == XmlPlace::attribute ? "&#9;" : "";
    case '\r':
      return "&#xD;";
    default:
      return static_cast<unsigned char>(c) < 0x20U ? "\xEF\xBF\xBD" : "";
  }
}

// Where one could stand: nearly all texts have none.
bool may_need(char c) { return static_cast<unsigned char>(c) <= '>' && !(c >= '\'' && c <= ';'); }

}  // namespace

std::string xml_escaped(std::string_view text, XmlPlace place) {
  std::string out;
  out.reserve(text.size());
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!may_need(text[at])) continue;
    const std::string_view instead = replacement(text[at], place);
    if (instead.empty()) continue;
    out.append(text, from, at - from);
    out += instead;
    from = at + 1;
  }
  out.append(text, from);
  return out;
}

}  // namespace rolechain
