// The kinds of faults that a request can meet for no fault of the policies: one table for the steps
// of scenario files and for what a served world is told.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace rolechain {

enum class FaultKind : std::uint8_t {
  throttling,      // the service's own "too many requests"
  throughput,      // DynamoDB: the table's provisioned throughput is exceeded
  unavailable,     // 503 in the service's own shape
  error,           // 500, 502 or 503, as `status` says, in the service's own shape
  hang,            // no answer arrives
  reset,           // the connection is reset
  latency,         // the answer comes `ms` later
  truncated,       // the body ends after `bytes`, or in its middle
  stale,           // a credential endpoint goes on giving the credentials that it gave last
  no_expiration,   // a credential document whose Expiration is empty
  empty_document,  // a credential document of no bytes
  expired,         // a credential document whose Expiration has passed
  clock_skew,      // the service takes the client's clock for `seconds` wrong
};

struct FaultWord {
  std::string_view word;
  FaultKind kind;
  enum class InSteps : bool { no, yes } in_steps = InSteps::no;  // a scenario's steps know it, too
  enum class Where : std::uint8_t { anywhere, services, credentials } where = Where::anywhere;
  std::string_view parameter = "";  // that it needs, or may have
};

// Those of scenario steps first.
inline constexpr auto kFaultWords = std::to_array<FaultWord>({
    {"throttling", FaultKind::throttling, FaultWord::InSteps::yes},
    {"unavailable", FaultKind::unavailable, FaultWord::InSteps::yes},
    {"throughput", FaultKind::throughput, FaultWord::InSteps::no, FaultWord::Where::services},
    {"error", FaultKind::error, FaultWord::InSteps::no, FaultWord::Where::anywhere, "status"},
    {"hang", FaultKind::hang},
    {"reset", FaultKind::reset},
    {"latency", FaultKind::latency, FaultWord::InSteps::no, FaultWord::Where::anywhere, "ms"},
    {"truncated", FaultKind::truncated, FaultWord::InSteps::no, FaultWord::Where::anywhere,
     "bytes"},
    {"stale", FaultKind::stale, FaultWord::InSteps::no, FaultWord::Where::credentials},
    {"no-expiration", FaultKind::no_expiration, FaultWord::InSteps::no,
     FaultWord::Where::credentials},
    {"empty-document", FaultKind::empty_document, FaultWord::InSteps::no,
     FaultWord::Where::credentials},
    {"expired", FaultKind::expired, FaultWord::InSteps::no, FaultWord::Where::credentials},
    {"clock-skew", FaultKind::clock_skew, FaultWord::InSteps::no, FaultWord::Where::services,
     "seconds"},
});

constexpr std::string_view fault_word(FaultKind kind) {
  for (const FaultWord& row : kFaultWords) {
    if (row.kind == kind) return row.word;
  }
  return "";
}

// Words of a scenario's `fault` step, in the table's order.
constexpr std::array<std::string_view, 2> step_fault_words() {
  std::array<std::string_view, 2> out{};
  std::size_t count = 0;
  for (const FaultWord& row : kFaultWords) {
    if (row.in_steps == FaultWord::InSteps::yes) out.at(count++) = row.word;
  }
  return out;
}

}  // namespace rolechain
