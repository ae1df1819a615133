// Lays our answer beside the peer's: first statement by statement and element by element, then the
// verdict. A verdict that differs while every statement agrees is a difference of combining.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/differential/case.h"

namespace rolechain::differential {

struct PeerCondition {
  std::string operator_name;
  std::string key;
  bool matches = false;
};

struct PeerStatement {
  bool matches = false;
  bool action = false;
  bool resource = false;
  bool condition = false;
  std::string principal;  // "Match", "NoMatch", "AccountLevelMatch", …
  std::vector<PeerCondition> conditions;
};

struct PeerVerdict {
  std::uint64_t number = 0;
  std::string refused;  // why the peer gave no verdict; empty: it did
  std::string result;   // "Allowed", "ExplicitlyDenied", "ImplicitlyDenied"
  std::vector<std::string> ignored_keys;
  std::map<std::string, PeerStatement, std::less<>> statements;  // by Sid
};

// Nothing where the line is none of the driver's.
std::optional<PeerVerdict> parse_peer_line(std::string_view line);

struct Difference {
  enum class Element : std::uint8_t { action, resource, principal, condition, verdict };
  Element element = Element::verdict;
  PolicyType type = PolicyType::identity;
  const CompiledPolicy* policy = nullptr;  // with a statement's element
  std::uint32_t statement = 0;
  const ConditionTest* test = nullptr;  // with Element::condition
  std::string ours;
  std::string theirs;

  [[nodiscard]] const Statement& of() const { return policy->statements()[statement]; }
};
std::string_view element_word(Difference::Element element);

std::vector<Difference> compare(const Case& one, const Verdict& ours, const PeerVerdict& theirs);

// The peer's words for ours: "AccountLevelMatch" …; "Allowed", "ExplicitlyDenied",
// "ImplicitlyDenied".
std::string_view principal_word(PrincipalMatch match);
bool has_principals(PolicyType type);
std::string_view verdict_word(const Decision& decision);

}  // namespace rolechain::differential
