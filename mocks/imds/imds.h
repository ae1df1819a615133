// The instance metadata service of one instance: a function of its state, a request and the time.
// Sockets are a thin shell around it.
// Source: EC2 User Guide, "Use the Instance Metadata Service to access instance metadata"; what the
// guide does not say follows public captures of the service.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mocks/base/clock.h"
#include "mocks/base/http_message.h"
#include "mocks/base/ids.h"
#include "mocks/cloud/world.h"
#include "mocks/imds/identity.h"
#include "mocks/imds/instance_role.h"
#include "mocks/imds/metadata_tree.h"

namespace rolechain {

// The instance's metadata options, as ModifyInstanceMetadataOptions has them.
struct ImdsOptions {
  enum class Tokens : std::uint8_t { optional, required };
  Tokens tokens = Tokens::optional;
  bool endpoint_enabled = true;
  int hop_limit = 1;  // 1..64: routers that the answer to a token request may pass, plus one
  bool instance_tags = false;
  Tags tags;              // the instance's own
  std::string user_data;  // empty: none
  // Who signs the identity document; nothing: only the plain document is there.
  std::optional<CertifiedKey> identity_signer;
};

inline constexpr std::int64_t kMaxImdsToken_s = 21'600;

class Imds {
 public:
  // Keeps references: they must outlive it.
  Imds(const World& world, Sts& sts, IdSource& ids, const Clock& clock, std::string instance_id,
       ImdsOptions options = {});

  // Nothing: no answer arrives, and the client waits (a token's answer that passed more than
  // `hop_limit` hops, R-IMDS-10). `hops` is 1 on the instance, 2 from a bridged container.
  std::optional<HttpResponse> handle(const HttpRequest& request, int hops = 1);

  [[nodiscard]] const InstanceRole& role() const { return role_; }
  [[nodiscard]] const std::string& instance_id() const { return instance_id_; }

  // A state to put away, and taken up again.
  [[nodiscard]] const std::map<std::string, EpochSeconds>& tokens() const { return tokens_; }
  void restore(std::map<std::string, EpochSeconds> tokens,
               std::map<RoleDelivery, InstanceRole::Held> held) {
    tokens_ = std::move(tokens);
    role_.restore(std::move(held));
  }

 private:
  HttpResponse put_token(const HttpRequest& request);
  HttpResponse get(const std::string& path, RoleDelivery delivery);
  [[nodiscard]] std::vector<MetadataLeaf> leaves(RoleDelivery delivery) const;
  // Seconds left; nothing for an unknown or expired token.
  [[nodiscard]] std::optional<std::int64_t> token_left_s(const std::string& token) const;
  [[nodiscard]] HttpResponse answer(int status, std::string_view type, std::string body) const;

  const World& world_;
  IdSource& ids_;
  const Clock& clock_;
  std::string instance_id_;
  ImdsOptions options_;
  InstanceRole role_;
  std::map<std::string, EpochSeconds> tokens_;  // to their expiry
};

}  // namespace rolechain
