// The texts of --help: layout by one function, examples by verb.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rolechain {

struct VerbHelp {
  std::string_view name;
  std::string_view arguments;  // "PATH..."
  std::string_view summary;    // one line, for the list of verbs
  std::string_view text;       // a paragraph, lines as they shall stand
  std::string_view examples;   // lines as they shall stand
};

// In the order in which help lists them.
std::span<const VerbHelp> verb_helps();
const VerbHelp* find_verb(std::string_view name);
std::vector<std::string_view> verb_names();

struct OptionHelp {
  std::string names;  // "-o, --output FILE"
  std::string text;
};

std::string program_help();
std::string verb_help(const VerbHelp& verb, std::span<const OptionHelp> options);

}  // namespace rolechain
