// The world that the tests of exact grants share, and differences as one line of text each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/grants/grants.h"
#include "tests/unit/iam/small_world.h"

namespace rolechain::testing {

// A role `app` in account 111111111111 with one identity policy, and its session.
class GrantsWorld : public SmallWorld {
 public:
  // `statements`: JSON objects, comma-separated.
  explicit GrantsWorld(std::string_view statements);

  [[nodiscard]] GrantSubject subject() const;
  [[nodiscard]] GrantVerdict compare(const std::vector<GrantIntent>& intent,
                                     GrantMode mode = GrantMode::exact) const;
  [[nodiscard]] std::optional<bool> can(const std::string& action,
                                        const std::string& resource) const;
  Role& app() { return world.roles.front(); }

  Session session;
  std::vector<ContextEntry> context;
};

// A policy document of these statements.
std::string policy_of(std::string_view statements);
// `{"Sid":…,"Effect":"Allow","Action":…,"Resource":…}`; `more` is JSON text to add.
std::string allow(std::string_view sid, std::string_view action, std::string_view resource,
                  std::string_view more = {});
std::string deny(std::string_view sid, std::string_view action, std::string_view resource,
                 std::string_view more = {});

GrantIntent intent(std::vector<std::string> actions, std::vector<std::string> resources,
                   std::optional<std::string> because = {});

// "extra s3:GetObject on arn:… by app/policy#A"; undecided ones as "undecided CODE".
std::vector<std::string> lines(const GrantVerdict& verdict);

inline constexpr std::string_view kOrders = "arn:aws:dynamodb:us-east-1:111111111111:table/orders";

}  // namespace rolechain::testing
