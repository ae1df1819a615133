// Small questions to libxml2's trees, for the few .cc files that include it.
#pragma once

#include <libxml/tree.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolechain {

inline constexpr std::string_view kDsigNamespace = "http://www.w3.org/2000/09/xmldsig#";

// Null or empty where there is none of that namespace and name.
std::vector<xmlNode*> children(const xmlNode* node, std::string_view name_space,
                               std::string_view name);
xmlNode* child(const xmlNode* node, std::string_view name_space, std::string_view name);
bool is_element(const xmlNode* node, std::string_view name_space, std::string_view name);
// An attribute without a namespace.
std::optional<std::string> attribute_of(const xmlNode* node, const char* name);
// All text below, without blanks around it; "" for null.
std::string content_of(const xmlNode* node);

}  // namespace rolechain
