// What a policy names against what AWS offers. Warnings only: the reference has a date, and AWS
// takes names that it does not know (R-POL-04).
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mocks/base/text.h"
#include "mocks/policy/glob.h"
#include "mocks/policy/glob_cursor.h"
#include "mocks/policy/policy_check.h"
#include "mocks/policy/service_reference.h"

namespace rolechain {
namespace {

class NameCheck {
 public:
  explicit NameCheck(PolicyCheck& check) : check_(check) {}

  void action(const Text& action);
  void condition_key(const ConditionTest& test);

 private:
  void unknown_service(const Text& action, std::string_view service);
  void unknown_action(const Text& action);
  // Whether to look for the nearest name: that costs a thousand look-ups.
  bool may_suggest() { return suggestions_left_ > 0 && suggestions_left_-- > 0; }

  // A document with more misspelt names than this has another problem than a slip of the pen.
  static constexpr int kMostSuggestions = 8;

  PolicyCheck& check_;
  ServiceReference reference_ = ServiceReference::embedded();
  int suggestions_left_ = kMostSuggestions;
  std::optional<ServiceView> service_;  // of the action before: the next one's is mostly the same
};

void NameCheck::unknown_service(const Text& action, std::string_view service) {
  std::string help;
  if (may_suggest()) {
    std::vector<std::string_view> names;
    for (const ServiceView& known : reference_.services()) names.push_back(known.name);
    help = did_you_mean(to_lower(service), names);
  }
  if (help.empty()) help = "check the prefix in AWS's Service Authorization Reference";
  check_.warning("unknown-service", fmt::format("no known service has the prefix `{}`", service),
                 action.span, std::move(help));
}

void NameCheck::unknown_action(const Text& action) {
  const auto near = may_suggest() ? reference_.closest_action(action.value) : std::nullopt;
  check_.warning("unknown-action", fmt::format("no known action is called `{}`", action.value),
                 action.span,
                 near ? fmt::format("did you mean `{}`?", *near)
                      : "check the name in AWS's Service Authorization Reference");
}

void NameCheck::action(const Text& action) {
  const std::string_view value = action.value;
  const std::size_t colon = value.find(':');
  if (colon == std::string_view::npos) return;
  const std::size_t wildcard = glob::find_wildcard(value);
  if (wildcard == std::string_view::npos && reference_.find_action(value)) return;
  const std::string_view prefix_text = value.substr(0, colon);
  if (!service_ || service_->name != prefix_text) service_ = reference_.find_service(prefix_text);
  if (!service_) return unknown_service(action, prefix_text);
  if (wildcard == std::string_view::npos) return unknown_action(action);
  // What stands before the first wildcard narrows the search.
  const std::string_view prefix = value.substr(0, wildcard);
  const auto candidates = reference_.actions_with_prefix(prefix);
  const bool any = std::ranges::any_of(candidates, [&](const ActionView& known) {
    return glob_match(value, known.lower, CaseMode::insensitive);
  });
  if (any) return;
  check_.warning("unknown-action", fmt::format("no known action matches `{}`", value), action.span,
                 "check the name in AWS's Service Authorization Reference");
}

void NameCheck::condition_key(const ConditionTest& test) {
  const Text& key = test.key;
  const auto known = reference_.find_condition_key(key.value);
  if (!known) {
    check_.warning("unknown-condition-key",
                   fmt::format("no known condition key is called `{}`", key.value), key.span,
                   "a request that lacks the key fails every test without IfExists or Not");
  } else if (known->multi_valued && test.op.set == SetOperator::none &&
             test.op.op != Operator::null) {
    // R-COND-03
    check_.warning(
        "needs-set-operator",
        fmt::format("`{}` has several values, so `{}` never matches it", key.value,
                    operator_name(test.op.op)),
        test.span,
        fmt::format("write ForAnyValue:{0} or ForAllValues:{0}", operator_name(test.op.op)));
  }
}

}  // namespace

void check_names(PolicyCheck& check, const Document& document) {
  NameCheck names(check);
  for (const Statement& statement : document.statements) {
    for (const Text& action : statement.actions) names.action(action);
    for (const ConditionTest& test : statement.conditions) names.condition_key(test);
  }
}

}  // namespace rolechain
