#include "sim/report/json_parts.h"

#include "sim/run/words.h"

namespace rolechain {
namespace {

std::string_view difference_word(GrantDifference::Kind kind) {
  switch (kind) {
    case GrantDifference::Kind::extra:
      return "extra";
    case GrantDifference::Kind::missing:
      return "missing";
    case GrantDifference::Kind::route:
      return "route";
  }
  return "";
}

Json difference_json(const GrantDifference& one) {
  Json context = Json::array();
  for (const ContextEntry& entry : one.witness.context) {
    context.push_back({{"key", entry.key}, {"values", entry.values}});
  }
  return {{"kind", difference_word(one.kind)},
          {"actions", one.actions},
          {"resource", one.resource},
          {"statement", one.statement},
          {"when", one.when},
          {"where", place_json(one.where)},
          {"witness",
           {{"action", one.witness.action},
            {"resource", one.witness.resource},
            {"context", std::move(context)}}}};
}

}  // namespace

Json place_json(const SourceSpan& span) {
  if (!span.known()) return nullptr;
  const LineColumn at = line_column(*span.file, span.begin);
  return {{"file", span.file->path}, {"line", at.line}, {"column", at.column}};
}

Json diagnostic_json(const Diagnostic& diagnostic) {
  return {{"severity", severity_word(diagnostic.severity)},
          {"code", diagnostic.code},
          {"message", diagnostic.message},
          {"help", diagnostic.help},
          {"where", place_json(diagnostic.where)}};
}

Json diagnostics_json(const Diagnostics& diagnostics) {
  Json out = Json::array();
  for (const Diagnostic& one : diagnostics) out.push_back(diagnostic_json(one));
  return out;
}

Json differences_json(const GrantVerdict& verdict) {
  Json out = Json::array();
  for (const GrantDifference& one : verdict.differences) out.push_back(difference_json(one));
  return out;
}

Json counts_json(const GrantVerdict& verdict) {
  Json out = Json::array();
  for (const GrantCount& one : verdict.counts) {
    out.push_back({{"kind", difference_word(one.kind)},
                   {"level", to_string(one.level)},
                   {"resource_type", one.resource_type},
                   {"pairs", one.pairs}});
  }
  return out;
}

std::string dump_json(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace rolechain
