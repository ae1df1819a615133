// rolechain rules: the table of the rules of AWS, to read, as the repository's page, as JSON.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "mocks/base/node.h"
#include "mocks/base/text.h"
#include "mocks/rules/rules.h"
#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/verbs.h"

namespace rolechain {
namespace {

using RuleList = std::vector<const Rule*>;

constexpr std::size_t kWidth_chars = 100;

struct Selection {
  RuleList rules;
  bool whole_ids = false;  // every rule was asked for by its whole id: show all about it
};

RuleList beginning_with(std::string_view start) {
  RuleList out;
  for (const Rule& rule : rules()) {
    std::string_view id = rule.id;
    if (!starts_with_ignore_case(start, "r-")) id.remove_prefix(std::string_view("R-").size());
    if (starts_with_ignore_case(id, start)) out.push_back(&rule);
  }
  return out;
}

UsageError unknown_rule(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Rule& rule : rules()) names.push_back(rule.id);
  for (const RuleFamily& family : rule_families()) names.push_back(family.prefix);
  std::string upper(name);
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  std::string help = did_you_mean(upper, names);
  if (help.empty()) help = "`rolechain rules` lists them";
  return {fmt::format("unknown rule `{}`", name), std::move(help)};
}

std::expected<Selection, UsageError> select(const std::vector<std::string>& names) {
  Selection out;
  if (names.empty()) {
    out.rules = beginning_with("");
    return out;
  }
  out.whole_ids = true;
  for (const std::string& name : names) {
    if (const Rule* rule = find_rule(name)) {
      out.rules.push_back(rule);
      continue;
    }
    const RuleList several = beginning_with(name);
    if (name.empty() || several.empty()) return std::unexpected(unknown_rule(name));
    out.whole_ids = false;
    out.rules.insert(out.rules.end(), several.begin(), several.end());
  }
  // In the table's order, each once.
  std::ranges::sort(out.rules);
  const auto twice = std::ranges::unique(out.rules);
  out.rules.erase(twice.begin(), twice.end());
  return out;
}

std::string summary(const RuleList& list) {
  const auto count = [&](RuleStatus status) {
    return std::ranges::count(list, status, &Rule::status);
  };
  return fmt::format("{} rule{}: {} documented, {} observed, {} assumed", list.size(),
                     list.size() == 1 ? "" : "s", count(RuleStatus::documented),
                     count(RuleStatus::observed), count(RuleStatus::assumed));
}

// Text ------------------------------------------------------------------------------------------

std::size_t char_count(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// `lead`, then the text, whose further lines begin below its first word.
std::string wrapped(std::string_view lead, std::string_view text) {
  const std::size_t indent = char_count(lead);
  std::string out(lead);
  std::size_t column = indent;
  for (const std::string_view word : split(text, ' ')) {
    const std::size_t width = char_count(word);
    if (column > indent && column + 1 + width > kWidth_chars) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    }
    if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += width;
  }
  return out + '\n';
}

std::string whole_text(const Rule& rule) {
  std::string out = fmt::format("{}  {}\n", rule.id, rule_status_word(rule.status));
  out += wrapped("  ", rule.text);
  out += wrapped("  source  ", rule.source.title);
  if (!rule.source.url.empty()) out += fmt::format("          {}\n", rule.source.url);
  if (!rule.note.empty()) out += wrapped("  note    ", rule.note);
  std::string_view lead = "tests";
  for (const std::string_view test : rule.test_names()) {
    out += fmt::format("  {:<5}   {}\n", lead, test);
    lead = "";
  }
  return out;
}

std::string to_text(const Selection& selection) {
  std::string out;
  if (selection.whole_ids) {
    for (const Rule* rule : selection.rules) out += (out.empty() ? "" : "\n") + whole_text(*rule);
    return out;
  }
  std::size_t width = 0;
  for (const Rule* rule : selection.rules) width = std::max(width, rule->id.size());
  for (const RuleFamily& family : rule_families()) {
    bool first = true;
    for (const Rule* rule : selection.rules) {
      if (family_of(*rule) != family.prefix) continue;
      if (first) out += fmt::format("{}\n", family.title);
      first = false;
      out += wrapped(
          fmt::format("  {:<{}}  {:<10}  ", rule->id, width, rule_status_word(rule->status)),
          rule->text);
    }
    if (!first) out += '\n';
  }
  return out + summary(selection.rules) + '\n';
}

// Markdown --------------------------------------------------------------------------------------

// Characters that would be markup stay themselves; what stands in backticks is left alone.
std::string escaped(std::string_view text) {
  std::string out;
  bool code = false;
  for (const char c : text) {
    if (c == '`') code = !code;
    if (!code && (c == '*' || c == '<' || c == '[' || c == '_')) out += '\\';
    out += c;
  }
  return out;
}

std::string markdown_of(const Rule& rule) {
  std::string out = fmt::format("### {}\n\n{}\n\n*{}*: ", rule.id, escaped(rule.text),
                                rule_status_word(rule.status));
  const std::string title = escaped(rule.source.title);
  out += rule.source.url.empty() ? title : fmt::format("[{}]({})", title, rule.source.url);
  out += "\n\n";
  if (!rule.note.empty()) out += fmt::format("> {}\n\n", escaped(rule.note));
  std::vector<std::string> tests;
  for (const std::string_view test : rule.test_names()) {
    const bool file = test.starts_with("scenarios/");
    tests.push_back(file ? fmt::format("[{0}](../../{0})", test) : fmt::format("`{}`", test));
  }
  return out + fmt::format("Red without it: {}\n", join(tests, ", "));
}

std::string to_markdown(const RuleList& list) {
  std::string out = fmt::format(
      "# Rules of AWS that rolechain follows\n\n"
      "Printed by `rolechain rules --format markdown`; `mocks/rules/tables` is where to change "
      "it.\n\n"
      "{}.\n\n*Documented*: AWS says it. *Observed*: AWS's replies or public reports show it.\n"
      "*Assumed*: neither does. Where sources disagree the IAM User Guide wins, and the rule has "
      "a\n"
      "note; so it has where rolechain differs.\n",
      summary(list));
  for (const RuleFamily& family : rule_families()) {
    bool first = true;
    for (const Rule* rule : list) {
      if (family_of(*rule) != family.prefix) continue;
      if (first) out += fmt::format("\n## {}\n", family.title);
      first = false;
      out += '\n' + markdown_of(*rule);
    }
  }
  return out;
}

// JSON ------------------------------------------------------------------------------------------

std::string to_json_text(const RuleList& list) {
  const auto text = [](std::string_view value) { return Node::make_string(std::string(value)); };
  Node out = Node::make_list();
  for (const Rule* rule : list) {
    Node one = Node::make_map();
    one.set("id", text(rule->id));
    one.set("family", text(family_of(*rule)));
    one.set("text", text(rule->text));
    one.set("status", text(rule_status_word(rule->status)));
    one.set("source", text(rule->source.title));
    one.set("url", text(rule->source.url));
    one.set("note", text(rule->note));
    Node tests = Node::make_list();
    for (const std::string_view test : rule->test_names()) tests.items.push_back(text(test));
    one.set("tests", std::move(tests));
    out.items.push_back(std::move(one));
  }
  return to_pretty_json(out) + '\n';
}

}  // namespace

int rules_verb(const RulesOptions& options, Terminal& terminal) {
  const auto selection = select(options.ids);
  if (!selection) {
    terminal.error(render(selection.error()));
    return kExitUsage;
  }
  if (options.format == "json") {
    terminal.out(to_json_text(selection->rules));
  } else if (options.format == "markdown") {
    terminal.out(to_markdown(selection->rules));
  } else {
    terminal.out(to_text(*selection));
  }
  return kExitPassed;
}

}  // namespace rolechain
