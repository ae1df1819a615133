// Credentials and what they stand for: who holds them, until when, with which tags and policies.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "mocks/base/clock.h"
#include "mocks/cloud/world.h"
#include "mocks/policy/request.h"

namespace rolechain {

struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  // empty for long-term keys
};

inline constexpr EpochSeconds kNeverExpires_s = std::numeric_limits<EpochSeconds>::max();

// A key that STS fixed into the session when it was made (ec2:SourceInstanceARN,
// aws:FederatedProvider, <issuer>:sub …); absent again after a further AssumeRole.
struct SessionKey {
  std::string key;
  std::vector<std::string> values;
  bool multi_valued = false;
};

struct Session {
  // user: long-term keys. user_token: GetSessionToken. federated_user: GetFederationToken.
  enum class Kind : std::uint8_t { user, user_token, role, federated_user, root };

  std::string id;  // the step's id in the scenario; for reports
  Kind kind = Kind::role;
  std::string account;
  std::string arn;           // arn:aws:sts::…:assumed-role/…, or the user's own
  std::string role_arn;      // kind role
  std::string user_arn;      // user, user_token, federated_user: the IAM user behind it
  std::string unique_id;     // AROA…, AIDA…; without the session name
  std::string session_name;  // role and federated sessions
  Credentials credentials;
  EpochSeconds issued_s = 0;
  EpochSeconds expires_s = kNeverExpires_s;

  Tags tags;                            // session tags: passed ones and inherited transitive ones
  std::vector<std::string> transitive;  // keys of tags that pass on to the next hop
  std::string source_identity;
  bool mfa = false;  // aws:MultiFactorAuthPresent
  EpochSeconds mfa_at_s = 0;
  bool has_session_policy = false;
  std::vector<PolicyRef> session_policies;  // a union among themselves (R-EVAL-09)
  std::vector<SessionKey> keys;

  [[nodiscard]] bool expired(EpochSeconds now_s) const { return now_s >= expires_s; }  // R-STS-09
  // R-STS-03: credentials of a role, or of GetSessionToken, make the next AssumeRole a chained one.
  [[nodiscard]] bool temporary() const { return !credentials.session_token.empty(); }
};

// The session's principal as policies see it.
Caller caller_of(const World& world, const Session& session);

}  // namespace rolechain
