// What was asked of this world and how it was decided: one entry a call, in the shape of
// CloudTrail. Source: CloudTrail User Guide, "CloudTrail record contents"; `decision` and
// `statement` are ours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/clock.h"
#include "mocks/iam/trace.h"

namespace rolechain {

struct AuditEntry {
  EpochSeconds time_s = 0;
  std::string request_id;
  std::string service;   // "sts"
  std::string action;    // "sts:AssumeRole"; empty: the request never got so far
  std::string resource;  // ARN or "*"
  std::string region;
  std::string access_key_id;  // empty: unsigned
  std::string caller_arn;
  std::string caller_account;
  std::string peer;     // the client's address
  std::string new_key;  // of the credentials that were given out
  std::string error;    // code; empty: it succeeded
  std::string message;
  // allowed, denied, or unasked: refused or answered before any policy was looked at.
  enum class Decision : std::uint8_t { unasked, allowed, denied };
  Decision decision = Decision::unasked;
  std::string statement;  // "base/hop#AssumeWriter": what decided; empty: no statement did
};

std::string_view decision_word(AuditEntry::Decision decision);  // "allowed"

// The side that decided, out of the traces of one call: the last, which said no, or the first.
void take_trace(const std::vector<Trace>& traces, AuditEntry& entry);

// One line of JSON, without the newline.
std::string to_json(const AuditEntry& entry);

// The last kAuditEntries_max entries; the oldest go.
inline constexpr std::size_t kAuditEntries_max = 1'000'000;
class AuditLog {
 public:
  void add(AuditEntry entry);
  [[nodiscard]] const std::deque<AuditEntry>& entries() const { return entries_; }
  void clear() { entries_.clear(); }

 private:
  std::deque<AuditEntry> entries_;
};

}  // namespace rolechain
