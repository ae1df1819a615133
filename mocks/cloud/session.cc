#include "mocks/cloud/session.h"

namespace rolechain {
namespace {

void fill_from_user(Caller& caller, const World& world, std::string_view arn) {
  const User* user = world.user(arn);
  caller.has_boundary = user != nullptr && user->boundary != nullptr;
}

}  // namespace

Caller caller_of(const World& world, const Session& session) {
  Caller caller;
  caller.arn = session.arn;
  caller.unique_id = session.unique_id;
  caller.account = session.account;
  switch (session.kind) {
    case Session::Kind::user:
    case Session::Kind::user_token:  // R-STS-06: GetSessionToken keeps the user's own principal
      caller.kind = Caller::Kind::user;
      if (!session.user_arn.empty()) caller.arn = session.user_arn;
      fill_from_user(caller, world, caller.arn);
      break;
    case Session::Kind::federated_user:
      caller.kind = Caller::Kind::federated_user;
      caller.user_arn = session.user_arn;
      fill_from_user(caller, world, session.user_arn);
      break;
    case Session::Kind::role: {
      caller.kind = Caller::Kind::role_session;
      caller.role_arn = session.role_arn;
      const Role* role = world.role(session.role_arn);
      caller.has_boundary = role != nullptr && role->boundary != nullptr;
      caller.service_linked_role = role != nullptr && role->service_linked;
      break;
    }
    case Session::Kind::root:
      caller.kind = Caller::Kind::root;
      break;
  }
  return caller;
}

}  // namespace rolechain
