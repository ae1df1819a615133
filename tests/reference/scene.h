// One small world and one request in it, asked of both evaluators: the product's authorize() and
// the reference. The scene is neutral; each side gets its own form of it.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mocks/base/source.h"
#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "mocks/iam/authorize.h"
#include "tests/reference/evaluator.h"

namespace rolechain::reference {

// A document in both forms.
struct Policy {
  Json json;
  PolicyRef compiled;
};
using Pick = const Policy*;
using Picks = std::vector<Pick>;

// Owns the documents; the same text is parsed and compiled once for each type.
class Library {
 public:
  // Null where the product refuses the document (it says why in `refusal()`).
  Pick find(PolicyType type, const Json& document);
  // REQUIRES: the product accepts the document; fails the test otherwise.
  Pick add(PolicyType type, std::string_view json);
  [[nodiscard]] const std::string& refusal() const { return refusal_; }

 private:
  Sources sources_;
  std::map<std::pair<PolicyType, std::string>, std::unique_ptr<Policy>> policies_;
  std::string refusal_;
};

enum class Belongs { member, management, outside };  // to the organization

struct Scene {
  Principal::Kind kind = Principal::Kind::role_session;
  bool service_linked = false;
  bool service_linked_target = false;  // where the resource is a role
  bool session_token = false;
  bool mfa = false;
  bool same_account = true;
  Belongs caller_belongs = Belongs::member;
  Belongs owner_belongs = Belongs::member;
  std::string action = "sqs:SendMessage";
  std::string resource;  // ARN; empty: the queue of the owner's account
  std::vector<ContextEntry> context;

  Picks identity;
  Pick boundary = nullptr;
  std::optional<Picks> session;
  // By level: root, the account's OU, the account. FullAWSAccess comes from `full_access`.
  std::array<Picks, 3> scps;
  std::array<bool, 3> full_access = {true, true, true};
  std::array<Picks, 3> rcps;
  Pick resource_policy = nullptr;
  Pick endpoint = nullptr;

  [[nodiscard]] std::string_view owner() const;
  [[nodiscard]] bool signed_caller() const;
};

// One more request of a scene's caller, to a resource that the scene's world knows as well.
struct NextRequest {
  std::string action;
  std::string resource;
  std::vector<ContextEntry> context;
};

inline constexpr std::string_view kHome = "111111111111";  // the caller's account
inline constexpr std::string_view kAway = "222222222222";  // the owner's, where another
inline constexpr std::string_view kRole = "arn:aws:iam::111111111111:role/team/app";
inline constexpr std::string_view kSession = "arn:aws:sts::111111111111:assumed-role/app/session";
inline constexpr std::string_view kRoleId = "AROAEXAMPLEEXAMPLE111";
inline constexpr std::string_view kUserId = "AIDAEXAMPLEEXAMPLE111";
inline constexpr std::string_view kUser = "arn:aws:iam::111111111111:user/team/alice";
inline constexpr std::string_view kFederated = "arn:aws:sts::111111111111:federated-user/bob";
inline constexpr std::string_view kProvider = "arn:aws:iam::222222222222:oidc-provider/id.example";
inline constexpr std::string_view kService = "ec2.amazonaws.com";
inline constexpr EpochSeconds kMoment_s = 1'768'467'600;  // 2026-01-15T09:00:00Z

enum class Target { queue, object, key, role, table };
std::string arn_of(Target target, std::string_view owner);

std::string_view word(Verdict verdict);
// The scene as text: who, what, in which context, and every policy as JSON.
std::string describe(const Scene& scene);

}  // namespace rolechain::reference
