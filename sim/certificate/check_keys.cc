#include "sim/certificate/check_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "mocks/policy/operator_family.h"
#include "mocks/policy/service_reference.h"
#include "mocks/policy/values.h"
#include "sim/certificate/check_texts.h"

namespace rolechain::certificate {
namespace {

using Signature = std::vector<bool>;

std::string_view word(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  return found != nullptr && found->is_string() ? std::string_view(found->text) : "";
}

std::optional<std::vector<std::string>> read_words(const Node* node) {
  if (node == nullptr || !node->is_list()) return std::nullopt;
  std::vector<std::string> out;
  for (const Node& item : node->items) {
    if (!item.is_string()) return std::nullopt;
    out.push_back(item.text);
  }
  return out;
}

// Each operand, a little beside it, zero, and more than all of them in both directions.
void add_numbers(const std::vector<std::string>& operands, std::vector<std::string>& out) {
  std::size_t fraction = 0;
  for (const std::string& text : operands) {
    fraction = std::max(fraction, parse_decimal(text)->fraction.size());
  }
  const auto beside = [&](const Decimal& d) {
    std::string digits(d.fraction);
    digits.resize(fraction, '0');
    return fmt::format("{}.{}1", d.whole.empty() ? "0" : d.whole, digits);
  };
  out.insert(out.end(), {"0", beside({}), "-" + beside({})});
  for (const std::string& text : operands) {
    const Decimal d = *parse_decimal(text);
    out.push_back(text);
    out.push_back((d.negative ? "-" : "") + beside(d));
  }
}

void add_times(const std::vector<std::string>& operands, std::vector<std::string>& out) {
  out.emplace_back("0");
  for (const std::string& text : operands) {
    const EpochSeconds at = *parse_time(text);
    for (const EpochSeconds near : {at - 1, at, at + 1}) out.push_back(std::to_string(near));
  }
}

std::string address_text(const IpRange& address) {
  if (!address.v6) {
    return fmt::format("{}.{}.{}.{}", address.bytes[0], address.bytes[1], address.bytes[2],
                       address.bytes[3]);
  }
  std::string out;
  for (std::size_t i = 0; i < address.bytes.size(); i += 2) {
    out += fmt::format("{}{:02x}{:02x}", i == 0 ? "" : ":", address.bytes[i], address.bytes[i + 1]);
  }
  return out;
}

// One more or one less; round the end where there is none.
IpRange next_to(IpRange address, int by) {
  for (std::size_t i = address.v6 ? 16 : 4; i-- > 0;) {
    const int sum = address.bytes[i] + by;
    address.bytes[i] = static_cast<std::uint8_t>(sum);
    if (sum >= 0 && sum <= 255) break;
  }
  return address;
}

// The first and last address of each range, and their neighbours.
void add_addresses(const std::vector<std::string>& operands, std::vector<std::string>& out) {
  out.insert(out.end(), {"0.0.0.0", "0:0:0:0:0:0:0:0"});
  for (const std::string& text : operands) {
    IpRange first = *parse_ip_range(text);
    IpRange last = first;
    for (std::size_t bit = first.prefix_bits; bit < (first.v6 ? 128U : 32U); ++bit) {
      const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
      first.bytes[bit / 8] &= static_cast<std::uint8_t>(~mask);
      last.bytes[bit / 8] |= mask;
    }
    for (const IpRange& one : {next_to(first, -1), first, last, next_to(last, 1)}) {
      out.push_back(address_text(one));
    }
  }
}

class KeyCheck {
 public:
  KeyCheck(const Node& row, const Node& automata) : row_(row), automata_(automata) {}

  std::expected<KeyRow, Fault> run() {
    auto bad = read();
    if (!bad) bad = add_candidates();
    if (!bad) bad = check_classes();
    if (bad) return std::unexpected(*std::move(bad));
    return std::move(out_);
  }

 private:
  [[nodiscard]] Fault fault(const std::string& message) const {
    return {Verdict::refuted, fmt::format("key `{}`: {}", out_.key, message), row_.span};
  }

  std::optional<Fault> read() {
    out_.key = word(row_, "key");
    const Node* tests = row_.find("tests");
    const Node* classes = row_.find("classes");
    if (out_.key.empty() || tests == nullptr || classes == nullptr || tests->items.empty()) {
      return fault("a row needs `key`, `tests` and `classes`");
    }
    for (const Node& item : tests->items) {
      const auto op = parse_operator(word(item, "op"));
      auto values = read_words(item.find("values"));
      if (!op || !values) return fault("a test needs `op` and `values`");
      KeyRow::Test test{full_operator_name(*op), *std::move(values), {}, std::nullopt};
      test.test.op = *op;
      test.test.key.value = out_.key;
      for (const std::string& value : test.values) test.test.values.push_back({value, {}});
      const bool text = glob_kind_of(op->op).has_value();
      test.compiled.emplace(test.test,
                            text ? Pattern::Variables::active : Pattern::Variables::literal);
      out_.tests.push_back(std::move(test));
    }
    for (const Node& item : classes->items) {
      if (auto bad = read_class(item)) return bad;
    }
    return std::nullopt;
  }

  std::optional<Fault> read_class(const Node& item) {
    const Node* values = item.find("values");
    if (values == nullptr) return fault("a class needs `values`");
    std::optional<ContextEntry> entry;
    if (!values->is_null()) {
      auto words = read_words(values);
      if (!words) return fault("`values` must be a list of texts");
      entry =
          ContextEntry{out_.key, *std::move(words), holds_lists(), ContextEntry::Origin::scenario};
      if (!holds_lists() && entry->values.size() != 1) return fault("it has one value at a time");
    }
    const auto said = read_numbers(item.find("holds"));
    const Signature signature = signature_of(entry ? &*entry : nullptr);
    std::vector<std::size_t> holds;
    for (std::size_t i = 0; i < signature.size(); ++i) {
      if (signature[i]) holds.push_back(i);
    }
    if (!said || *said != holds) return fault("a class's value does not pass the tests it names");
    signatures_.insert(signature);
    out_.classes.push_back(std::move(entry));
    return std::nullopt;
  }

  [[nodiscard]] Signature signature_of(const ContextEntry* entry) const {
    static const Context none;
    Signature out;
    for (const KeyRow::Test& test : out_.tests) {
      out.push_back(test.compiled->holds_for(entry, none));
    }
    return out;
  }
  // By the reference, or for keys that it does not know by how the tests ask.
  [[nodiscard]] bool holds_lists() const {
    const auto known = ServiceReference::embedded().find_condition_key(out_.key);
    if (known) return known->multi_valued;
    return std::ranges::any_of(
        out_.tests, [](const KeyRow::Test& test) { return test.test.op.set != SetOperator::none; });
  }
  [[nodiscard]] std::vector<std::string> operands(OperatorFamily family) const {
    std::vector<std::string> out;
    for (const KeyRow::Test& test : out_.tests) {
      if (family_of(test.test.op.op) != family) continue;
      for (const std::string& value : test.values) {
        if (is_operand(test.test.op.op, value)) out.push_back(value);
      }
    }
    return out;
  }

  std::optional<Fault> add_candidates() {
    std::set<OperatorFamily> families;
    for (const KeyRow::Test& test : out_.tests) {
      const OperatorFamily family = family_of(test.test.op.op);
      if (family == OperatorFamily::null) continue;
      families.insert(family == OperatorFamily::arn ? OperatorFamily::string : family);
    }
    if (families.size() > 1) {
      return Fault{Verdict::unchecked,
                   fmt::format("`{}` is tested by operators of more than one type", out_.key),
                   row_.span};
    }
    const OperatorFamily family = families.empty() ? OperatorFamily::null : *families.begin();
    if (family == OperatorFamily::string) return add_texts();
    const std::vector<std::string> values = operands(family);
    switch (family) {
      case OperatorFamily::numeric:
        add_numbers(values, candidates_);
        break;
      case OperatorFamily::date:
        add_times(values, candidates_);
        break;
      case OperatorFamily::ip:
        add_addresses(values, candidates_);
        break;
      case OperatorFamily::boolean:
        candidates_ = {"true", "false"};
        break;
      case OperatorFamily::binary:
        candidates_ = values;
        candidates_.insert(candidates_.end(), {"AA==", "AAAA"});
        break;
      default:
        break;
    }
    // Text that is no value of the type, where anything may be sent.
    const auto known = ServiceReference::embedded().find_condition_key(out_.key);
    const bool typed = known && known->kind != ConditionKind::string &&
                       known->kind != ConditionKind::arn && known->kind != ConditionKind::binary;
    if (families.empty() || !typed) candidates_.emplace_back("x");
    return std::nullopt;
  }

  std::optional<Fault> add_texts() {
    std::vector<GlobList> lists;
    for (const KeyRow::Test& test : out_.tests) {
      const auto kind = glob_kind_of(test.test.op.op);
      lists.push_back(
          {kind.value_or(GlobKind::text), kind ? test.values : std::vector<std::string>()});
    }
    const Node* texts = row_.find("texts");
    const auto index = read_number(row_.find("automaton"));
    if (texts == nullptr || !index || *index >= automata_.items.size()) {
      return fault("tests of text need `texts` and `automaton`");
    }
    std::vector<TextRow> rows;
    for (const Node& item : texts->items) {
      auto matched = read_numbers(item.find("lists"));
      if (!matched) return fault("a text needs `text` and `lists`");
      rows.push_back({std::string(word(item, "text")), *std::move(matched)});
      candidates_.push_back(rows.back().text);
    }
    candidates_.emplace_back();
    TextSet some;
    some.add_some(CharClass::any);
    return check_texts(some, lists, std::string(word(row_, "start")), automata_.items[*index],
                       rows);
  }

  std::optional<Fault> check_one(const ContextEntry* entry) const {
    if (signatures_.contains(signature_of(entry))) return std::nullopt;
    if (entry == nullptr) return fault("no class for its absence");
    if (entry->values.empty()) return fault("no class for the empty list");
    return fault(fmt::format("no class for values like `{}`", fmt::join(entry->values, "`, `")));
  }

  // A list passes what its parts pass: all of them for ForAllValues, one of them for ForAnyValue.
  // So lists grow by each value as long as that makes a new kind.
  std::optional<Fault> check_classes() const {
    const auto entry = [&](std::vector<std::string> values) {
      return ContextEntry{out_.key, std::move(values), holds_lists(),
                          ContextEntry::Origin::scenario};
    };
    if (auto bad = check_one(nullptr)) return bad;
    if (!holds_lists()) {
      for (const std::string& value : candidates_) {
        const ContextEntry one = entry({value});
        if (auto bad = check_one(&one)) return bad;
      }
      return std::nullopt;
    }
    std::set<Signature> seen;
    std::vector<std::vector<std::string>> lists = {{}};
    for (std::size_t i = 0; i < lists.size(); ++i) {
      const ContextEntry one = entry(lists[i]);
      if (auto bad = check_one(&one)) return bad;
      for (const std::string& value : candidates_) {
        std::vector<std::string> larger = lists[i];
        larger.push_back(value);
        const ContextEntry grown = entry(larger);
        if (seen.insert(signature_of(&grown)).second) lists.push_back(std::move(larger));
      }
    }
    return std::nullopt;
  }

  const Node& row_;
  const Node& automata_;
  KeyRow out_;
  std::set<Signature> signatures_;
  std::vector<std::string> candidates_;
};

}  // namespace

std::optional<GlobKind> glob_kind_of(Operator op) {
  switch (family_of(op)) {
    case OperatorFamily::arn:
      return GlobKind::arn;
    case OperatorFamily::string:
      return op == Operator::string_equals_ignore_case ||
                     op == Operator::string_not_equals_ignore_case
                 ? GlobKind::text_any_case
                 : GlobKind::text;
    default:
      return std::nullopt;
  }
}

std::expected<KeyRow, Fault> check_key(const Node& row, const Node& automata) {
  return KeyCheck(row, automata).run();
}

}  // namespace rolechain::certificate
