// A Deny that names an account.
#include <gtest/gtest.h>

#include "mocks/iam/authorize.h"
#include "tests/unit/iam/small_world.h"

namespace rolechain::testing {
namespace {

// R-PRIN-05: either way of naming the account, whoever of it asks.
TEST(DenyOfAnAccount, HoldsForEveryPrincipalOfIt) {
  for (const std::string_view account : {"111111111111", "arn:aws:iam::111111111111:root"}) {
    SmallWorld small;
    small.role(kApp, "app", kAllowAll);
    small.user(kApp, "alice", kAllowAll);
    small.role(kData, "other", kAllowAll);
    small.resource(kQueueOfApp, kApp,
                   R"({"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},
        {"Effect":"Deny","Principal":)" +
                       aws(account) + R"(,"Action":"*","Resource":"*"}]})");
    const auto send = [&](const Session& session) {
      return ask(small, session, "sqs:SendMessage", kQueueOfApp);
    };
    EXPECT_EQ(send(small.session_of(kAppRole)), "DENIED resource") << account;
    EXPECT_EQ(send(small.user_session("arn:aws:iam::111111111111:user/alice")), "DENIED resource");
    EXPECT_EQ(send(small.root_session(kApp)), "DENIED resource") << account;
    EXPECT_EQ(send(small.session_of("arn:aws:iam::222222222222:role/other")), "allowed identity");
  }
}

}  // namespace
}  // namespace rolechain::testing
