#include "mocks/http/audit.h"

#include <algorithm>
#include <utility>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

bool took_part(const SideTrace& side, bool allowed) {
  if (allowed) return side.outcome == SideOutcome::allows;
  return side.outcome == SideOutcome::denies || side.outcome == SideOutcome::silent;
}

bool fits_action(const std::string& wanted, std::string_view action) {
  if (equals_ignore_case(wanted, action)) return true;
  const std::size_t colon = action.find(':');
  return colon != std::string_view::npos && equals_ignore_case(wanted, action.substr(colon + 1));
}

bool fits_fault(const std::string& wanted, std::string_view label) {
  if (wanted == "*") return !label.empty();
  return std::ranges::any_of(split(label, ','), [&](std::string_view one) {
    return one == wanted || one.substr(0, one.find('#')) == wanted;
  });
}

bool is(const std::string& wanted, std::string_view there) {
  return wanted.empty() || wanted == there;
}

}  // namespace

std::string_view decision_word(AuditEntry::Decision decision) {
  switch (decision) {
    case AuditEntry::Decision::unasked:
      return "unasked";
    case AuditEntry::Decision::allowed:
      return "allowed";
    case AuditEntry::Decision::denied:
      return "denied";
  }
  return "";
}

void take_trace(const std::vector<Trace>& traces, AuditEntry& entry) {
  if (traces.empty()) return;
  const Trace& trace = traces.back().allowed ? traces.front() : traces.back();
  entry.decision = trace.allowed ? AuditEntry::Decision::allowed : AuditEntry::Decision::denied;
  entry.resource_account = trace.resource_account;
  for (const SideTrace& side : trace.sides) {
    if (side.reason != Reason::statement || !took_part(side, trace.allowed)) continue;
    if (!entry.statement.empty() && side.type != trace.decided_by) continue;
    entry.statement = side.statement_label();
    if (side.type == trace.decided_by) break;
  }
}

std::array<std::string AuditEntry::*, AuditLog::kTexts> AuditLog::members() {
  return {&AuditEntry::service,    &AuditEntry::action,
          &AuditEntry::resource,   &AuditEntry::region,
          &AuditEntry::peer,       &AuditEntry::user_agent,
          &AuditEntry::parameters, &AuditEntry::new_key,
          &AuditEntry::workload,   &AuditEntry::error,
          &AuditEntry::message,    &AuditEntry::fault,
          &AuditEntry::statement,  &AuditEntry::resource_account};
}

AuditLog::Text* AuditLog::take(const std::string& text) {
  if (text.empty()) return nullptr;
  Text& found = *texts_.try_emplace(text, 0).first;
  ++found.second;
  return &found;
}

void AuditLog::drop(const Row& row) {
  for (Text* const text : row.texts) {
    if (text != nullptr && --text->second == 0) texts_.erase(text->first);
  }
}

AuditEntry AuditLog::entry_of(const Row& row) {
  AuditEntry out;
  out.time_s = row.time_s;
  out.request_id = row.request_id;
  out.caller = row.caller;
  out.decision = row.decision;
  const auto all = members();
  for (std::size_t i = 0; i < kTexts; ++i) {
    if (row.texts.at(i) != nullptr) out.*all.at(i) = row.texts.at(i)->first;
  }
  return out;
}

// Of a million rows a filter looks at what it asks about, and makes entries of those that fit.
bool AuditLog::fits(const AuditFilter& filter, const Row& row) {
  const auto text = [&](std::string AuditEntry::* member) -> std::string_view {
    const auto all = members();
    const auto at = static_cast<std::size_t>(std::ranges::find(all, member) - all.begin());
    return row.texts.at(at) == nullptr ? std::string_view()
                                       : std::string_view(row.texts[at]->first);
  };
  const auto arn = row.caller == nullptr ? std::string_view() : std::string_view(row.caller->arn);
  return (!filter.since_s || row.time_s >= *filter.since_s) &&
         (!filter.until_s || row.time_s < *filter.until_s) &&
         is(filter.decision, decision_word(row.decision)) && is(filter.caller, arn) &&
         (filter.action.empty() || fits_action(filter.action, text(&AuditEntry::action))) &&
         (filter.error.empty() || filter.error == text(&AuditEntry::error)) &&
         (filter.statement.empty() || filter.statement == text(&AuditEntry::statement)) &&
         (filter.workload.empty() || filter.workload == text(&AuditEntry::workload)) &&
         (filter.fault.empty() || fits_fault(filter.fault, text(&AuditEntry::fault)));
}

void AuditLog::add(const AuditEntry& entry) {
  Row row;
  row.time_s = entry.time_s;
  row.request_id = entry.request_id;
  row.caller = entry.caller;
  row.decision = entry.decision;
  const auto all = members();
  for (std::size_t i = 0; i < kTexts; ++i) row.texts.at(i) = take(entry.*all.at(i));
  rows_.push_back(std::move(row));
  if (rows_.size() > entries_max_) {
    drop(rows_.front());
    rows_.pop_front();
  }
  if (sink_) sink_(entry);
}

std::vector<AuditEntry> AuditLog::find(const AuditFilter& filter) const {
  std::vector<AuditEntry> out;
  const std::size_t limit = filter.limit.value_or(rows_.size());
  for (auto row = rows_.rbegin(); row != rows_.rend() && out.size() < limit; ++row) {
    if (fits(filter, *row)) out.push_back(entry_of(*row));
  }
  std::ranges::reverse(out);
  return out;
}

std::optional<AuditEntry> AuditLog::last() const {
  if (rows_.empty()) return std::nullopt;
  return entry_of(rows_.back());
}

void AuditLog::clear() {
  rows_.clear();
  texts_.clear();
}

std::size_t AuditLog::size_bytes() const {
  // A node of the map: hash, link, pair; a text over 15 characters stands by itself.
  constexpr std::size_t kNode = sizeof(Text) + 2 * sizeof(void*);
  const auto heap = [](const std::string& text) {
    return text.capacity() > 15 ? text.capacity() + 1 : 0;
  };
  std::size_t out = texts_.bucket_count() * sizeof(void*);
  for (const Text& text : texts_) out += kNode + heap(text.first);
  for (const Row& row : rows_) out += sizeof(Row) + heap(row.request_id);
  return out;
}

}  // namespace rolechain
