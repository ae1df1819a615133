// What a change grants and what it takes: two scenarios, two CloudFormation templates or two
// policies, compared session by session over all actions, resources and contexts.
//
// Sessions are matched by the step's id, roles of templates by their logical id. A session is
// compared as it is at its issue; one that is only before or only after is compared with nothing.
// Who reaches which role is compared over all chains. Trust and resource policies are compared for
// everybody whom they can tell apart (principals.h).
#pragma once

#include <cstdint>
#include <deque>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mocks/base/diagnostic.h"
#include "sim/grants/grants.h"
#include "sim/load/load.h"
#include "sim/run/run.h"

namespace rolechain {

enum class DiffKind : std::uint8_t { scenario, cloudformation, policy, trust, resource };
std::string_view diff_kind_name(DiffKind kind);  // "scenario"

struct DiffOptions {
  LoadOptions load;
  std::string account = "123456789012";           // of a template's stack
  std::string region = "us-east-1";               // of a template's stack
  std::map<std::string, std::string> parameters;  // of both templates
  // What a policy is: DiffKind::policy (identity), trust or resource. Nothing: what it looks like.
  std::optional<DiffKind> policy_kind;
};

// One of the two files, opened. Owns what its sessions point to.
struct DiffSide {
  struct Subject {
    std::string name;  // of the step, or the role's key
    std::string role;  // its name; "" for users
    GrantSubject subject;
    SourceSpan where;
  };
  std::string path;
  DiffKind kind = DiffKind::scenario;
  std::shared_ptr<const Scenario> scenario;    // null for policies
  std::shared_ptr<const Execution> execution;  // of scenarios
  std::deque<Session> sessions;                // of templates: one for each role and user
  PolicyRef policy;
  std::vector<Subject> subjects;
};

// Errors: those of loading; not-comparable for a file that is none of these;
// policy-kind-unclear.
std::expected<DiffSide, Diagnostics> open_diff_side(Loader& loader, Sources& sources,
                                                    FileReader& reader, const std::string& path,
                                                    const DiffOptions& options);

enum class Presence : std::uint8_t { both, added, removed };

struct SubjectDiff {
  std::string name;
  std::string role;
  Presence presence = Presence::both;
  GrantVerdict verdict;  // extra: what the change grants; missing: what it takes
  SourceSpan where;      // of the step or role, after the change where it is there
};

// A role that a workload or user reaches by some chain on one side only.
struct ReachChange {
  std::string from;
  std::string role;
  bool gained = false;
  std::string path;  // "web → base → writer"
};

// What one principal, or everybody of an account, may do by a trust or resource policy on one side
// only.
struct TrustChange {
  std::string role;   // its key; of policies alone: the policy's name
  std::string words;  // "allows arn:… to call sts:AssumeRole, when StringEquals sts:ExternalId: x"
  bool gained = false;
  SourceSpan where;            // of the statement that allows it
  std::string who;             // "arn:aws:iam::…:role/app", "any principal of account 111111111111"
  GrantDifference difference;  // with a request that shows it
  std::string caller;          // who makes that request: one of them
};

struct DiffReport {
  std::string before;  // paths
  std::string after;
  DiffKind kind = DiffKind::scenario;
  std::vector<SubjectDiff> subjects;  // in the order of the file before, new ones behind
  std::vector<ReachChange> reach;
  std::vector<TrustChange> trusts;
  Diagnostics undecided;  // of the chains and of trust

  enum class Status : std::uint8_t { equal, different, undecided };
  // Undecided where anything is: a difference that is known may not be the only one.
  [[nodiscard]] Status status() const;
  [[nodiscard]] bool differs() const;
};

// REQUIRES: both are of one kind; they and their loader outlive the report.
DiffReport make_diff(const DiffSide& before, const DiffSide& after);

// For a terminal, for a pull request, for programs (sim/report/json-report.md).
std::string to_text(const DiffReport& report);
std::string to_markdown(const DiffReport& report);

}  // namespace rolechain
