#include "bench/corpus.h"

#include <fstream>
#include <nlohmann/json.hpp>

namespace rolechain::bench {
namespace {

constexpr const char* kCorpus = ROLECHAIN_SOURCE_DIR "/build/corpus/managed-policies.json";

std::vector<std::string> read_corpus() {
  std::ifstream stream(kCorpus);
  const auto all = nlohmann::ordered_json::parse(stream, nullptr, false);
  std::vector<std::string> out;
  if (!all.is_object()) return out;
  for (const auto& policy : all) {
    const auto latest = policy.at("latestVersionId").get<std::string>();
    out.push_back(policy.at("versions").at(latest).at("document").dump());
  }
  return out;
}

}  // namespace

const std::vector<std::string>& managed_corpus() {
  static const std::vector<std::string> texts = read_corpus();
  return texts;
}

}  // namespace rolechain::bench
