#include "sim/run/grant_diff.h"
#include "mocks/base/with_place.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/explain/explain.h"
#include "sim/run/count_words.h"

namespace rolechain {
namespace {

using Kind = GrantDifference::Kind;

constexpr std::string_view kIndent = "           ";

std::string_view kind_word(Kind kind) {
  switch (kind) {
    case Kind::extra:
      return "+ EXTRA   ";
    case Kind::missing:
      return "- MISSING ";
    case Kind::route:
      return "~ ROUTE   ";
  }
  return "";
}

std::string indent(std::string_view text, std::string_view by) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    out += by;
    out += text.substr(0, end + 1);
    text.remove_prefix(end + 1);
  }
  if (!out.empty() && out.back() != '\n') out += '\n';
  return out;
}

std::string describe_difference(const GrantDifference& d, const Scenario& scenario) {
  std::string head =
      fmt::format("{} {} on {}", kind_word(d.kind), fmt::join(d.actions, ", "), d.resource);
  if (d.statement.empty()) head = with_place(std::move(head), d.where);
  std::string out = head + "\n";
  for (const std::string& when : d.when) {
    out += fmt::format("{}{}{}\n", kIndent, when.starts_with("unless ") ? "" : "when ", when);
  }
  if (!d.statement.empty()) {
    out += fmt::format("{}by {}\n", kIndent, with_place(d.statement, d.where));
  }
  if (d.witness.action.empty()) return out;
  out += fmt::format("{}witness {} on {}\n", kIndent, d.witness.action, d.witness.resource);
  for (const ContextEntry& entry : d.witness.context) {
    out += fmt::format("{}  with {} = {}\n", kIndent, entry.key, fmt::join(entry.values, ", "));
  }
  out += indent(explain_trace(d.witness.trace, scenario), kIndent);
  return out;
}

bool touches(const GrantDifference& d, const GrantIntent& intent) {
  if (d.kind == Kind::extra) return false;
  const bool here = d.where.known() && d.where.file == intent.span.file &&
                    d.where.begin >= intent.span.begin && d.where.begin < intent.span.end;
  return here || std::ranges::any_of(d.actions, [&](const std::string& action) {
           return std::ranges::find(intent.actions, action) != intent.actions.end();
         });
}

}  // namespace

std::string grant_diff(const std::vector<GrantDifference>& differences,
                       const std::vector<GrantIntent>& intent, const Scenario& scenario) {
  std::string out;
  for (const GrantDifference& d : differences) out += describe_difference(d, scenario);
  for (const GrantIntent& one : intent) {
    const auto touching = [&](const GrantDifference& d) { return touches(d, one); };
    if (std::ranges::any_of(differences, touching)) continue;
    out += fmt::format("= same     {} on {}\n", fmt::join(one.actions, ", "),
                       fmt::join(one.resources, ", "));
  }
  return out;
}

std::string count_differences(const GrantVerdict& verdict) {
  std::vector<std::string> parts;
  const auto add = [&](Kind kind, std::string_view what) {
    const auto lines = std::ranges::count(verdict.differences, kind, &GrantDifference::kind);
    const std::size_t pairs = count_pairs(verdict.counts, kind);
    if (lines == 0) return;
    parts.push_back(pairs == 0
                        ? fmt::format("{} {}", lines, what)
                        : fmt::format("{} {}: {}", pairs, what, count_words(verdict.counts, kind)));
  };
  add(Kind::extra, "extra");
  add(Kind::missing, "missing");
  add(Kind::route, "by another statement");
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string verdict_message(std::string_view who, const GrantVerdict& verdict,
                            std::string_view what) {
  return fmt::format("{}: {}: {} ({} classes of requests, {} contexts)", who,
                     proof_verdict_name(verdict.verdict()), what, verdict.classes,
                     context_model_name(verdict.model));
}

}  // namespace rolechain
