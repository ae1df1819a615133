// Reads scenario files (YAML or JSON), the policies and templates that they name, into a Scenario.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mocks/base/diagnostic.h"
#include "mocks/base/node.h"
#include "mocks/base/source.h"
#include "sim/load/scenario.h"

namespace rolechain {

// Reads files for the loader. Abstract, so that the lab and tests can serve texts from memory.
class FileReader {
 public:
  virtual ~FileReader() = default;
  // The file's text, or why not ("no such file", "is a directory", "larger than …").
  virtual std::expected<std::string, std::string> read(const std::string& path) = 0;
  // The path without `.`, `..` and symbolic links; the file need not exist. Files are kept inside
  // the scenario's tree by comparing these. As it stands: by the text of the path alone.
  virtual std::string canonical(const std::string& path);
};

class DiskReader final : public FileReader {
 public:
  std::expected<std::string, std::string> read(const std::string& path) override;
  std::string canonical(const std::string& path) override;
};

struct LoadOptions {
  bool allow_external_files = false;  // files outside the scenario's directory tree
  std::string root;                   // the tree; empty: the scenario file's directory
};

// A file read once: its tree, from which scenarios with changes are made again and again.
struct ScenarioFile {
  std::string path;
  Node tree;
  LoadOptions options;
};

// REQUIRES: `sources` and `reader` outlive every value made from them. All problems are reported,
// not only the first. Policies that were compiled once are shared by text (cases and `set:` steps).
class Loader {
 public:
  Loader(Sources& sources, FileReader& reader);
  ~Loader();

  // Syntax only: YAML or JSON by the file's ending.
  std::expected<ScenarioFile, Diagnostics> read(const std::string& path,
                                                const LoadOptions& options = {});
  // The scenario, with `changes` (JSON pointer → value) applied first. List items that have an
  // `id` can be named by it: /steps/writer_session/with/duration.
  // The value null removes; `-` adds an item. A changed file's own cases are not read.
  std::expected<Scenario, Diagnostics> load(
      const ScenarioFile& file, const std::vector<std::pair<std::string, Node>>& changes = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rolechain
