#include "sim/client/profiles.h"

#include <fmt/format.h>

#include "mocks/base/text.h"

namespace rolechain::client {
namespace {

constexpr std::string_view kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// " # …" behind a value is a comment; "#" inside a word is not.
std::string_view without_comment(std::string_view text) {
  for (std::size_t at = 1; at < text.size(); ++at) {
    const bool begins = text[at] == '#' || text[at] == ';';
    if (begins && kBlanks.contains(text[at - 1])) return trimmed(text.substr(0, at));
  }
  return text;
}

// "profile web" → "web", "default" → "default"; "" for a section of another kind (sso-session …).
std::string profile_of(std::string_view section, bool is_config) {
  constexpr std::string_view kProfile = "profile";
  section = trimmed(section);
  if (!is_config || section == "default") return std::string(section);
  if (!section.starts_with(kProfile)) return {};
  const std::string_view name = section.substr(kProfile.size());
  if (name.empty() || !kBlanks.contains(name.front())) return {};
  return std::string(trimmed(name));
}

struct File {
  std::string_view name;
  std::string_view text;
  bool is_config = false;
};

std::expected<void, std::string> read(const File& file,
                                      std::map<std::string, Profiles::Settings, std::less<>>& out) {
  Profiles::Settings* section = nullptr;
  Profiles::Settings elsewhere;  // of sections that are no profiles
  std::size_t number = 0;
  for (const std::string_view line : split(file.text, '\n')) {
    ++number;
    const std::string_view text = trimmed(line);
    if (text.empty() || text.starts_with('#') || text.starts_with(';')) continue;
    const auto broken = [&](std::string_view why) {
      return std::unexpected(fmt::format("{}:{}: {}", file.name, number, why));
    };
    if (text.starts_with('[')) {
      const std::size_t end = text.find(']');
      if (end == std::string_view::npos) return broken("the section has no `]`");
      const std::string name = profile_of(text.substr(1, end - 1), file.is_config);
      section = name.empty() ? &elsewhere : &out[name];
      continue;
    }
    // A setting of settings ("s3 =" and indented lines) has nothing to do with credentials.
    if (kBlanks.contains(line.front())) continue;
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return broken("expected `name = value`");
    if (section == nullptr) return broken("a setting before the first section");
    (*section)[to_lower(trimmed(text.substr(0, equals)))] =
        without_comment(trimmed(text.substr(equals + 1)));
  }
  return {};
}

}  // namespace

std::expected<Profiles, std::string> Profiles::parse(std::string_view config,
                                                     std::string_view credentials) {
  Profiles out;
  if (auto ok = read({"config", config, true}, out.profiles_); !ok) {
    return std::unexpected(ok.error());
  }
  if (auto ok = read({"credentials", credentials, false}, out.profiles_); !ok) {
    return std::unexpected(ok.error());
  }
  return out;
}

const Profiles::Settings* Profiles::find(std::string_view name) const {
  const auto at = profiles_.find(name);
  return at == profiles_.end() ? nullptr : &at->second;
}

std::vector<std::string_view> Profiles::names() const {
  std::vector<std::string_view> out;
  for (const auto& [name, settings] : profiles_) out.emplace_back(name);
  return out;
}

}  // namespace rolechain::client
