// What one request is, taken apart once: what its policies and its condition keys follow from.
#pragma once

#include <optional>
#include <string_view>

#include "mocks/base/arn.h"
#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"

namespace rolechain {

// Views: all must outlive it.
struct RequestFacts {
  const World* world = nullptr;
  const Session* session = nullptr;  // null for unsigned callers
  std::string_view action_lower;
  std::string_view service;         // prefix of the action
  std::string_view resource;        // ARN or "*"
  std::optional<Arn> arn;           // of `resource`, where it is one
  const Resource* named = nullptr;  // World::resource() of it
  std::string_view resource_account;
  EpochSeconds now_s = 0;
};

RequestFacts request_facts(const World& world, const Session* session,
                           std::string_view action_lower, std::string_view resource,
                           std::string_view resource_account, EpochSeconds now_s);

}  // namespace rolechain
