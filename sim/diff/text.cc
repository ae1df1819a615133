#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mocks/base/printable.h"
#include "sim/diff/diff.h"
#include "sim/diff/words.h"

namespace rolechain {
namespace {

using Kind = GrantDifference::Kind;

std::string one_line(std::string_view text) { return printable(text, Lines::one); }

std::string with_place(const SourceSpan& span) {
  const std::string place = location_line(span);
  return place.empty() ? "" : "   " + one_line(place);
}

std::string difference(const GrantDifference& one) {
  const bool taken = one.kind == Kind::missing;
  std::string out = fmt::format("  {} {} on {}\n", taken ? "- TAKES  " : "+ GRANTS ",
                                one_line(fmt::format("{}", fmt::join(one.actions, ", "))),
                                one_line(one.resource));
  for (const std::string& line : one.when)
    out += fmt::format("             when {}\n", one_line(line));
  if (!one.statement.empty() || one.where.known()) {
    out += fmt::format("             by {}{}\n",
                       one_line(one.statement.empty() ? "the statement" : one.statement),
                       with_place(one.where));
  }
  return out;
}

std::string head(const SubjectDiff& subject, DiffKind kind) {
  const std::string name = one_line(subject.name + subject_words(subject, kind));
  std::string what;
  if (subject.presence == Presence::added) what = fmt::format("new {}", subject_noun(kind));
  if (subject.presence == Presence::removed)
    what = fmt::format("no {} any more", subject_noun(kind));
  const std::string granted = granted_words(subject);
  const std::string taken = taken_words(subject);
  for (const auto& [verb, words] : {std::pair("grants", granted), std::pair("takes", taken)}) {
    if (words.empty()) continue;
    what += fmt::format("{}{} {}", what.empty() ? "" : "; ", verb, words);
  }
  return fmt::format("{}: {}{}\n", name, what.empty() ? "no change" : what,
                     with_place(subject.where));
}

}  // namespace

std::string to_text(const DiffReport& report) {
  std::string out;
  for (const SubjectDiff& subject : report.subjects) {
    if (!is_changed(subject) && subject.verdict.undecided.empty()) continue;
    if (is_changed(subject)) out += head(subject, report.kind);
    for (const GrantDifference& one : subject.verdict.differences) out += difference(one);
    if (subject.verdict.undecided.empty()) continue;
    out += fmt::format("{}: not decided\n{}", one_line(subject.name),
                       render(subject.verdict.undecided));
  }
  for (const ReachChange& one : report.reach) {
    out += one.gained ? fmt::format("+ {} reaches {}: {}\n", one_line(one.from), one_line(one.role),
                                    one_line(one.path))
                      : fmt::format("- {} no longer reaches {}: it was {}\n", one_line(one.from),
                                    one_line(one.role), one_line(one.path));
  }
  for (const TrustChange& one : report.trusts) {
    const GrantDifference& d = one.difference;
    const bool resource = report.kind == DiffKind::resource;
    out += fmt::format("{} {} {}{}{}\n", one.gained ? "+" : "-",
                       one_line(trust_words(one, report.kind)), one.gained ? "" : "no longer ",
                       one_line(one.words), with_place(one.where));
    if (resource) out += fmt::format("    on {}\n", one_line(d.resource));
    out += fmt::format("    witness {}{}\n", one_line(witness_words(one)),
                       resource ? " on " + one_line(d.witness.resource) : "");
  }
  if (!report.undecided.empty()) out += render(report.undecided);
  return out + summary_words(report) + "\n";
}

}  // namespace rolechain
