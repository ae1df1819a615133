#include "mocks/http/dynamodb/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "mocks/http/dynamodb/lexer.h"
#include "mocks/http/dynamodb/reserved.h"
#include "mocks/iam/dynamodb_errors.h"

namespace rolechain::ddb {
namespace {

using Type = AttributeValue::Type;

struct Function {
  std::string_view name;
  Condition::Kind kind;
  std::size_t operands;
};
constexpr std::array kFunctions{Function{"attribute_exists", Condition::Kind::exists, 1},
                                Function{"attribute_not_exists", Condition::Kind::not_exists, 1},
                                Function{"attribute_type", Condition::Kind::has_type, 2},
                                Function{"begins_with", Condition::Kind::begins_with, 2},
                                Function{"contains", Condition::Kind::contains, 2}};

struct Comparator {
  std::string_view symbol;
  Condition::Kind kind;
};
constexpr std::array kComparators{
    Comparator{"=", Condition::Kind::equal},   Comparator{"<>", Condition::Kind::not_equal},
    Comparator{"<", Condition::Kind::less},    Comparator{"<=", Condition::Kind::less_or_equal},
    Comparator{">", Condition::Kind::greater}, Comparator{">=", Condition::Kind::greater_or_equal}};

struct Section {
  std::string_view word;
  UpdateAction::Kind kind;
};
constexpr std::array kSections{
    Section{"SET", UpdateAction::Kind::set}, Section{"REMOVE", UpdateAction::Kind::remove},
    Section{"ADD", UpdateAction::Kind::add}, Section{"DELETE", UpdateAction::Kind::delete_from}};

// The first mistake ends it: from then on every step does nothing, and all loops stop.
class Parser {
 public:
  Parser(std::string_view text, std::string_view kind, Placeholders& placeholders)
      : text_(text), kind_(kind), placeholders_(placeholders) {
    if (text.size() > kExpression_bytes_max) {
      refuse(
          fmt::format("Expression size has exceeded the maximum allowed size; expression size: {}",
                      text.size()));
      return;
    }
    Tokens tokens = tokenize(text);
    if (tokens.bad) {
      const std::string_view rest = text.substr(*tokens.bad);
      refuse(fmt::format("Syntax error; token: \"{}\", near: \"{}\"", rest.substr(0, 1),
                         rest.substr(0, kNear_chars)));
      return;
    }
    tokens_ = std::move(tokens.tokens);
    if (tokens_.size() == 1) refuse("The expression can not be empty;");
    match_parentheses();
  }

  ApiResult<Condition> condition() {
    Condition out;
    if (!error_) out = any_of();
    return finished(std::move(out));
  }

  ApiResult<Update> update() {
    Update out;
    std::vector<std::string_view> seen;
    while (!error_ && token().kind != Token::Kind::end) {
      const auto* const section = std::ranges::find_if(
          kSections, [&](const Section& row) { return token().is_word(row.word); });
      if (section == kSections.end()) {
        syntax_error();
      } else if (std::ranges::find(seen, section->word) != seen.end()) {
        refuse(fmt::format("The \"{}\" section can only be used once in an update expression;",
                           section->word));
      } else {
        seen.push_back(section->word);
        ++at_;
        do out.push_back(action(section->kind));
        while (!error_ && take(","));
      }
    }
    if (!error_) refuse_overlaps(out);
    return finished(std::move(out));
  }

  ApiResult<Projection> projection() {
    Projection out;
    if (!error_) {
      do out.push_back(path());
      while (!error_ && take(","));
    }
    if (!error_) {
      for (std::size_t i = 0; i < out.size() && !error_; ++i) {
        for (std::size_t j = i + 1; j < out.size() && !error_; ++j) refuse_overlap(out[i], out[j]);
      }
    }
    return finished(std::move(out));
  }

 private:
  static constexpr std::size_t kNear_chars = 40;

  template <class T>
  ApiResult<T> finished(T tree) {
    if (!error_ && token().kind != Token::Kind::end) syntax_error();
    if (error_) return std::unexpected(*error_);
    return tree;
  }

  const Token& token() const { return tokens_[at_]; }
  bool take(std::string_view symbol) {
    if (error_ || !token().is(symbol)) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (error_ || !token().is_word(word)) return false;
    ++at_;
    return true;
  }
  void expect(std::string_view symbol) {
    if (!take(symbol)) syntax_error();
  }

  void refuse(std::string_view what) {
    if (!error_) error_ = invalid_expression(kind_, what);
  }
  // The token, and what stands around it.
  void syntax_error() {
    if (error_) return;
    const std::size_t from = tokens_[at_ == 0 ? 0 : at_ - 1].begin;
    const Token& last = tokens_[std::min(at_ + 1, tokens_.size() - 1)];
    refuse(fmt::format("Syntax error; token: \"{}\", near: \"{}\"",
                       token().kind == Token::Kind::end ? "<EOF>" : token().text,
                       text_.substr(from, last.begin + last.text.size() - from)));
  }
  void count_operator() {
    if (++operators_ > kOperators_max) {
      refuse(fmt::format("The expression contains too many operators; operator count: {}",
                         operators_));
    }
  }

  // One level of nesting, as long as it lives.
  struct Level {
    explicit Level(Parser& parser) : parser_(parser) {
      if (++parser.depth_ > kNested_max) parser.refuse("The expression is nested too deeply;");
    }
    ~Level() { --parser_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Parser& parser_;
  };

  void match_parentheses() {
    closing_.assign(tokens_.size(), 0);
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (tokens_[i].is("(")) open.push_back(i);
      if (tokens_[i].is(")") && !open.empty()) {
        closing_[open.back()] = i;
        open.pop_back();
      }
    }
  }

  // Paths and values -------------------------------------------------------------------------

  std::string name() {
    if (error_) return {};
    const Token& at = token();
    if (at.kind == Token::Kind::word) {
      if (is_reserved(at.text)) {
        refuse(fmt::format("Attribute name is a reserved keyword; reserved keyword: {}", at.text));
        return {};
      }
      ++at_;
      return std::string(at.text);
    }
    if (at.kind != Token::Kind::placeholder) {
      syntax_error();
      return {};
    }
    const Node* found = placeholders_.names.find(at.text);
    if (found == nullptr) {
      refuse(
          fmt::format("An expression attribute name used in the document path is not defined; "
                      "attribute name: {}",
                      at.text));
      return {};
    }
    placeholders_.used.emplace(at.text);
    ++at_;
    return found->text;
  }

  DocumentPath path() {
    DocumentPath out;
    out.emplace_back(name());
    while (!error_) {
      if (take(".")) {
        out.emplace_back(name());
      } else if (take("[")) {
        std::size_t index = 0;
        const std::string_view digits = token().text;
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), index);
        constexpr std::size_t kIndexDigits_max = 9;
        if (token().kind != Token::Kind::number || read.ec != std::errc{} ||
            digits.size() > kIndexDigits_max) {
          syntax_error();
          break;
        }
        ++at_;
        out.emplace_back(index);
        expect("]");
      } else {
        break;
      }
    }
    return out;
  }

  Operand value() {
    Operand out;
    if (error_) return out;
    if (token().kind != Token::Kind::value) {
      syntax_error();
      return out;
    }
    const AttributeValue* found = placeholders_.values.find(token().text);
    if (found == nullptr) {
      refuse(
          fmt::format("An expression attribute value used in expression is not defined; "
                      "attribute value: {}",
                      token().text));
      return out;
    }
    placeholders_.used.emplace(token().text);
    out.value = *found;
    ++at_;
    return out;
  }

  [[nodiscard]] bool at_function() const {
    return token().kind == Token::Kind::word && tokens_[at_ + 1].is("(");
  }

  // A path, a value, or the function size().
  Operand operand() {
    if (error_) return {};
    if (token().kind == Token::Kind::value) return value();
    if (!at_function()) {
      Operand out;
      out.kind = Operand::Kind::path;
      out.path = path();
      return out;
    }
    if (token().text != "size") {
      const bool known =
          std::ranges::find(kFunctions, token().text, &Function::name) != kFunctions.end();
      refuse(known ? fmt::format("The function is not allowed to be used this way in an "
                                 "expression; function: {}",
                                 token().text)
                   : fmt::format("Invalid function name; function: {}", token().text));
      return {};
    }
    count_operator();
    at_ += 2;
    Operand out;
    out.kind = Operand::Kind::size;
    out.path = path();
    expect(")");
    return out;
  }

  // Conditions -------------------------------------------------------------------------------

  template <class Next>
  Condition chain(std::string_view word, Condition::Kind kind, Next next) {
    Condition first = next();
    if (error_ || !token().is_word(word)) return first;
    Condition out;
    out.kind = kind;
    out.conditions.push_back(std::move(first));
    while (take_word(word)) {
      count_operator();
      out.conditions.push_back(next());
    }
    return out;
  }

  Condition any_of() {
    const Level level(*this);
    return chain("OR", Condition::Kind::any_of, [this] {
      return chain("AND", Condition::Kind::all_of, [this] { return negation(); });
    });
  }

  Condition negation() {
    const Level level(*this);
    if (!take_word("NOT")) return primary();
    count_operator();
    Condition out;
    out.kind = Condition::Kind::negation;
    out.conditions.push_back(negation());
    return out;
  }

  Condition primary() {
    if (error_) return {};
    if (token().is("(")) {
      if (tokens_[at_ + 1].is("(") && closing_[at_ + 1] + 1 == closing_[at_]) {
        refuse("The expression has redundant parentheses;");
        return {};
      }
      ++at_;
      Condition out = any_of();
      expect(")");
      return out;
    }
    if (at_function()) {
      const auto* const found = std::ranges::find(kFunctions, token().text, &Function::name);
      if (found != kFunctions.end()) return function(*found);
    }
    return comparison();
  }

  Condition function(const Function& row) {
    count_operator();
    at_ += 2;
    Condition out;
    out.kind = row.kind;
    do out.operands.push_back(operand());
    while (!error_ && take(","));
    expect(")");
    if (error_) return out;
    if (out.operands.size() != row.operands) {
      refuse(
          fmt::format("Incorrect number of operands for operator or function; operator or "
                      "function: {}, number of operands: {}",
                      row.name, out.operands.size()));
      return out;
    }
    check_function(row, out);
    return out;
  }

  void check_function(const Function& row, const Condition& call) {
    if (row.operands == 1 || row.kind == Condition::Kind::has_type) {
      if (call.operands[0].kind != Operand::Kind::path) {
        refuse(fmt::format(
            "Operator or function requires a document path; operator or function: {}", row.name));
      }
    }
    if (row.operands == 1 || call.operands[1].kind != Operand::Kind::value) return;
    const AttributeValue& second = call.operands[1].value;
    const bool text = second.type == Type::string;
    if (row.kind == Condition::Kind::has_type && text) {
      static constexpr std::array<std::string_view, 10> kTypes{"B",  "NULL", "SS", "BOOL", "L",
                                                               "BS", "N",    "NS", "S",    "M"};
      if (std::ranges::find(kTypes, second.text) == kTypes.end()) {
        refuse(fmt::format("Invalid attribute type name found; type: {}, valid types: {{{}}}",
                           second.text, fmt::join(kTypes, ",")));
      }
    } else if ((row.kind == Condition::Kind::has_type && !text) ||
               (row.kind == Condition::Kind::begins_with && !text && second.type != Type::binary)) {
      wrong_operand("operator or function", row.name, second.type);
    }
  }

  void wrong_operand(std::string_view what, std::string_view which, Type type) {
    refuse(fmt::format("Incorrect operand type for operator or function; {}: {}, operand type: {}",
                       what, which, type_word(type)));
  }

  void check_ordered(std::string_view symbol, const Condition& test) {
    for (const Operand& operand : test.operands) {
      if (operand.kind == Operand::Kind::value && !operand.value.is_scalar()) {
        wrong_operand("operator", symbol, operand.value.type);
      }
    }
  }

  Condition comparison() {
    Condition out;
    out.operands.push_back(operand());
    if (error_) return out;
    count_operator();
    if (take_word("BETWEEN")) {
      out.kind = Condition::Kind::between;
      out.operands.push_back(operand());
      if (!error_ && !take_word("AND")) syntax_error();
      out.operands.push_back(operand());
      if (!error_) check_ordered("BETWEEN", out);
      if (!error_) check_bounds(out.operands[1], out.operands[2]);
      return out;
    }
    if (take_word("IN")) {
      out.kind = Condition::Kind::in;
      expect("(");
      do out.operands.push_back(operand());
      while (!error_ && take(","));
      expect(")");
      constexpr std::size_t kInList_max = 100;
      if (!error_ && out.operands.size() > kInList_max + 1) {
        refuse(
            fmt::format("Too many operands for operator or function; operator or function: IN, "
                        "number of operands: {}",
                        out.operands.size()));
      }
      return out;
    }
    const auto* const comparator = std::ranges::find_if(
        kComparators, [&](const Comparator& row) { return token().is(row.symbol); });
    if (comparator == kComparators.end()) {
      syntax_error();
      return out;
    }
    ++at_;
    out.kind = comparator->kind;
    out.operands.push_back(operand());
    if (out.kind != Condition::Kind::equal && out.kind != Condition::Kind::not_equal) {
      check_ordered(comparator->symbol, out);
    }
    return out;
  }

  void check_bounds(const Operand& from, const Operand& to) {
    if (from.kind != Operand::Kind::value || to.kind != Operand::Kind::value) return;
    if (from.value.type != to.value.type) {
      refuse("The BETWEEN operator requires same data type for lower and upper bounds;");
    } else if (order_text(to.value) < order_text(from.value)) {
      refuse(
          "The BETWEEN operator requires upper bound to be greater than or equal to lower "
          "bound;");
    }
  }

  // Updates ----------------------------------------------------------------------------------

  UpdateAction action(UpdateAction::Kind kind) {
    UpdateAction out;
    out.kind = kind;
    out.path = path();
    if (error_ || kind == UpdateAction::Kind::remove) return out;
    if (kind == UpdateAction::Kind::set) {
      expect("=");
      out.operand = sum();
      return out;
    }
    out.operand = value();
    if (error_) return out;
    const AttributeValue& value = out.operand.value;
    const bool fits =
        value.is_set() || (value.type == Type::number && kind == UpdateAction::Kind::add);
    if (!fits) {
      wrong_operand("operator", kind == UpdateAction::Kind::add ? "ADD" : "DELETE", value.type);
    }
    return out;
  }

  Operand sum() {
    Operand first = update_operand();
    if (error_ || !(token().is("+") || token().is("-"))) return first;
    count_operator();
    const std::string_view symbol = token().text;
    Operand out;
    out.kind = symbol == "+" ? Operand::Kind::plus : Operand::Kind::minus;
    ++at_;
    out.operands.push_back(std::move(first));
    out.operands.push_back(update_operand());
    if (error_) return out;
    for (const Operand& operand : out.operands) {
      if (operand.kind == Operand::Kind::value && operand.value.type != Type::number) {
        wrong_operand("operator or function", symbol, operand.value.type);
      }
    }
    return out;
  }

  Operand update_operand() {
    const Level level(*this);
    if (error_) return {};
    if (token().kind == Token::Kind::value) return value();
    Operand out;
    if (!at_function()) {
      out.kind = Operand::Kind::path;
      out.path = path();
      return out;
    }
    count_operator();
    const std::string_view function = token().text;
    at_ += 2;
    if (function == "if_not_exists") {
      out.kind = Operand::Kind::if_not_exists;
      out.path = path();
      expect(",");
      out.operands.push_back(update_operand());
    } else if (function == "list_append") {
      out.kind = Operand::Kind::list_append;
      out.operands.push_back(update_operand());
      expect(",");
      out.operands.push_back(update_operand());
      for (const Operand& operand : out.operands) {
        if (operand.kind == Operand::Kind::value && operand.value.type != Type::list) {
          wrong_operand("operator or function", "list_append", operand.value.type);
        }
      }
    } else {
      refuse(fmt::format("Invalid function name; function: {}", function));
    }
    expect(")");
    return out;
  }

  void refuse_overlap(const DocumentPath& a, const DocumentPath& b) {
    const std::size_t common = std::min(a.size(), b.size());
    for (std::size_t i = 0; i < common; ++i) {
      if (a[i] == b[i]) continue;
      if (a[i].index() != b[i].index()) {
        refuse(
            fmt::format("Two document paths conflict with each other; must remove or rewrite "
                        "one of these paths; path one: {}, path two: {}",
                        path_text(a), path_text(b)));
      }
      return;
    }
    refuse(
        fmt::format("Two document paths overlap with each other; must remove or rewrite one of "
                    "these paths; path one: {}, path two: {}",
                    path_text(a), path_text(b)));
  }

  void refuse_overlaps(const Update& update) {
    for (std::size_t i = 0; i < update.size() && !error_; ++i) {
      for (std::size_t j = i + 1; j < update.size() && !error_; ++j) {
        refuse_overlap(update[i].path, update[j].path);
      }
    }
  }

  std::string_view text_;
  std::string_view kind_;
  Placeholders& placeholders_;
  std::vector<Token> tokens_{Token{}};
  std::vector<std::size_t> closing_;  // of each opening parenthesis
  std::size_t at_ = 0;
  int depth_ = 0;
  std::size_t operators_ = 0;
  std::optional<ApiError> error_;
};

}  // namespace

ApiResult<Condition> parse_condition(std::string_view text, std::string_view kind,
                                     Placeholders& placeholders) {
  return Parser(text, kind, placeholders).condition();
}

ApiResult<Update> parse_update(std::string_view text, Placeholders& placeholders) {
  return Parser(text, "UpdateExpression", placeholders).update();
}

ApiResult<Projection> parse_projection(std::string_view text, Placeholders& placeholders) {
  return Parser(text, "ProjectionExpression", placeholders).projection();
}

}  // namespace rolechain::ddb
