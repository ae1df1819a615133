// Every version of every AWS managed policy, as `dev` fetched them into build/corpus: real
// documents by the thousand, for tests.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

namespace rolechain::tests {

struct CorpusPolicy {
  std::string name;        // "AdministratorAccess"
  std::string version_id;  // "v1"
  bool current = false;    // the version that AWS attaches today
  std::string json;        // compact: the package keeps no spelling of blanks
};

// Some 30 MB. The error says what is missing and how to get it.
std::expected<std::vector<CorpusPolicy>, std::string> read_managed_corpus(
    const std::filesystem::path& file);

// Where `dev` puts them, one for all presets.
std::filesystem::path managed_corpus_file();

}  // namespace rolechain::tests
