// The tree that the instance metadata service serves: leaves with their texts; a directory is what
// has leaves below it.
// Source: EC2 User Guide, "Instance metadata categories".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolechain {

struct MetadataLeaf {
  std::string path;  // below the version: "meta-data/placement/region"
  std::string text;
  std::string_view since;  // the first version that knew it; empty: all
};

// A request path without query, percent escapes, empty and dot segments: "latest/meta-data/iam".
// Nothing where it leaves the tree or is no path (R-IMDS-11).
std::optional<std::string> normalise_metadata_path(std::string_view request_path);

// The versions from the first to "latest".
const std::vector<std::string_view>& metadata_versions();

// The text of a leaf, or the listing of a directory: children by name, child directories with a
// slash behind; nothing where the path is neither. `path` is normalised.
std::optional<std::string> find_metadata(const std::vector<MetadataLeaf>& leaves,
                                         std::string_view path);

}  // namespace rolechain
