// One request as policies see it: who calls, what, on which resource, in which context.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rolechain {

// The principal of a request, in the forms that a policy may name it by (iam-evaluation, R-PRIN-*).
struct Caller {
  enum class Kind : std::uint8_t {
    anonymous,
    root,
    user,
    role_session,
    federated_user,
    federated,  // an unsigned caller of AssumeRoleWithWebIdentity or …WithSAML
    service,
  };
  Kind kind = Kind::anonymous;
  std::string arn;        // what a policy names directly: session, user, federated-user or root ARN
  std::string role_arn;   // role sessions: the role's ARN, with its path
  std::string user_arn;   // federated users: the user who made the session
  std::string unique_id;  // AROA… or AIDA… of the role or user
  std::string account;    // 12 digits; empty for services, federated and anonymous callers
  std::string service;    // "ec2.amazonaws.com"
  std::string federated;  // the provider's ARN, or its name (accounts.google.com)
  bool has_boundary = false;         // R-PRIN-06: NotPrincipal with Deny always denies then
  bool service_linked_role = false;  // R-ORG-*: bound by neither SCP nor RCP
};

// One condition key of a request. What a scenario or an endpoint sends is `scenario`.
struct ContextEntry {
  // Who put the key there: shown in reports, so that nobody takes a guess for a fact.
  enum class Origin : std::uint8_t { engine, scenario };
  std::string key;  // as AWS, or the sender, spells it
  std::vector<std::string> values;
  bool multi_valued = false;  // a list in the request, even of one (R-COND-03)
  Origin origin = Origin::scenario;
};

// A condition key's name, ready to be looked up. Names compare without case (R-COND-04).
struct KeyName {
  explicit KeyName(std::string_view any_case) : text(any_case), hash(hash_of(any_case)) {}
  KeyName(std::string_view any_case, std::uint64_t known) : text(any_case), hash(known) {}

  // The same for every spelling of a name; different names may share it.
  static std::uint64_t hash_of(std::string_view any_case);

  std::string_view text;
  std::uint64_t hash;
};

// Where a Context looks for keys that it does not hold itself.
class ContextSource {
 public:
  // Null: the key is absent. The entry is good until the next request is asked.
  [[nodiscard]] virtual const ContextEntry* find(const KeyName& key) const = 0;

 protected:
  ~ContextSource() = default;
};

// The condition keys of a request, sorted by name. A key that is not here is absent.
class Context {
 public:
  using Origin = ContextEntry::Origin;

  Context() = default;
  // `rest`, which must outlive this, answers for all other keys.
  explicit Context(const ContextSource& rest) : rest_(&rest) {}

  void set(std::string_view key, std::string value, Origin origin = Origin::engine);
  void set_list(std::string_view key, std::vector<std::string> values,
                Origin origin = Origin::engine);
  void erase(std::string_view key);

  [[nodiscard]] const ContextEntry* find(const KeyName& key) const;
  [[nodiscard]] const ContextEntry* find(std::string_view key) const { return find(KeyName(key)); }
  [[nodiscard]] const std::vector<ContextEntry>& all() const { return entries_; }

 private:
  ContextEntry& slot(std::string_view key);

  std::vector<ContextEntry> entries_;
  std::vector<std::uint64_t> hashes_;  // of entries_, in their order
  const ContextSource* rest_ = nullptr;
};

// A view: the caller and the context must outlive it.
struct Request {
  const Caller* caller = nullptr;
  std::string_view action_lower;  // "s3:getobject" (R-ACT-01)
  std::string_view resource;      // an ARN, or "*" for actions without resource types
  const Context* context = nullptr;
  // What every policy asks of the action; decide() looks it up once for all of them.
  std::uint64_t service_key = 0;  // of the action's service; 0: not looked up yet
  std::size_t service_size = 0;   // "s3": 2

  void look_up_service();
  // Up to eight characters: the characters themselves, so that no two services share a key. More:
  // a hash.
  static std::uint64_t key_of(std::string_view service);
};

}  // namespace rolechain
