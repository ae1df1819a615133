#include "sim/run/bless.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mocks/base/text.h"
#include "sim/grants/grants.h"
#include "sim/run/subject.h"

namespace rolechain {
namespace {

// Replaces [begin, end) of the file's text.
struct Edit {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
};

using Grants = std::vector<GrantIntent>;

enum class Layout : std::uint8_t { block, flow };

std::size_t column_of(std::string_view text, std::size_t at) {
  const std::size_t line = text.rfind('\n', at == 0 ? 0 : at - 1);
  return line == std::string_view::npos || at == 0 ? at : at - line - 1;
}

// A comment behind a value stays on its line.
std::size_t behind_comment(std::string_view text, std::size_t at) {
  const std::size_t end = std::min(text.find('\n', at), text.size());
  const std::string_view rest = trim(text.substr(at, end - at));
  return rest.starts_with('#') ? end : at;
}

Layout layout_of(std::string_view text, const Node& map) {
  const bool flow = map.span.begin < text.size() && text[map.span.begin] == '{';
  return flow ? Layout::flow : Layout::block;
}

std::string quoted(const std::string& text) { return to_json(Node::make_string(text)); }

class Writer {
 public:
  Writer(const ScenarioFile& file, const Execution& execution)
      : execution_(execution), scenario_(*execution.worlds.front()), tree_(file.tree) {}

  Result<std::string> run();

 private:
  Result<Grants> grants_of(const LiveSession& live) const;
  std::string resource_name(const std::string& resource) const;
  std::string one_grant(const GrantIntent& grant) const;
  static std::string when_of(const IntentWhen& when);
  // What stands behind "session:", with the blank or line break before it.
  std::string value(const Grants& grants, Layout layout, std::size_t indent) const;
  std::string members(const std::vector<std::string>& sessions, Layout layout,
                      std::size_t indent) const;

  Result<std::vector<std::string>> collect();
  void change(const Member& member, Layout layout);
  void add(const Node& map, const std::vector<std::string>& sessions);
  void add_section(const std::vector<std::string>& sessions);
  std::string apply();

  const Execution& execution_;
  const Scenario& scenario_;
  const Node& tree_;
  std::string_view text_;
  std::vector<std::pair<std::string, Grants>> held_;  // sessions whose lines must change
  std::vector<Edit> edits_;
};

Result<Grants> Writer::grants_of(const LiveSession& live) const {
  const EffectiveGrants effective = effective_grants(subject_of(live));
  const SourceSpan where = scenario_.expect.span;
  if (!effective.undecided.empty()) return std::unexpected(effective.undecided.front());
  Grants out;
  for (const EffectiveGrant& grant : effective.grants) {
    if (grant.effect == Effect::deny || grant.not_resource) {
      return fail(
          "bless-carved-out",
          fmt::format("what `{}` holds has exceptions, which `grants` cannot list", live.id), where,
          "narrow the statement, or use `grants_at_least` and `must_deny`");
    }
    IntentWhen when;
    if (!grant.when.empty()) when = {IntentWhen::Form::condition, grant.when};
    out.push_back({grant.actions, grant.resources, std::nullopt, {}, std::move(when)});
  }
  // What is written must be what the next run finds.
  const GrantVerdict verdict = compare_grants(subject_of(live), out);
  if (!verdict.differences.empty() || !verdict.undecided.empty()) {
    return fail("bless-undecided",
                fmt::format("the grants of `{}` cannot be listed exactly", live.id), where,
                "write them by hand");
  }
  return out;
}

std::string Writer::resource_name(const std::string& resource) const {
  if (const Role* role = scenario_.world.role(resource); role != nullptr && !role->key.empty()) {
    return "@" + role->key;
  }
  const auto at = std::ranges::find(scenario_.world.resources, resource, &Resource::arn);
  const bool named = at != scenario_.world.resources.end() && !at->key.empty();
  return named ? "@" + at->key : resource;
}

// `, when: { StringEquals: { "aws:RequestTag/team": ["red"] } }`; the tests of one operator stand
// together.
std::string Writer::when_of(const IntentWhen& when) {
  if (when.form == IntentWhen::Form::some) return {};
  if (when.form == IntentWhen::Form::always) return ", when: always";
  std::string out;
  std::string before;
  for (const ConditionTest& test : when.tests) {
    const std::string op = full_operator_name(test.op);
    std::vector<std::string> values;
    values.reserve(test.values.size());
    for (const Text& value : test.values) values.push_back(quoted(value.value));
    if (op != before) out += fmt::format("{}{}: {{ ", before.empty() ? "" : " }, ", quoted(op));
    if (op == before) out += ", ";
    out += fmt::format("{}: [{}]", quoted(test.key.value), fmt::join(values, ", "));
    before = op;
  }
  return ", when: { " + out + " } }";
}

std::string Writer::one_grant(const GrantIntent& grant) const {
  std::vector<std::string> actions;
  std::vector<std::string> resources;
  actions.reserve(grant.actions.size());
  resources.reserve(grant.resources.size());
  for (const std::string& action : grant.actions) actions.push_back(quoted(action));
  for (const std::string& resource : grant.resources) {
    resources.push_back(quoted(resource_name(resource)));
  }
  return fmt::format("{{ allow: [{}], on: [{}]{} }}", fmt::join(actions, ", "),
                     fmt::join(resources, ", "), when_of(grant.when));
}

std::string Writer::value(const Grants& grants, Layout layout, std::size_t indent) const {
  if (grants.empty()) return " none";
  if (layout == Layout::flow) {
    std::vector<std::string> items;
    items.reserve(grants.size());
    for (const GrantIntent& grant : grants) items.push_back(one_grant(grant));
    return fmt::format(" [{}]", fmt::join(items, ", "));
  }
  std::string out;
  for (const GrantIntent& grant : grants) {
    out += fmt::format("\n{:{}}- {}", "", indent + 2, one_grant(grant));
  }
  return out;
}

std::string Writer::members(const std::vector<std::string>& sessions, Layout layout,
                            std::size_t indent) const {
  std::string out;
  for (const std::string& session : sessions) {
    const auto at = std::ranges::find(held_, session, &std::pair<std::string, Grants>::first);
    if (!out.empty()) out += layout == Layout::flow ? ", " : fmt::format("\n{:{}}", "", indent);
    out += session + ":" + value(at->second, layout, indent);
  }
  return out;
}

// Finds what must change; returns the sessions that the file does not list yet.
Result<std::vector<std::string>> Writer::collect() {
  const std::vector<SessionGrants> listed =
      scenario_.expect.grants.value_or(std::vector<SessionGrants>{});
  std::vector<std::string> missing;
  for (const LiveSession& live : execution_.sessions) {
    if (live.id.find('/') != std::string::npos) continue;  // a step without id cannot be named
    const auto old = std::ranges::find(listed, live.id, &SessionGrants::session);
    if (old != listed.end()) {
      // An intent that the proof must refute is wrong on purpose.
      if (old->form == SessionGrants::Form::refuted) continue;
      const GrantVerdict verdict = compare_grants(subject_of(live), old->grants);
      if (verdict.differences.empty() && verdict.undecided.empty()) continue;
    } else {
      missing.push_back(live.id);
    }
    auto grants = grants_of(live);
    if (!grants) return std::unexpected(std::move(grants.error()));
    held_.emplace_back(live.id, *std::move(grants));
  }
  for (const SessionGrants& old : listed) {
    const bool nothing = old.form != SessionGrants::Form::listed || old.grants.empty();
    if (execution_.session(old.session) == nullptr && !nothing) {
      held_.emplace_back(old.session, Grants{});
    }
  }
  return missing;
}

void Writer::change(const Member& member, Layout layout) {
  const auto at = std::ranges::find(held_, member.key, &std::pair<std::string, Grants>::first);
  if (at == held_.end()) return;
  const std::size_t colon = text_.find(':', member.key_span.end);
  edits_.push_back({colon + 1, member.value.span.end,
                    value(at->second, layout, column_of(text_, member.key_span.begin))});
}

void Writer::add(const Node& map, const std::vector<std::string>& sessions) {
  if (sessions.empty()) return;
  const Layout layout = layout_of(text_, map);
  if (map.members.empty()) {  // `grants: {}`
    edits_.push_back({map.span.begin, map.span.end,
                      fmt::format("{{ {} }}", members(sessions, Layout::flow, 0))});
    return;
  }
  const std::size_t indent = column_of(text_, map.members.front().key_span.begin);
  std::size_t end = map.members.back().value.span.end;
  if (layout == Layout::block) end = behind_comment(text_, end);
  const std::string before = layout == Layout::flow ? ", " : fmt::format("\n{:{}}", "", indent);
  edits_.push_back({end, end, before + members(sessions, layout, indent)});
}

void Writer::add_section(const std::vector<std::string>& sessions) {
  if (sessions.empty()) return;
  const Node* expect = tree_.find("expect");
  if (expect == nullptr || expect->members.empty()) {
    const std::string_view line = text_.ends_with('\n') ? "" : "\n";
    edits_.push_back({text_.size(), text_.size(),
                      fmt::format("{}\nexpect:\n  grants:\n    {}\n", line,
                                  members(sessions, Layout::block, 4))});
    return;
  }
  const std::size_t begin = expect->members.front().key_span.begin;
  if (layout_of(text_, *expect) == Layout::flow) {
    edits_.push_back(
        {begin, begin, fmt::format("grants: {{ {} }}, ", members(sessions, Layout::flow, 0))});
    return;
  }
  const std::size_t indent = column_of(text_, begin);
  edits_.push_back({begin, begin,
                    fmt::format("grants:\n{:{}}{}\n{:{}}", "", indent + 2,
                                members(sessions, Layout::block, indent + 2), "", indent)});
}

std::string Writer::apply() {
  std::string out(text_);
  std::ranges::sort(edits_, std::greater{}, &Edit::begin);
  for (const Edit& edit : edits_) out.replace(edit.begin, edit.end - edit.begin, edit.text);
  return out;
}

Result<std::string> Writer::run() {
  if (!tree_.span.known()) return fail("bless-json", "there is no text to rewrite", tree_.span);
  text_ = tree_.span.file->text;
  if (tree_.span.file->path.ends_with(".json") || text_.starts_with('{')) {
    return fail("bless-json", "only YAML files are rewritten", tree_.span,
                "copy the grants from `rolechain grants`");
  }
  const auto missing = collect();
  if (!missing) return std::unexpected(missing.error());
  const Node* expect = tree_.find("expect");
  const Node* grants = expect == nullptr ? nullptr : expect->find("grants");
  if (grants == nullptr) {
    add_section(*missing);
  } else {
    for (const Member& member : grants->members) change(member, layout_of(text_, *grants));
    add(*grants, *missing);
  }
  return apply();
}

}  // namespace

Result<std::string> blessed_text(const ScenarioFile& file, const Execution& execution) {
  return Writer(file, execution).run();
}

}  // namespace rolechain
