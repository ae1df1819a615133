// Files in memory, and what a load of one of them says: for tests of the loader.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "sim/load/load.h"

namespace rolechain::tests {

class MemoryFiles final : public FileReader {
 public:
  std::map<std::string, std::string> files;

  std::expected<std::string, std::string> read(const std::string& path) override {
    const auto it = files.find(path);
    if (it == files.end()) return std::unexpected("no such file");
    return it->second;
  }
};

// Keeps everything that a loaded scenario points into.
class LoadFixture {
 public:
  LoadFixture() : loader_(sources_, files_) {}

  void add(const std::string& path, std::string text) { files_.files[path] = std::move(text); }

  std::expected<Scenario, Diagnostics> load(
      const std::vector<std::pair<std::string, Node>>& changes = {},
      const std::string& path = "dir/a.yaml", const LoadOptions& options = {}) {
    const auto file = loader_.read(path, options);
    if (!file) return std::unexpected(file.error());
    return loader_.load(*file, changes);
  }

  // The codes of all problems, joined; "" where it loads.
  std::string codes(const std::vector<std::pair<std::string, Node>>& changes = {}) {
    const auto scenario = load(changes);
    std::string out;
    if (scenario) return out;
    for (const Diagnostic& problem : scenario.error()) {
      if (!out.empty()) out += " ";
      out += problem.code;
    }
    return out;
  }

  Loader& loader() { return loader_; }

 private:
  Sources sources_;
  MemoryFiles files_;
  Loader loader_;
};

}  // namespace rolechain::tests
