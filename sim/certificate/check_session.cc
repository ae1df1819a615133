#include "sim/certificate/check_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "mocks/base/json.h"
#include "mocks/base/text.h"
#include "mocks/iam/services.h"
#include "mocks/policy/serialize.h"
#include "sim/certificate/check_texts.h"
#include "sim/grants/shapes.h"

namespace rolechain::certificate {
namespace {

const Node& member(const Node& node, std::string_view key) {
  static const Node none;
  const Node* found = node.find(key);
  return found != nullptr ? *found : none;
}

std::string quoted(const std::string& text) { return to_json(Node::make_string(text)); }

class SessionCheck {
 public:
  SessionCheck(const Node& node, const Claim& claim, const Tables& tables, Checked& counts)
      : node_(node),
        claim_(claim),
        tables_(tables),
        counts_(counts),
        facts_(*claim.live),
        shapes_(facts_.world().partition, facts_.world().region, claim.live->session.account) {}

  std::optional<Fault> run() {
    if (const auto why = facts_.beyond(claim_.intents)) {
      return Fault{Verdict::unchecked,
                   fmt::format("certificates do not cover session `{}`: {}", claim_.live->id, *why),
                   node_.span};
    }
    auto bad = check_head();
    if (!bad) bad = check_policies();
    if (!bad) bad = check_intents();
    if (!bad) bad = collect_actions();
    if (!bad) bad = check_groups();
    return bad;
  }

 private:
  // The statements and intents that are about an action; empty: it can be neither granted nor
  // missing.
  struct About {
    std::vector<StatementRef> statements;
    std::vector<const GrantIntent*> intents;
    [[nodiscard]] bool any(const SessionFacts& facts) const {
      return !intents.empty() ||
             std::ranges::any_of(statements, [&](StatementRef ref) { return facts.grants(ref); });
    }
  };

  [[nodiscard]] Fault fault(const std::string& message, const Node& at) const {
    return {Verdict::refuted, fmt::format("session `{}`: {}", claim_.live->id, message), at.span};
  }

  std::optional<Fault> check_head() const {
    if (member(node_, "session").text != claim_.live->id) {
      return fault(fmt::format("the certificate is about `{}`", member(node_, "session").text),
                   node_);
    }
    const std::string_view mode = claim_.mode == GrantMode::exact ? "exact" : "at least";
    if (member(node_, "mode").text != mode) {
      return fault(fmt::format("the scenario's intent is `{}`", mode), node_);
    }
    return std::nullopt;
  }

  std::optional<Fault> check_policies() const {
    const auto rows = read_numbers(node_.find("policies"));
    const std::vector<Policy>& policies = facts_.policies();
    if (!rows || rows->size() != policies.size()) {
      return fault("other policies may have a say", member(node_, "policies"));
    }
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const CompiledPolicy& policy = *policies[i].compiled;
      const bool known = (*rows)[i] < tables_.policies.size();
      const Node* row = known ? tables_.policies[(*rows)[i]] : nullptr;
      const bool same = known && member(*row, "policy").text == policy.label() &&
                        member(*row, "type").text == policy_type_word(policy.type()) &&
                        to_json(member(*row, "document")) == policy_json(policy);
      if (!same) {
        return fault(fmt::format("policy `{}` is not the scenario's", policy.label()),
                     row != nullptr ? *row : node_);
      }
    }
    return std::nullopt;
  }

  std::optional<Fault> check_intents() const {
    const Node& intents = member(node_, "intents");
    bool same = intents.items.size() == claim_.intents.size();
    for (std::size_t i = 0; same && i < intents.items.size(); ++i) {
      same = to_json(intents.items[i]) == intent_json(claim_.intents[i]);
    }
    return same ? std::nullopt : std::optional(fault("the intent is not the scenario's", intents));
  }

  [[nodiscard]] About about(const ActionView& action) const {
    About out;
    for (const StatementRef ref : facts_.statements()) {
      if (action_matches(facts_.statement(ref), action.lower)) out.statements.push_back(ref);
    }
    out.intents = intents_about(claim_.intents, action.lower);
    return out;
  }

  // Every action must be in a group, or be one that nothing allows and nobody asks for.
  std::optional<Fault> collect_actions() {
    const Node& groups = member(node_, "groups");
    for (const Node& group : groups.items) {
      for (const Node& item : member(group, "actions").items) {
        const auto action = reference_.find_action(item.text);
        if (!action) return fault(fmt::format("`{}` is no action", item.text), item);
        if (!grouped_.insert(action->id).second) {
          return fault(fmt::format("`{}` is in two groups", item.text), item);
        }
      }
    }
    for (const ActionView& action : reference_.actions()) {
      if (grouped_.contains(action.id) || needs_no_permission(action.lower)) continue;
      if (about(action).any(facts_)) {
        return fault(fmt::format("`{}` is in no group", action.full_name), groups);
      }
    }
    return std::nullopt;
  }

  std::optional<Fault> check_groups() {
    for (const Node& group : member(node_, "groups").items) {
      if (auto bad = check_group(group)) return bad;
    }
    return std::nullopt;
  }

  std::optional<Fault> check_group(const Node& group) {
    const std::vector<Node>& names = member(group, "actions").items;
    if (names.empty()) return fault("a group needs actions", group);
    actions_.clear();
    for (const Node& name : names) actions_.push_back(*reference_.find_action(name.text));
    about_ = about(actions_.front());
    const std::string same = marks(about_);
    if (to_json(member(group, "statements")) + to_json(member(group, "intents")) != same) {
      return fault(fmt::format("other statements or intents are about `{}`", names.front().text),
                   group);
    }
    for (std::size_t i = 1; i < actions_.size(); ++i) {
      const bool alike = marks(about(actions_[i])) == same &&
                         types_of(actions_[i]) == types_of(actions_.front()) &&
                         actions_[i].service == actions_.front().service &&
                         (actions_[i].service != "sts" || actions_.size() == 1);
      if (!alike) return fault(fmt::format("`{}` is of another group", names[i].text), names[i]);
    }
    return check_types(group);
  }

  // As a group must name them: labels of statements, numbers of intents.
  [[nodiscard]] std::string marks(const About& about) const {
    std::string out = "[";
    for (const StatementRef ref : about.statements) {
      out += (out.size() == 1 ? "" : ",") + quoted(facts_.label(ref));
    }
    out += "][";
    for (std::size_t i = 0; i < about.intents.size(); ++i) {
      out += fmt::format("{}{}", i == 0 ? "" : ",", about.intents[i] - claim_.intents.data());
    }
    return out + "]";
  }
  [[nodiscard]] static std::vector<std::string> types_of(const ActionView& action) {
    std::vector<std::string> out;
    for (const ActionResourceView& type : action.resource_types)
      out.push_back(type_name(type.type));
    if (out.empty()) out.emplace_back("*");
    return out;
  }

  std::optional<Fault> check_types(const Node& group) {
    std::vector<std::pair<std::string, const ArnShape*>> wanted;
    for (const ActionResourceView& type : actions_.front().resource_types) {
      for (const ArnShape& shape : shapes_.of(type.type)) {
        wanted.emplace_back(type_name(type.type), &shape);
      }
    }
    if (actions_.front().resource_types.empty()) wanted.emplace_back("*", &shapes_.star().front());
    const std::vector<Node>& cells = member(group, "types").items;
    if (cells.size() != wanted.size()) return fault("a resource type is missing", group);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const auto& [name, shape] = wanted[i];
      if (member(cells[i], "type").text != name ||
          member(cells[i], "arns").text != set_text(shape->set)) {
        return fault(fmt::format("resource type `{}` has other ARNs", name), cells[i]);
      }
      if (auto bad = check_cell(cells[i], shape->set)) return bad;
    }
    return std::nullopt;
  }

  // All classes of ARNs of one type: that they are all, and what holds for each.
  std::optional<Fault> check_cell(const Node& cell, const TextSet& set) {
    std::vector<GlobList> lists;
    for (const std::size_t index : read_numbers(cell.find("lists")).value_or(none_)) {
      if (index >= tables_.lists.size()) return fault("there is no such list", cell);
      lists.push_back(tables_.lists[index]);
    }
    const bool trust = is_trust_action(actions_.front().lower);
    for (const GlobList& needed : facts_.needed_lists(about_.statements, about_.intents, trust)) {
      if (std::ranges::find(lists, needed) != lists.end()) continue;
      return fault(fmt::format("the patterns `{}` are missing", join(needed.patterns, "`, `")),
                   cell);
    }
    const auto automaton = read_number(cell.find("automaton"));
    if (!automaton || *automaton >= tables_.automata->items.size()) {
      return fault("there is no such automaton", cell);
    }
    std::vector<TextRow> rows;
    for (const Node& item : member(cell, "classes").items) {
      rows.push_back({member(item, "arn").text, read_numbers(item.find("lists")).value_or(none_)});
    }
    if (auto bad = check_texts(set, lists, member(cell, "start").text,
                               tables_.automata->items[*automaton], rows)) {
      const bool elsewhere = !bad->where.known();
      return fault(bad->message, elsewhere ? cell : tables_.automata->items[*automaton]);
    }
    for (const Node& item : member(cell, "classes").items) {
      if (auto bad = check_class(item)) return bad;
      ++counts_.classes;
    }
    return std::nullopt;
  }

  std::optional<Fault> check_class(const Node& item) {
    const std::string& arn = member(item, "arn").text;
    std::vector<const KeyRow*> keys;
    for (const std::size_t index : read_numbers(item.find("keys")).value_or(none_)) {
      if (index >= tables_.keys.size()) return fault("there is no such key", item);
      keys.push_back(&tables_.keys[index]);
    }
    for (const ActionView& action : actions_) {
      for (const FreeTest& test : facts_.free_tests(action, arn, about_.intents)) {
        if (is_covered(test, keys)) continue;
        return fault(fmt::format("the sender's choice of `{}` ({}) is left out for {} on {}",
                                 test.key, test.op, action.full_name, arn),
                     item);
      }
      const auto ways = combinations(keys, facts_.context(action, arn, {}));
      if (ways.empty()) {
        return Fault{Verdict::unchecked, "too many combinations of condition keys", item.span};
      }
      if (auto bad = check_ways(item, action, arn, ways)) return bad;
    }
    return std::nullopt;
  }

  static bool is_covered(const FreeTest& test, const std::vector<const KeyRow*>& keys) {
    return std::ranges::any_of(keys, [&](const KeyRow* row) {
      return row->key == test.key && std::ranges::any_of(row->tests, [&](const KeyRow::Test& one) {
               return one.op == test.op && one.values == test.values;
             });
    });
  }

  std::optional<Fault> check_ways(const Node& item, const ActionView& action,
                                  const std::string& arn,
                                  const std::vector<std::vector<ContextEntry>>& ways) {
    std::string allowed;
    std::string wanted;
    std::optional<std::string> wrong;
    std::set<const GrantIntent*> unmet;
    for (const std::vector<ContextEntry>& way : ways) {
      ++counts_.requests;
      const bool yes = facts_.allowed(action, arn, way);
      const Context context = facts_.context(action, arn, way);
      const Intended intent = intended(facts_, about_.intents, action, arn, context);
      allowed += yes ? '1' : '0';
      wanted += intent.met.empty() ? '0' : '1';
      unmet.insert(intent.some.begin(), intent.some.end());
      if (yes && intent.met.empty() && claim_.mode == GrantMode::exact) wrong = "is not intended";
      if (!yes && !intent.asked.empty()) wrong = "is intended and denied";
      if (!yes) continue;
      for (const GrantIntent* one : intent.met) {
        const bool named = !one->because || facts_.goes_by(*one->because, action, arn, context);
        if (!named) wrong = "is granted by another statement than " + *one->because;
      }
    }
    if (!unmet.empty() && !allowed.contains('1')) wrong = "is intended and denied";
    if (member(item, "allowed").text != allowed || member(item, "intended").text != wanted) {
      return fault(fmt::format("{} on {}: allowed {}, intended {}; the certificate says {} and {}",
                               action.full_name, arn, allowed, wanted, member(item, "allowed").text,
                               member(item, "intended").text),
                   item);
    }
    if (wrong) return fault(fmt::format("{} on {} {}", action.full_name, arn, *wrong), item);
    return std::nullopt;
  }

  const Node& node_;
  const Claim& claim_;
  const Tables& tables_;
  Checked& counts_;
  SessionFacts facts_;
  ArnShapes shapes_;
  ServiceReference reference_ = ServiceReference::embedded();
  const std::vector<std::size_t> none_;
  std::set<std::uint32_t> grouped_;
  std::vector<ActionView> actions_;  // of the group at hand
  About about_;
};

}  // namespace

std::string policy_json(const CompiledPolicy& policy) {
  const SourceFile file{policy.label(), to_policy_json(policy.document())};
  return to_json(*parse_json(file));
}

std::string intent_json(const GrantIntent& intent) {
  const auto list = [](const std::vector<std::string>& texts) {
    Node out = Node::make_list();
    for (const std::string& text : texts) out.items.push_back(Node::make_string(text));
    return out;
  };
  Node out = Node::make_map();
  out.set("actions", list(intent.actions));
  out.set("resources", list(intent.resources));
  if (intent.because) out.set("because", Node::make_string(*intent.because));
  if (intent.when.form == IntentWhen::Form::some) return to_json(out);
  Node tests = Node::make_list();
  for (const ConditionTest& test : intent.when.tests) {
    std::vector<std::string> texts = {full_operator_name(test.op), test.key.value};
    for (const Text& value : test.values) texts.push_back(value.value);
    tests.items.push_back(list(texts));
  }
  out.set("when", std::move(tests));
  return to_json(out);
}

std::string type_name(const ResourceTypeView& type) {
  return fmt::format("{} {}", type.service, type.name);
}

std::optional<Fault> check_session(const Node& node, const Claim& claim, const Tables& tables,
                                   Checked& counts) {
  return SessionCheck(node, claim, tables, counts).run();
}

}  // namespace rolechain::certificate
