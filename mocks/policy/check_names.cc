// What a policy names against what AWS offers. Warnings only: the reference has a date, and AWS
// takes names that it does not know (R-POL-04).
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "mocks/base/text.h"
#include "mocks/policy/glob.h"
#include "mocks/policy/policy_check.h"
#include "mocks/policy/service_reference.h"

namespace rolechain {
namespace {

void unknown_service(PolicyCheck& check, const ServiceReference& reference, const Text& action,
                     std::string_view service) {
  std::vector<std::string_view> names;
  for (const ServiceView& known : reference.services()) names.push_back(known.name);
  std::string help = did_you_mean(to_lower(service), names);
  if (help.empty()) help = "check the prefix in AWS's Service Authorization Reference";
  check.warning("unknown-service", fmt::format("no known service has the prefix `{}`", service),
                action.span, std::move(help));
}

void check_action_name(PolicyCheck& check, const ServiceReference& reference, const Text& action) {
  const std::string_view value = action.value;
  const std::size_t colon = value.find(':');
  if (colon == std::string_view::npos || reference.find_action(value)) return;
  const std::string_view service = value.substr(0, colon);
  if (!reference.has_service(service)) {
    unknown_service(check, reference, action, service);
    return;
  }
  if (!has_wildcard(value)) {
    const auto near = reference.closest_action(value);
    check.warning("unknown-action", fmt::format("no known action is called `{}`", value),
                  action.span,
                  near ? fmt::format("did you mean `{}`?", *near)
                       : "check the name in AWS's Service Authorization Reference");
    return;
  }
  // What stands before the first wildcard narrows the search.
  const std::string_view prefix = value.substr(0, value.find_first_of("*?"));
  const auto candidates = reference.actions_with_prefix(prefix);
  const bool any = std::ranges::any_of(candidates, [&](const ActionView& known) {
    return glob_match(value, known.lower, CaseMode::insensitive);
  });
  if (any) return;
  check.warning("unknown-action", fmt::format("no known action matches `{}`", value), action.span,
                "check the name in AWS's Service Authorization Reference");
}

void check_condition_key(PolicyCheck& check, const ServiceReference& reference,
                         const ConditionTest& test) {
  const Text& key = test.key;
  const auto known = reference.find_condition_key(key.value);
  if (!known) {
    check.warning("unknown-condition-key",
                  fmt::format("no known condition key is called `{}`", key.value), key.span,
                  "a request that lacks the key fails every test without IfExists or Not");
  } else if (known->multi_valued && test.op.set == SetOperator::none &&
             test.op.op != Operator::null) {
    // R-COND-03
    check.warning(
        "needs-set-operator",
        fmt::format("`{}` has several values, so `{}` never matches it", key.value,
                    operator_name(test.op.op)),
        test.span,
        fmt::format("write ForAnyValue:{0} or ForAllValues:{0}", operator_name(test.op.op)));
  }
}

}  // namespace

void check_names(PolicyCheck& check, const Document& document) {
  const ServiceReference reference = ServiceReference::embedded();
  for (const Statement& statement : document.statements) {
    for (const Text& action : statement.actions) check_action_name(check, reference, action);
    for (const ConditionTest& test : statement.conditions) {
      check_condition_key(check, reference, test);
    }
  }
}

}  // namespace rolechain
