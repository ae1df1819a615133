#include "sim/load/problems.h"

#include <algorithm>
#include <tuple>
#include <vector>

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
  std::vector<std::size_t> order;
  order.reserve(all_.size());
  for (std::size_t i = 0; i < all_.size(); ++i) order.push_back(i);
  std::ranges::sort(order, {}, [&](std::size_t index) {
    const SourceSpan& where = all_[index].where;
    return std::tuple(std::ranges::find(files, where.file) - files.begin(), where.begin, index);
  });
  Diagnostics out;
  out.reserve(order.size());
  for (const std::size_t index : order) out.push_back(all_[index]);
  return out;
}

}  // namespace rolechain
