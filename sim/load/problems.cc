#include "sim/load/problems.h"

#include <algorithm>

namespace rolechain {

namespace {
constexpr std::size_t kMostShown = 200;  // nobody reads on; a broken file may have thousands
}

// A value that is read in two places (a shared policy, a template's parameter) is wrong once.
void Problems::add(Diagnostic diagnostic) {
  const auto same = [&](const Diagnostic& other) {
    return other.where.known() && other.where.file == diagnostic.where.file &&
           other.where.begin == diagnostic.where.begin && other.code == diagnostic.code &&
           other.message == diagnostic.message;
  };
  const bool fatal = has_errors({diagnostic});
  if (all_.size() >= kMostShown && (failed_ || !fatal)) return;
  if (std::ranges::any_of(all_, same)) return;
  failed_ = failed_ || fatal;
  all_.push_back(std::move(diagnostic));
}

Diagnostics Problems::sorted() const {
  std::vector<const SourceFile*> files;
  for (const Diagnostic& diagnostic : all_) {
    if (std::ranges::find(files, diagnostic.where.file) == files.end()) {
      files.push_back(diagnostic.where.file);
    }
  }
  const auto place = [&](const Diagnostic& diagnostic) {
    const auto file = std::ranges::find(files, diagnostic.where.file) - files.begin();
    return std::pair(file, diagnostic.where.begin);
  };
  Diagnostics out = all_;
  std::ranges::stable_sort(out, {}, place);
  return out;
}

}  // namespace rolechain
