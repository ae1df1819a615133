// One generated request: a small world, who calls, what, in which context; and the same as one line
// for the other evaluator.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "mocks/base/source.h"
#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "mocks/iam/authorize.h"

namespace rolechain::differential {

inline constexpr EpochSeconds kNow_s = 1'768'467'600;  // 2026-01-15T09:00:00Z

struct Case {
  std::uint64_t number = 0;
  Sources sources;
  World world;
  std::optional<Session> session;  // none: `bearer` calls
  UnsignedCaller bearer;
  ApiCall call;
  std::string resource_account;
  std::size_t refused = 0;    // generated policies that our own parser did not take
  std::string first_refusal;  // its code

  [[nodiscard]] Caller caller() const;
};

// Our own answer, with all that it came from.
struct Verdict {
  Decision decision;
  Trace trace;
};

// The same for the same two numbers, on every machine.
std::unique_ptr<Case> make_case(std::uint64_t seed, std::uint64_t number);
Verdict decide_case(const Case& one);
// One line of JSON: {"number": …, "simulation": {…}}, as the peer's published types ask for it.
std::string to_peer_line(const Case& one, const Verdict& verdict);

}  // namespace rolechain::differential
