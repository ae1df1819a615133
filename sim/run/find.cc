#include "sim/run/find.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string_view>
#include <system_error>
#include <vector>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExpectedMessage = ".expected";

std::string ending_of(const fs::path& path) { return to_lower(path.extension().string()); }

bool may_be_scenario(const fs::path& path) {
  const std::string ending = ending_of(path);
  return ending == ".yaml" || ending == ".yml" || ending == ".json";
}

bool is_refused(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(fs::path(path).concat(kExpectedMessage), ignored);
}

// The keys of the outermost map: those that stand as far left as the first. Not by a parser: a
// scenario that is broken further down must still count as one.
std::vector<std::string> top_level_keys(std::string_view text) {
  std::vector<std::string> keys;
  std::size_t indentation = std::string_view::npos;
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t begin = line.find_first_not_of(" \r");
    if (begin == std::string_view::npos || line[begin] == '#' || line.starts_with("---")) continue;
    indentation = std::min(indentation, begin);
    const std::size_t colon = line.find(':');
    if (begin != indentation || colon == std::string_view::npos) continue;
    std::string_view key = trim(line.substr(0, colon));
    if (key.starts_with('?')) key = trim(key.substr(1));
    if (key.size() > 1 && (key.front() == '"' || key.front() == '\'')) {
      key = key.substr(1, key.size() - 2);
    }
    keys.emplace_back(key);
  }
  return keys;
}

// A directory may hold any YAML, so not every file is ours; but a scenario whose first key is
// mistyped must be refused, not passed over.
bool yaml_says_scenario(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && text[first] == '{') {
    return text.find("scenario") != std::string_view::npos;
  }
  const std::vector<std::string> keys = top_level_keys(text);
  const auto has = [&](std::string_view key) { return std::ranges::count(keys, key) != 0; };
  constexpr std::array<std::string_view, 1> kName = {"scenario"};
  if (std::ranges::any_of(
          keys, [&](const std::string& key) { return closest(key, kName).has_value(); })) {
    return true;
  }
  return has("steps") && (has("workloads") || has("accounts") || has("roles") || has("expect"));
}

// In JSON a top-level key stands inside one brace; a JSON Schema has "scenario" deeper down.
bool json_says_scenario(std::string_view text) {
  constexpr std::string_view kKey = "\"scenario\"";
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '{' || text[at] == '[') ++depth;
    if (text[at] == '}' || text[at] == ']') --depth;
    if (text[at] != '"') continue;
    if (depth == 1 && text.substr(at).starts_with(kKey)) {
      const std::size_t next = text.find_first_not_of(" \t\r\n", at + kKey.size());
      if (next != std::string_view::npos && text[next] == ':') return true;
    }
    for (++at; at < text.size() && text[at] != '"'; ++at) at += text[at] == '\\' ? 1U : 0U;
  }
  return false;
}

bool says_scenario(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  std::erase(text, '\0');  // UTF-16: to be refused, so to be found
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) text.erase(0, 2);
  return ending_of(path) == ".json" ? json_says_scenario(text) : yaml_says_scenario(text);
}

template <class Wanted>
std::vector<std::string> walk(const fs::path& directory, const Wanted& wanted) {
  std::vector<std::string> found;
  std::error_code ignored;  // a directory that cannot be read holds nothing for us
  auto entry = fs::recursive_directory_iterator(
      directory, fs::directory_options::skip_permission_denied, ignored);
  for (; entry != fs::recursive_directory_iterator(); entry.increment(ignored)) {
    const fs::path& path = entry->path();
    if (entry->is_directory(ignored)) {
      if (path.filename().string().starts_with('.')) entry.disable_recursion_pending();
    } else if (entry->is_regular_file(ignored) && may_be_scenario(path) && wanted(path)) {
      found.push_back(path.string());
    }
  }
  std::ranges::sort(found);
  return found;
}

Diagnostic problem(std::string code, std::string message, std::string help) {
  return {Severity::error, std::move(code), std::move(message), {}, std::move(help)};
}

}  // namespace

std::expected<std::vector<std::string>, Diagnostics> find_scenarios(
    const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  std::set<std::string> seen;
  Diagnostics problems;
  const auto take = [&](const std::string& file) {
    if (seen.insert(fs::path(file).lexically_normal().string()).second) files.push_back(file);
  };
  for (const std::string& path : paths) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) {
      problems.push_back(problem("no-such-file", fmt::format("there is no `{}`", path),
                                 "name a scenario file, or a directory with scenario files"));
    } else if (!fs::is_directory(status)) {
      take(path);
    } else {
      const auto below =
          walk(path, [](const fs::path& file) { return !is_refused(file) && says_scenario(file); });
      for (const std::string& file : below) take(file);
      if (below.empty()) {
        problems.push_back(
            problem("no-scenario", fmt::format("`{}` holds no scenario", path),
                    "a scenario is a .yaml, .yml or .json file with `scenario: v1` in it"));
      }
    }
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return files;
}

std::vector<std::string> find_refused_scenarios(const std::string& directory) {
  return walk(directory, is_refused);
}

}  // namespace rolechain
