// The condition keys of one request as reports list them: who put each there, and which one a
// policy asked for in vain.
#pragma once

#include <string>
#include <vector>

#include "mocks/iam/trace.h"

namespace rolechain {

struct ContextRow {
  std::string key;
  const ContextEntry* value = nullptr;     // null: the request does not have it
  const ContextEntry* replaced = nullptr;  // what the engine had, where the scenario says otherwise
  std::vector<std::string> asked_by;       // labels of statements whose conditions tested it
  [[nodiscard]] bool from_scenario() const;
};

// Sorted by key without case: every key of the request, and those that are absent though a
// condition asked for them or the scenario took them away.
std::vector<ContextRow> context_rows(const Trace& trace);

enum class ContextShown : std::uint8_t { all, notable };  // notable: asked for, or the scenario's
// A table, each line moved in by `by`; "" where there is nothing to show.
//   sts:ExternalId        `acme-8`                      engine; asked by writer/trust#TrustBase
//   aws:SourceIp          `10.0.0.1`                    scenario
//   aws:PrincipalTag/team absent                        asked by writer/trust#Tag
std::string context_table(const Trace& trace, ContextShown shown, std::string_view by);

}  // namespace rolechain
