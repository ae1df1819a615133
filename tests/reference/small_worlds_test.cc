// Every small world: the product's authorize() against the reference evaluator.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "tests/reference/scene.h"
#include "tests/reference/stage.h"

namespace rolechain::reference {
namespace {

using Kind = Principal::Kind;

std::string document_of(const std::vector<std::string>& statements,
                        std::string_view version = "2012-10-17") {
  return fmt::format(R"({{"Version":"{}","Statement":[{}]}})", version, fmt::join(statements, ","));
}

// All lists of one to `longest` of the statements, in every order.
std::vector<std::string> documents_of(const std::vector<std::string>& statements,
                                      std::size_t longest,
                                      std::string_view version = "2012-10-17") {
  std::vector<std::string> out;
  std::vector<std::vector<std::string>> lists = {{}};
  for (std::size_t length = 1; length <= longest; ++length) {
    std::vector<std::vector<std::string>> longer;
    for (const auto& list : lists) {
      for (const std::string& statement : statements) {
        longer.push_back(list);
        longer.back().push_back(statement);
        out.push_back(document_of(longer.back(), version));
      }
    }
    lists = std::move(longer);
  }
  return out;
}

class SmallWorlds : public ::testing::Test {
 protected:
  ~SmallWorlds() override {
    fmt::print("{} worlds compared, {} allowed, {} denied explicitly\n", stage_.compared(),
               stage_.allowed(), stage_.denied_explicitly());
  }

  Picks all(PolicyType type, const std::vector<std::string>& documents) {
    Picks out;
    for (const std::string& document : documents) out.push_back(library_.add(type, document));
    return out;
  }
  Pick one(PolicyType type, const std::string& statement) {
    return library_.add(type, document_of({statement}));
  }

  // Compares; false (and a failed test) at the first disagreement.
  bool agree(const Scene& scene) {
    const auto disagreement = stage_.disagreement(scene);
    if (disagreement) ADD_FAILURE() << *disagreement;
    return !disagreement;
  }

  Library library_;
  Stage stage_;
};

std::string statement(std::string_view effect, std::string_view rest) {
  return fmt::format(R"({{"Effect":"{}",{}}})", effect, rest);
}

// ---- statement lists, in every position -------------------------------------------------------

struct Position {
  const char* name;
  PolicyType type;
  bool same_account;
  std::function<void(Scene&, Pick)> put;
};

std::vector<Position> positions() {
  using enum PolicyType;
  const auto to = [](auto put) { return std::function<void(Scene&, Pick)>(put); };
  return {
      {"identity", identity, true, to([](Scene& s, Pick p) { s.identity = {p}; })},
      {"identity", identity, false, to([](Scene& s, Pick p) { s.identity = {p}; })},
      {"boundary", boundary, true, to([](Scene& s, Pick p) { s.boundary = p; })},
      {"session", session, true, to([](Scene& s, Pick p) { s.session = Picks{p}; })},
      {"scp", scp, true, to([](Scene& s, Pick p) {
         s.scps[1] = {p};
         s.full_access[1] = false;
       })},
      {"resource", resource, true, to([](Scene& s, Pick p) {
         s.identity.clear();
         s.resource_policy = p;
       })},
      {"resource", resource, false, to([](Scene& s, Pick p) { s.resource_policy = p; })},
      {"endpoint", endpoint, true, to([](Scene& s, Pick p) { s.endpoint = p; })},
  };
}

// Two actions, two queues, one tag: what statements about them can say.
std::vector<std::string> statements_for(PolicyType type) {
  const bool principals = type == PolicyType::resource || type == PolicyType::endpoint;
  const std::string_view who = principals ? R"("Principal":"*",)" : "";
  const std::array<std::string_view, 8> about = {
      R"("Action":"*","Resource":"*")",
      R"("Action":"SQS:send*","Resource":"*")",
      R"("NotAction":"sqs:SendMessage","Resource":"*")",
      R"("Action":["sqs:ReceiveMessage","s3:*"],"Resource":["arn:aws:sqs:us-w*","arn:aws:sqs:*:*:q"])",
      R"("Action":"sqs:*","NotResource":"arn:aws:sqs:us-east-1:*:q")",
      R"("Action":"sqs:*","Resource":"*","Condition":{"StringEquals":{"aws:RequestTag/t":"x"}})",
      R"("Action":"sqs:S*","Resource":"*",
         "Condition":{"StringNotEquals":{"aws:RequestTag/t":["x","z"]}})",
      R"("Action":"sqs:*","Resource":"arn:aws:sqs:us-east-1:*:${aws:RequestTag/t}")",
  };
  std::vector<std::string> out;
  for (const std::string_view effect : {"Allow", "Deny"}) {
    for (const std::string_view each : about) {
      out.push_back(statement(effect, fmt::format("{}{}", who, each)));
    }
  }
  return out;
}

TEST_F(SmallWorlds, EveryListOfThreeStatementsInEveryPosition) {
  const Pick everything =
      one(PolicyType::identity, statement("Allow", R"("Action":"*","Resource":"*")"));
  const Pick open = one(PolicyType::resource,
                        statement("Allow", R"("Principal":"*","Action":"*","Resource":"*")"));
  for (const Position& position : positions()) {
    const std::vector<std::string> statements = statements_for(position.type);
    std::vector<std::string> documents = documents_of(statements, 3);
    std::ranges::copy(documents_of(statements, 2, "2008-10-17"), std::back_inserter(documents));
    const Picks policies = all(position.type, documents);
    for (const char* action : {"sqs:SendMessage", "sqs:ReceiveMessage"}) {
      for (const char* queue : {"q", "x"}) {
        for (const char* tag : {"", "x", "y"}) {
          Scene scene;
          scene.same_account = position.same_account;
          scene.action = action;
          scene.resource = fmt::format("arn:aws:sqs:us-east-1:{}:{}", scene.owner(), queue);
          if (*tag != 0) scene.context.push_back({"aws:requesttag/T", {tag}});
          scene.identity = {everything};
          if (!position.same_account) scene.resource_policy = open;
          for (const Pick policy : policies) {
            position.put(scene, policy);
            if (!agree(scene)) return;
          }
        }
      }
    }
  }
  EXPECT_EQ(stage_.compared(), std::size_t{16 + 256 + 4096 + 16 + 256} * 12 * positions().size());
}

// ---- who is named -----------------------------------------------------------------------------

const std::array<std::string_view, 20> kPrincipals = {
    R"("Principal":"*")",
    R"("Principal":{"AWS":"*"})",
    R"("Principal":{"AWS":"111111111111"})",
    R"("Principal":{"AWS":"arn:aws:iam::111111111111:root"})",
    R"("Principal":{"AWS":"arn:aws:iam::222222222222:root"})",
    R"("Principal":{"AWS":["arn:aws:iam::111111111111:role/team/app"]})",
    R"("Principal":{"AWS":"arn:aws:iam::111111111111:role/app"})",
    R"("Principal":{"AWS":"arn:aws:sts::111111111111:assumed-role/app/session"})",
    R"("Principal":{"AWS":"arn:aws:sts::111111111111:assumed-role/app/sessio"})",
    R"("Principal":{"AWS":"arn:aws:iam::111111111111:user/team/alice"})",
    R"("Principal":{"AWS":"arn:aws:sts::111111111111:federated-user/bob"})",
    R"("Principal":{"Service":["s3.amazonaws.com","ec2.amazonaws.com"]})",
    R"("Principal":{"Federated":"arn:aws:iam::222222222222:oidc-provider/id.example"})",
    R"("Principal":{"AWS":"arn:aws-cn:iam::111111111111:root"})",
    R"("Principal":{"AWS":"AROAEXAMPLEEXAMPLE111"})",
    R"("Principal":{"AWS":"AIDAEXAMPLEEXAMPLE111"})",
    R"("Principal":{"AWS":"AROAEXAMPLEEXAMPLE999"})",
    R"("Principal":{"AWS":["arn:aws:iam::111111111111:root",
        "arn:aws:sts::111111111111:assumed-role/app/session"]})",
    R"("Principal":{"AWS":["arn:aws:iam::111111111111:role/team/app","111111111111"]})",
    R"("Principal":{"AWS":["111111111111","arn:aws:iam::111111111111:user/team/alice"],
        "Service":"ec2.amazonaws.com"})",
};

const std::array<std::string_view, 11> kNotPrincipals = {
    R"("NotPrincipal":{"AWS":"111111111111"})",
    R"("NotPrincipal":{"AWS":"arn:aws:iam::111111111111:role/team/app"})",
    R"("NotPrincipal":{"AWS":["arn:aws:iam::111111111111:role/team/app",
        "arn:aws:iam::111111111111:root"]})",
    R"("NotPrincipal":{"AWS":["arn:aws:iam::111111111111:role/team/app",
        "arn:aws:sts::111111111111:assumed-role/app/session"]})",
    R"("NotPrincipal":{"AWS":["arn:aws:sts::111111111111:assumed-role/app/session",
        "111111111111"]})",
    R"("NotPrincipal":{"AWS":["arn:aws:iam::111111111111:role/team/app",
        "arn:aws:sts::111111111111:assumed-role/app/session","111111111111"]})",
    R"("NotPrincipal":{"AWS":"arn:aws:iam::111111111111:user/team/alice"})",
    R"("NotPrincipal":{"AWS":["arn:aws:iam::111111111111:user/team/alice",
        "arn:aws:iam::111111111111:root"]})",
    R"("NotPrincipal":{"AWS":["arn:aws:sts::111111111111:federated-user/bob",
        "arn:aws:iam::111111111111:user/team/alice","arn:aws:iam::111111111111:root"]})",
    R"("NotPrincipal":{"Service":"ec2.amazonaws.com"})",
    R"("NotPrincipal":{"Federated":"arn:aws:iam::222222222222:oidc-provider/id.example"})",
};

constexpr std::array kKinds = {Kind::role_session, Kind::user,    Kind::federated_user, Kind::root,
                               Kind::anonymous,    Kind::service, Kind::web_identity};
constexpr std::array kTargets = {Target::queue, Target::object, Target::key, Target::role};

std::string action_for(Target target, Kind kind) {
  if (target == Target::role && kind == Kind::web_identity) {
    return "sts:AssumeRoleWithWebIdentity";
  }
  return std::array{"sqs:SendMessage", "s3:GetObject", "kms:Decrypt", "sts:AssumeRole",
                    "ssm:GetParameter"}
      .at(static_cast<std::size_t>(target));
}

PolicyType type_for(Target target) {
  return target == Target::role ? PolicyType::trust : PolicyType::resource;
}

std::string about_everything(Target target) {
  return target == Target::role ? R"("Action":"sts:*")" : R"("Action":"*","Resource":"*")";
}

// Policies of two statements, each naming somebody: the strongest of them counts (R-PRIN-01).
TEST_F(SmallWorlds, EveryPairOfPrincipals) {
  const Pick everything =
      one(PolicyType::identity, statement("Allow", R"("Action":"*","Resource":"*")"));
  const Pick nothing = one(PolicyType::boundary,
                           statement("Allow", R"("Action":"ec2:RunInstances","Resource":"*")"));
  for (const Target target : kTargets) {
    std::vector<std::string> statements;
    for (const auto& principal : kPrincipals) {
      // Trust policies take {"AWS":"*"} alone.
      if (target == Target::role && principal == kPrincipals[0]) continue;
      for (const std::string_view effect : {"Allow", "Deny"}) {
        statements.push_back(
            statement(effect, fmt::format("{},{}", principal, about_everything(target))));
      }
    }
    for (const auto& principal : kNotPrincipals) {
      if (target == Target::role) break;  // trust policies have no NotPrincipal
      statements.push_back(
          statement("Deny", fmt::format("{},{}", principal, about_everything(target))));
    }
    const Picks policies = all(type_for(target), documents_of(statements, 2));
    for (const Kind kind : kKinds) {
      for (const bool same : {true, false}) {
        Scene scene;
        scene.kind = kind;
        scene.same_account = same;
        scene.action = action_for(target, kind);
        scene.resource = arn_of(target, scene.owner());
        for (const bool granted : {true, false}) {
          for (const bool bound : {false, true}) {
            if (bound && kind != Kind::role_session && kind != Kind::user) continue;
            scene.identity = granted && kind != Kind::root ? Picks{everything} : Picks{};
            scene.boundary = bound ? nothing : nullptr;
            if (kind == Kind::federated_user) scene.session = Picks{everything};
            for (const Pick policy : policies) {
              scene.resource_policy = policy;
              if (!agree(scene)) return;
            }
          }
        }
      }
    }
  }
}

// ---- all policy types together ----------------------------------------------------------------

// One policy's word: nothing at all, silence, an Allow, a Deny.
struct Words {
  Pick silent = nullptr;
  Pick allow = nullptr;
  Pick deny = nullptr;

  [[nodiscard]] std::array<Pick, 4> all() const { return {nullptr, silent, allow, deny}; }
};

struct Combination {
  Scene scene;
  std::vector<Picks> identities;
  std::vector<Pick> resources;
  std::vector<Pick> boundaries = {nullptr};
  std::vector<std::optional<Picks>> sessions = {std::nullopt};
};

class AllTypesTogether : public SmallWorlds {
 protected:
  Words words(PolicyType type) {
    const bool principals = type == PolicyType::endpoint;
    const std::string who = principals ? R"("Principal":"*",)" : "";
    return {one(type, statement("Allow", who + R"("Action":"ec2:Run*","Resource":"*")")),
            one(type, statement("Allow", who + R"("Action":"*","Resource":"*")")),
            one(type, statement("Deny", who + R"("Action":"*","Resource":"*")"))};
  }

  // Who a resource policy can name: nobody, the account, the entity, the caller itself, everybody.
  std::vector<Pick> resource_policies(Target target) {
    std::vector<Pick> out = {nullptr};
    for (const std::size_t i : {1U, 3U, 4U, 5U, 7U, 9U, 10U, 11U, 12U}) {
      out.push_back(one(
          type_for(target),
          statement("Allow", fmt::format("{},{}", kPrincipals.at(i), about_everything(target)))));
    }
    out.push_back(one(type_for(target), statement("Deny", fmt::format("{},{}", kPrincipals[1],
                                                                      about_everything(target)))));
    return out;
  }

  Combination combination(Kind kind, Target target, bool same_account) {
    Combination out;
    Scene& scene = out.scene;
    scene.kind = kind;
    scene.same_account = same_account;
    scene.action = action_for(target, kind);
    scene.resource = arn_of(target, scene.owner());
    out.resources = resource_policies(target);
    const Words identity = words(PolicyType::identity);
    out.identities = {{}};
    if (kind == Kind::role_session || kind == Kind::user || kind == Kind::federated_user) {
      out.identities = {{}, {identity.silent, identity.allow}, {identity.allow, identity.deny}};
      const auto boundaries = words(PolicyType::boundary).all();
      out.boundaries.assign(boundaries.begin(), boundaries.end());
    }
    if (kind == Kind::role_session || kind == Kind::federated_user) {
      for (const Pick pick : words(PolicyType::session).all()) {
        if (pick != nullptr) out.sessions.emplace_back(Picks{pick});
      }
      const Words session = words(PolicyType::session);
      out.sessions.emplace_back(Picks{session.silent, session.allow});
    }
    return out;
  }

  bool agree_on_all(const Combination& c, const Scene& guarded) {
    Scene scene = guarded;
    for (const Picks& identity : c.identities) {
      scene.identity = identity;
      for (const Pick boundary : c.boundaries) {
        scene.boundary = boundary;
        for (const auto& session : c.sessions) {
          scene.session = session;
          for (const Pick resource : c.resources) {
            scene.resource_policy = resource;
            if (!agree(scene)) return false;
          }
        }
      }
    }
    return true;
  }
};

// Every way in which the organization and a VPC endpoint can guard a request.
std::vector<Scene> guarded(const Scene& bare, const Words& scp, Pick rcp, const Words& endpoint) {
  std::vector<Scene> out = {bare};
  for (std::size_t level = 0; level < 3; ++level) {
    Scene scene = bare;
    scene.full_access.at(level) = false;
    out.push_back(scene);
    for (const Pick pick : {scp.silent, scp.allow}) {
      scene.scps.at(level) = {pick};
      out.push_back(scene);
    }
    scene.full_access.at(level) = true;
    scene.scps.at(level) = {scp.deny};
    out.push_back(scene);
    scene.scps.at(level) = {};
    scene.rcps.at(level) = {rcp};
    out.push_back(scene);
  }
  for (const Pick pick : {endpoint.silent, endpoint.allow, endpoint.deny}) {
    out.push_back(bare);
    out.back().endpoint = pick;
  }
  // Two at once: which of them is named may differ, what comes out may not.
  Scene two = bare;
  two.full_access[1] = false;
  two.rcps[2] = {rcp};
  out.push_back(two);
  two.endpoint = endpoint.silent;
  out.push_back(two);
  two.rcps[2] = {};
  out.push_back(two);
  two.scps[2] = {scp.deny};
  out.push_back(two);
  return out;
}

TEST_F(AllTypesTogether, EveryCombinationOfWhatTheySay) {
  const Words scp = words(PolicyType::scp);
  const Words endpoint = words(PolicyType::endpoint);
  const Pick rcp =
      one(PolicyType::rcp,
          statement("Deny", R"("Principal":"*","Action":["sqs:*","s3:*","kms:*","sts:*"],
                              "Resource":"*")"));
  for (const Target target : kTargets) {
    for (const Kind kind : kKinds) {
      for (const bool same_account : {true, false}) {
        const Combination c = combination(kind, target, same_account);
        for (const Scene& scene : guarded(c.scene, scp, rcp, endpoint)) {
          if (!agree_on_all(c, scene)) return;
        }
      }
    }
  }
}

// Who belongs to the organization and how, against the SCPs and RCPs of every level.
TEST_F(AllTypesTogether, EveryMembership) {
  const Words scp = words(PolicyType::scp);
  const Words endpoint = words(PolicyType::endpoint);
  const Pick rcp = one(PolicyType::rcp, statement("Deny", R"("Principal":"*",
      "Action":["sqs:*","s3:*","kms:*","sts:*"],"Resource":"*")"));
  for (const Target target :
       {Target::queue, Target::object, Target::key, Target::role, Target::table}) {
    for (const Kind kind : kKinds) {
      // Nobody, the caller's role, the role to be assumed: service-linked.
      for (const int linked : {0, 1, 2}) {
        if (linked == 1 && kind != Kind::role_session) continue;
        if (linked == 2 && target != Target::role) continue;
        for (const bool same_account : {true, false}) {
          Combination c = combination(kind, target, same_account);
          c.boundaries = {nullptr};
          c.sessions.resize(1);
          if (kind == Kind::federated_user) {
            c.sessions = {Picks{words(PolicyType::session).allow}};
          }
          c.scene.service_linked = linked == 1;
          c.scene.service_linked_target = linked == 2;
          for (const Scene& each : guarded(c.scene, scp, rcp, endpoint)) {
            Scene scene = each;
            for (const Belongs caller : {Belongs::member, Belongs::management, Belongs::outside}) {
              for (const Belongs owner : {Belongs::member, Belongs::management, Belongs::outside}) {
                if (caller == Belongs::management && owner == caller) continue;
                scene.caller_belongs = caller;
                scene.owner_belongs = owner;
                if (!agree_on_all(c, scene)) return;
              }
            }
          }
        }
      }
    }
  }
}

// Calls that ask no permission, and what temporary credentials of users cannot do (R-EVAL-15,
// R-STS-08).
TEST_F(AllTypesTogether, EveryLimitOfCredentials) {
  for (const char* action :
       {"sts:GetCallerIdentity", "STS:getcalleridentity", "sts:AssumeRole", "sts:TagSession",
        "sts:GetFederationToken", "sts:GetAccessKeyInfo", "sts:GetSessionToken", "iam:ListUsers",
        "iam:GetRole", "sqs:ListQueues"}) {
    for (const Kind kind : {Kind::user, Kind::federated_user, Kind::role_session, Kind::root}) {
      for (const bool token : {false, true}) {
        for (const bool mfa : {false, true}) {
          if ((token || mfa) && kind != Kind::user) continue;
          Combination c = combination(kind, Target::role, true);
          c.resources = {nullptr};
          c.scene.action = action;
          c.scene.session_token = token;
          c.scene.mfa = mfa;
          for (const std::string& resource :
               {std::string("*"), arn_of(Target::role, kHome), std::string(kUser)}) {
            c.scene.resource = resource;
            if (!agree_on_all(c, c.scene)) return;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace rolechain::reference
