// A certificate is the proof of a scenario's grants written down as JSON: for each session and each
// group of actions the pattern lists in play, the automaton that shows that its classes of ARNs are
// all there are, the classes of values of each condition key of the sender's choice, and what is
// allowed and intended for each combination. The checker verifies it with small code of its own.
//
// Source: Necula, "Proof-carrying code" (POPL 1997), for the idea: finding is hard, checking easy.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/node.h"
#include "sim/certificate/facts.h"

namespace rolechain::certificate {

inline constexpr std::string_view kVersion = "v1";

struct Written {
  std::string text;
  Diagnostics undecided;             // why there is none, in words
  std::vector<std::string> refuted;  // sessions whose grants are not as intended: there is none
};
Written write(const Scenario& scenario, const Claims& claims);

// Appends or replaces the digest, the last member: what makes a slip of the pen visible. It keeps
// nobody from writing another one; the checks do.
std::string seal(std::string text);
bool is_sealed(std::string_view text);

enum class Verdict : std::uint8_t { verified, refuted, unchecked };

// One thing that is wrong. unchecked: not of the kind that this checker knows.
struct Fault {
  Verdict verdict = Verdict::refuted;
  std::string message;
  SourceSpan where;  // in the certificate
};

struct Checked {
  Verdict verdict = Verdict::verified;
  std::string message;  // lower case, no full stop; where not verified
  SourceSpan where;
  std::size_t sessions = 0;
  std::size_t classes = 0;
  std::size_t states = 0;    // of automata
  std::size_t requests = 0;  // asked of authorize()
};
Checked check(const Node& certificate, const Scenario& scenario, const Claims& claims);

}  // namespace rolechain::certificate
