#include "tests/reference/random_scene.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <string>

namespace rolechain::reference {
namespace {

using Kind = Principal::Kind;
using Strings = std::vector<std::string>;

// All of these are called inside rc::gen::exec, where `*generator` draws a value. The first of the
// choices is what a counterexample shrinks to.
std::string one_of(const Strings& choices) { return *rc::gen::elementOf(choices); }
bool chance(int percent) { return *rc::gen::inRange(0, 100) >= 100 - percent; }
std::size_t at_most(std::size_t most) { return *rc::gen::inRange<std::size_t>(0, most + 1); }

std::string nasty_text(std::size_t longest) {
  static const Strings kPieces = {"a", "b", "A",  "*", "?", "x*", ":",    "/",    "-",
                                  "1", "é", "日", "$", "{", "}",  "${*}", "${?}", "${$}"};
  std::string out;
  for (std::size_t left = at_most(longest); left > 0; --left) out += one_of(kPieces);
  return out;
}

std::string variable() {
  return one_of({"${aws:username}", "${aws:PrincipalTag/v}", "${aws:principaltag/TEAM}",
                 "${aws:RequestTag/k}", "${aws:TagKeys}", "${aws:PrincipalTag/none, 'a'}",
                 "${aws:RequestTag/k, 'x*'}", "${aws:userid}"});
}

std::string pattern_text() {
  if (chance(35)) return variable() + nasty_text(1);
  if (chance(20)) return nasty_text(2) + "*";
  return nasty_text(4);
}

struct Typed {
  Strings operators;
  Strings keys;
  Strings values;  // besides texts, for policies and requests alike
};

const std::vector<Typed>& typed_conditions() {
  static const std::vector<Typed> kAll = {
      {{"StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase"},
       {"aws:RequestTag/k", "aws:TagKeys", "aws:username", "aws:PrincipalTag/team",
        "aws:ResourceTag/team", "aws:PrincipalAccount", "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths", "aws:ResourceAccount", "aws:PrincipalType", "AWS:userid",
        "sts:ExternalId", "aws:SourceVpce", "aws:RequestedRegion", "aws:ResourceOrgID"},
       {"a", "111111111111", "o-acme", "222222222222", "alice", "AROAEXAMPLEEXAMPLE111:session",
        "o-acme/r-root/ou-homes/", "AssumedRole", "vpce-1", "us-east-1"}},
      {{"ArnLike", "ArnNotLike", "ArnEquals", "ArnNotEquals"},
       {"aws:PrincipalArn", "aws:SourceArn", "aws:RequestTag/k"},
       {"arn:aws:iam::111111111111:role/team/app", "arn:aws:iam::*:role/*",
        "arn:aws:iam::111111111111:user/team/alice", "arn:*:*:*:*:*",
        "arn:aws:iam::${aws:PrincipalAccount}:role/?eam/*", "arn:aws:s3:::a:b"}},
      {{"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericGreaterThanEquals"},
       {"sts:DurationSeconds", "s3:max-keys", "aws:EpochTime"},
       {"1", "900", "1.0", "-3", "1768467600", "0.5"}},
      {{"DateLessThan", "DateGreaterThan", "DateEquals", "DateNotEquals", "DateLessThanEquals"},
       {"aws:CurrentTime", "aws:EpochTime", "aws:TokenIssueTime", "aws:RequestTag/k"},
       {"2026-01-15T09:00:00Z", "1768467600", "2026-01-15", "2026-01-15T10:00:01+01:00", "0"}},
      {{"Bool"},
       {"aws:SecureTransport", "aws:MultiFactorAuthPresent", "aws:ViaAWSService",
        "aws:PrincipalIsAWSService"},
       {"true", "false", "True"}},
      {{"IpAddress", "NotIpAddress"},
       {"aws:SourceIp", "aws:VpcSourceIp"},
       {"10.0.0.1", "10.0.0.0/8", "0.0.0.0/0", "2001:db8::/32", "2001:DB8::1", "::/0"}},
      {{"Null"},
       {"aws:RequestTag/k", "aws:TagKeys", "aws:username", "aws:TokenIssueTime"},
       {"true", "false"}},
  };
  return kAll;
}

void add_condition(Json& statement) {
  const Typed typed = *rc::gen::elementOf(typed_conditions());
  std::string name = one_of(typed.operators);
  const bool texts = name.starts_with("String");
  if (name != "Null") {
    name = one_of({"", "", "ForAnyValue:", "ForAllValues:"}) + name;
    name += one_of({"", "", "IfExists"});
  }
  Json values = Json::array();
  for (std::size_t left = at_most(2) + 1; left > 0; --left) {
    values.push_back(texts && chance(50) ? pattern_text() : one_of(typed.values));
  }
  statement["Condition"][name][one_of(typed.keys)] = values;
}

Json random_principal() {
  const std::string type = one_of({"AWS", "AWS", "AWS", "AWS", "Service", "Federated"});
  const auto one = [&]() -> std::string {
    if (type == "Service") return one_of({"ec2.amazonaws.com", "s3.amazonaws.com"});
    if (type == "Federated") return one_of({std::string(kProvider), "accounts.google.com"});
    return one_of({"*", "111111111111", "arn:aws:iam::111111111111:root", std::string(kRole),
                   std::string(kSession), std::string(kUser), std::string(kFederated),
                   "222222222222", "arn:aws:iam::111111111111:role/app",
                   "arn:aws:iam::111111111111:user/alice", std::string(kRoleId),
                   std::string(kUserId), "AROAEXAMPLEEXAMPLE999",
                   "arn:aws:sts::111111111111:assumed-role/app/Session"});
  };
  Json out;
  for (std::size_t left = at_most(2) + 1; left > 0; --left) out[type].push_back(one());
  return out;
}

std::string action_pattern(PolicyType type) {
  if (type == PolicyType::trust) {
    return one_of({"sts:AssumeRole", "sts:*", "sts:AssumeRoleWithWebIdentity", "sts:TagSession",
                   "STS:assume*"});
  }
  return one_of({"*", "s3:*", "s3:GetObject", "S3:get?bject", "sqs:SendMessage", "sqs:*Message",
                 "kms:Decrypt", "kms:*", "sts:AssumeRole", "sts:*", "iam:*", "ssm:Get*", "s3:Put*",
                 "sqs:?*e*"});
}

std::string resource_pattern() {
  if (chance(40)) return "*";
  const std::string account = one_of({"*", "111111111111", "222222222222", "1*"});
  if (chance(50)) {
    const std::string partition = one_of({"arn:aws:s3:::", "arn:*:s3:::", "arn:AWS:s3:*:*:"});
    return partition + one_of({"bucket/", "*/", "b*", ""}) + pattern_text();
  }
  if (chance(10))
    return one_of({"arn:aws:sqs:*", "arn:aws:sqs:us-*", "arn:aws:s3:*", "arn:*:s3::*",
                   "arn:aws:sqs:us-east-1:1*", "arn:aws:kms:*:111111111111:*"});
  const Strings rest = {"sqs:us-east-1:" + account + ":q",          "sqs:*:" + account + ":*",
                        "sqs:US-EAST-?:" + account + ":Q",          "kms:*:" + account + ":key/*",
                        "iam::" + account + ":role/path/target",    "iam::" + account + ":role/*",
                        "ssm:us-east-1:" + account + ":parameter/?"};
  return "arn:aws:" + one_of(rest);
}

Json list_of(const auto& draw) {
  Json out = Json::array();
  for (std::size_t left = at_most(2) + 1; left > 0; --left) out.push_back(draw());
  return out;
}

Json random_statement(PolicyType type) {
  const bool denies_only = type == PolicyType::rcp;
  Json out;
  out["Effect"] = denies_only ? "Deny" : one_of({"Allow", "Allow", "Deny"});
  if (denies_only) {
    out["Principal"] = "*";
  } else if (type == PolicyType::resource || type == PolicyType::trust ||
             type == PolicyType::endpoint) {
    const bool except = out["Effect"] == "Deny" && type == PolicyType::resource && chance(30);
    out[except ? "NotPrincipal" : "Principal"] = random_principal();
  }
  const bool plain = type == PolicyType::trust || type == PolicyType::rcp;
  out[!plain && chance(15) ? "NotAction" : "Action"] =
      list_of([&] { return action_pattern(type); });
  if (type != PolicyType::trust) {
    out[!plain && chance(15) ? "NotResource" : "Resource"] = list_of(resource_pattern);
  }
  for (std::size_t left = chance(50) ? at_most(2) : 0; left > 0; --left) add_condition(out);
  return out;
}

class Drawer {
 public:
  explicit Drawer(Library& library) : library_(&library) {}

  // Each part is a generator of its own, drawn whether it is used or not: then one part shrinks
  // without disturbing the others.
  RandomScene draw() {
    RandomScene out;
    draw_request(out.scene);
    draw_policies(out.scene);
    const std::string resource = out.scene.resource;
    out.more = *rc::gen::resize(3, rc::gen::container<std::vector<NextRequest>>(
                                       rc::gen::exec([=] { return next_request(resource); })));
    return out;
  }

 private:
  static NextRequest next_request(const std::string& resource) {
    NextRequest out{random_action(resource), resource, {}};
    if (resource.starts_with("arn:aws:s3") && chance(60)) {
      out.resource = "arn:aws:s3:::bucket/" + object_name();
    }
    out.context = draw_context();
    return out;
  }

  // A few tries, then nothing: AWS refuses much of what can be made up.
  static Pick policy(Library& library, PolicyType type) {
    Json document;
    document["Version"] = "2012-10-17";
    if (chance(15)) document["Version"] = "2008-10-17";
    document["Statement"] = Json::array();
    for (std::size_t left = at_most(2) + 1; left > 0; --left) {
      document["Statement"].push_back(random_statement(type));
      if (library.find(type, document) == nullptr)
        document["Statement"].erase(document["Statement"].size() - 1);
    }
    return document["Statement"].empty() ? nullptr : library.find(type, document);
  }

  // Up to `most` policies, in so many of a hundred cases.
  Picks policies(int percent, PolicyType type, std::size_t most) {
    const auto draw = [library = library_, percent, type, most] {
      Picks out;
      for (std::size_t left = chance(percent) ? at_most(most - 1) + 1 : 0; left > 0; --left) {
        const Pick pick = *rc::gen::exec([library, type] { return policy(*library, type); });
        if (pick != nullptr) out.push_back(pick);
      }
      return out;
    };
    return *rc::gen::exec(draw);
  }

  Pick policy_or_none(int percent, PolicyType type) {
    const Picks picks = policies(percent, type, 1);
    return picks.empty() ? nullptr : picks.front();
  }

  static std::string object_name() { return chance(30) ? "dir/file" : nasty_text(5); }

  // Assuming is for roles alone: STS has no such call for anything else.
  static std::string random_action(const std::string& resource) {
    if (resource.find(":role/") != std::string::npos) {
      return one_of({"sts:AssumeRole", "STS:assumeROLE", "sts:TagSession", "iam:GetRole",
                     "sts:SetSourceIdentity"});
    }
    return one_of({"s3:GetObject", "sqs:SendMessage", "kms:Decrypt", "ssm:GetParameter",
                   "S3:PUTobject", "sqs:ReceiveMessage", "iam:GetUser", "sts:GetCallerIdentity",
                   "sts:GetSessionToken", "sts:GetFederationToken"});
  }

  static std::vector<ContextEntry> draw_context() { return *rc::gen::exec(context_entries); }

  static std::vector<ContextEntry> context_entries() {
    std::vector<ContextEntry> out;
    for (std::size_t left = at_most(3); left > 0; --left) {
      const Typed typed = *rc::gen::elementOf(typed_conditions());
      ContextEntry entry;
      entry.key = one_of(typed.keys);
      // Where it came from is the endpoint's business; who calls is the caller's.
      if (entry.key == "aws:SourceVpce") continue;
      entry.multi_valued = entry.key == "aws:TagKeys" || chance(10);
      const std::size_t count = entry.multi_valued ? at_most(2) : 1;
      for (std::size_t i = 0; i < count; ++i) {
        entry.values.push_back(chance(60) ? one_of(typed.values) : nasty_text(3));
      }
      const bool known = std::ranges::any_of(
          out, [&](const ContextEntry& other) { return same_ignoring_case(other.key, entry.key); });
      if (!known) out.push_back(std::move(entry));
    }
    return out;
  }

  static void draw_request(Scene& scene) {
    scene.kind = *rc::gen::element(Kind::role_session, Kind::role_session, Kind::role_session,
                                   Kind::user, Kind::user, Kind::federated_user, Kind::root,
                                   Kind::anonymous, Kind::web_identity, Kind::service);
    scene.service_linked = scene.kind == Kind::role_session && chance(5);
    const bool linked_target = chance(5);
    scene.session_token = scene.kind == Kind::user && chance(20);
    scene.mfa = scene.session_token && chance(50);
    scene.same_account = !chance(40);
    scene.caller_belongs =
        *rc::gen::element(Belongs::member, Belongs::member, Belongs::outside, Belongs::management);
    scene.owner_belongs = *rc::gen::element(Belongs::member, Belongs::member, Belongs::outside);
    const Target target = *rc::gen::element(Target::queue, Target::object, Target::object,
                                            Target::key, Target::role, Target::table);
    scene.resource = arn_of(target, scene.owner());
    constexpr std::array kActions = {"sqs:SendMessage", "s3:GetObject", "kms:Decrypt",
                                     "sts:AssumeRole", "ssm:GetParameter"};
    scene.service_linked_target = target == Target::role && linked_target;
    scene.action = kActions.at(static_cast<std::size_t>(target));
    if (target == Target::object && chance(60)) {
      scene.resource = "arn:aws:s3:::bucket/" + object_name();
    }
    if (target == Target::role && scene.kind == Kind::web_identity) {
      scene.action = "sts:AssumeRoleWithWebIdentity";
    }
    if (chance(15)) scene.action = random_action(scene.resource);
    if (chance(5) && target != Target::role) scene.resource = "*";
    scene.context = draw_context();
  }

  void draw_policies(Scene& scene) {
    const Picks identity = policies(75, PolicyType::identity, 2);
    const Pick boundary = policy_or_none(25, PolicyType::boundary);
    const Picks session = policies(40, PolicyType::session, 2);
    const Pick resource = policy_or_none(75, PolicyType::resource);
    const Pick trust = policy_or_none(90, PolicyType::trust);
    scene.endpoint = policy_or_none(10, PolicyType::endpoint);
    for (std::size_t level = 0; level < 3; ++level) {
      scene.scps.at(level) = policies(12, PolicyType::scp, 2);
      scene.rcps.at(level) = policies(8, PolicyType::rcp, 1);
      const bool detached = chance(50);
      scene.full_access.at(level) = scene.scps.at(level).empty() || !detached;
    }
    const bool entity = scene.kind == Kind::role_session || scene.kind == Kind::user ||
                        scene.kind == Kind::federated_user;
    const bool assumed = entity && scene.kind != Kind::user;
    if (scene.kind != Kind::root) scene.identity = identity;
    if (entity) scene.boundary = boundary;
    if (assumed && !session.empty()) scene.session = session;
    const bool role = scene.resource.find(":role/") != std::string::npos;
    if (scene.resource != "*") scene.resource_policy = role ? trust : resource;
  }

  Library* library_;  // generators outlive the Drawer that made them: they copy this
};

}  // namespace

void showValue(const RandomScene& random, std::ostream& out) {
  out << "\n" << describe(random.scene);
  for (const NextRequest& next : random.more) {
    out << "then: " << next.action << " on " << next.resource << "\n";
    for (const ContextEntry& entry : next.context) {
      out << "  " << entry.key << (entry.multi_valued ? " (list) = " : " = ")
          << Json(entry.values).dump() << "\n";
    }
  }
}

rc::Gen<RandomScene> random_scene(Library& library) {
  return rc::gen::exec([&library] { return Drawer(library).draw(); });
}

}  // namespace rolechain::reference
