#include "sim/load/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/load/build.h"
#include "sim/load/pointer.h"

namespace rolechain {
namespace {

using Changes = std::vector<std::pair<std::string, Node>>;

// Sections whose parts lint and reports name by path: "/roles/base/trust".
constexpr std::array<std::string_view, 14> kPlaces = {
    "organization",      "accounts", "resources", "roles", "users",          "groups",
    "managed_policies",  "from",     "workloads", "steps", "oidc_providers", "saml_providers",
    "instance_profiles", "expect",
};
constexpr int kPlaceDepth = 4;

std::string escaped(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

void note_places(std::map<std::string, SourceSpan>& places, const std::string& path,
                 const Node& node, int depth) {
  if (depth == 0) return;
  for (const Member& member : node.members) {
    const std::string inner = fmt::format("{}/{}", path, escaped(member.key));
    places.emplace(inner, member.key_span.known() ? member.key_span : member.value.span);
    note_places(places, inner, member.value, depth - 1);
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const std::string inner = fmt::format("{}/{}", path, i);
    places.emplace(inner, node.items[i].span);
    note_places(places, inner, node.items[i], depth - 1);
  }
}

// Applies what has a place; gives back the rest with its complaint.
std::vector<std::pair<std::string, Diagnostic>> apply(Node& tree, const Changes& changes) {
  std::vector<std::pair<std::string, Diagnostic>> left;
  for (const auto& [path, value] : changes) {
    Result<void> done = set_at(tree, path, value, value.span);
    if (!done) left.emplace_back(path, std::move(done.error()));
  }
  return left;
}

}  // namespace

struct Loader::Impl {
  Impl(Sources& sources, FileReader& reader) : files(sources, reader) {}

  Files files;
  PolicyCache policies;
};

Loader::Loader(Sources& sources, FileReader& reader)
    : impl_(std::make_unique<Impl>(sources, reader)) {}
Loader::~Loader() = default;

std::expected<ScenarioFile, Diagnostics> Loader::read(const std::string& path,
                                                      const LoadOptions& options) {
  const Result<const ParsedFile*> file = impl_->files.open(path, YamlDialect::plain, {});
  if (!file) return std::unexpected(Diagnostics{file.error()});
  return ScenarioFile{path, (*file)->tree, options};
}

std::expected<Scenario, Diagnostics> Loader::load(const ScenarioFile& file,
                                                  const Changes& changes) {
  Problems problems;
  Node tree = file.tree;
  merge_used_files(impl_->files, problems, file, tree);
  const auto left = apply(tree, changes);
  const Node written = tree;

  Scenario scenario;
  Names names(problems);
  Policies policies(impl_->policies, impl_->files, names, problems, file);
  Build build{file, impl_->files, problems, names, policies, scenario, &written};
  build_setting(build, tree);
  declare_accounts(build, tree);
  declare_entities(build, tree);
  expand_templates(build, tree);
  for (const auto& [path, value] : changes) {  // those into what a template brought
    const bool waiting =
        std::ranges::any_of(left, [&](const auto& item) { return item.first == path; });
    if (!waiting) continue;
    if (Result<void> done = set_at(tree, path, value, value.span); !done)
      problems.add(done.error());
  }
  build_organization(build, tree);
  build_resources(build, tree);
  build_principals(build, tree);
  build_workloads(build, tree);
  build_steps(build, tree);
  build_expectations(build, tree);
  if (changes.empty()) build_cases(build, tree);
  for (const std::string_view section : kPlaces) {
    const Node* node = tree.find(section);
    if (node != nullptr)
      note_places(scenario.places, fmt::format("/{}", section), *node, kPlaceDepth);
  }
  if (problems.failed()) return std::unexpected(problems.sorted());
  scenario.warnings = problems.sorted();
  scenario.world.build_index();
  return scenario;
}

void check_changes(Build& build, const Node& changes, const Node& tree) {
  Node before = *build.written;
  Node after = tree;
  for (const Member& member : changes.members) {
    Result<void> done = set_at(before, member.key, member.value, member.key_span);
    if (done) continue;
    done = set_at(after, member.key, member.value, member.key_span);
    if (!done) build.problems.add(done.error());
  }
}

}  // namespace rolechain
