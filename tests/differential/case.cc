#include "tests/differential/case.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/json.h"
#include "tests/differential/catalog.h"
#include "tests/differential/policy_writer.h"
#include "tests/differential/rng.h"

namespace rolechain::differential {
namespace {

constexpr std::string_view kProvider =
    "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com";

std::string in_account(std::string_view text, std::string_view account) {
  std::string out(text);
  if (const std::size_t at = out.find("ACC"); at != std::string::npos) out.replace(at, 3, account);
  return out;
}

class Maker {
 public:
  Maker(Case& out, std::uint64_t seed) : out_(out), rng_(seed, out.number) {}

  void make() {
    make_caller();
    const bool federated = out_.bearer.caller.kind == Caller::Kind::federated;
    const CatalogCall& call = federated ? web_identity_call() : rng_.one_of(catalog());
    out_.resource_account = federated || rng_.chance(60) ? kApp : kData;
    out_.call.action = call.action;
    out_.call.resource = in_account(call.resource, out_.resource_account);
    if (call.resource == "*") out_.resource_account = kApp;
    out_.call.resource_account = out_.resource_account;
    out_.world.region = "eu-west-1";
    make_context(call);
    make_subject(call);
    make_organization();
    make_resource(call);
    make_endpoint();
    fill_identity();
  }

 private:
  // Our parser refuses some of what the writer makes (a variable that is none, …): it writes
  // another.
  PolicyRef policy(PolicyType type, std::string_view sid) {
    for (int attempt = 0; attempt < 20; ++attempt) {
      const SourceFile& file =
          out_.sources.add(std::string(sid), write_policy(rng_, subject_, type, sid));
      const Result<Node> node = parse_json(file);
      if (!node) {
        refuse(node.error().code);
        continue;
      }
      ParsedDocument parsed = parse_document(*node, type);
      const auto stops = [](const Diagnostic& d) { return d.severity >= Severity::error; };
      const auto problem = std::ranges::find_if(parsed.diagnostics, stops);
      if (problem == parsed.diagnostics.end()) {
        return std::make_shared<const CompiledPolicy>(std::string(sid), std::move(parsed.document));
      }
      refuse(problem->code + ": " + problem->message);
    }
    return nullptr;
  }

  void refuse(std::string why) {
    if (out_.refused++ == 0) out_.first_refusal = std::move(why);
  }

  void make_caller() {
    const std::size_t dice = rng_.below(100);
    if (dice < 50) {
      make_role();
    } else if (dice < 75) {
      make_user(Session::Kind::user);
    } else if (dice < 85) {
      make_user(Session::Kind::federated_user);
    } else if (dice < 90) {
      Session& session = start_session(Session::Kind::root);
      session.arn = account_root_arn(kApp);
    } else if (dice < 94) {
      out_.bearer.caller.kind = Caller::Kind::service;
      out_.bearer.caller.service = "sns.amazonaws.com";
    } else if (dice < 97) {
      out_.bearer.caller.kind = Caller::Kind::federated;
      out_.bearer.caller.federated = rng_.chance(70) ? kProvider : "accounts.google.com";
    } else {
      out_.bearer.caller.kind = Caller::Kind::anonymous;
    }
  }

  Session& start_session(Session::Kind kind) {
    Session& session = out_.session.emplace();
    session.kind = kind;
    session.account = kApp;
    return session;
  }

  void make_role() {
    Role role;
    role.key = role.name = "app";
    role.account = kApp;
    role.path = rng_.chance(25) ? "/team/" : "/";
    role.service_linked = rng_.chance(4);
    if (role.service_linked) role.path = "/aws-service-role/sns.amazonaws.com/";
    role.unique_id = "AROAAPPAPPAPPAPPAPP12";
    role.arn = role_arn(kApp, role.path, role.name);
    role.tags = tags();
    Session& session = start_session(Session::Kind::role);
    session.session_name = "nightly";
    session.role_arn = role.arn;
    session.unique_id = role.unique_id;
    session.arn = assumed_role_arn(kApp, role.name, session.session_name);
    session.credentials.session_token = "token";
    session.issued_s = kNow_s - 3600;
    out_.world.roles.push_back(std::move(role));
  }

  void make_user(Session::Kind kind) {
    User user;
    user.key = user.name = "alice";
    user.account = kApp;
    user.unique_id = "AIDAALICEALICEALICE12";
    user.arn = user_arn(kApp, "/", user.name);
    user.tags = tags();
    Session& session = start_session(kind);
    session.user_arn = user.arn;
    session.unique_id = user.unique_id;
    session.arn = user.arn;
    if (kind == Session::Kind::federated_user) {
      session.session_name = "alice";
      session.arn = fmt::format("arn:aws:sts::{}:federated-user/alice", kApp);
      session.credentials.session_token = "token";
      session.issued_s = kNow_s - 3600;
    }
    out_.world.users.push_back(std::move(user));
  }

  Tags tags() {
    static constexpr std::array<std::string_view, 6> kTeams = {"orders", "payments", "orders/eu",
                                                               "*",      "Orders",   "b3JkZXJz"};
    if (rng_.chance(30)) return {};
    return {{"team", std::string(rng_.one_of(kTeams))}};
  }

  void add_entry(const CatalogKey& key) {
    ContextEntry entry;
    entry.key = key.key;
    entry.multi_valued = key.multi_valued;
    for (std::size_t n = key.multi_valued ? rng_.below(3) : 1; n > 0; --n) {
      entry.values.emplace_back(rng_.one_of(key.request));
    }
    if (key.multi_valued && entry.values.empty() && rng_.chance(60)) return;
    out_.call.context.push_back(std::move(entry));
    present_.push_back(&key);
  }

  void make_context(const CatalogCall& call) {
    const bool service = out_.bearer.caller.kind == Caller::Kind::service;
    for (const CatalogKey& key : call.keys) {
      if (rng_.chance(60)) add_entry(key);
    }
    for (const CatalogKey& key : global_keys()) {
      const bool of_services = key.key.starts_with("aws:SourceA");
      if (rng_.chance(of_services ? (service ? 80 : 0) : 22)) add_entry(key);
    }
  }

  void make_subject(const CatalogCall& call) {
    subject_.action = call.action;
    subject_.resource = out_.call.resource;
    for (const std::string_view near : call.near) {
      subject_.near.push_back(in_account(near, out_.resource_account));
    }
    for (int weight = 0; weight < 3; ++weight) {
      for (const CatalogKey* key : present_) subject_.keys.push_back(key);
    }
    for (const CatalogKey& key : call.keys) subject_.keys.push_back(&key);
    for (const CatalogKey& key : engine_keys()) subject_.keys.push_back(&key);
    subject_.keys.push_back(&rng_.one_of(global_keys()));
    add_principals();
  }

  void add_principals() {
    const auto add = [&](std::string_view kind, std::string_view value, int weight) {
      for (int i = 0; i < weight; ++i) {
        subject_.principals.push_back(fmt::format("{}={}", kind, value));
      }
    };
    const Caller caller = out_.caller();
    if (!caller.account.empty()) {
      add("AWS", caller.arn, 6);
      add("AWS", account_root_arn(kApp), 5);
      add("AWS", kApp, 2);
    }
    if (!caller.role_arn.empty()) add("AWS", caller.role_arn, 6);
    if (!caller.user_arn.empty()) add("AWS", caller.user_arn, 4);
    if (!caller.unique_id.empty()) add("AWS", caller.unique_id, 1);
    if (!caller.service.empty()) add("Service", caller.service, 8);
    if (!caller.federated.empty()) add("Federated", caller.federated, 12);
    add("Federated", kProvider, caller.federated.empty() ? 0 : 2);
    add("AWS", account_root_arn(kOther), 1);
    add("AWS", role_arn(kApp, "/", "application"), 1);
    add("AWS", user_arn(kApp, "/", "alice-admin"), 1);
    add("Service", "ec2.amazonaws.com", 1);
  }

  void make_organization() {
    if (rng_.chance(35)) return;
    Organization organization;
    organization.id = "o-acme1234ab";
    organization.root_id = "r-acme";
    organization.management_account = rng_.chance(8) ? kApp : "999999999999";
    fill_level(organization.root, "root", "r");
    if (rng_.chance(30)) {
      OrganizationalUnit unit;
      unit.key = "workloads";
      unit.id = "ou-acme-workload";
      fill_level(unit.level, "ou workloads", "u");
      organization.units.push_back(std::move(unit));
    }
    const bool units = !organization.units.empty();
    out_.world.organization = std::move(organization);
    for (const std::string_view id : {kApp, kData}) {
      Account account;
      account.key = account.id = id;
      account.in_organization = id == kApp || rng_.chance(80);
      if (units) account.unit = "workloads";
      fill_level(account.level, fmt::format("account {}", id), id == kApp ? "a" : "d");
      out_.world.accounts.push_back(std::move(account));
    }
  }

  void fill_level(PolicyLevel& level, std::string label, std::string_view sid) {
    level.label = std::move(label);
    if (rng_.chance(30)) {
      if (PolicyRef scp = policy(PolicyType::scp, fmt::format("scp{}", sid))) {
        level.scps.push_back(std::move(scp));
        level.full_aws_access = rng_.chance(85);
      }
    }
    if (rng_.chance(15)) {
      if (PolicyRef rcp = policy(PolicyType::rcp, fmt::format("rcp{}", sid))) {
        level.rcps.push_back(std::move(rcp));
      }
    }
  }

  void make_resource(const CatalogCall& call) {
    if (call.resource == "*") return;
    const bool trust = call.action.starts_with("sts:");
    if (call.resource.starts_with("arn:aws:iam") && (trust || rng_.chance(50))) {
      Role role;
      role.key = role.name = "writer";
      role.account = out_.resource_account;
      role.arn = out_.call.resource;
      role.tags = tags();
      if (rng_.chance(92)) role.trust = policy(PolicyType::trust, "t");
      out_.world.roles.push_back(std::move(role));
      return;
    }
    if (call.resource.starts_with("arn:aws:iam")) return;
    Resource resource;
    resource.key = "target";
    resource.account = out_.resource_account;
    // A bucket's policy is its objects', too.
    const std::size_t slash = out_.call.resource.find('/');
    const bool object = out_.call.resource.starts_with("arn:aws:s3") && slash != std::string::npos;
    resource.arn = object ? out_.call.resource.substr(0, slash) : out_.call.resource;
    resource.tags = tags();
    const bool kms = call.action.starts_with("kms:");  // a key always has a policy
    if (call.resource_policy && (kms || rng_.chance(65))) {
      resource.policy = policy(PolicyType::resource, "p");
    }
    out_.world.resources.push_back(std::move(resource));
  }

  void make_endpoint() {
    if (!out_.session || !rng_.chance(8)) return;
    Resource endpoint;
    endpoint.key = "endpoint";
    endpoint.arn = fmt::format("arn:aws:ec2:eu-west-1:{}:vpc-endpoint/vpce-0e1", kApp);
    endpoint.account = kApp;
    endpoint.policy = policy(PolicyType::endpoint, "e");
    if (endpoint.policy == nullptr) return;
    out_.world.resources.push_back(std::move(endpoint));
    out_.call.context.push_back({"aws:SourceVpce", {"vpce-0e1"}});
  }

  void fill_identity() {
    if (!out_.session) return;
    std::vector<AttachedPolicy> policies;
    for (std::size_t i = 0, count = rng_.between(0, 3); i < count; ++i) {
      const std::string sid = fmt::format("i{}", i);
      if (PolicyRef made = policy(PolicyType::identity, sid)) {
        policies.push_back({sid, {}, std::move(made)});
      }
    }
    PolicyRef boundary = rng_.chance(25) ? policy(PolicyType::boundary, "b") : nullptr;
    Session& session = *out_.session;
    if (session.kind == Session::Kind::role) {
      out_.world.roles.front().policies = std::move(policies);
      out_.world.roles.front().boundary = std::move(boundary);
    } else if (session.kind != Session::Kind::root) {
      out_.world.users.front().policies = std::move(policies);
      out_.world.users.front().boundary = std::move(boundary);
    }
    const bool federated = session.kind == Session::Kind::federated_user;
    if (federated || (session.kind == Session::Kind::role && rng_.chance(25))) {
      if (PolicyRef made = policy(PolicyType::session, "s")) {
        session.has_session_policy = true;
        session.session_policies.push_back(std::move(made));
      }
    }
  }

  Case& out_;
  Rng rng_;
  PolicySubject subject_;
  std::vector<const CatalogKey*> present_;
};

}  // namespace

Caller Case::caller() const { return session ? caller_of(world, *session) : bearer.caller; }

std::unique_ptr<Case> make_case(std::uint64_t seed, std::uint64_t number) {
  auto made = std::make_unique<Case>();
  made->number = number;
  Maker(*made, seed).make();
  return made;
}

Verdict decide_case(const Case& one) {
  Verdict verdict;
  verdict.decision = one.session
                         ? authorize(one.world, *one.session, one.call, kNow_s, &verdict.trace)
                         : authorize(one.world, one.bearer, one.call, kNow_s, &verdict.trace);
  return verdict;
}

}  // namespace rolechain::differential
