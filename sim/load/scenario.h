// A scenario file, read and checked: one world, steps that act in it, and what is expected.
// The format is documented by the JSON Schema that `rolechain schema` prints.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "mocks/base/clock.h"
#include "mocks/base/diagnostic.h"
#include "mocks/base/node.h"
#include "mocks/cloud/world.h"
#include "mocks/iam/authorize.h"

namespace rolechain {

// ---- workloads: who runs, and where its first credentials come from ------------------------

struct ImdsSettings {
  bool tokens_required = false;  // `tokens: required | optional`
  int hop_limit = 1;
  int hops = 1;  // between the workload and its service: 2 from a container behind a bridge
  // What a token's answer beyond the limit looks like to the client: networks do either.
  enum class Beyond : std::uint8_t { hang, reset } beyond_limit = Beyond::hang;
  bool enabled = true;
};

struct Workload {
  enum class Type : std::uint8_t {
    ec2,
    ecs_task,
    eks_irsa,
    eks_pod_identity,
    lambda,
    user,
    github_actions,
  };
  std::string key;
  Type type = Type::ec2;
  std::string account;      // id
  std::string role_arn;     // ecs, eks, lambda, github; ec2: through the profile
  std::string instance_id;  // ec2; the world holds the Instance
  ImdsSettings imds;
  std::string task_id;   // ecs
  std::string cluster;   // ecs, eks
  std::string function;  // lambda: its name
  std::string issuer;    // irsa, github: without https://
  std::string audience;  // irsa, github
  std::string space;     // eks: Kubernetes namespace
  std::string service_account;
  std::string pod;
  std::string subject;   // github: repo:OWNER/REPO:ref:refs/heads/main
  std::string user_arn;  // user
  // `knows: { external_ids: … }`: those that were told to whoever runs it; nothing: any may be.
  std::optional<std::vector<std::string>> known_external_ids;
  SourceSpan span;
};

// ---- what is expected of one side of a decision ---------------------------------------------

// `because:` in all its forms. As one word or label: `{any: "duration"}`. As a map by side:
// {"identity": "base/hop#AssumeWriter", "trust": "condition-not-met"}.
struct Because {
  std::map<std::string, std::string> sides;  // key "any" where no side was named
  SourceSpan span;
};

struct StepExpect {
  enum class Result : std::uint8_t { unsaid, ok, allow, deny, error };
  Result result = Result::unsaid;
  std::string error;  // AWS's code; with Result::error
  std::optional<int> http;
  std::optional<std::string> message;   // exact, blanks folded
  std::optional<std::string> identity;  // the session's ARN
  std::optional<std::int64_t> lifetime_s;
  std::optional<Because> because;
  SourceSpan span;
};

// ---- steps ------------------------------------------------------------------------------------

// `get: credentials` of a workload.
struct GetCredentials {
  std::string workload;  // key
};

// `assume:` (with: everything AssumeRole takes) and `assume_web_identity:` (a workload's token).
struct Assume {
  std::string role_arn;
  std::string session_name;  // empty: the step's id
  std::optional<std::string> external_id;
  std::optional<std::int64_t> duration_s;
  Tags tags;
  std::vector<std::string> transitive_tag_keys;
  std::optional<std::string> source_identity;
  std::optional<std::string> policy;  // JSON text of the session policy
  std::vector<std::string> policy_arns;
  std::optional<std::string> mfa_serial;
  std::optional<std::string> mfa_code;
};
struct AssumeWebIdentity {
  std::string workload;  // whose token
  Assume with;
};
struct GetSessionToken {
  std::optional<std::int64_t> duration_s;
  std::optional<std::string> mfa_serial;
  std::optional<std::string> mfa_code;
};
struct GetFederationToken {
  std::string name;
  Assume with;  // policy, policy_arns, tags, duration
};

// `call:` … `on:`. sts:GetCallerIdentity is a call like any other.
struct Call {
  std::string action;
  std::string resource = "*";
};

// `api:` an operation that changes the world, done by its owner: iam:AddRoleToInstanceProfile,
// ec2:AssociateIamInstanceProfile … with `with:`. Values are names, ids or ARNs.
struct Api {
  std::string operation;
  std::map<std::string, std::string> with;
};

struct Advance {
  std::int64_t seconds = 0;
};

// `set:` {"/roles/orders_writer/trust": …}: the rest of the run sees the changed file.
struct Set {
  std::vector<std::pair<std::string, Node>> changes;
};

// `refresh:` asks the workload's endpoint again; the step's id names the new session.
struct Refresh {
  std::string session;
};

// `fault: throttling, of: sts, times: 2`: the next requests to a service, or to a workload's
// credential endpoint, fail for no fault of the policies.
struct Fault {
  enum class Kind : std::uint8_t { throttling, unavailable };
  Kind kind = Kind::throttling;
  std::string of;  // prefix of a service ("sts", "dynamodb"), or a workload's key
  std::int64_t times = 1;
};

using Action = std::variant<GetCredentials, Assume, AssumeWebIdentity, GetSessionToken,
                            GetFederationToken, Call, Api, Advance, Set, Refresh, Fault>;

struct Step {
  std::string id;  // "" where the step has none
  std::string as;  // id of the step whose session acts; "" where none is needed
  Action action;
  std::vector<ContextEntry> context;
  StepExpect expect;
  std::string path;  // JSON pointer of the step, for reports: "/steps/3"
  SourceSpan span;
};

// ---- expectations over the whole run ------------------------------------------------------------

// `when:` of an intended grant: in which contexts of a request it holds.
struct IntentWhen {
  // some: allowed in some context, which the sender may choose (nothing was said). always: in every
  // one. condition: in those where all `tests` hold, and in no other.
  enum class Form : std::uint8_t { some, always, condition };
  Form form = Form::some;
  std::vector<ConditionTest> tests;  // IAM's own Condition block
};

struct GrantIntent {
  std::vector<std::string> actions;    // patterns
  std::vector<std::string> resources;  // patterns
  std::optional<std::string> because;  // label of the statement that must be the reason
  SourceSpan span;
  IntentWhen when = {};
};

struct SessionGrants {
  std::string session;  // id of the step
  // refuted: `grants` is an intent that the proof must find wrong, in the ways that `extra` and
  // `missing` name and in no other kind of way.
  enum class Form : std::uint8_t { listed, none, same, refuted } form = Form::listed;
  std::vector<GrantIntent> grants;
  std::vector<GrantIntent> extra;
  std::vector<GrantIntent> missing;
  SourceSpan span;
};

struct MustDeny {
  std::string as;
  Call call;
  bool pattern = false;  // `call` or `on` stands for many requests: none may be allowed
  std::vector<ContextEntry> context;
  std::optional<std::string> error;
  std::optional<Because> because;
  std::string why;  // the author's note
  SourceSpan span;
};

struct LintExpect {
  std::string rule;
  std::string at;        // JSON pointer; empty: anywhere
  std::string severity;  // empty: any
  SourceSpan span;
};

struct Reach {
  std::string from;                // workload key; empty: any workload
  std::vector<std::string> roles;  // role keys
  SourceSpan span;
};

// Statements that some step must have been decided by; `all`: every one of the file's own.
struct Coverage {
  bool all = false;
  std::vector<std::string> statements;  // labels
  SourceSpan span;
};

struct Expect {
  std::optional<std::vector<SessionGrants>> grants;
  std::vector<SessionGrants> grants_at_least;
  std::vector<MustDeny> must_deny;
  std::vector<Reach> reach;                             // exactly these roles
  std::optional<std::vector<std::string>> unreachable;  // exactly these role keys: no workload
  std::optional<std::vector<LintExpect>> lint;          // exactly these findings
  std::vector<std::string> lint_absent;                 // rules without findings
  std::map<std::string, std::string> explain;           // step id → text, line for line
  std::optional<Coverage> coverage;
  std::map<std::string, StepExpect> steps;  // in `cases`: by step id
  SourceSpan span;
};

// One world, one change each, own expectations. Kept as changes to the file: the runner applies
// them and loads the result, so that a case can change anything that a file can say.
struct Case {
  std::string name;
  std::vector<std::pair<std::string, Node>> changes;  // JSON pointer → value
  Expect expect;
  SourceSpan span;
};

// Which condition keys a proof takes for the sender's choice. realistic: all but those that follow
// from session, world, time and ARN, and those that AWS never sends with the action. free: all that
// no `context:` gives: a proof is the stronger for it, a witness may be unreal.
enum class ContextModel : std::uint8_t { realistic, free };
std::string_view context_model_name(ContextModel model);

struct Scenario {
  std::string name;
  std::string description;
  std::vector<std::string> tags;
  std::string path;  // as given on the command line
  EpochSeconds clock_s = 0;
  std::uint64_t seed = 1;
  World world;
  std::vector<ContextEntry> context;  // keys of every request of the scenario
  ContextModel context_model = ContextModel::realistic;
  std::vector<Workload> workloads;
  std::vector<Step> steps;
  Expect expect;
  std::vector<Case> cases;
  // Where each entity's parts were written: "/roles/base/trust" → span. For lint and reports.
  std::map<std::string, SourceSpan> places;
  Diagnostics warnings;

  [[nodiscard]] const Workload* workload(std::string_view key) const;
  [[nodiscard]] const Step* step(std::string_view id) const;
};

}  // namespace rolechain
