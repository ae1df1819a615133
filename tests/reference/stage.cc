#include "tests/reference/stage.h"

#include <algorithm>
#include <array>

#include "mocks/base/arn.h"
#include "mocks/iam/authorizer.h"

namespace rolechain::reference {
namespace {

using Kind = Principal::Kind;

constexpr std::string_view kEndpointArn = "arn:aws:ec2:us-east-1:111111111111:vpc-endpoint/vpce-1";

std::vector<PolicyRef> compiled(const Picks& picks) {
  std::vector<PolicyRef> out;
  for (const Pick pick : picks) out.push_back(pick->compiled);
  return out;
}

std::vector<AttachedPolicy> attached(const Picks& picks) {
  std::vector<AttachedPolicy> out;
  for (const Pick pick : picks) out.push_back({"p", {}, pick->compiled});
  return out;
}

Documents documents(const Picks& picks) {
  Documents out;
  for (const Pick pick : picks) out.push_back(&pick->json);
  return out;
}

ContextEntry through_endpoint() {
  ContextEntry out;
  out.key = "aws:SourceVpce";
  out.values = {"vpce-1"};
  return out;
}

PolicyRef ref(Pick pick) { return pick == nullptr ? nullptr : pick->compiled; }

// Whether two scenes differ in their policies alone: what the request is and holds stays the same.
bool same_request(const Scene& a, const Scene& b) {
  const auto same_entry = [](const ContextEntry& x, const ContextEntry& y) {
    return x.key == y.key && x.values == y.values && x.multi_valued == y.multi_valued;
  };
  return a.kind == b.kind && a.service_linked == b.service_linked &&
         a.service_linked_target == b.service_linked_target && a.session_token == b.session_token &&
         a.mfa == b.mfa && a.same_account == b.same_account &&
         a.caller_belongs == b.caller_belongs && a.owner_belongs == b.owner_belongs &&
         a.action == b.action && a.resource == b.resource &&
         (a.endpoint == nullptr) == (b.endpoint == nullptr) &&
         std::ranges::equal(a.context, b.context, same_entry);
}

Verdict verdict_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::allowed:
      return Verdict::allowed;
    case Outcome::implicitly_denied:
      return Verdict::implicitly_denied;
    case Outcome::explicitly_denied:
      return Verdict::explicitly_denied;
  }
  return Verdict::implicitly_denied;
}

Account account(std::string_view key, std::string_view id) {
  Account out;
  out.key = key;
  out.id = id;
  out.level.label = "account " + out.key;
  return out;
}

OrganizationalUnit unit(std::string_view key) {
  OrganizationalUnit out;
  out.key = key;
  out.id = "ou-" + out.key;
  out.level.label = "ou " + out.key;
  return out;
}

}  // namespace

Stage::Stage() {
  full_access_ = Json::parse(R"({"Version":"2012-10-17","Statement":
      [{"Effect":"Allow","Action":"*","Resource":"*"}]})");
  rcp_full_access_ = Json::parse(R"({"Version":"2012-10-17","Statement":
      [{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]})");
  world_.accounts = {account("home", kHome), account("away", kAway)};

  Role app;
  app.key = app.name = "app";
  app.account = kHome;
  app.path = "/team/";
  app.unique_id = kRoleId;
  app.arn = kRole;
  app.tags = {{"team", "a"}, {"v", "x*"}};
  world_.roles.push_back(app);

  User alice;
  alice.key = alice.name = "alice";
  alice.account = kHome;
  alice.path = "/team/";
  alice.unique_id = kUserId;
  alice.arn = kUser;
  alice.tags = app.tags;
  alice.groups = {"devs"};
  world_.users.push_back(alice);

  Group devs;
  devs.key = devs.name = "devs";
  devs.account = kHome;
  devs.arn = "arn:aws:iam::111111111111:group/devs";
  world_.groups.push_back(devs);
}

void Stage::set_accounts(const Scene& scene) {
  Organization organization;
  organization.id = "o-acme";
  organization.root_id = "r-root";
  organization.management_account = "999999999999";
  organization.root.label = "root";
  organization.units = {unit("homes"), unit("aways")};
  const auto place = [&](Account& account, Belongs belongs, std::string_view ou) {
    account.in_organization = belongs != Belongs::outside;
    account.unit = belongs == Belongs::member ? ou : std::string_view();
    account.level.full_aws_access = true;
    if (belongs == Belongs::management) organization.management_account = account.id;
  };
  place(world_.accounts[0], scene.caller_belongs, "homes");
  place(world_.accounts[1], scene.owner_belongs, "aways");
  world_.organization = std::move(organization);
}

void Stage::set_guardrails(const Scene& scene) {
  Organization& organization = *world_.organization;
  const auto levels = [&](std::size_t i) {
    return std::array{&organization.root, &organization.units[i].level, &world_.accounts[i].level};
  };
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
    for (PolicyLevel* level : levels(i)) {
      level->scps.clear();
      level->rcps.clear();
      level->full_aws_access = true;
    }
  }
  const auto scp_levels = levels(0);
  const auto rcp_levels = levels(scene.same_account ? 0 : 1);
  for (std::size_t i = 0; i < 3; ++i) {
    scp_levels.at(i)->scps = compiled(scene.scps.at(i));
    scp_levels.at(i)->full_aws_access = scene.full_access.at(i);
    rcp_levels.at(i)->rcps = compiled(scene.rcps.at(i));
  }
}

// The resource itself, the caller's role and user; their policies come with set_policies().
void Stage::set_resource(const Scene& scene) {
  world_.resources.clear();
  world_.roles.resize(1);
  const auto add = [&](std::string_view arn, std::string_view owner) {
    Resource resource;
    resource.key = resource.arn = arn;
    resource.account = owner;
    resource.tags = {{"team", "a"}};
    world_.resources.push_back(std::move(resource));
  };
  if (scene.endpoint != nullptr) add(kEndpointArn, kHome);
  const std::vector<std::string> parts = split(scene.resource, ':', 6);
  if (parts.size() != 6 || scene.resource == kRole) return;
  if (parts[2] == "iam" && parts[5].starts_with("role/")) {
    Role target;
    target.key = "target";
    target.name = parts[5].substr(parts[5].rfind('/') + 1);
    target.account = parts[4];
    target.path = parts[5].substr(4, parts[5].rfind('/') - 3);
    target.arn = scene.resource;
    target.unique_id = "AROATARGET";
    target.service_linked = scene.service_linked_target;
    world_.roles.push_back(std::move(target));
  } else if (parts[2] == "s3") {
    add("arn:aws:s3:::" + split(parts[5], '/', 2)[0], scene.owner());
  } else {
    add(scene.resource, scene.owner());
  }
}

void Stage::set_policies(const Scene& scene) {
  Role& role = world_.roles[0];
  User& user = world_.users[0];
  Group& group = world_.groups[0];
  const bool session_of_role = scene.kind == Kind::role_session;
  role.policies.clear();
  user.policies.clear();
  group.policies.clear();
  role.trust = nullptr;
  (session_of_role ? role.policies : user.policies) = attached(scene.identity);
  // The last of a user's several policies comes from the group.
  if (user.policies.size() > 1) {
    group.policies = {user.policies.back()};
    user.policies.pop_back();
  }
  role.boundary = user.boundary = ref(scene.boundary);
  session_.has_session_policy = scene.session.has_value();
  session_.session_policies = scene.session ? compiled(*scene.session) : std::vector<PolicyRef>();
  if (scene.endpoint != nullptr) world_.resources[0].policy = scene.endpoint->compiled;
  if (scene.resource == kRole) {
    role.trust = ref(scene.resource_policy);
  } else if (world_.roles.size() > 1) {
    world_.roles[1].trust = ref(scene.resource_policy);
  } else if (world_.resources.size() > (scene.endpoint == nullptr ? 0U : 1U)) {
    world_.resources.back().policy = ref(scene.resource_policy);
  }
}

void Stage::set_session(const Scene& scene) {
  world_.roles[0].service_linked = scene.service_linked;
  Session out;
  out.account = kHome;
  out.issued_s = kMoment_s - 60;
  out.mfa = scene.mfa;
  if (scene.kind == Kind::root) {
    out.kind = Session::Kind::root;
    out.arn = account_root_arn(kHome);
    out.unique_id = kHome;
  } else if (scene.kind == Kind::role_session) {
    out.kind = Session::Kind::role;
    out.arn = kSession;
    out.role_arn = kRole;
    out.unique_id = world_.roles[0].unique_id;
    out.session_name = "session";
  } else {
    const bool federated = scene.kind == Kind::federated_user;
    out.kind = scene.session_token ? Session::Kind::user_token : Session::Kind::user;
    if (federated) out.kind = Session::Kind::federated_user;
    out.arn = federated ? kFederated : kUser;
    out.user_arn = kUser;
    out.unique_id = world_.users[0].unique_id;
    if (federated) out.session_name = "bob";
  }
  if (out.kind != Session::Kind::user && out.kind != Session::Kind::root) {
    out.credentials.session_token = "token";
    out.expires_s = kMoment_s + 3600;
  }
  session_ = std::move(out);
}

void Stage::set_scene(const Scene& scene) {
  const bool new_request = !placed_ || !same_request(scene, *placed_);
  if (new_request) {
    set_accounts(scene);
    set_resource(scene);
    set_session(scene);
    call_ = {};
    call_.action = scene.action;
    call_.resource = scene.resource;
    call_.context = scene.context;
    call_.resource_account = std::string(scene.owner());
    if (scene.endpoint != nullptr) call_.context.push_back(through_endpoint());
  }
  set_guardrails(scene);
  set_policies(scene);
  Caller caller;
  if (scene.signed_caller()) {
    caller = caller_of(world_, session_);
  } else if (scene.kind == Kind::service) {
    caller.kind = Caller::Kind::service;
    caller.service = kService;
  } else if (scene.kind == Kind::web_identity) {
    caller.kind = Caller::Kind::federated;
    caller.federated = kProvider;
  }
  caller_ = std::move(caller);
  if (!new_request) return;
  set_context(scene, call_);
  placed_ = scene;
}

void Stage::set_context(const Scene& scene, const ApiCall& call) {
  const Session* session = scene.signed_caller() ? &session_ : nullptr;
  context_ = make_context(world_, caller_, session, call, scene.owner(), kMoment_s);
  request_context_.clear();
  for (const ContextEntry& entry : context_.all()) {
    request_context_.push_back({entry.key, entry.values, entry.multi_valued});
  }
}

Verdict Stage::ask_authorize(const Scene& scene) {
  set_scene(scene);
  if (scene.signed_caller()) {
    return verdict_of(authorize(world_, session_, call_, kMoment_s).outcome);
  }
  return verdict_of(authorize(world_, UnsignedCaller{caller_, {}}, call_, kMoment_s).outcome);
}

Verdict Stage::decide_scene(const Scene& scene, Trace* trace) {
  set_scene(scene);
  const Session* session = scene.signed_caller() ? &session_ : nullptr;
  const std::string action = lower(scene.action);
  PoliciesInPlay policies = gather(world_, caller_, session, action, scene.resource, scene.owner());
  policies.endpoint = endpoint_policy(world_, context_);
  return verdict_of(decide(policies, {&caller_, action, scene.resource, &context_}, trace).outcome);
}

Verdict Stage::ask_pieces(const Scene& scene) { return decide_scene(scene, nullptr); }

Verdict Stage::ask_traced(const Scene& scene) {
  Trace trace;
  return decide_scene(scene, &trace);
}

Verdict Stage::ask_reference(const Scene& scene) {
  set_scene(scene);
  return evaluate_in_place(scene);
}

Verdict Stage::evaluate_in_place(const Scene& scene) const {
  Question out;
  out.caller.kind = scene.kind;
  out.caller.service_linked = scene.service_linked;
  out.caller.session_token = scene.session_token;
  out.caller.mfa = scene.mfa;
  switch (scene.kind) {
    case Kind::anonymous:
      break;
    case Kind::root:
      out.caller.arn = "arn:aws:iam::111111111111:root";
      break;
    case Kind::user:
      out.caller.arn = kUser;
      out.caller.unique_id = kUserId;
      break;
    case Kind::role_session:
      out.caller.arn = kSession;
      out.caller.role_arn = kRole;
      out.caller.unique_id = kRoleId;
      break;
    case Kind::federated_user:
      out.caller.arn = kFederated;
      out.caller.user_arn = kUser;
      break;
    case Kind::web_identity:
      out.caller.provider = kProvider;
      break;
    case Kind::service:
      out.caller.service = kService;
      break;
  }
  out.action = scene.action;
  out.resource = scene.resource;
  out.context = &request_context_;
  out.service_linked_target = scene.service_linked_target;
  out.identity = documents(scene.identity);
  if (scene.boundary != nullptr) out.boundary = &scene.boundary->json;
  if (scene.session) out.session = documents(*scene.session);
  if (scene.resource_policy != nullptr) out.resource_policy = &scene.resource_policy->json;
  if (scene.endpoint != nullptr) out.endpoint = &scene.endpoint->json;

  const Belongs owner_belongs = scene.same_account ? scene.caller_belongs : scene.owner_belongs;
  OrgAccount home{std::string(kHome), scene.caller_belongs == Belongs::member, {}, {}};
  OrgAccount owner{std::string(scene.owner()), owner_belongs == Belongs::member, {}, {}};
  for (std::size_t i = 0; i < 3; ++i) {
    home.scps.push_back(documents(scene.scps.at(i)));
    if (scene.full_access.at(i)) home.scps.back().push_back(&full_access_);
    owner.rcps.push_back(documents(scene.rcps.at(i)));
    owner.rcps.back().push_back(&rcp_full_access_);
  }
  if (scene.signed_caller()) out.caller_account = &home;
  out.resource_account = &owner;
  return evaluate(out);
}

std::optional<std::string> Stage::compare(const Scene& scene, Verdict product, Verdict reference,
                                          std::string_view how) {
  if (product == reference) return std::nullopt;
  std::string out = describe(scene);
  out += "product:   " + std::string(word(product)) + " (" + std::string(how) + ")\n";
  out += "reference: " + std::string(word(reference)) + "\n";
  return out;
}

std::optional<std::string> Stage::disagreement(const Scene& scene) {
  if (compared_ % 32 == 0) return any_disagreement(scene, {});
  const Verdict reference = ask_reference(scene);
  count(reference);
  return compare(scene, ask_pieces(scene), reference, "pieces");
}

std::optional<std::string> Stage::any_disagreement(const Scene& scene,
                                                   const std::vector<NextRequest>& more) {
  const Verdict reference = ask_reference(scene);
  count(reference);
  auto found = compare(scene, ask_pieces(scene), reference, "pieces");
  if (!found) found = compare(scene, ask_traced(scene), reference, "with a trace");
  if (!found) found = compare(scene, ask_authorize(scene), reference, "authorize");
  if (found) return found;

  const UnsignedCaller unsigned_caller{caller_, {}};
  const auto prepared = scene.signed_caller()
                            ? std::make_unique<Authorizer>(world_, session_)
                            : std::make_unique<Authorizer>(world_, unsigned_caller);
  std::vector<NextRequest> requests = more;
  requests.push_back({scene.action, scene.resource, scene.context});
  for (const NextRequest& request : requests) {
    ApiCall call = call_;
    call.action = request.action;
    call.resource = request.resource;
    call.context = request.context;
    if (scene.endpoint != nullptr) call.context.push_back(through_endpoint());
    const Verdict product = verdict_of(prepared->authorize(call, kMoment_s).outcome);
    Scene next = scene;
    next.action = request.action;
    next.resource = request.resource;
    next.context = request.context;
    set_context(scene, call);
    const Verdict again = evaluate_in_place(next);
    if (&request != &requests.back()) count(again);
    found = compare(next, product, again, "Authorizer");
    if (found) break;
  }
  placed_.reset();  // the context is that of the last request
  return found;
}

void Stage::count(Verdict verdict) {
  ++compared_;
  allowed_ += verdict == Verdict::allowed ? 1 : 0;
  denied_ += verdict == Verdict::explicitly_denied ? 1 : 0;
}

}  // namespace rolechain::reference
