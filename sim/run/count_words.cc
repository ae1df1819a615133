#include "sim/run/count_words.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace rolechain {
namespace {

constexpr std::size_t kMostTypes = 4;

// What can do most harm comes first.
constexpr std::array kLevels = {AccessLevel::permissions_management, AccessLevel::write,
                                AccessLevel::tagging, AccessLevel::read, AccessLevel::list};

}  // namespace

std::string access_level_name(AccessLevel level) {
  std::string out(to_string(level));
  out.front() = static_cast<char>(out.front() - 'a' + 'A');
  return out;
}

std::size_t count_pairs(const std::vector<GrantCount>& counts, GrantDifference::Kind kind) {
  std::size_t out = 0;
  for (const GrantCount& one : counts) out += one.kind == kind ? one.pairs : 0;
  return out;
}

std::string count_words(const std::vector<GrantCount>& counts, GrantDifference::Kind kind) {
  const auto types = std::ranges::count(counts, kind, &GrantCount::kind);
  std::vector<std::string> parts;
  for (const AccessLevel level : kLevels) {
    std::size_t all = 0;
    for (const GrantCount& one : counts) {
      if (one.kind != kind || one.level != level) continue;
      all += one.pairs;
      if (static_cast<std::size_t>(types) > kMostTypes) continue;
      parts.push_back(
          one.resource_type == "*"
              ? fmt::format("{} {} without a resource", one.pairs, access_level_name(level))
              : fmt::format("{} {} on {}", one.pairs, access_level_name(level), one.resource_type));
    }
    if (static_cast<std::size_t>(types) > kMostTypes && all > 0) {
      parts.push_back(fmt::format("{} {}", all, access_level_name(level)));
    }
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace rolechain
