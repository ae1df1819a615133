// The tree keeps its shape: includes run one way, heavy headers stay in few files, files stay
// short.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/paths.h"

namespace rolechain::tests {
namespace {

struct Line {
  std::string file;  // relative to the root, with `/`
  std::size_t number;
  std::string included;  // what stands between the quotes or brackets
};

struct SourceFile {
  std::string path;  // relative to the root, with `/`
  std::size_t lines = 0;
  std::vector<Line> includes;
};

// What stands between the delimiters of an `#include` line; nothing for any other line.
std::optional<std::string> included_by(std::string_view line) {
  constexpr std::string_view directive = "#include";
  const std::size_t start = line.find_first_not_of(" \t");
  if (start == std::string_view::npos || !line.substr(start).starts_with(directive)) {
    return std::nullopt;
  }
  const std::size_t open = line.find_first_of("\"<", start + directive.size());
  if (open == std::string_view::npos) return std::nullopt;
  const std::size_t close = line.find_first_of("\">", open + 1);
  if (close == std::string_view::npos) return std::nullopt;
  return std::string(line.substr(open + 1, close - open - 1));
}

SourceFile read_source(const std::filesystem::path& path) {
  SourceFile source;
  source.path = path.lexically_relative(source_dir()).generic_string();
  std::ifstream stream(path);
  for (std::string line; std::getline(stream, line);) {
    ++source.lines;
    if (auto included = included_by(line)) {
      source.includes.push_back({source.path, source.lines, *std::move(included)});
    }
  }
  return source;
}

const std::vector<SourceFile>& all_sources() {
  static const std::vector<SourceFile> sources = [] {
    std::vector<SourceFile> found;
    for (const char* top : {"mocks", "sim", "tests", "bench"}) {
      const auto dir = source_dir() / top;
      if (!std::filesystem::exists(dir)) continue;
      for (const auto& entry : std::filesystem::recursive_directory_iterator(dir)) {
        const auto extension = entry.path().extension();
        if (extension == ".cc" || extension == ".h") found.push_back(read_source(entry.path()));
      }
    }
    return found;
  }();
  return sources;
}

bool is_below(std::string_view path, std::string_view dir) {
  return path.size() > dir.size() && path.starts_with(dir) && path[dir.size()] == '/';
}

std::string where(const Line& line) {
  return fmt::format("{}:{}: includes `{}`", line.file, line.number, line.included);
}

TEST(Layout, SourcesAreFound) {
  // Guards the tests below against passing on nothing.
  ASSERT_GT(all_sources().size(), 10U) << "looked below " << source_dir();
}

TEST(Layout, IncludesStartAtTheRoot) {
  for (const auto& source : all_sources()) {
    for (const auto& line : source.includes) {
      EXPECT_EQ(line.included.find(".."), std::string::npos)
          << where(line) << "; write the path from the root of the tree";
    }
  }
}

TEST(Layout, TopDirectoriesDependOneWay) {
  struct Ban {
    std::string_view from;
    std::vector<std::string_view> to;
  };
  const std::array bans{
      Ban{"mocks", {"sim", "tests", "bench"}},
      Ban{"sim", {"tests", "bench"}},
      Ban{"bench", {"tests/unit", "tests/suite", "tests/golden"}},  // but tests/support
      Ban{"tests", {"bench"}},
  };
  for (const auto& source : all_sources()) {
    for (const auto& ban : bans) {
      if (!is_below(source.path, ban.from)) continue;
      for (const auto& line : source.includes) {
        for (const auto to : ban.to) {
          EXPECT_FALSE(is_below(line.included, to))
              << where(line) << ", but `" << ban.from << "` must not know `" << to << "`";
        }
      }
    }
  }
}

// The rooms of mocks, lowest first. Rooms of one rank do not know each other.
std::optional<int> rank_of_room(std::string_view path) {
  static const std::map<std::string_view, int> ranks{
      {"mocks/base", 0}, {"mocks/rules", 1},  {"mocks/policy", 1}, {"mocks/cloud", 2},
      {"mocks/iam", 3},  {"mocks/sts", 4},    {"mocks/sigv4", 4},  {"mocks/pki", 5},
      {"mocks/imds", 6}, {"mocks/lambda", 6}, {"mocks/oidc", 6},   {"mocks/container", 6},
      {"mocks/http", 7},
  };
  for (const auto& [room, rank] : ranks) {
    if (is_below(path, room)) return rank;
  }
  return std::nullopt;
}

std::string_view room_of(std::string_view path) {
  return path.substr(0, path.find('/', std::string_view("mocks/").size()));
}

TEST(Layout, RoomsOfMocksDependDownwards) {
  for (const auto& source : all_sources()) {
    if (!is_below(source.path, "mocks")) continue;
    const auto rank = rank_of_room(source.path);
    if (!rank) {
      ADD_FAILURE() << source.path << ": a room of mocks without a rank; add it to this test";
      continue;
    }
    for (const auto& line : source.includes) {
      const auto rank_below = rank_of_room(line.included);
      if (!rank_below || room_of(line.included) == room_of(source.path)) continue;
      EXPECT_LT(*rank_below, *rank) << where(line) << ", but the order is base <- policy <- cloud "
                                    << "<- iam <- sts, sigv4 <- imds, container, lambda, oidc";
    }
  }
}

TEST(Layout, HeavyHeadersStayInTwoSourceFiles) {
  // Each of these costs seconds of compile time wherever it is seen.
  const std::array<std::string_view, 4> heavy{"nlohmann/json.hpp", "yaml-cpp/", "boost/graph/",
                                              "httplib.h"};
  for (const auto header : heavy) {
    std::vector<std::string> users;
    for (const auto& source : all_sources()) {
      if (!is_below(source.path, "mocks") && !is_below(source.path, "sim")) continue;
      for (const auto& line : source.includes) {
        if (!line.included.starts_with(header)) continue;
        EXPECT_TRUE(source.path.ends_with(".cc")) << where(line) << ", but only a .cc file may";
        if (std::ranges::find(users, source.path) == users.end()) users.push_back(source.path);
      }
    }
    EXPECT_LE(users.size(), 2U) << "`" << header << "` is included by "
                                << fmt::format("{}", fmt::join(users, ", "))
                                << "; keep it behind one interface";
  }
}

TEST(Layout, FilesStayShort) {
  constexpr std::size_t limit_lines = 600;
  // Tables: long because the world is, one row a fact.
  const std::array<std::string_view, 0> tables{};
  for (const auto& source : all_sources()) {
    if (std::ranges::find(tables, source.path) != tables.end()) continue;
    EXPECT_LE(source.lines, limit_lines)
        << source.path << " has " << source.lines << " lines; look for the second room in it";
  }
}

TEST(Layout, IncludedByReadsBothForms) {
  EXPECT_EQ(included_by("#include \"mocks/base/arn.h\""), "mocks/base/arn.h");
  EXPECT_EQ(included_by("  #include <map>  // why"), "map");
  EXPECT_EQ(included_by("// #include <map>"), std::nullopt);
  EXPECT_EQ(included_by("#include MACRO"), std::nullopt);
}

}  // namespace
}  // namespace rolechain::tests
