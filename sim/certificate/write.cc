// Writes the proof down as it was found: asks the search for its classes and automata once more and
// notes them in shared tables.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "mocks/base/text.h"
#include "sim/certificate/certificate.h"
#include "sim/certificate/check_session.h"
#include "sim/grants/shapes.h"
#include "sim/grants/space.h"
#include "sim/grants/utf8.h"
#include "sim/grants/values.h"

namespace rolechain::certificate {
namespace {

std::string quoted(std::string_view text) { return to_json(Node::make_string(std::string(text))); }

std::string list_json(const std::vector<std::string>& items) {
  return fmt::format("[{}]", fmt::join(items, ","));
}
std::string texts_json(const std::vector<std::string>& texts) {
  std::vector<std::string> items;
  for (const std::string& text : texts) items.push_back(quoted(text));
  return list_json(items);
}
std::string bits_json(const Bits& bits, std::size_t size) {
  std::vector<std::string> items;
  for (std::size_t i = 0; i < size; ++i) {
    if (bits.test(i)) items.push_back(std::to_string(i));
  }
  return list_json(items);
}

// Rows that are written once, however often they are named.
class Table {
 public:
  std::size_t add(std::string row) {
    const auto [at, is_new] = index_.try_emplace(row, rows_.size());
    if (is_new) rows_.push_back(std::move(row));
    return at->second;
  }
  [[nodiscard]] std::string json(std::string_view name) const {
    return fmt::format(",\n\"{}\":[\n{}]", name, fmt::join(rows_, ",\n"));
  }

 private:
  std::map<std::string, std::size_t> index_;
  std::vector<std::string> rows_;
};

GlobKind kind_of(const TextPattern& pattern) {
  switch (pattern.kind()) {
    case TextPattern::Kind::resource:
      return GlobKind::resource;
    case TextPattern::Kind::arn:
      return pattern.ignores_case() ? GlobKind::arn_any_case : GlobKind::arn;
    case TextPattern::Kind::text:
      break;
  }
  return pattern.ignores_case() ? GlobKind::text_any_case : GlobKind::text;
}

std::string list_row(const PatternList& list) {
  std::vector<std::string> texts;
  for (const TextPattern& pattern : list) texts.push_back(pattern.text());
  const GlobKind kind = list.empty() ? GlobKind::text : kind_of(list.front());
  return fmt::format("{{\"kind\":\"{}\",\"patterns\":{}}}", glob_kind_name(kind),
                     texts_json(texts));
}

std::string automaton_row(const TextAutomaton& automaton, std::size_t lists) {
  std::vector<std::string> states;
  for (const TextAutomaton::State& state : automaton.states) {
    std::string row = "{";
    if (state.end) row += "\"end\":" + bits_json(*state.end, lists);
    if (!state.moves.empty()) {
      std::vector<std::string> moves;
      for (const TextAutomaton::Move& move : state.moves) {
        std::string label = move.rest ? "~" : "";
        append_utf8(label, move.ch);
        moves.push_back(fmt::format("{},{}", quoted(label), move.to));
      }
      row += fmt::format("{}\"next\":{}", state.end ? "," : "", list_json(moves));
    }
    states.push_back(row + "}");
  }
  return list_json(states);
}

// The tables that sessions share.
struct Notes {
  Table lists;
  Table automata;
  Table keys;
  Table policies;
};

class SessionWriter {
 public:
  SessionWriter(const Claim& claim, Notes& tables, Written& out)
      : claim_(claim),
        tables_(tables),
        out_(out),
        facts_(*claim.live),
        shapes_(facts_.world().partition, facts_.world().region, claim.live->session.account) {}

  std::string run() {
    const LiveSession& live = *claim_.live;
    if (const auto why = facts_.beyond(claim_.intents)) {
      undecided(fmt::format("certificates do not cover session `{}`: {}", live.id, *why));
      return {};
    }
    const GrantSubject subject{&live.scenario->world, &live.session, live.issued_s,
                               live.scenario->context};
    const GrantVerdict verdict = compare_grants(subject, claim_.intents, claim_.mode);
    out_.undecided.insert(out_.undecided.end(), verdict.undecided.begin(), verdict.undecided.end());
    if (!verdict.differences.empty()) out_.refuted.push_back(live.id);
    if (verdict.verdict() != ProofVerdict::proved) return {};

    const Play play(subject);
    GrantSpace space({&play}, claim_.intents, {});
    space_ = &space;
    space.prober().record(&asked_);
    std::vector<std::string> groups;
    for (const ActionUnit& unit : space.units()) groups.push_back(group(unit));
    return fmt::format(
        "{{\"session\":{},\"mode\":\"{}\",\"policies\":{},\"intents\":{},\"groups\":[\n{}]}}",
        quoted(live.id), claim_.mode == GrantMode::exact ? "exact" : "at least", policies(),
        intents(), fmt::join(groups, ",\n"));
  }

 private:
  void undecided(std::string message) {
    Diagnostic diagnostic;
    diagnostic.severity = Severity::unsupported;
    diagnostic.code = "certificate";
    diagnostic.message = std::move(message);
    out_.undecided.push_back(std::move(diagnostic));
  }

  std::string policies() {
    std::vector<std::string> rows;
    for (const Policy& policy : facts_.policies()) {
      const CompiledPolicy& one = *policy.compiled;
      rows.push_back(std::to_string(tables_.policies.add(
          fmt::format("{{\"policy\":{},\"type\":\"{}\",\"document\":{}}}", quoted(one.label()),
                      policy_type_word(one.type()), policy_json(one)))));
    }
    return list_json(rows);
  }
  [[nodiscard]] std::string intents() const {
    std::vector<std::string> rows;
    for (const GrantIntent& intent : claim_.intents) rows.push_back(intent_json(intent));
    return list_json(rows);
  }

  std::string group(const ActionUnit& unit) {
    std::vector<std::string> names;
    for (const std::uint32_t id : unit.actions) {
      names.push_back(quoted(reference_.actions()[id].full_name));
    }
    action_ = reference_.actions()[unit.actions.front()];
    about_ = intents_about(claim_.intents, action_->lower);
    std::vector<std::string> statements;
    for (const StatementRef ref : facts_.statements()) {
      if (!action_matches(facts_.statement(ref), action_->lower)) continue;
      statements.push_back(quoted(facts_.label(ref)));
    }
    std::vector<std::string> numbers;
    for (const GrantIntent* intent : about_) {
      numbers.push_back(std::to_string(intent - claim_.intents.data()));
    }
    std::vector<std::string> cells;
    const Frame& frame = space_->frame(unit, GrantSpace::Detail::lists);
    for (const std::uint32_t id : unit.types) {
      const ResourceTypeView type = reference_.resource_types()[id];
      for (const ArnShape& shape : shapes_.of(type)) {
        cells.push_back(cell(frame, type_name(type), shape));
      }
    }
    if (unit.types.empty()) cells.push_back(cell(frame, "*", shapes_.star().front()));
    return fmt::format("{{\"actions\":{},\"statements\":{},\"intents\":{},\"types\":{}}}",
                       list_json(names), list_json(statements), list_json(numbers),
                       list_json(cells));
  }

  std::string cell(const Frame& frame, const std::string& type, const ArnShape& shape) {
    TextAutomaton automaton;
    const std::vector<const PatternList*> in_play = space_->lists(frame);
    const auto classes = text_classes(shape.set, in_play, GrantLimits().states, &automaton);
    if (!classes) {  // the proof did with as many
      undecided(fmt::format("the automaton of `{}` is too large", type));
      return {};
    }
    std::vector<std::string> lists;
    for (const PatternList* list : in_play) {
      lists.push_back(std::to_string(tables_.lists.add(list_row(*list))));
    }
    std::vector<std::string> rows;
    for (const TextClass& one : *classes) rows.push_back(class_row(one, in_play.size()));
    return fmt::format(
        "\n{{\"type\":\"{}\",\"arns\":{},\"lists\":{},\"start\":{},\"automaton\":{},"
        "\"classes\":[\n{}]}}",
        type, quoted(set_text(shape.set)), list_json(lists), quoted(automaton.start),
        tables_.automata.add(automaton_row(automaton, in_play.size())), fmt::join(rows, ",\n"));
  }

  std::string class_row(const TextClass& one, std::size_t lists) {
    space_->prober().ask(action_->full_name, one.witness);
    std::vector<std::string> numbers;
    std::vector<KeyRow> keys;
    for (const AskedKey& asked : asked_) {
      numbers.push_back(std::to_string(tables_.keys.add(key_row(asked, keys))));
    }
    std::vector<const KeyRow*> pointers;
    for (const KeyRow& key : keys) pointers.push_back(&key);
    const auto ways = combinations(pointers, facts_.context(*action_, one.witness, {}));
    if (ways.empty()) {
      undecided(fmt::format("more than {} combinations of condition keys for {} on {}",
                            kMaxCombinations, action_->full_name, one.witness));
    }
    std::string allowed;
    std::string wanted;
    for (const std::vector<ContextEntry>& way : ways) {
      const Context context = facts_.context(*action_, one.witness, way);
      allowed += facts_.allowed(*action_, one.witness, way) ? '1' : '0';
      const Intended intent = intended(facts_, about_, *action_, one.witness, context);
      wanted += intent.met.empty() ? '0' : '1';
    }
    return fmt::format(
        "{{\"arn\":{},\"lists\":{},\"keys\":{},\"allowed\":\"{}\",\"intended\":\"{}\"}}",
        quoted(one.witness), bits_json(one.lists, lists), list_json(numbers), allowed, wanted);
  }

  // `out`: gets what combinations() needs of it.
  std::string key_row(const AskedKey& asked, std::vector<KeyRow>& out) {
    KeyRow& row = out.emplace_back();
    row.key = asked.tests.front()->compiled.key_lower();
    std::vector<std::string> tests;
    std::vector<PatternList> lists;
    bool text = false;
    for (std::size_t i = 0; i < asked.tests.size(); ++i) {
      const PlayCondition& test = *asked.tests[i];
      lists.push_back(patterns_of(test, *asked.contexts[i]));
      text |= glob_kind_of(test.test->op.op).has_value();
      const auto values = filled_values(*test.test, test.variables, *asked.contexts[i]);
      tests.push_back(fmt::format("{{\"op\":\"{}\",\"values\":{}}}",
                                  full_operator_name(test.test->op), texts_json(values)));
    }
    std::vector<std::string> classes;
    for (const ValueClass& one : *asked.classes) {
      row.classes.push_back(one.entry);
      classes.push_back(fmt::format("{{\"values\":{},\"holds\":{}}}",
                                    one.entry ? texts_json(one.entry->values) : "null",
                                    bits_json(one.holds, asked.tests.size())));
    }
    return fmt::format("{{\"key\":{},\"tests\":{},{}\"classes\":{}}}", quoted(row.key),
                       list_json(tests), text ? key_texts(lists) : "", list_json(classes));
  }

  std::string key_texts(const std::vector<PatternList>& lists) {
    std::vector<const PatternList*> pointers;
    for (const PatternList& list : lists) pointers.push_back(&list);
    TextSet some;
    some.add_some(CharClass::any);
    TextAutomaton automaton;
    const auto found = text_classes(some, pointers, GrantLimits().states, &automaton);
    if (!found) {
      undecided("the automaton of a condition key is too large");
      return {};
    }
    std::vector<std::string> texts;
    for (const TextClass& one : *found) {
      texts.push_back(fmt::format("{{\"text\":{},\"lists\":{}}}", quoted(one.witness),
                                  bits_json(one.lists, lists.size())));
    }
    return fmt::format("\"start\":{},\"automaton\":{},\"texts\":{},", quoted(automaton.start),
                       tables_.automata.add(automaton_row(automaton, lists.size())),
                       list_json(texts));
  }

  const Claim& claim_;
  Notes& tables_;
  Written& out_;
  SessionFacts facts_;
  ArnShapes shapes_;
  GrantSpace* space_ = nullptr;
  ServiceReference reference_ = ServiceReference::embedded();
  std::optional<ActionView> action_;  // of the group at hand
  std::vector<const GrantIntent*> about_;
  std::vector<AskedKey> asked_;
};

}  // namespace

Written write(const Scenario& scenario, const Claims& claims) {
  Written out;
  Notes tables;
  std::vector<std::string> sessions;
  for (const Claim& claim : claims.claims) {
    sessions.push_back(SessionWriter(claim, tables, out).run());
  }
  if (!out.undecided.empty() || !out.refuted.empty()) return out;
  std::string text = fmt::format(
      "{{\n\"certificate\":\"{}\",\n\"scenario\":{},\n\"reference\":{},\n\"model\":\"{}\"",
      kVersion, quoted(scenario.name), quoted(ServiceReference::embedded().version()),
      context_model_name(ContextModel::realistic));
  text += tables.policies.json("policies") + tables.lists.json("lists") + tables.keys.json("keys") +
          tables.automata.json("automata");
  text += fmt::format(",\n\"sessions\":[\n{}]\n}}\n", fmt::join(sessions, ",\n"));
  out.text = seal(std::move(text));
  return out;
}

}  // namespace rolechain::certificate
