// What generated requests are about: calls that people make, the condition keys that go with them,
// and values that are likely to meet. Source: Service Authorization Reference, per service.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "mocks/policy/operator_family.h"

namespace rolechain::differential {

inline constexpr std::string_view kApp = "111111111111";
inline constexpr std::string_view kData = "222222222222";
inline constexpr std::string_view kOther = "333333333333";

struct CatalogKey {
  std::string_view key;
  OperatorFamily family = OperatorFamily::string;
  bool multi_valued = false;
  // What the request may say, and what a policy may ask for. Of equal meaning here and there.
  std::vector<std::string_view> request;
  std::vector<std::string_view> policy;
};

struct CatalogCall {
  std::string_view action;
  std::string_view resource;           // `ACC` stands for the resource's account
  bool resource_policy = false;        // its resource can have one (for roles: a trust policy)
  std::vector<CatalogKey> keys;        // of the service
  std::vector<std::string_view> near;  // other resources, for patterns that should not match
};

std::span<const CatalogCall> catalog();
// What the bearer of a web identity's token calls, and that alone.
const CatalogCall& web_identity_call();
// Keys of any call that the sender, the network or the token set.
std::span<const CatalogKey> global_keys();
// Keys that the engine fills: policies ask for them, requests do not set them.
std::span<const CatalogKey> engine_keys();

}  // namespace rolechain::differential
