// What the sender of one hop may choose so that it makes a difference: for each parameter, one
// value of each class that the tests about it can tell apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/chain/chain.h"
#include "sim/chain/facts.h"

namespace rolechain {

struct HopDimension {
  enum class What : std::uint8_t { session_name, tag, source_identity, external_id };
  struct Alternative {
    std::optional<std::string> value;  // nothing: not sent
    bool transitive = false;
  };
  What what = What::tag;
  std::string key;                        // of a tag
  std::vector<Alternative> alternatives;  // the plainest first
};

struct HopChoices {
  std::vector<HopDimension> dimensions;
  // Condition keys of the request that policies in play test: those that a try does not send are
  // absent, and not for the evaluator to choose.
  std::vector<std::string> tested;
  Diagnostics undecided;
};

// Whether STS takes it as one: 2 to 1,224 characters of a few kinds.
bool is_external_id(std::string_view text);

// The session's name where nobody asks for another.
inline constexpr std::string_view kAnySessionName = "rolechain";

class HopChooser {
 public:
  HopChooser(const Scenario& scenario, const Facts& facts) : scenario_(scenario), facts_(facts) {}

  // `tags`, `identity`: whether both sides may allow sts:TagSession, sts:SetSourceIdentity at all.
  struct May {
    bool tags = true;
    bool identity = true;
  };
  [[nodiscard]] HopChoices choose(const Session& caller, const Role& role, May may,
                                  const std::optional<std::vector<std::string>>& known_ids) const;
  // Of an unsigned caller with a token: the session's name is all that it chooses.
  [[nodiscard]] std::vector<std::string> names(const Role& role) const;

 private:
  struct Work;
  void collect_tests(Work& work, const Session& caller, const Role& role) const;
  void add_name(Work& work, const Role& role) const;
  void add_tags(Work& work, const Session& caller) const;
  void add_identity(Work& work, const Session& caller) const;
  void add_external_id(Work& work, const std::optional<std::vector<std::string>>& known) const;

  const Scenario& scenario_;
  const Facts& facts_;
};

// All combinations of alternatives, each as one index a dimension, those that send least first;
// nothing where there are more than `most`.
std::optional<std::vector<std::vector<std::size_t>>> combinations(const HopChoices& choices,
                                                                  std::size_t most);
HopParameters parameters_of(const HopChoices& choices, const std::vector<std::size_t>& combination);
// The condition keys of a request with these parameters, as STS makes them; what is tested and not
// sent is absent.
std::vector<ContextEntry> context_of(const HopParameters& parameters,
                                     const std::vector<std::string>& tested);

}  // namespace rolechain
