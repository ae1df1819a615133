// Writes down what happens in a served world as a scenario that passes when it is run: its file's
// world by `use:`, credentials, hops and calls as steps with what came of them and why.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mocks/base/node.h"
#include "mocks/http/recent_calls.h"
#include "sim/load/scenario.h"

namespace rolechain {

class Recorder {
 public:
  using Changes = std::vector<std::pair<std::string, Node>>;

  // `use`: the path of the scenario's file as seen from where the record will lie; `changes`: a
  // case's.
  Recorder(std::shared_ptr<const Scenario> scenario, std::string use, Changes changes = {});

  void add(const RecentCall& call);
  void add_change(EpochSeconds time_s, const Changes& changes);

  // The scenario as YAML. What no step can say (a forged signature, an action that is not decided
  // here) is a comment in its place.
  [[nodiscard]] std::string text() const;

 private:
  void pass_time(EpochSeconds time_s);
  void step(Node node);
  void comment(std::string_view why, const AuditEntry& entry);
  // Of the step whose session has that key; makes one for keys that a process got from its
  // environment. Empty: nobody knows it.
  std::string session_of(const AuditEntry& entry);
  std::string new_session(std::string_view base, const std::string& key);
  void add_credentials(const RecentCall& call);
  void add_sts(const RecentCall& call);
  void add_call(const RecentCall& call);

  std::shared_ptr<const Scenario> scenario_;
  std::string use_;
  EpochSeconds now_s_;
  std::string steps_;
  std::map<std::string, std::string> ids_;  // by access key: the step that made it
  std::map<std::string, int> counts_;       // of ids by what they begin with
};

}  // namespace rolechain
