// What was asked of this world and how it was decided: one entry a call, in the shape of
// CloudTrail. Source: CloudTrail User Guide, "CloudTrail record contents", "CloudTrail userIdentity
// element"; `decision`, `statement`, `workload`, `fault` and what is beside them are ours.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mocks/base/clock.h"
#include "mocks/base/node.h"
#include "mocks/cloud/session.h"
#include "mocks/iam/trace.h"

namespace rolechain {

struct AuditEntry {
  EpochSeconds time_s = 0;
  std::string request_id;
  std::string service;   // "sts"; of a credential endpoint: imds, imds-token, ecs, pod-identity
  std::string action;    // "sts:AssumeRole"; empty: the request never got so far
  std::string resource;  // ARN or "*"
  std::string resource_account;
  std::string region;
  std::shared_ptr<const Session> caller;  // null: unsigned, refused, or a credential endpoint
  std::string peer;                       // the client's address
  std::string user_agent;
  std::string parameters;  // of the request, as JSON without secrets; empty: none
  std::string new_key;     // of the credentials that were given out
  std::string workload;    // whose request it was, as far as that follows from its credentials
  std::string error;       // code; empty: it succeeded
  std::string message;
  std::string fault;  // "throttling#1": what was told to go wrong
  // allowed, denied, or unasked: refused or answered before any policy was looked at.
  enum class Decision : std::uint8_t { unasked, allowed, denied };
  Decision decision = Decision::unasked;
  std::string statement;  // "base/hop#AssumeWriter": what decided; empty: no statement did

  [[nodiscard]] std::string_view caller_arn() const {
    return caller == nullptr ? std::string_view() : std::string_view(caller->arn);
  }
};

std::string_view decision_word(AuditEntry::Decision decision);  // "allowed"

// The side that decided, out of the traces of one call: the last, which said no, or the first.
void take_trace(const std::vector<Trace>& traces, AuditEntry& entry);

// One line of JSON, without the newline.
std::string to_json(const AuditEntry& entry);

// Entries that have all of these; "" and nothing for any.
struct AuditFilter {
  std::string action = {};  // also by its name alone: "AssumeRole"
  std::string error = {};
  std::string caller = {};  // its ARN
  std::string decision = {};
  std::string statement = {};
  std::string workload = {};
  std::string fault = {};  // "throttling", "throttling#1", or "*" for those that met any
  std::optional<EpochSeconds> since_s = {};
  std::optional<EpochSeconds> until_s = {};  // before
  std::optional<std::size_t> limit = {};     // the last so many
};

// The last `entries_max` entries; the oldest go. Texts that come again and again (actions, ARNs,
// messages) are kept once: about 300 bytes an entry, beside its session.
inline constexpr std::size_t kAuditEntries_max = 1'000'000;
class AuditLog {
 public:
  explicit AuditLog(std::size_t entries_max = kAuditEntries_max) : entries_max_(entries_max) {}

  void add(const AuditEntry& entry);
  // Called with each entry that is added from here on.
  void on_entry(std::function<void(const AuditEntry&)> sink) { sink_ = std::move(sink); }

  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] std::vector<AuditEntry> find(const AuditFilter& filter = {}) const;
  [[nodiscard]] std::optional<AuditEntry> last() const;
  void clear();
  // What it takes by its own count: rows and the texts that they share.
  [[nodiscard]] std::size_t size_bytes() const;

 private:
  using Text = std::pair<const std::string, std::uint32_t>;  // with the number of its users
  static constexpr std::size_t kTexts = 14;
  struct Row {
    EpochSeconds time_s = 0;
    std::string request_id;
    std::shared_ptr<const Session> caller;
    std::array<Text*, kTexts> texts{};  // in the order of members()
    AuditEntry::Decision decision = AuditEntry::Decision::unasked;
  };
  static std::array<std::string AuditEntry::*, kTexts> members();
  Text* take(const std::string& text);
  void drop(const Row& row);
  static AuditEntry entry_of(const Row& row);
  static bool fits(const AuditFilter& filter, const Row& row);

  std::size_t entries_max_;
  std::deque<Row> rows_;
  std::unordered_map<std::string, std::uint32_t> texts_;
  std::function<void(const AuditEntry&)> sink_;
};

}  // namespace rolechain
