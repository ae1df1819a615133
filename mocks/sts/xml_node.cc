#include "mocks/sts/xml_node.h"

namespace rolechain {
namespace {

// NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): libxml2's characters are unsigned
std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}
const xmlChar* xml(const char* text) { return reinterpret_cast<const xmlChar*>(text); }
// NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)

std::string taken(xmlChar* text) {
  std::string out(view(text));
  xmlFree(text);
  return out;
}

}  // namespace

bool is_element(const xmlNode* node, std::string_view name_space, std::string_view name) {
  return node != nullptr && node->type == XML_ELEMENT_NODE && view(node->name) == name &&
         node->ns != nullptr && view(node->ns->href) == name_space;
}

std::vector<xmlNode*> children(const xmlNode* node, std::string_view name_space,
                               std::string_view name) {
  std::vector<xmlNode*> out;
  if (node == nullptr) return out;
  for (xmlNode* at = node->children; at != nullptr; at = at->next) {
    if (is_element(at, name_space, name)) out.push_back(at);
  }
  return out;
}

xmlNode* child(const xmlNode* node, std::string_view name_space, std::string_view name) {
  const auto all = children(node, name_space, name);
  return all.empty() ? nullptr : all.front();
}

std::optional<std::string> attribute_of(const xmlNode* node, const char* name) {
  if (node == nullptr) return std::nullopt;
  xmlChar* value = xmlGetNoNsProp(node, xml(name));
  if (value == nullptr) return std::nullopt;
  return taken(value);
}

std::string content_of(const xmlNode* node) {
  if (node == nullptr) return {};
  const std::string text = taken(xmlNodeGetContent(node));
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

}  // namespace rolechain
