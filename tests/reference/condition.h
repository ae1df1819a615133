// Condition blocks and policy variables of the reference evaluator, read from the JSON at each
// call. Source: IAM User Guide, "IAM JSON policy elements: Condition operators", "Set operators for
// multivalued context keys", "IAM policy elements: Variables and tags".
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/reference/text.h"

namespace rolechain::reference {

using Json = nlohmann::json;

struct ContextKey {
  std::string name;
  std::vector<std::string> values;
  bool list = false;  // several values are possible, even where there is one
};
using RequestContext = std::vector<ContextKey>;

// Null where the request lacks the key.
const ContextKey* find_key(const RequestContext& context, std::string_view name);

// One scalar or a list of scalars, as texts.
std::vector<std::string> texts_of(const Json& value);

// Whether `${…}` in this document's texts is a variable: Version 2012-10-17 alone (R-COND-06).
bool has_variables(const Json& document);

enum class Wildcards { literal, match };
// The text with its variables replaced; nothing where one of them has no value.
std::optional<Pattern> expand(std::string_view text, bool variables, Wildcards wildcards,
                              const RequestContext& context);

// `operator_text` with everything in front of and behind it: "ForAnyValue:StringLikeIfExists".
bool test_holds(std::string_view operator_text, std::string_view key, const Json& values,
                const RequestContext& context, bool variables);
bool condition_holds(const Json& block, const RequestContext& context, bool variables);

}  // namespace rolechain::reference
