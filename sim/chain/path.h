// The way from a workload or user to a session, hop by hop: found, replayed through STS, said.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mocks/sts/sts.h"
#include "sim/chain/chain.h"

namespace rolechain {

struct ChainLink {
  std::size_t from = 0;  // state
  ChainHop hop;
};
using ChainPath = std::vector<ChainLink>;  // empty: the start itself

// Everything that can be reached from some states, shortest ways first.
class ChainTree {
 public:
  // The search must outlive it.
  ChainTree(const ChainSearch& search, const std::vector<std::size_t>& starts);

  // In the order in which they were found, the starts included.
  [[nodiscard]] const std::vector<std::size_t>& order() const { return order_; }
  [[nodiscard]] bool reaches(std::size_t state) const { return known_[state]; }
  // REQUIRES: reaches(state).
  [[nodiscard]] ChainPath path_to(std::size_t state) const;

 private:
  const ChainSearch& search_;
  std::vector<std::size_t> order_;
  std::vector<bool> known_;
  std::vector<ChainLink> before_;  // by state; of starts: meaningless
  std::vector<bool> is_start_;
};

// For each state, a shortest way to one of some goals.
class WaysOut {
 public:
  static constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

  WaysOut(const ChainSearch& search, const std::vector<std::size_t>& goals);

  // In hops; kNever where there is no way.
  [[nodiscard]] std::size_t distance(std::size_t state) const { return distance_[state]; }
  // REQUIRES: there is one.
  [[nodiscard]] ChainPath path_from(std::size_t state) const;

 private:
  std::vector<std::size_t> distance_;
  std::vector<ChainLink> next_;
};

// The state where a workload's or user's search begins; nothing where there is no such name.
std::optional<std::size_t> start_of(const ChainSearch& search, const Scenario& scenario,
                                    ChainNode::Kind kind, std::string_view key);

std::string node_name(const Scenario& scenario, const ChainNode& node);
std::string_view call_of(ChainHop::Kind kind);  // "sts:AssumeRole"; "" for what is delivered
// One line for each hop: "base → writer: sts:AssumeRole with session name x, tag team=core".
std::vector<std::string> describe_path(const ChainSearch& search, const Scenario& scenario,
                                       const ChainPath& path);
// "web → base → writer".
std::string path_names(const ChainSearch& search, const Scenario& scenario, std::size_t start,
                       const ChainPath& path);
// "session name x, tag team=core (transitive), external id acme-7"; "" for what is sent by default.
std::string describe_parameters(const HopParameters& parameters);

// What came of going a way again, through the credentials' endpoints, Sts and authorize().
struct ReplayedChain {
  Session session;               // the last; of a workload that gets nothing: an empty one
  std::vector<StsTrace> traces;  // of each hop
};
// `start` may be a role's state: then its session is taken as given. Throws std::logic_error where
// a hop is refused: the search and STS must not disagree.
ReplayedChain replay(const ChainSearch& search, const Scenario& scenario, std::size_t start,
                     const ChainPath& path);

}  // namespace rolechain
