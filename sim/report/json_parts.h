// Parts that several of the JSON reports have; only this room sees nlohmann's type.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "mocks/base/diagnostic.h"
#include "sim/grants/grants.h"

namespace rolechain {

using Json = nlohmann::ordered_json;

Json place_json(const SourceSpan& span);
Json diagnostic_json(const Diagnostic& diagnostic);
Json diagnostics_json(const Diagnostics& diagnostics);
// `differences` and `counts` of a verdict, and the model that it holds in.
Json differences_json(const GrantVerdict& verdict);
Json counts_json(const GrantVerdict& verdict);
// Indented. Texts come from users' files: bytes that are no UTF-8 must not throw.
std::string dump_json(const Json& json);

}  // namespace rolechain
