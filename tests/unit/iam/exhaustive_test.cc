// Every small world: decide() against a naive oracle that follows the documented rules word by word
// and shares no code with it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>

#include "mocks/iam/authorize.h"
#include "tests/unit/iam/small_world.h"

namespace rolechain {
namespace {

using testing::document;
using testing::kApp;
using testing::kData;
using testing::SmallWorld;

// What one policy says: it is not there, it is there and silent, it allows, it denies.
enum class Says : std::uint8_t { absent, silent, allow, deny };
constexpr std::array kSays = {Says::absent, Says::silent, Says::allow, Says::deny};

enum class Named : std::uint8_t { absent, nobody, account, role, session, anyone, deny };
constexpr std::array kNamed = {Named::absent,  Named::nobody, Named::account, Named::role,
                               Named::session, Named::anyone, Named::deny};

enum class Target : std::uint8_t { queue, key, role };
constexpr std::array kTargets = {Target::queue, Target::key, Target::role};

struct Case {
  bool same_account = true;
  Target target = Target::queue;
  Says identity = Says::absent;
  Named resource = Named::absent;
  Says boundary = Says::absent;
  Says session = Says::absent;
  Says scp = Says::absent;  // absent: FullAWSAccess
  bool rcp_denies = false;
};

enum class Expected : std::uint8_t { allowed, implicitly, explicitly };

bool limits(Says guardrail) { return guardrail == Says::silent; }

// The rules as the documentation tells them, in prose order.
Expected oracle(const Case& c) {
  for (const Says says : {c.identity, c.boundary, c.session, c.scp}) {
    if (says == Says::deny) return Expected::explicitly;
  }
  if (c.resource == Named::deny || c.rcp_denies) return Expected::explicitly;
  if (limits(c.scp)) return Expected::implicitly;

  const bool identity = c.identity == Says::allow;
  const bool session_or_everyone = c.resource == Named::session || c.resource == Named::anyone;
  const bool names_caller = session_or_everyone || c.resource == Named::role;
  const bool trusts_account = c.resource == Named::account;
  const bool guarded = limits(c.boundary) || limits(c.session);

  if (!c.same_account) {
    const bool both = identity && (names_caller || trusts_account);
    return both && !guarded ? Expected::allowed : Expected::implicitly;
  }
  bool granted = identity || names_caller;
  if (c.target == Target::role) granted = names_caller || (identity && trusts_account);
  if (c.target == Target::key) {
    // A key without a policy of its own has the default one, which trusts its account.
    const bool delegated = trusts_account || c.resource == Named::absent;
    granted = names_caller || (identity && delegated);
  }
  if (!granted) return Expected::implicitly;
  if (c.target == Target::role && limits(c.boundary)) return Expected::implicitly;
  if (guarded && !session_or_everyone) return Expected::implicitly;
  return Expected::allowed;
}

struct Policies {
  explicit Policies(SmallWorld& small) {
    struct Row {
      Says says;
      const char* statement;
    };
    const auto texts = std::to_array<Row>({
        {Says::silent, R"("Effect":"Allow","Action":"s3:GetObject","Resource":"*")"},
        {Says::allow, R"("Effect":"Allow","Action":"*","Resource":"*")"},
        {Says::deny, R"("Effect":"Deny","Action":"*","Resource":"*")"},
    });
    for (const auto& [says, text] : texts) {
      const auto index = static_cast<std::size_t>(says);
      identity[index] = small.policy("identity", PolicyType::identity, document(text));
      boundary[index] = small.policy("boundary", PolicyType::boundary, document(text));
      session[index] = small.policy("session", PolicyType::session, document(text));
      scp[index] = small.policy("scp", PolicyType::scp, document(text));
    }
    struct NamedRow {
      Named named;
      const char* principal;
    };
    const auto principals = std::to_array<NamedRow>({
        {Named::nobody, R"({"AWS":"arn:aws:iam::333333333333:root"})"},
        {Named::account, R"({"AWS":"arn:aws:iam::111111111111:root"})"},
        {Named::role, R"({"AWS":"arn:aws:iam::111111111111:role/app"})"},
        {Named::session, R"({"AWS":"arn:aws:sts::111111111111:assumed-role/app/session"})"},
        {Named::anyone, R"({"AWS":"*"})"},
        {Named::deny, R"({"AWS":"*"})"},
    });
    for (const auto& [named, principal] : principals) {
      const auto index = static_cast<std::size_t>(named);
      const char* effect = named == Named::deny ? "Deny" : "Allow";
      resource[index] = small.policy(
          "resource", PolicyType::resource,
          document(fmt::format(R"("Effect":"{}","Principal":{},"Action":"*","Resource":"*")",
                               effect, principal)));
      trust[index] = small.policy(
          "trust", PolicyType::trust,
          document(fmt::format(R"("Effect":"{}","Principal":{},"Action":"sts:AssumeRole")", effect,
                               principal)));
    }
    rcp = small.policy(
        "rcp", PolicyType::rcp,
        document(
            R"("Effect":"Deny","Principal":"*","Action":["sqs:*","kms:*","sts:*"],"Resource":"*")"));
  }

  std::array<PolicyRef, 4> identity, boundary, session, scp;
  std::array<PolicyRef, 7> resource, trust;
  PolicyRef rcp;
};

class SmallWorlds : public ::testing::Test {
 protected:
  SmallWorlds() : policies_(small_) {
    small_.organize();
    small_.role(kApp, "app");
    session_ = small_.session_of("arn:aws:iam::111111111111:role/app");
  }

  Outcome decide_case(const Case& c) {
    World& world = small_.world;
    const std::string_view owner = c.same_account ? kApp : kData;
    const auto resource_index = static_cast<std::size_t>(c.resource);
    world.roles.resize(1);
    world.resources.clear();
    Role& app = world.roles[0];
    app.policies.clear();
    if (c.identity != Says::absent)
      app.policies.push_back({"p", {}, at(policies_.identity, c.identity)});
    app.boundary = at(policies_.boundary, c.boundary);
    session_.has_session_policy = c.session != Says::absent;
    session_.session_policies = {at(policies_.session, c.session)};
    Account& account = world.accounts[0];
    account.level.full_aws_access = c.scp == Says::absent || c.scp == Says::deny;
    account.level.scps = {at(policies_.scp, c.scp)};
    for (Account& each : world.accounts) each.level.rcps.clear();
    if (c.rcp_denies) world.accounts[c.same_account ? 0 : 1].level.rcps = {policies_.rcp};

    ApiCall call;
    if (c.target == Target::role) {
      call.action = "sts:AssumeRole";
      call.resource = fmt::format("arn:aws:iam::{}:role/target", owner);
      small_.role(owner, "target").trust = policies_.trust[resource_index];
    } else {
      const bool key = c.target == Target::key;
      call.action = key ? "kms:Decrypt" : "sqs:SendMessage";
      call.resource = key ? fmt::format("arn:aws:kms:us-east-1:{}:key/k", owner)
                          : fmt::format("arn:aws:sqs:us-east-1:{}:q", owner);
      small_.resource(call.resource, owner).policy = policies_.resource[resource_index];
    }
    return authorize(world, session_, call, testing::kNow_s).outcome;
  }

 private:
  static PolicyRef at(const std::array<PolicyRef, 4>& list, Says says) {
    return list[static_cast<std::size_t>(says)];
  }

  SmallWorld small_;
  Policies policies_;
  Session session_;
};

// 2 x 3 x 4 x 7 x 4 x 4 x 4 x 2 = 21,504 worlds.
TEST_F(SmallWorlds, DecideAgreesWithTheOracle) {
  int checked = 0;
  int allowed = 0;
  for (const bool same : {true, false}) {
    for (const Target target : kTargets) {
      for (const Says identity : kSays) {
        for (const Named resource : kNamed) {
          for (const Says boundary : kSays) {
            for (const Says session : kSays) {
              for (const Says scp : kSays) {
                for (const bool rcp : {false, true}) {
                  const Case c{same, target, identity, resource, boundary, session, scp, rcp};
                  const auto got = static_cast<int>(decide_case(c));
                  const auto want = static_cast<int>(oracle(c));
                  ASSERT_EQ(got, want)
                      << "same account " << same << ", target " << static_cast<int>(target)
                      << ", identity " << static_cast<int>(identity) << ", resource "
                      << static_cast<int>(resource) << ", boundary " << static_cast<int>(boundary)
                      << ", session " << static_cast<int>(session) << ", scp "
                      << static_cast<int>(scp) << ", rcp " << rcp;
                  ++checked;
                  allowed += got == 0 ? 1 : 0;
                }
              }
            }
          }
        }
      }
    }
  }
  EXPECT_EQ(checked, 21'504);
  EXPECT_GT(allowed, 200);
}

}  // namespace
}  // namespace rolechain
