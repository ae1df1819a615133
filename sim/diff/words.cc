#include "sim/diff/words.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/run/count_words.h"

namespace rolechain {
namespace {

std::string counted(const SubjectDiff& subject, GrantDifference::Kind kind) {
  return count_words(subject.verdict.counts, kind);
}

}  // namespace

std::string granted_words(const SubjectDiff& subject) {
  return counted(subject, GrantDifference::Kind::extra);
}

std::string taken_words(const SubjectDiff& subject) {
  return counted(subject, GrantDifference::Kind::missing);
}

std::string_view subject_noun(DiffKind kind) {
  switch (kind) {
    case DiffKind::scenario:
      return "session";
    case DiffKind::cloudformation:
      return "role";
    case DiffKind::policy:
      return "policy";
    case DiffKind::trust:
    case DiffKind::resource:
      return diff_kind_name(kind);
  }
  return "";
}

bool is_changed(const SubjectDiff& subject) {
  return subject.presence != Presence::both || !subject.verdict.differences.empty();
}

std::string subject_words(const SubjectDiff& subject, DiffKind kind) {
  if (kind == DiffKind::policy || subject.role.empty() || subject.role == subject.name) return "";
  return fmt::format(" ({})", subject.role);
}

namespace {

// Of two policies with principals, which are one subject and have no session.
std::string policy_summary(const DiffReport& report) {
  const std::size_t changes = report.trusts.size();
  std::string out = fmt::format("1 {} compared: ", diff_kind_name(report.kind));
  out += changes == 0 ? std::string("allows whom it allowed")
                      : fmt::format("{} change{}", changes, changes == 1 ? "" : "s");
  return report.undecided.empty() ? out : out + ", not all decided";
}

}  // namespace

std::string summary_words(const DiffReport& report) {
  if (report.kind == DiffKind::trust || report.kind == DiffKind::resource) {
    return policy_summary(report);
  }
  const std::size_t all = report.subjects.size();
  const auto changed = std::ranges::count_if(report.subjects, is_changed);
  const std::string_view noun = subject_noun(report.kind);
  const std::string plural = noun == "policy" ? (all == 1 ? "policy" : "policies")
                                              : fmt::format("{}{}", noun, all == 1 ? "" : "s");
  std::string out = fmt::format("{} {} compared: ", all, plural);
  out += changed == 0 ? std::string("all grant what they granted")
                      : fmt::format("{} {}", changed, changed == 1 ? "differs" : "differ");
  const auto more = [&](std::size_t count, std::string_view what) {
    if (count > 0) out += fmt::format(", {} change{} of {}", count, count == 1 ? "" : "s", what);
  };
  more(report.reach.size(), "reach");
  more(report.trusts.size(), "trust");
  const auto undecided = std::ranges::count_if(
      report.subjects, [](const SubjectDiff& one) { return !one.verdict.undecided.empty(); });
  if (undecided > 0 || !report.undecided.empty()) out += ", not all decided";
  return out;
}

std::string trust_words(const TrustChange& change, DiffKind kind) {
  const bool alone = kind == DiffKind::trust || kind == DiffKind::resource;
  return alone ? fmt::format("{} {}", diff_kind_name(kind), change.role)
               : fmt::format("trust of {}", change.role);
}

std::string witness_words(const TrustChange& change) {
  const Witness& witness = change.difference.witness;
  std::vector<std::string> keys;
  for (const ContextEntry& entry : witness.context) {
    const std::string values = fmt::format("{}", fmt::join(entry.values, ", "));
    keys.push_back(fmt::format("{} = {}", entry.key, values.empty() ? "\"\"" : values));
  }
  return fmt::format("{} calls {}{}{}", change.caller, witness.action, keys.empty() ? "" : " with ",
                     fmt::join(keys, " and "));
}

}  // namespace rolechain
