// `use:` takes the sections of other files into this one. A name that two files define is an error:
// which of the two counts would otherwise hang on the order of reading.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/load/build.h"
#include "sim/load/fields.h"

namespace rolechain {
namespace {

constexpr std::array<std::string_view, 11> kMergedMaps = {
    "accounts",         "resources",         "roles",          "users",          "groups",
    "managed_policies", "instance_profiles", "oidc_providers", "saml_providers", "workloads",
    "context",
};

class Merger {
 public:
  Merger(Files& files, Problems& problems, const ScenarioFile& file, Node& tree)
      : files_(files), problems_(problems), file_(file), tree_(tree), chain_{file.path} {}

  void take(const Node& user) {
    const Node* use = user.find("use");
    if (use == nullptr) return;
    for (const Node* name : one_or_more(*use)) take_file(*name);
  }

 private:
  void take_file(const Node& name) {
    const std::optional<std::string> reference = scalar_text(problems_, name, "a name in `use`");
    if (!reference) return;
    const Result<std::string> path = files_.inside(*reference, name.span, file_);
    if (!path) return problems_.add(path.error());
    if (std::ranges::find(chain_, *path) != chain_.end()) {
      std::string shown;
      for (const std::string& part : chain_) shown += fmt::format("`{}` uses ", part);
      return problems_.error("cyclic-use", fmt::format("{}`{}`: a circle", shown, *path), name.span,
                             "move what both need into a third file");
    }
    const Result<const ParsedFile*> file = files_.open(*path, YamlDialect::plain, name.span);
    if (!file) return problems_.add(file.error());
    if (std::ranges::find(taken_, *path) != taken_.end()) return;  // two files may share a third
    taken_.push_back(*path);
    const Node& used = (*file)->tree;
    // A whole scenario may be used, too; only its world counts.
    const bool whole = used.find("scenario") != nullptr && used.find("name") != nullptr &&
                       (used.find("steps") != nullptr || used.find("expect") != nullptr);
    const Fields fields(problems_, used, whole ? keys::scenario : keys::shared);
    chain_.push_back(*path);
    take(used);
    chain_.pop_back();
    for (const Member& member : used.members) merge(member);
  }

  void merge(const Member& section) {
    // What a whole scenario says beside its world.
    static constexpr std::array<std::string_view, 9> kOwn = {
        "scenario", "name", "description", "use", "tags", "steps", "expect", "cases", "lesson"};
    if (std::ranges::find(kOwn, section.key) != kOwn.end()) return;
    Node* present = tree_.find(section.key);
    if (present == nullptr) {
      tree_.members.push_back(section);
    } else if (section.key == "from") {
      merge_templates(*present, section.value);
    } else if (std::ranges::find(kMergedMaps, section.key) != kMergedMaps.end()) {
      if (present->is_map() && section.value.is_map()) merge_map(*present, section);
    } else {
      twice(section.key, section.key_span, present->span);
    }
  }

  void merge_map(Node& into, const Member& section) {
    for (const Member& member : section.value.members) {
      if (const Node* other = into.find(member.key)) {
        twice(fmt::format("{}/{}", section.key, member.key), member.key_span, other->span);
      } else {
        into.members.push_back(member);
      }
    }
  }

  static void merge_templates(Node& into, const Node& more) {
    Node all = Node::make_list(into.span);
    for (const Node* source : {&std::as_const(into), &more}) {
      for (const Node* item : one_or_more(*source)) all.items.push_back(*item);
    }
    into = std::move(all);
  }

  void twice(std::string_view what, SourceSpan where, SourceSpan other) {
    problems_.error("duplicate-name", fmt::format("`{}` is defined twice", what), where,
                    "remove one of the two; the other one is at " + location(other));
  }

  Files& files_;
  Problems& problems_;
  const ScenarioFile& file_;
  Node& tree_;
  std::vector<std::string> chain_;
  std::vector<std::string> taken_;
};

}  // namespace

void merge_used_files(Files& files, Problems& problems, const ScenarioFile& file, Node& tree) {
  Merger(files, problems, file, tree).take(file.tree);
}

}  // namespace rolechain
