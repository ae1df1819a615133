#include "tests/reference/condition.h"

#include <algorithm>

#include "tests/reference/values.h"

namespace rolechain::reference {
namespace {

struct Words {
  std::string base;  // lower case, without prefix and suffix
  bool all_values = false;
  bool any_value = false;
  bool if_exists = false;
  bool negated = false;
};

bool take_prefix(std::string& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.erase(0, prefix.size());
  return true;
}

Words words_of(std::string_view operator_text) {
  Words out;
  out.base = lower(operator_text);
  out.all_values = take_prefix(out.base, "forallvalues:");
  out.any_value = take_prefix(out.base, "foranyvalue:");
  if (out.base.ends_with("ifexists")) {
    out.if_exists = true;
    out.base.erase(out.base.size() - 8);
  }
  // The negated operators are the positive ones with a "not" in them.
  const std::size_t at = out.base.find("not");
  if (at != std::string::npos) {
    out.negated = true;
    out.base.erase(at, 3);
  }
  return out;
}

Pattern lower_pattern(Pattern pattern) {
  for (Symbol& symbol : pattern) {
    if (symbol.character >= U'A' && symbol.character <= U'Z') symbol.character += U'a' - U'A';
  }
  return pattern;
}

std::vector<Pattern> split_at_colons(const Pattern& pattern) {
  std::vector<Pattern> out(1);
  for (const Symbol& symbol : pattern) {
    const bool colon = symbol.kind == Symbol::Kind::literal && symbol.character == U':';
    if (colon && out.size() < 6) {
      out.emplace_back();
    } else {
      out.back().push_back(symbol);
    }
  }
  return out;
}

bool arn_like(const Pattern& pattern, std::string_view arn) {
  const std::vector<Pattern> wanted = split_at_colons(pattern);
  const std::vector<std::string> given = split(arn, ':', 6);
  if (wanted.size() != 6 || given.size() != 6) return false;
  for (std::size_t i = 0; i < 6; ++i) {
    if (!matches(wanted[i], given[i])) return false;
  }
  return true;
}

bool string_or_arn(const std::string& base, const std::string& given, std::string_view wanted,
                   const RequestContext& context, bool variables) {
  const bool exact = base == "stringequals" || base == "stringequalsignorecase";
  const auto pattern =
      expand(wanted, variables, exact ? Wildcards::literal : Wildcards::match, context);
  if (!pattern) return false;
  if (base == "stringequalsignorecase") return matches(lower_pattern(*pattern), lower(given));
  if (base.starts_with("arn")) return arn_like(*pattern, given);
  return matches(*pattern, given);
}

// "lessthan", "equals" … applied to an order.
bool order_fits(std::string_view relation, std::strong_ordering order) {
  if (relation == "equals") return order == 0;
  if (relation == "lessthan") return order < 0;
  if (relation == "lessthanequals") return order <= 0;
  if (relation == "greaterthan") return order > 0;
  return order >= 0;
}

// Does one value of the request fit one value of the policy, under the operator without its "not"?
bool fits(const std::string& base, const std::string& given, const std::string& wanted,
          const RequestContext& context, bool variables) {
  if (base.starts_with("string") || base.starts_with("arn")) {
    return string_or_arn(base, given, wanted, context, variables);
  }
  if (base.starts_with("numeric")) {
    const auto left = read_number(given);
    const auto right = read_number(wanted);
    return left && right && order_fits(base.substr(7), compare(*left, *right));
  }
  if (base.starts_with("date")) {
    const auto left = read_date(given);
    const auto right = read_date(wanted);
    return left && right && order_fits(base.substr(4), *left <=> *right);
  }
  if (base == "bool") return same_ignoring_case(given, wanted);
  if (base == "binaryequals") return given == wanted;
  if (base == "ipaddress") return address_in_range(given, wanted);
  return false;
}

}  // namespace

const ContextKey* find_key(const RequestContext& context, std::string_view name) {
  for (const ContextKey& key : context) {
    if (same_ignoring_case(key.name, name)) return &key;
  }
  return nullptr;
}

std::vector<std::string> texts_of(const Json& value) {
  std::vector<std::string> out;
  if (value.is_array()) {
    for (const Json& item : value) out.push_back(texts_of(item).front());
  } else {
    out.push_back(value.is_string() ? value.get<std::string>() : value.dump());
  }
  return out;
}

bool has_variables(const Json& document) {
  return document.contains("Version") && document["Version"] == "2012-10-17";
}

std::optional<Pattern> expand(std::string_view text, bool variables, Wildcards wildcards,
                              const RequestContext& context) {
  Pattern out;
  const auto add = [&](const Pattern& more) { out.insert(out.end(), more.begin(), more.end()); };
  while (!text.empty()) {
    const std::size_t open = variables ? text.find("${") : std::string_view::npos;
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    const std::string_view before = text.substr(0, close == std::string_view::npos ? close : open);
    add(wildcards == Wildcards::match ? wildcard_pattern(before) : literal_pattern(before));
    if (close == std::string_view::npos) break;
    const std::string_view inside = text.substr(open + 2, close - open - 2);
    text.remove_prefix(close + 1);
    if (inside == "*" || inside == "?" || inside == "$") {
      add(literal_pattern(inside));
      continue;
    }
    const std::size_t comma = inside.find(',');
    const ContextKey* key = find_key(context, inside.substr(0, comma));
    if (key != nullptr) {
      if (key->list) return std::nullopt;  // R-COND-06: not even its default counts
      add(literal_pattern(key->values.front()));
    } else if (comma != std::string_view::npos) {
      const std::size_t first = inside.find('\'', comma);
      const std::size_t last = inside.rfind('\'');
      add(literal_pattern(inside.substr(first + 1, last - first - 1)));
    } else {
      return std::nullopt;
    }
  }
  return out;
}

bool test_holds(std::string_view operator_text, std::string_view key_name, const Json& values,
                const RequestContext& context, bool variables) {
  const Words words = words_of(operator_text);
  const ContextKey* key = find_key(context, key_name);
  const std::vector<std::string> wanted = texts_of(values);
  if (words.base == "null") {
    return std::ranges::any_of(wanted, [&](const std::string& text) {
      // "The key exists and its value is not null": an empty list is no value.
      return same_ignoring_case(text, "true") == (key == nullptr || key->values.empty());
    });
  }
  if (key == nullptr) {
    if (words.all_values) return true;
    if (words.any_value) return false;
    return words.negated || words.if_exists;
  }
  const auto one = [&](const std::string& given) {
    const bool any = std::ranges::any_of(wanted, [&](const std::string& text) {
      return fits(words.base, given, text, context, variables);
    });
    return any != words.negated;
  };
  if (words.all_values) return std::ranges::all_of(key->values, one);
  if (words.any_value) return std::ranges::any_of(key->values, one);
  return !key->list && one(key->values.front());
}

bool condition_holds(const Json& block, const RequestContext& context, bool variables) {
  for (const auto& [operator_text, keys] : block.items()) {
    for (const auto& [key, values] : keys.items()) {
      if (!test_holds(operator_text, key, values, context, variables)) return false;
    }
  }
  return true;
}

}  // namespace rolechain::reference
