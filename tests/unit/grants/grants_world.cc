#include "tests/unit/grants/grants_world.h"

#include <fmt/format.h>

#include <algorithm>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"

namespace rolechain::testing {
namespace {

std::string statement(std::string_view effect, std::string_view sid, std::string_view action,
                      std::string_view resource, std::string_view more) {
  return fmt::format(R"({{"Sid":"{}","Effect":"{}","Action":"{}","Resource":"{}"{}{}}})", sid,
                     effect, action, resource, more.empty() ? "" : ",", more);
}

}  // namespace

GrantsWorld::GrantsWorld(std::string_view statements) {
  role(kApp, "app", policy_of(statements));
  session = session_of(world.roles.front().arn);
}

GrantSubject GrantsWorld::subject() const { return {&world, &session, kNow_s, context}; }

GrantVerdict GrantsWorld::compare(const std::vector<GrantIntent>& wanted, GrantMode mode) const {
  return compare_grants(subject(), wanted, mode);
}

std::optional<bool> GrantsWorld::can(const std::string& action, const std::string& resource) const {
  return can_call(subject(), action, resource);
}

std::string policy_of(std::string_view statements) {
  return fmt::format(R"({{"Version":"2012-10-17","Statement":[{}]}})", statements);
}

std::string allow(std::string_view sid, std::string_view action, std::string_view resource,
                  std::string_view more) {
  return statement("Allow", sid, action, resource, more);
}

std::string deny(std::string_view sid, std::string_view action, std::string_view resource,
                 std::string_view more) {
  return statement("Deny", sid, action, resource, more);
}

GrantIntent intent(std::vector<std::string> actions, std::vector<std::string> resources,
                   std::optional<std::string> because) {
  return {std::move(actions), std::move(resources), std::move(because), {}};
}

std::vector<std::string> lines(const GrantVerdict& verdict) {
  std::vector<std::string> out;
  for (const GrantDifference& one : verdict.differences) {
    const std::string_view kind = one.kind == GrantDifference::Kind::extra     ? "extra"
                                  : one.kind == GrantDifference::Kind::missing ? "missing"
                                                                               : "route";
    out.push_back(fmt::format("{} {} on {}{}{}", kind, join(one.actions, ","), one.resource,
                              one.statement.empty() ? "" : " by ", one.statement));
  }
  for (const Diagnostic& one : verdict.undecided) out.push_back("undecided " + one.code);
  return out;
}

}  // namespace rolechain::testing
