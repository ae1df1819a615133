// The comment on a pull request: a short table, and what it stands for behind a fold.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mocks/base/printable.h"
#include "sim/diff/diff.h"
#include "sim/diff/words.h"

namespace rolechain {
namespace {

using Kind = GrantDifference::Kind;

// In a cell of a table. Names come from users' files: nothing in them ends the code or the cell.
std::string code(std::string_view text) {
  std::string out = "`";
  for (const char c : printable(text, Lines::one)) {
    if (c == '`') {
      out += '\'';
    } else if (c == '|') {
      out += "\\|";
    } else {
      out += c;
    }
  }
  return out + "`";
}

std::string plain(std::string_view text) {
  std::string out;
  for (const char c : printable(text, Lines::one)) {
    if (std::string_view("|<>*_[]`\\#&").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string place(const SourceSpan& span) {
  const std::string text = location_line(span);
  return text.empty() ? "" : code(text);
}

std::string_view presence_word(Presence presence) {
  switch (presence) {
    case Presence::added:
      return " (new)";
    case Presence::removed:
      return " (removed)";
    case Presence::both:
      break;
  }
  return "";
}

std::string or_dash(const std::string& text) { return text.empty() ? "–" : text; }

std::string summary_table(const DiffReport& report) {
  std::string out =
      fmt::format("| {} | grants | takes |\n|---|---|---|\n", subject_noun(report.kind));
  for (const SubjectDiff& subject : report.subjects) {
    const bool undecided = !subject.verdict.undecided.empty();
    if (!is_changed(subject) && !undecided) continue;
    out += fmt::format("| {}{}{} | {} | {} |\n", code(subject.name),
                       presence_word(subject.presence), undecided ? " **not decided**" : "",
                       or_dash(granted_words(subject)), or_dash(taken_words(subject)));
  }
  return out;
}

std::string details(const SubjectDiff& subject, DiffKind kind) {
  std::string out =
      fmt::format("\n**{}**{}\n", plain(subject.name), plain(subject_words(subject, kind)));
  if (!subject.verdict.differences.empty()) {
    out += "\n| | actions | on | by |\n|---|---|---|---|\n";
  }
  for (const GrantDifference& one : subject.verdict.differences) {
    std::string on = code(one.resource);
    for (const std::string& line : one.when) on += " when " + code(line);
    std::vector<std::string> actions;
    actions.reserve(one.actions.size());
    for (const std::string& action : one.actions) actions.push_back(code(action));
    out += fmt::format("| {} | {} | {} | {} {} |\n", one.kind == Kind::missing ? "−" : "+",
                       fmt::join(actions, " "), on,
                       one.statement.empty() ? "" : code(one.statement), place(one.where));
  }
  for (const Diagnostic& one : subject.verdict.undecided) {
    out += fmt::format("\nNot decided: {} {}\n", plain(one.message), place(one.where));
  }
  return out;
}

}  // namespace

std::string to_markdown(const DiffReport& report) {
  std::string out =
      report.before == report.after
          ? fmt::format("### What the change of {} grants and takes\n\n", code(report.after))
          : fmt::format("### What changes from {} to {}\n\n", code(report.before),
                        code(report.after));
  const bool undecided = report.status() == DiffReport::Status::undecided;
  if (!report.differs() && !undecided) return out + plain(summary_words(report)) + ".\n";
  out += plain(summary_words(report)) + ".\n";
  std::string folded;
  bool any = false;
  for (const SubjectDiff& subject : report.subjects) {
    if (!is_changed(subject) && subject.verdict.undecided.empty()) continue;
    any = true;
    folded += details(subject, report.kind);
  }
  if (any) out += "\n" + summary_table(report);
  if (!report.reach.empty()) out += "\n";
  for (const ReachChange& one : report.reach) {
    out += fmt::format("- {} {} {} ({})\n", code(one.from),
                       one.gained ? "now reaches" : "no longer reaches", code(one.role),
                       plain(one.path));
  }
  if (!report.trusts.empty()) out += "\n";
  for (const TrustChange& one : report.trusts) {
    out += fmt::format("- {} {}{} {} (witness: {})\n", plain(trust_words(one, report.kind)),
                       one.gained ? "" : "no longer ", plain(one.words), place(one.where),
                       plain(witness_words(one)));
  }
  for (const Diagnostic& one : report.undecided) {
    out += fmt::format("\nNot decided: {} {}\n", plain(one.message), place(one.where));
  }
  if (any) out += fmt::format("\n<details><summary>Details</summary>\n{}\n</details>\n", folded);
  return out;
}

}  // namespace rolechain
