// Which facts of a session the policies of a world can tell apart: what a hop may have to choose.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "mocks/base/diagnostic.h"
#include "mocks/cloud/world.h"
#include "sim/grants/play.h"

namespace rolechain {

// Tests made up for a question; conditions point into it.
class TestStore {
 public:
  PlayCondition add(Operator op, std::string key, const std::vector<std::string>& values);
  PlayCondition add(ConditionTest test);

 private:
  std::deque<ConditionTest> tests_;
};

// A session tag or the source identity: the tests of the whole world about it, with every policy
// variable in them replaced by the values that this world has for it.
struct Fact {
  std::string key;  // of a tag, as first written
  std::vector<PlayCondition> tests;
  // A policy builds the ARN of a resource from it: sessions with any value matter for grants.
  std::optional<Text> builds_resource;
  std::optional<Diagnostic> unsupported;
};

class Facts {
 public:
  // The world must outlive it.
  explicit Facts(const World& world);
  Facts(const Facts&) = delete;
  Facts& operator=(const Facts&) = delete;

  // By the tag's key in lower case: aws:PrincipalTag/… is tested, or stands in a variable.
  [[nodiscard]] const std::map<std::string, Fact>& tags() const { return tags_; }
  // aws:SourceIdentity is tested; null: it is not.
  [[nodiscard]] const Fact* source_identity() const {
    return source_identity_ ? &*source_identity_ : nullptr;
  }
  // A hop may have to pass a source identity: it is tested, or sts:SourceIdentity is.
  [[nodiscard]] bool tells_source_identity() const { return tells_source_identity_; }
  // Tests of the session names of this role: by ARN of a session, or by aws:userid.
  [[nodiscard]] std::vector<PlayCondition> name_tests(const Role& role, TestStore& store) const;
  [[nodiscard]] bool tells_names(const Role& role) const;
  // Policies with a statement about a hop that tests what the hop sends.
  [[nodiscard]] bool tests_request(const CompiledPolicy* policy) const {
    return hop_policies_.contains(policy);
  }
  // The same, but for the external id: what is sent besides could make other sessions.
  [[nodiscard]] bool tests_more(const CompiledPolicy* policy) const {
    return choosing_policies_.contains(policy);
  }
  [[nodiscard]] bool any_tests_more() const { return !choosing_policies_.empty(); }
  // Whether sessions of the role are told apart by what the hop into them sends.
  [[nodiscard]] bool splits(const Role& role) const {
    return !tags_.empty() || source_identity_ || tells_source_identity_ || tells_names(role);
  }
  [[nodiscard]] bool any() const {
    return !tags_.empty() || source_identity_ || tells_source_identity_ || !names_.empty() ||
           !user_ids_.empty() || !hop_policies_.empty();
  }

 private:
  friend class FactCollector;

  std::map<std::string, Fact> tags_;
  std::optional<Fact> source_identity_;
  bool tells_source_identity_ = false;
  std::map<std::string, std::vector<std::string>> names_;  // by account/role, lower case
  std::vector<std::string> user_ids_;                      // operands of aws:userid, as patterns
  std::unordered_set<const CompiledPolicy*> hop_policies_;
  std::unordered_set<const CompiledPolicy*> choosing_policies_;  // of those
  TestStore store_;
};

// The keys of a request to STS that its sender chooses and a state or a hop is split by.
bool is_hop_key(std::string_view key_lower);
// Of sts:AssumeRole, sts:TagSession, sts:SetSourceIdentity and the token's calls.
bool is_about_hops(const Statement& statement);

}  // namespace rolechain
