#include "sim/load/files.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "mocks/base/json.h"

namespace rolechain {
namespace fs = std::filesystem;
namespace {

std::unexpected<Diagnostic> empty_file(const SourceFile& file) {
  return fail("empty-file", "the file is empty", SourceSpan{&file, 0, 0},
              "was it written completely?");
}

Result<Node> parse(const SourceFile& file, YamlDialect dialect) {
  const std::size_t first = file.text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return empty_file(file);
  const bool json = file.path.ends_with(".json") ||
                    (dialect == YamlDialect::cloudformation && file.text[first] == '{' &&
                     !file.path.ends_with(".yaml") && !file.path.ends_with(".yml"));
  Result<Node> tree = json ? parse_json(file) : parse_yaml(file, dialect);
  if (tree && tree->is_null()) return empty_file(file);  // comments only
  return tree;
}

bool outside(const std::string& path, const std::string& root) {
  const fs::path relative = fs::path(path).lexically_relative(root.empty() ? "." : root);
  return relative.empty() || *relative.begin() == "..";
}

}  // namespace

std::string FileReader::canonical(const std::string& path) {
  return fs::path(path).lexically_normal().string();
}

std::string DiskReader::canonical(const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path.empty() ? "." : path, error);
  const fs::path found = fs::weakly_canonical(absolute, error);
  return error ? absolute.lexically_normal().string() : found.string();
}

std::expected<std::string, std::string> DiskReader::read(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return std::unexpected("no such file");
  if (fs::is_directory(status)) return std::unexpected("it is a directory");
  if (!fs::is_regular_file(status)) return std::unexpected("it is no regular file");
  const std::uintmax_t size = fs::file_size(path, error);
  if (!error && size > kMaxInput_bytes) {
    return std::unexpected(fmt::format("it has {} bytes; the limit is {}", size, kMaxInput_bytes));
  }
  std::ifstream stream(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(size), '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (error || !stream) return std::unexpected("it cannot be read");
  return text;
}

Result<const ParsedFile*> Files::open(const std::string& path, YamlDialect dialect,
                                      SourceSpan where) {
  const auto key = std::make_pair(path, dialect);
  auto it = parsed_.find(key);
  if (it == parsed_.end()) {
    std::expected<std::string, std::string> text = reader_.read(path);
    if (!text) {
      return fail(
          "file-not-read", fmt::format("cannot read `{}`: {}", path, text.error()), where,
          where.known() ? "paths are relative to the file that names them" : "check the path");
    }
    const SourceFile& source = sources_.add(path, std::move(*text));
    Result<Node> tree = parse(source, dialect);
    Result<ParsedFile> parsed = tree ? Result<ParsedFile>(ParsedFile{&source, std::move(*tree)})
                                     : Result<ParsedFile>(std::unexpected(std::move(tree.error())));
    it = parsed_.emplace(key, std::move(parsed)).first;
  }
  if (!it->second) return std::unexpected(it->second.error());
  return &*it->second;
}

Result<const ParsedFile*> Files::built_in(const std::string& name, std::string_view json) {
  const auto key = std::make_pair(name, YamlDialect::plain);
  auto it = parsed_.find(key);
  if (it == parsed_.end()) {
    const SourceFile& source = sources_.add(name, std::string(json));
    Result<Node> tree = parse_json(source);
    if (!tree) return std::unexpected(std::move(tree.error()));
    it = parsed_.emplace(key, ParsedFile{&source, std::move(*tree)}).first;
  }
  return &*it->second;
}

Result<std::string> Files::inside(const std::string& reference, SourceSpan where,
                                  const ScenarioFile& scenario) {
  const fs::path base = fs::path(where.known() ? where.file->path : scenario.path).parent_path();
  std::string path = (base / reference).lexically_normal().string();
  if (scenario.options.allow_external_files) return path;
  const std::string root = scenario.options.root.empty()
                               ? fs::path(scenario.path).parent_path().string()
                               : scenario.options.root;
  if (outside(reader_.canonical(path), reader_.canonical(root))) {
    return fail("path-outside-tree",
                fmt::format("`{}` leads out of the scenario's directory tree", reference), where,
                "move the file below the scenario's directory, or pass --allow-external-files");
  }
  return path;
}

}  // namespace rolechain
