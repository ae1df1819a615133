#include "sim/explain/context_rows.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mocks/base/printable.h"
#include "mocks/base/text.h"
#include "sim/explain/statements.h"

namespace rolechain {
namespace {

constexpr std::size_t kWidestKey_chars = 44;
constexpr std::size_t kWidestValue_chars = 60;

void add_unique(std::vector<std::string>& list, std::string one) {
  if (std::ranges::find(list, one) == list.end()) list.push_back(std::move(one));
}

std::string values_text(const ContextRow& row) {
  if (row.value == nullptr) return "absent";
  if (row.value->values.empty()) return "an empty list";
  std::vector<std::string> quoted;
  quoted.reserve(row.value->values.size());
  for (const std::string& value : row.value->values) quoted.push_back(fmt::format("`{}`", value));
  return fmt::format("{}", fmt::join(quoted, ", "));
}

std::string origin_text(const ContextRow& row) {
  std::vector<std::string> notes;
  if (row.replaced != nullptr) {
    notes.push_back(
        fmt::format("scenario, instead of `{}`", fmt::join(row.replaced->values, "`, `")));
  } else if (row.value != nullptr) {
    notes.emplace_back(row.from_scenario() ? "scenario" : "engine");
  }
  if (!row.asked_by.empty()) {
    notes.push_back(fmt::format("asked by {}", fmt::join(row.asked_by, ", ")));
  }
  return fmt::format("{}", fmt::join(notes, "; "));
}

}  // namespace

bool ContextRow::from_scenario() const {
  return replaced != nullptr ||
         (value != nullptr && value->origin == ContextEntry::Origin::scenario);
}

std::vector<ContextRow> context_rows(const Trace& trace) {
  std::map<std::string, ContextRow, std::less<>> rows;  // by lower-case key
  for (const ContextEntry& value : trace.context.all()) {
    rows[to_lower(value.key)] = {value.key, &value, nullptr, {}};
  }
  for (const ContextEntry& value : trace.replaced) {
    ContextRow& row = rows[to_lower(value.key)];
    if (row.key.empty()) row.key = value.key;
    row.replaced = &value;
  }
  for (const SideTrace& side : trace.sides) {
    for (const StatementTrace& looked_at : side.statements) {
      for (const TestedCondition& tested : tested_conditions(looked_at, trace)) {
        const std::string& key = tested.test->key.value;
        ContextRow& row = rows[to_lower(key)];
        if (row.key.empty()) row.key = key;
        add_unique(row.asked_by, looked_at.policy->statement_label(looked_at.statement));
      }
    }
  }
  std::vector<ContextRow> out;
  out.reserve(rows.size());
  for (auto& [lower, row] : rows) out.push_back(std::move(row));
  return out;
}

std::string context_table(const Trace& trace, ContextShown shown, std::string_view by) {
  std::vector<ContextRow> rows = context_rows(trace);
  if (shown == ContextShown::notable) {
    std::erase_if(
        rows, [](const ContextRow& row) { return row.asked_by.empty() && !row.from_scenario(); });
  }
  std::size_t key_width = 0;
  std::size_t value_width = 0;
  for (const ContextRow& row : rows) {
    key_width = std::max(key_width, std::min(row.key.size(), kWidestKey_chars));
    value_width = std::max(value_width, std::min(values_text(row).size(), kWidestValue_chars));
  }
  std::string out;
  for (const ContextRow& row : rows) {
    const std::string line = fmt::format("{}{:<{}}  {:<{}}  {}", by, row.key, key_width,
                                         values_text(row), value_width, origin_text(row));
    out += printable(line, Lines::one) + "\n";
  }
  return out;
}

}  // namespace rolechain
