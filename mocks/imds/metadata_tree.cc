#include "mocks/imds/metadata_tree.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned code = 0;
    const char* const begin = text.data() + i + 1;
    if (i + 2 >= text.size()) return std::nullopt;
    if (std::from_chars(begin, begin + 2, code, 16).ptr != begin + 2) return std::nullopt;
    out += static_cast<char>(code);
    i += 2;
  }
  return out;
}

// Names to "name" or "name/", in order.
std::string listing(const std::vector<MetadataLeaf>& leaves, std::string_view version,
                    std::string_view directory) {
  const std::string prefix = directory.empty() ? "" : std::string(directory) + "/";
  std::map<std::string, bool> children;  // true: a directory
  for (const MetadataLeaf& leaf : leaves) {
    if (leaf.since > version || !leaf.path.starts_with(prefix)) continue;
    const std::string_view rest = std::string_view(leaf.path).substr(prefix.size());
    const std::size_t slash = rest.find('/');
    children[std::string(rest.substr(0, slash))] |= slash != std::string_view::npos;
  }
  std::string out;
  for (const auto& [name, is_directory] : children) {
    if (!out.empty()) out += '\n';
    out += name;
    if (is_directory && !directory.empty()) out += '/';  // the three trees of a version have none
  }
  return out;
}

}  // namespace

std::optional<std::string> normalise_metadata_path(std::string_view request_path) {
  if (!request_path.starts_with('/')) return std::nullopt;
  const auto decoded = percent_decode(request_path.substr(0, request_path.find('?')));
  if (!decoded) return std::nullopt;
  std::vector<std::string> parts;
  for (const std::string_view part : split(*decoded, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (parts.empty()) return std::nullopt;
      parts.pop_back();
    } else {
      parts.emplace_back(part);
    }
  }
  return join(parts, "/");
}

const std::vector<std::string_view>& metadata_versions() {
  static const std::vector<std::string_view> versions{
      "1.0",        "2007-01-19", "2007-03-01", "2007-08-29", "2007-10-10", "2007-12-15",
      "2008-02-01", "2008-09-01", "2009-04-04", "2011-01-01", "2011-05-01", "2012-01-12",
      "2014-02-25", "2014-11-05", "2015-10-20", "2016-04-19", "2016-06-30", "2016-09-02",
      "2018-03-28", "2018-08-17", "2018-09-24", "2019-10-01", "2020-08-24", "2020-10-27",
      "2021-01-03", "2021-03-23", "2021-07-15", "2022-07-09", "2022-09-24", "2024-04-11",
      "latest"};
  return versions;
}

std::optional<std::string> find_metadata(const std::vector<MetadataLeaf>& leaves,
                                         std::string_view path) {
  const auto& versions = metadata_versions();
  if (path.empty()) {
    std::string out;
    for (const std::string_view version : versions) {
      if (!out.empty()) out += '\n';
      out += version;
    }
    return out;
  }
  const std::string_view version = path.substr(0, path.find('/'));
  if (std::ranges::find(versions, version) == versions.end()) return std::nullopt;
  const std::string_view rest = path.substr(std::min(path.size(), version.size() + 1));
  for (const MetadataLeaf& leaf : leaves) {
    if (leaf.path == rest && leaf.since <= version) return leaf.text;
  }
  std::string listed = listing(leaves, version, rest);
  if (listed.empty()) return std::nullopt;
  return listed;
}

}  // namespace rolechain
