#include "sim/fix/change.h"

#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mocks/base/text.h"
#include "mocks/policy/document.h"
#include "sim/fix/source_edit.h"
#include "sim/grants/describe.h"

namespace rolechain {
namespace {

using Kind = PolicyChange::Kind;

std::string_view element_name(StatementElement element) {
  switch (element) {
    case StatementElement::action:
      return "Action";
    case StatementElement::resource:
      return "Resource";
    case StatementElement::principal:
      return "Principal";
  }
  return "";
}

std::vector<Text> principal_texts(const Statement& statement) {
  std::vector<Text> out;
  out.reserve(statement.principals.size());
  for (const PrincipalEntry& entry : statement.principals) out.push_back(entry.value);
  return out;
}

std::vector<Text> texts_of(const Statement& statement, StatementElement element) {
  if (element == StatementElement::action) return statement.actions;
  if (element == StatementElement::resource) return statement.resources;
  return principal_texts(statement);
}

Node one_or_list(const std::vector<std::string>& texts) {
  if (texts.size() == 1) return Node::make_string(texts.front());
  Node out = Node::make_list();
  for (const std::string& text : texts) out.items.push_back(Node::make_string(text));
  return out;
}

Node values_node(const ConditionTest& test) {
  std::vector<std::string> values;
  values.reserve(test.values.size());
  for (const Text& value : test.values) values.push_back(value.value);
  return one_or_list(values);
}

template <class Map>
auto* find_ignoring_case(Map& map, std::string_view key) {
  const auto at = std::ranges::find_if(
      map.members, [&](const Member& member) { return equals_ignore_case(member.key, key); });
  return at == map.members.end() ? nullptr : &*at;
}

// Puts the tests into a Condition block; a test of the same operator and key is replaced, for two
// cannot be written side by side.
void add_tests(Node& block, const std::vector<ConditionTest>& tests) {
  for (const ConditionTest& test : tests) {
    const std::string name = full_operator_name(test.op);
    auto* op = find_ignoring_case(block, name);
    Node& keys = op == nullptr ? block.set(name, Node::make_map()) : op->value;
    auto* key = find_ignoring_case(keys, test.key.value);
    if (key == nullptr) {
      keys.set(test.key.value, values_node(test));
    } else {
      key->value = values_node(test);
    }
  }
}

// Everything about one statement, put together.
struct StatementPlan {
  const Statement* statement = nullptr;
  std::map<StatementElement, std::pair<std::set<std::size_t>, std::vector<std::string>>> lists;
  std::vector<StatementElement> positive;
  std::vector<NewStatement> split;
  std::vector<ConditionTest> tests;
  bool remove = false;
};

struct DocumentPlan {
  const CompiledPolicy* policy = nullptr;
  std::map<std::uint32_t, StatementPlan> statements;
  std::vector<NewStatement> added;
};

class ChangeWriter {
 public:
  ChangeWriter(const Scenario& scenario, SourceTrees& trees) : scenario_(scenario), trees_(trees) {}

  std::optional<FileTexts> run(const std::vector<const PolicyChange*>& changes) {
    for (const PolicyChange* change : changes) take(*change);
    for (auto& [place, plan] : documents_) {
      if (!write_document(plan)) return std::nullopt;
    }
    for (const PolicyChange* change : changes) {
      if (change->policy == nullptr && !write_role(*change)) return std::nullopt;
    }
    FileTexts out;
    for (auto& [file, edits] : edits_) {
      auto text = apply_edits(file->text, std::move(edits));
      if (!text) return std::nullopt;
      out.emplace(file->path, *std::move(text));
    }
    return out;
  }

 private:
  void take(const PolicyChange& change);
  bool write_document(DocumentPlan& plan);
  bool write_statement(const StatementPlan& plan, const Node& written);
  bool write_positive(const StatementPlan& plan, const Node& written, StatementElement element);
  bool write_list(const StatementPlan& plan, const Node& written, StatementElement element);
  bool write_principals(const StatementPlan& plan, const Node& written);
  bool write_condition(const StatementPlan& plan, const Node& written);
  bool remove_document(const NodePath& path);
  bool write_role(const PolicyChange& change);
  bool detach(const Node& role, const std::string& arn);
  Node new_statement(const NewStatement& from, const Node& beside, const Node* like,
                     std::size_t number) const;
  std::string name_of(const std::string& arn, const SourceFile* file) const;
  std::vector<std::string> names_of(const std::vector<std::string>& arns,
                                    const SourceFile* file) const;
  SourceEdits& edits(const Node& node) { return edits_[node.span.file]; }

  const Scenario& scenario_;
  SourceTrees& trees_;
  // By the place of the document: several entities may share one file.
  std::map<std::pair<const SourceFile*, std::uint32_t>, DocumentPlan> documents_;
  std::map<const SourceFile*, SourceEdits> edits_;
};

// Scenarios name what they define; policies in files of their own name ARNs.
std::string ChangeWriter::name_of(const std::string& arn, const SourceFile* file) const {
  if (file == nullptr || file->path != scenario_.path || file->path.ends_with(".json")) return arn;
  if (const Role* role = scenario_.world.role(arn)) return "@" + role->key;
  const auto at = std::ranges::find(scenario_.world.resources, arn, &Resource::arn);
  return at == scenario_.world.resources.end() || at->key.empty() ? arn : "@" + at->key;
}

std::vector<std::string> ChangeWriter::names_of(const std::vector<std::string>& arns,
                                                const SourceFile* file) const {
  std::vector<std::string> out;
  out.reserve(arns.size());
  for (const std::string& arn : arns) out.push_back(name_of(arn, file));
  return out;
}

void ChangeWriter::take(const PolicyChange& change) {
  if (change.policy == nullptr) return;
  const SourceSpan& place = change.policy->document().span;
  DocumentPlan& document = documents_[{place.file, place.begin}];
  document.policy = change.policy;
  if (change.kind == Kind::add_statement) {
    document.added.insert(document.added.end(), change.statements.begin(), change.statements.end());
    return;
  }
  StatementPlan& plan = document.statements[change.statement];
  plan.statement = &change.policy->statements()[change.statement];
  auto& [removed, added] = plan.lists[change.element];
  switch (change.kind) {
    case Kind::positive:
      plan.positive.push_back(change.element);
      [[fallthrough]];
    case Kind::edit:
      removed.insert(change.remove.begin(), change.remove.end());
      for (const std::string& one : change.add) {
        if (std::ranges::find(added, one) == added.end()) added.push_back(one);
      }
      break;
    case Kind::condition:
      plan.tests.insert(plan.tests.end(), change.tests.begin(), change.tests.end());
      break;
    case Kind::remove_statement:
      plan.remove = true;
      break;
    case Kind::split_statement:
      plan.split = change.statements;
      break;
    case Kind::add_statement:
    case Kind::add_policy:
    case Kind::trust_principal:
    case Kind::detach:
      break;
  }
}

Node ChangeWriter::new_statement(const NewStatement& from, const Node& beside, const Node* like,
                                 std::size_t number) const {
  const SourceFile* file = beside.span.file;
  Node out = Node::make_map();
  if (like != nullptr) {
    if (const Node* sid = like->find("Sid"); sid != nullptr && sid->is_scalar()) {
      out.set("Sid", Node::make_string(number == 0 ? sid->text
                                                   : fmt::format("{}{}", sid->text, number + 1)));
    }
  }
  out.set("Effect", Node::make_string("Allow"));
  if (!from.principal.empty()) {
    Node principal = Node::make_map();
    principal.set("AWS", Node::make_string(name_of(from.principal, file)));
    out.set("Principal", std::move(principal));
  } else if (like != nullptr && like->find("Principal") != nullptr) {
    out.set("Principal", *like->find("Principal"));
  }
  out.set("Action", one_or_list(from.actions));
  if (!from.resources.empty()) out.set("Resource", one_or_list(names_of(from.resources, file)));
  const Node* written = like == nullptr ? nullptr : like->find("Condition");
  Node condition = written == nullptr ? Node::make_map() : *written;
  add_tests(condition, from.tests);
  if (!condition.members.empty()) out.set("Condition", std::move(condition));
  return out;
}

bool ChangeWriter::write_document(DocumentPlan& plan) {
  const CompiledPolicy& policy = *plan.policy;
  const NodePath path = trees_.path_to(policy.document().span);
  if (path.empty()) return false;
  const Node& document = *path.back();
  const Node* list = document.find("Statement");
  if (list == nullptr) {  // `trust_principal:` has only principals
    return plan.added.empty() && std::ranges::all_of(plan.statements, [&](const auto& one) {
             return write_statement(one.second, document);
           });
  }
  if (!list->span.known()) return false;
  const bool single = !list->is_list();
  std::vector<const Node*> written;
  if (single) {
    written.push_back(list);
  } else {
    for (const Node& item : list->items) written.push_back(&item);
  }
  std::vector<bool> removed(written.size(), false);
  std::vector<std::string> added;
  const bool json = list->span.file->path.ends_with(".json");
  const auto render = [&](const Node& statement) {
    const Node& beside = *written.front();
    // The layout of brackets holds for what stands in them; a list by indentation gets one line.
    const Layout layout = layout_of(beside) == Layout::open_flow ? Layout::open_flow : Layout::flow;
    return render_value(statement, layout, json,
                        indent_at(beside.span.file->text, beside.span.begin));
  };
  for (auto& [index, one] : plan.statements) {
    const auto at = std::ranges::find_if(written, [&](const Node* node) {
      return node->span.begin == one.statement->span.begin &&
             node->span.file == one.statement->span.file;
    });
    if (at == written.end()) return false;
    if (one.remove || !one.split.empty()) {
      removed[static_cast<std::size_t>(at - written.begin())] = true;
      for (std::size_t i = 0; i < one.split.size(); ++i) {
        added.push_back(render(new_statement(one.split[i], **at, *at, i)));
      }
    } else if (!write_statement(one, **at)) {
      return false;
    }
  }
  for (const NewStatement& one : plan.added) {
    added.push_back(render(new_statement(one, *written.front(), nullptr, 0)));
  }
  const bool any_removed = std::ranges::find(removed, true) != removed.end();
  if (!any_removed && added.empty()) return true;
  if (added.empty() && std::ranges::find(removed, false) == removed.end()) {
    return remove_document(path);
  }
  // Edits inside a list that is written anew would be in its way.
  if (list->is_list() && layout_of(*list) != Layout::block && plan.statements.size() > 1) {
    const bool inside = std::ranges::any_of(plan.statements, [](const auto& one) {
      return !one.second.remove && one.second.split.empty();
    });
    if (inside) return false;
  }
  return edit_list(*list, removed, added, edits(*list));
}

// A policy without statements is none: where it stands in the scenario it is taken out.
bool ChangeWriter::remove_document(const NodePath& path) {
  if (path.size() < 3) return false;
  const Node& owner = *path[path.size() - 2];
  const Member* member = member_holding(owner, path.back());
  if (member != nullptr && member->key == "trust" && layout_of(*path.back()) != Layout::block) {
    const SourceSpan& span = path.back()->span;
    const bool json = span.file->path.ends_with(".json");
    edits(owner).push_back({span.begin, span.end, json ? "\"none\"" : "none"});
    return true;
  }
  const Member* section = member_holding(*path[path.size() - 3], &owner);
  if (member == nullptr || section == nullptr || section->key != "policies") return false;
  return remove_member(owner, *member, edits(owner));
}

bool ChangeWriter::write_statement(const StatementPlan& plan, const Node& written) {
  for (const auto& [element, change] : plan.lists) {
    const auto& [removed, added] = change;
    if (removed.empty() && added.empty()) continue;
    const bool positive = std::ranges::find(plan.positive, element) != plan.positive.end();
    const bool done = positive ? write_positive(plan, written, element)
                      : element == StatementElement::principal ? write_principals(plan, written)
                                                               : write_list(plan, written, element);
    if (!done) return false;
  }
  return plan.tests.empty() || write_condition(plan, written);
}

bool ChangeWriter::write_condition(const StatementPlan& plan, const Node& written) {
  const bool json = written.span.file->path.ends_with(".json");
  const Node* before = written.find("Condition");
  if (before == nullptr) {
    if (written.members.empty()) return false;
    Node block = Node::make_map();
    add_tests(block, plan.tests);
    const std::size_t indent =
        indent_at(written.span.file->text, written.members.back().key_span.begin);
    const bool open = layout_of(written) == Layout::open_flow;
    return add_member(written, "Condition",
                      render_value(block, open ? Layout::open_flow : Layout::flow, json, indent),
                      json, edits(written));
  }
  if (!before->is_map() || !before->span.known()) return false;
  const auto key_text = [&](const std::string& key) {
    return json ? key : to_json(Node::make_string(key));
  };
  Node more = Node::make_map();  // operators that are not there yet
  for (const ConditionTest& test : plan.tests) {
    const Member* op = find_ignoring_case(*before, full_operator_name(test.op));
    if (op == nullptr) {
      add_tests(more, {test});
      continue;
    }
    const Member* key = find_ignoring_case(op->value, test.key.value);
    const std::string values = render_value(values_node(test), Layout::flow, json, 0);
    if (key == nullptr) {
      if (!add_member(op->value, key_text(test.key.value), values, json, edits(written))) {
        return false;
      }
    } else if (!key->value.span.known() ||
               (key->value.is_list() && layout_of(key->value) == Layout::block)) {
      return false;
    } else {
      edits(written).push_back({key->value.span.begin, key->value.span.end, values});
    }
  }
  return std::ranges::all_of(more.members, [&](const Member& op) {
    return add_member(*before, key_text(op.key), render_value(op.value, Layout::flow, json, 0),
                      json, edits(written));
  });
}

bool ChangeWriter::write_positive(const StatementPlan& plan, const Node& written,
                                  StatementElement element) {
  const std::string name(element_name(element));
  const auto member = std::ranges::find(written.members, "Not" + name, &Member::key);
  const auto& added = plan.lists.at(element).second;
  if (member == written.members.end() || added.empty() || !member->key_span.known() ||
      !member->value.span.known()) {
    return false;
  }
  const bool json = written.span.file->path.ends_with(".json");
  const bool quoted = member->key_span.text().starts_with('"');
  edits(written).push_back(
      {member->key_span.begin, member->key_span.end, quoted ? fmt::format("\"{}\"", name) : name});
  edits(written).push_back(
      {member->value.span.begin, member->value.span.end,
       render_value(one_or_list(names_of(added, written.span.file)), Layout::flow, json, 0)});
  return true;
}

// Which of the written items the texts came from: by their places, for functions may give several.
std::optional<std::vector<bool>> removed_items(const Node& value, const std::vector<Text>& texts,
                                               const std::set<std::size_t>& removed) {
  std::vector<const Node*> items;
  if (value.is_list()) {
    for (const Node& item : value.items) items.push_back(&item);
  } else {
    items.push_back(&value);
  }
  std::vector<bool> out(items.size(), false);
  for (const std::size_t index : removed) {
    const auto at = std::ranges::find_if(items, [&](const Node* item) {
      return item->span.file == texts[index].span.file &&
             item->span.begin == texts[index].span.begin;
    });
    if (at == items.end()) return std::nullopt;
    out[static_cast<std::size_t>(at - items.begin())] = true;
  }
  return out;
}

bool ChangeWriter::write_list(const StatementPlan& plan, const Node& written,
                              StatementElement element) {
  const std::string name(element_name(element));
  const Node* value = written.find(name);
  if (value == nullptr) value = written.find("Not" + name);
  if (value == nullptr || !value->span.known()) return false;
  const auto& [removed, added] = plan.lists.at(element);
  const auto gone = removed_items(*value, texts_of(*plan.statement, element), removed);
  if (!gone) return false;
  if (added.empty() && std::ranges::find(*gone, false) == gone->end()) return false;
  std::vector<std::string> texts;
  for (const std::string& one : names_of(added, written.span.file)) {
    texts.push_back(render_text(one, *value));
  }
  return edit_list(*value, *gone, texts, edits(*value));
}

bool ChangeWriter::write_principals(const StatementPlan& plan, const Node& written) {
  const Node* map = written.find("Principal");
  if (map == nullptr) map = &written;  // the value of `trust_principal:`
  if (!map->is_map() || written.find("NotPrincipal") != nullptr) return false;
  const auto& [removed, added] = plan.lists.at(StatementElement::principal);
  const Node* aws = map->find("AWS");
  const bool json = written.span.file->path.ends_with(".json");
  std::vector<std::string> texts;
  for (const std::string& one : names_of(added, written.span.file)) {
    texts.push_back(to_json(Node::make_string(one)));
  }
  if (aws == nullptr) {
    if (!removed.empty() || texts.size() != 1) return false;
    return add_member(*map, "AWS", texts.front(), json, edits(*map));
  }
  const auto gone = removed_items(*aws, principal_texts(*plan.statement), removed);
  if (!gone) return false;
  if (texts.empty() && std::ranges::find(*gone, false) == gone->end()) return false;
  return edit_list(*aws, *gone, texts, edits(*aws));
}

// By ARN or by the last part of it, in `managed:` or under `policies:` as {managed: …}.
bool ChangeWriter::detach(const Node& role, const std::string& arn) {
  const auto is_it = [&](const Node& node) {
    return node.is_string() &&
           (node.text == arn || (arn.ends_with(node.text) && arn.size() > node.text.size() &&
                                 arn[arn.size() - node.text.size() - 1] == '/'));
  };
  if (const Node* managed = role.find("managed")) {
    const auto at = std::ranges::find_if(managed->items, is_it);
    const bool only = is_it(*managed) || (at != managed->items.end() && managed->items.size() == 1);
    if (only) return remove_member(role, *member_holding(role, managed), edits(role));
    if (at != managed->items.end()) {
      std::vector<bool> removed(managed->items.size(), false);
      removed[static_cast<std::size_t>(at - managed->items.begin())] = true;
      return edit_list(*managed, removed, {}, edits(role));
    }
  }
  const Node* policies = role.find("policies");
  if (policies == nullptr) return false;
  for (const Member& member : policies->members) {
    const Node* managed = member.value.find("managed");
    if (managed != nullptr && is_it(*managed)) {
      return remove_member(*policies, member, edits(role));
    }
  }
  return false;
}

// What a role lacks is put where the scenario defines it.
bool ChangeWriter::write_role(const PolicyChange& change) {
  const auto place = scenario_.places.find("/roles/" + change.role);
  if (place == scenario_.places.end() || !place->second.known()) return false;
  const Node* root = trees_.tree(place->second.file);
  const Node* roles = root == nullptr ? nullptr : root->find("roles");
  const Node* role = roles == nullptr ? nullptr : roles->find(change.role);
  if (role == nullptr || !role->is_map() || !role->span.known()) return false;
  const SourceFile* file = role->span.file;
  const bool json = file->path.ends_with(".json");
  if (change.kind == Kind::detach && !detach(*role, change.add.front())) return false;
  if (change.kind == Kind::detach && change.statements.empty()) return true;
  if (change.kind == Kind::trust_principal) {
    const Node* trust = role->find("trust");
    if (trust == nullptr || !trust->span.known() || trust->text != "none") return false;
    Node principal = Node::make_map();
    principal.set("AWS", one_or_list(names_of(change.add, file)));
    Node form = Node::make_map();
    form.set("trust_principal", std::move(principal));
    edits(*role).push_back(
        {trust->span.begin, trust->span.end, render_value(form, Layout::flow, json, 0)});
    return true;
  }
  Node document = Node::make_map();
  document.set("Version", Node::make_string("2012-10-17"));
  Node list = Node::make_list();
  for (const NewStatement& one : change.statements) {
    list.items.push_back(new_statement(one, *role, nullptr, 0));
  }
  document.set("Statement", std::move(list));
  const Node* policies = role->find("policies");
  if (policies == nullptr) {
    Node added = Node::make_map();
    added.set("added", std::move(document));
    return add_member(*role, "policies", render_value(added, Layout::flow, json, 0), json,
                      edits(*role));
  }
  return policies->is_map() &&
         add_member(*policies, "added", render_value(document, Layout::flow, json, 0), json,
                    edits(*role));
}

}  // namespace

std::string PolicyChange::key() const {
  std::string out = fmt::format(
      "{}|{}|{}|{}|{}|{}|{}", static_cast<int>(kind), static_cast<const void*>(policy), statement,
      static_cast<int>(element), fmt::join(remove, ","), fmt::join(add, ","), role);
  for (const NewStatement& one : statements) {
    out += fmt::format("|{};{};{};{}", fmt::join(one.actions, ","), fmt::join(one.resources, ","),
                       one.principal, fmt::join(condition_lines(one.tests), ","));
  }
  out += fmt::format("|{}", fmt::join(condition_lines(tests), ","));
  return out;
}

std::optional<FileTexts> write_changes(const std::vector<const PolicyChange*>& changes,
                                       const Scenario& scenario, SourceTrees& trees) {
  return ChangeWriter(scenario, trees).run(changes);
}

}  // namespace rolechain
