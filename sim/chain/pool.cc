#include "sim/chain/pool.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "mocks/base/text.h"
#include "mocks/policy/glob.h"

namespace rolechain {
namespace {

// Two values that nobody has a name for: keys that are compared with one another may be equal or
// not, whatever else is tested.
constexpr std::array<std::string_view, 2> kNobodys = {"rolechain-1", "rolechain-2"};

void take_tags(std::set<std::string>& out, const Tags& tags, std::string_view key) {
  for (const Tag& tag : tags) {
    if (equals_ignore_case(tag.key, key)) out.insert(tag.value);
  }
}

// The glob on one side of the variable; nothing where there is another variable.
std::optional<std::string> side(std::span<const PatternToken> tokens) {
  std::string out;
  for (const PatternToken& token : tokens) {
    switch (token.kind) {
      case PatternToken::Kind::literal:
        out += token.text;
        break;
      case PatternToken::Kind::any:
        out += '?';
        break;
      case PatternToken::Kind::star:
        out += '*';
        break;
      case PatternToken::Kind::variable:
        return std::nullopt;
    }
  }
  return out;
}

struct Sides {
  std::string before;
  std::string after;
};

std::optional<Sides> sides_of(const Pattern& pattern, std::string_view variable) {
  const std::vector<PatternToken>& tokens = pattern.tokens();
  const auto at = std::ranges::find_if(tokens, [&](const PatternToken& token) {
    return token.kind == PatternToken::Kind::variable && token.text == variable;
  });
  if (at == tokens.end()) return std::nullopt;
  auto before = side({tokens.begin(), at});
  auto after = side({at + 1, tokens.end()});
  if (!before || !after) return std::nullopt;
  return Sides{*std::move(before), *std::move(after)};
}

// Every part of `text` that, put for the variable, makes the pattern match it.
void take_captures(std::set<std::string>& out, const Sides& sides, std::string_view text) {
  const auto fits = [](const std::string& glob, std::string_view part) {
    return has_wildcard(glob) ? glob_match(glob, part) : glob == part;
  };
  for (std::size_t begin = 0; begin <= text.size(); ++begin) {
    if (!fits(sides.before, text.substr(0, begin))) continue;
    for (std::size_t end = begin + 1; end <= text.size(); ++end) {
      if (fits(sides.after, text.substr(end))) out.emplace(text.substr(begin, end - begin));
    }
  }
}

std::optional<std::vector<std::string>> few(const std::set<std::string>& values) {
  if (values.size() > ValuePool::kMost) return std::nullopt;
  return std::vector<std::string>(values.begin(), values.end());
}

}  // namespace

std::optional<std::vector<std::string>> ValuePool::captures(const Pattern& pattern,
                                                            std::string_view variable) const {
  const auto sides = sides_of(pattern, variable);
  if (!sides) return std::nullopt;
  std::set<std::string> out;
  for (const Role& role : world_.roles) {
    take_captures(out, *sides, role.arn);
    if (out.size() > kMost) return std::nullopt;
  }
  for (const Resource& resource : world_.resources) take_captures(out, *sides, resource.arn);
  return few(out);
}

std::optional<std::vector<std::string>> ValuePool::captures(const Pattern& pattern,
                                                            std::string_view variable,
                                                            std::string_view key) const {
  const auto sides = sides_of(pattern, variable);
  if (!sides) return std::nullopt;
  std::set<std::string> out(kNobodys.begin(), kNobodys.end());
  for (const std::string& value : values_of(key)) take_captures(out, *sides, value);
  return few(out);
}

std::optional<std::vector<std::string>> ValuePool::fillings(const Pattern& pattern,
                                                            std::string_view variable) const {
  const auto sides = sides_of(pattern, variable);
  if (!sides || has_wildcard(sides->before) || has_wildcard(sides->after)) return std::nullopt;
  std::set<std::string> out;
  for (const std::string& value : values_of(variable)) {
    out.insert(sides->before + value + sides->after);
  }
  for (const std::string_view value : kNobodys) {
    out.insert(sides->before + std::string(value) + sides->after);
  }
  return few(out);
}

void ValuePool::add(std::string_view key_lower, std::string value) {
  spelled_[std::string(key_lower)].insert(std::move(value));
}

std::vector<std::string> ValuePool::values_of(std::string_view key_lower) const {
  std::set<std::string> out;
  if (const auto spelled = spelled_.find(key_lower); spelled != spelled_.end()) {
    out = spelled->second;
  }
  const std::size_t slash = key_lower.find('/');
  if (slash != std::string_view::npos && key_lower.substr(0, slash).ends_with("tag")) {
    const std::string_view key = key_lower.substr(slash + 1);
    for (const Role& role : world_.roles) take_tags(out, role.tags, key);
    for (const User& user : world_.users) take_tags(out, user.tags, key);
    for (const Resource& resource : world_.resources) take_tags(out, resource.tags, key);
  } else if (key_lower == "aws:username") {
    for (const User& user : world_.users) out.insert(user.name);
  } else if (key_lower == "aws:principalarn") {
    for (const Role& role : world_.roles) out.insert(role.arn);
    for (const User& user : world_.users) out.insert(user.arn);
  } else if (key_lower.ends_with("account")) {
    for (const Account& account : world_.accounts) out.insert(account.id);
  }
  return {out.begin(), out.end()};
}

}  // namespace rolechain
