// A world for tests of authorization: two accounts in a few lines, policies as JSON text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/source.h"
#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "mocks/iam/authorize.h"

namespace rolechain::testing {

inline constexpr std::string_view kApp = "111111111111";
inline constexpr std::string_view kData = "222222222222";
inline constexpr EpochSeconds kNow_s = 1'768'467'600;  // 2026-01-15T09:00:00Z

class SmallWorld {
 public:
  SmallWorld();

  World world;

  // REQUIRES: the text parses without errors; fails the test otherwise.
  PolicyRef policy(std::string label, PolicyType type, std::string_view json);
  // One statement: `effect` on `action` and `resource`, with more members as JSON text.
  PolicyRef statement(PolicyType type, std::string_view effect, std::string_view action,
                      std::string_view more = R"("Resource":"*")");

  // References stay valid until the next one is added.
  Role& role(std::string_view account, std::string_view name, std::string_view identity = {},
             std::string_view trust = {});
  User& user(std::string_view account, std::string_view name, std::string_view identity = {});
  Resource& resource(std::string_view arn, std::string_view account, std::string_view json = {});
  // Puts both accounts under a root and one OU ("workloads"); 999999999999 manages.
  void organize();

  [[nodiscard]] Session session_of(std::string_view role_arn,
                                   std::string_view name = "session") const;
  [[nodiscard]] Session user_session(std::string_view user_arn) const;
  [[nodiscard]] Session root_session(std::string_view account) const;

 private:
  Sources sources_;
};

// What a role may do: one Allow of everything.
inline constexpr std::string_view kAllowAll =
    R"({"Version":"2012-10-17","Statement":[{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"}]})";

// A document of one statement with these members.
std::string document(std::string_view members);

}  // namespace rolechain::testing
