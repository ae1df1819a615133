// Files reads and parses every file that scenarios name, once each, and keeps them inside the
// scenario's directory tree.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "mocks/base/diagnostic.h"
#include "mocks/base/node.h"
#include "mocks/base/source.h"
#include "sim/load/load.h"
#include "sim/load/yaml.h"

namespace rolechain {

struct ParsedFile {
  const SourceFile* source = nullptr;
  Node tree;
};

class Files {
 public:
  Files(Sources& sources, FileReader& reader) : sources_(sources), reader_(reader) {}

  // JSON where the path ends in .json (or, for templates, the text begins with `{`), else YAML.
  // `where` is the place that names the file; it may be unknown.
  Result<const ParsedFile*> open(const std::string& path, YamlDialect dialect, SourceSpan where);

  // The path that `reference` means: relative to the file in which it is written. An error where
  // it leaves the tree, by `..`, an absolute path or a symbolic link.
  Result<std::string> inside(const std::string& reference, SourceSpan where,
                             const ScenarioFile& scenario);
  // The text of a policy that comes from no file of the user's.
  Result<const ParsedFile*> built_in(const std::string& name, std::string_view json);

 private:
  Sources& sources_;
  FileReader& reader_;
  std::map<std::pair<std::string, YamlDialect>, Result<ParsedFile>> parsed_;
};

}  // namespace rolechain
