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

inline constexpr std::string_view kAppRole = "arn:aws:iam::111111111111:role/app";
inline constexpr std::string_view kAppSession =
    "arn:aws:sts::111111111111:assumed-role/app/session";
inline constexpr std::string_view kWriter = "arn:aws:iam::222222222222:role/writer";
inline constexpr std::string_view kQueueOfApp = "arn:aws:sqs:us-east-1:111111111111:q";
inline constexpr std::string_view kQueueOfData = "arn:aws:sqs:us-east-1:222222222222:q";

// What a role may do: one Allow of everything.
inline constexpr std::string_view kAllowAll =
    R"({"Version":"2012-10-17","Statement":[{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"}]})";

// A document of one statement with these members.
std::string document(std::string_view members);
// Documents of one statement: an action on everything; everything to a principal; a trust policy.
std::string allow(std::string_view action);
std::string deny(std::string_view action);
std::string grant(std::string_view principal, std::string_view effect = "Allow");
std::string trust_policy(std::string_view principal, std::string_view more = {},
                         std::string_view action = "sts:AssumeRole");
// Principals: {"AWS": …} and {"Service": …}.
std::string aws(std::string_view arn);
std::string service(std::string_view name);

ApiCall call(std::string_view action, std::string_view resource);
// "allowed identity", "denied scp", "DENIED boundary" (capitals: explicitly).
std::string words(const Decision& decision);
// words() of authorize().
std::string ask(const SmallWorld& small, const Session& session, std::string_view action,
                std::string_view resource);

}  // namespace rolechain::testing
