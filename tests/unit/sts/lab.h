// A small world for tests of STS and the workloads: two accounts, a clock that is moved by hand.
#pragma once

#include <string>
#include <string_view>

#include "mocks/base/clock.h"
#include "mocks/base/ids.h"
#include "mocks/base/source.h"
#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "mocks/sts/sts.h"

namespace rolechain::sts_testing {

inline constexpr std::string_view kApp = "111111111111";
inline constexpr std::string_view kData = "222222222222";

// Policy texts. `actions` and `resource` are JSON values: R"("s3:*")", R"(["a","b"])".
std::string allow(std::string_view actions, std::string_view resource = R"("*")");
std::string deny(std::string_view actions, std::string_view condition);
// `principal` is a JSON map: R"({"AWS":"arn:…"})"; `condition` a JSON map or "".
std::string trust(std::string_view principal, std::string_view actions = R"("sts:AssumeRole")",
                  std::string_view condition = "");
std::string trust_account(std::string_view account,
                          std::string_view actions = R"("sts:AssumeRole")");
std::string trust_service(std::string_view service,
                          std::string_view actions = R"("sts:AssumeRole")",
                          std::string_view condition = "");

struct Lab {
  Lab();

  // Parsed and compiled; the test ends where the text has errors.
  PolicyRef policy(PolicyType type, std::string_view json, std::string label = "policy");
  // Returns the ARN. Empty trust or permissions: none.
  std::string add_role(std::string_view account, std::string_view name, std::string_view trust_json,
                       std::string_view permissions_json = "");
  std::string add_user(std::string_view account, std::string_view name,
                       std::string_view permissions_json = "");
  Role& role(std::string_view name);
  User& user(std::string_view name);
  [[nodiscard]] Session as_user(std::string_view name);
  // The session of an assumption that must succeed.
  Session assume(const Session& caller, std::string_view role_arn,
                 std::string_view session_name = "test");
  AssumeRoleInput input(std::string_view role_arn, std::string_view session_name = "test") const;

  Sources sources;
  World world;
  ManualClock clock;
  IdSource ids;
  Sts sts;
};

// "AccessDenied: User: …", or "ok".
template <class T>
std::string outcome(const ApiResult<T>& result) {
  return result ? "ok" : result.error().code + ": " + result.error().message;
}
// "duration", or "ok".
template <class T>
std::string reason(const ApiResult<T>& result) {
  return result ? "ok" : result.error().reason;
}

}  // namespace rolechain::sts_testing
