#include "sim/cli/bless.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "sim/grants/grants.h"
#include "sim/run/run.h"

namespace rolechain {
namespace {

struct Edit {
  std::size_t begin;
  std::size_t end;
  std::string text;
  std::string session;
};

// How the file spells things: JSON quotes its keys and words.
struct Spelling {
  bool json = false;
  [[nodiscard]] std::string word(std::string_view text) const {
    return json ? to_json(Node::make_string(std::string(text))) : std::string(text);
  }
};

// "@orders" for the ARN of something that the scenario names.
std::string named(const World& world, const std::string& arn) {
  for (const Resource& resource : world.resources) {
    if (resource.arn == arn && !resource.key.empty()) return '@' + resource.key;
  }
  const Role* role = world.role(arn);
  return role != nullptr && role->arn == arn && !role->key.empty() ? '@' + role->key : arn;
}

std::string list_of(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) {
    out += (out.empty() ? "" : ", ") + to_json(Node::make_string(text));
  }
  return '[' + out + ']';
}

// One grant as a flow map: { allow: ["s3:GetObject"], on: ["@config"] }.
std::string spell(const EffectiveGrant& grant, const World& world, const Spelling& spelling,
                  bool with_because) {
  std::vector<std::string> on;
  for (const std::string& arn : grant.resources) on.push_back(named(world, arn));
  std::string out = fmt::format("{{ {}: {}, {}: {}", spelling.word("allow"), list_of(grant.actions),
                                spelling.word("on"), list_of(on));
  if (with_because && grant.statements.size() == 1) {
    out += fmt::format(
        ", {}: {}", spelling.word("because"),
        spelling.json ? spelling.word(grant.statements.front()) : grant.statements.front());
  }
  return out + " }";
}

std::size_t column_of(std::string_view text, std::size_t at) {
  const std::size_t line = text.rfind('\n', at == 0 ? 0 : at - 1);
  return line == std::string_view::npos ? at : at - line - 1;
}

// The grants of one `grants:` map of the file against one case's run.
class MapEditor {
 public:
  MapEditor(const std::string& text, const Spelling& spelling, const Member& grants,
            const CaseReport& report, Blessed& out)
      : text_(text), spelling_(spelling), grants_(grants), report_(report), out_(out) {}

  std::vector<Edit> edits(bool add_missing);

 private:
  [[nodiscard]] bool failed(std::string_view session) const {
    const std::string name = fmt::format("grants/{}", session);
    return std::ranges::any_of(report_.checks, [&](const Check& check) {
      return check.name == name && check.status == Status::failed;
    });
  }
  [[nodiscard]] bool is_flow() const {
    const SourceSpan& span = grants_.value.span;
    return span.begin < text_.size() && text_[span.begin] == '{';
  }
  // The grants as text behind `session:`; nothing where they cannot be written.
  std::optional<std::string> value_of(const std::string& session, std::size_t indent,
                                      bool with_because);
  void add(std::vector<Edit>& edits);

  const std::string& text_;
  const Spelling& spelling_;
  const Member& grants_;
  const CaseReport& report_;
  Blessed& out_;
};

std::optional<std::string> MapEditor::value_of(const std::string& session, std::size_t indent,
                                               bool with_because) {
  const LiveSession* live = report_.execution ? report_.execution->session(session) : nullptr;
  if (live == nullptr) return ' ' + spelling_.word("none");
  const World& world = live->scenario->world;
  const EffectiveGrants grants =
      effective_grants({&world, &live->session, live->issued_s, live->scenario->context});
  if (!grants.undecided.empty()) {
    out_.left.push_back(fmt::format("{}: {}", session, grants.undecided.front().message));
    return std::nullopt;
  }
  if (grants.grants.empty()) return ' ' + spelling_.word("none");
  std::vector<std::string> items;
  for (const EffectiveGrant& grant : grants.grants) {
    if (grant.effect == Effect::deny) {
      out_.left.push_back(
          fmt::format("{}: its grants have holes, which a list of grants cannot say", session));
      return std::nullopt;
    }
    items.push_back(spell(grant, world, spelling_, with_because));
  }
  if (is_flow() || items.size() == 1) return fmt::format(" [ {} ]", fmt::join(items, ", "));
  const std::string line = fmt::format("\n{:{}}- ", "", indent);
  return line + fmt::format("{}", fmt::join(items, line));
}

std::vector<Edit> MapEditor::edits(bool add_missing) {
  std::vector<Edit> edits;
  for (const Member& member : grants_.value.members) {
    // A case's `same` follows from the scenario's own grants, which are rewritten.
    if (!failed(member.key) || member.value.text == "same") continue;
    const SourceSpan& span = member.value.span;
    const bool with_because = span.text().find("because") != std::string_view::npos;
    const std::size_t indent = column_of(text_, member.key_span.begin) + 2;
    const auto value = value_of(member.key, indent, with_because);
    if (!value) continue;
    // From behind the key, so that a list on lines of its own can become a word, and back.
    edits.push_back({member.key_span.end, span.end, ':' + *value, member.key});
  }
  if (add_missing) add(edits);
  return edits;
}

// Sessions that `grants` does not list, behind its last member.
void MapEditor::add(std::vector<Edit>& edits) {
  const auto& members = grants_.value.members;
  const bool empty = members.empty();
  const std::size_t indent = empty ? column_of(text_, grants_.key_span.begin) + 2
                                   : column_of(text_, members.front().key_span.begin);
  std::string added;
  std::vector<std::string> sessions;
  for (const Check& check : report_.checks) {
    if (!check.name.starts_with("grants/") || check.status != Status::failed) continue;
    const std::string session = check.name.substr(std::string_view("grants/").size());
    if (grants_.value.find(session) != nullptr) continue;
    const auto value = value_of(session, indent + 2, false);
    if (!value) continue;
    if (is_flow()) {
      added += fmt::format("{}{}:{}", empty && added.empty() ? "" : ", ", spelling_.word(session),
                           *value);
    } else {
      added += fmt::format("\n{:{}}{}:{}", "", indent, spelling_.word(session), *value);
    }
    sessions.push_back(session);
  }
  if (added.empty()) return;
  const SourceSpan& span = grants_.value.span;
  if (empty) {
    edits.push_back({span.begin, span.end, fmt::format("{{ {} }}", added), sessions.front()});
  } else {
    const std::size_t end = members.back().value.span.end;
    edits.push_back({end, end, added, sessions.front()});
  }
  for (std::size_t i = 1; i < sessions.size(); ++i) {
    edits.push_back({edits.back().end, edits.back().end, "", sessions[i]});
  }
}

const Member* grants_of(const Node& expectations) {
  const Node* expect = expectations.find("expect");
  if (expect == nullptr) return nullptr;
  const auto found = std::ranges::find(expect->members, "grants", &Member::key);
  return found == expect->members.end() || !found->value.is_map() ? nullptr : &*found;
}

}  // namespace

Blessed bless(const ScenarioFile& file, const ScenarioReport& report) {
  Blessed out;
  if (!file.tree.span.known()) return out;
  out.text = file.tree.span.file->text;
  const std::string text = out.text;
  const Spelling spelling{file.path.ends_with(".json")};
  std::vector<Edit> edits;
  const auto take = [&](const Member* grants, const CaseReport& one) {
    if (grants == nullptr) return;
    auto more = MapEditor(text, spelling, *grants, one, out).edits(one.name.empty());
    std::ranges::move(more, std::back_inserter(edits));
  };
  const Node* cases = file.tree.find("cases");
  for (const CaseReport& one : report.cases) {
    if (one.name.empty()) take(grants_of(file.tree), one);
    if (one.name.empty() || cases == nullptr) continue;
    for (const Node& item : cases->items) {
      const Node* name = item.find("name");
      if (name != nullptr && name->text == one.name) take(grants_of(item), one);
    }
  }
  std::ranges::stable_sort(edits, {}, &Edit::begin);
  for (const Edit& edit : edits) out.sessions.push_back(edit.session);
  for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
    out.text.replace(edit->begin, edit->end - edit->begin, edit->text);
  }
  return out;
}

}  // namespace rolechain
