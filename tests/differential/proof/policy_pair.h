// Two random policies, as plain values: what the differential of the proof writes as JSON for us
// and as SMT-LIB for a solver. Shares nothing with the product but the spelling of IAM's JSON.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rolechain::differential {

enum class SetPrefix : std::uint8_t { none, for_all, for_any };

// What a condition key holds.
enum class KeyKind : std::uint8_t { text, list, number, flag, address, time };

struct PairKey {
  std::string_view name;
  KeyKind kind;
  std::string_view fixed = {};  // its value in every request; "": none, or any
};
// The keys that generated conditions and policy variables are about.
const std::vector<PairKey>& pair_keys();

struct PairTest {
  std::string op;  // "StringLike", without prefix and ending; "Null"
  SetPrefix set = SetPrefix::none;
  bool if_exists = false;
  std::size_t key = 0;  // into pair_keys()
  std::vector<std::string> values;
  bool operator==(const PairTest&) const = default;
};

struct PairStatement {
  bool denies = false;
  bool not_action = false;
  bool not_resource = false;
  std::vector<std::string> actions;
  std::vector<std::string> resources;
  std::vector<PairTest> tests;  // no operator twice about one key
  bool operator==(const PairStatement&) const = default;
};

using PairPolicy = std::vector<PairStatement>;

struct PolicyPair {
  PairPolicy before;
  PairPolicy after;
};

// The pair of that number: the same for the same seed, on every machine. `statements`: of one
// policy, at most; of the tests of lists there are at most four different ones in a pair.
PolicyPair make_pair(std::uint64_t seed, std::uint64_t number, std::size_t statements);

// As IAM spells it.
std::string to_policy_text(const PairPolicy& policy);

}  // namespace rolechain::differential
