// A witness is what was done, not what was computed: each hop is asked of STS again.
#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "mocks/base/clock.h"
#include "mocks/base/ids.h"
#include "mocks/sts/sts.h"
#include "sim/chain/path.h"
#include "sim/run/workload_credentials.h"

namespace rolechain {
namespace {

constexpr std::string_view kMfaCode = "123456";

class Replay {
 public:
  explicit Replay(const Scenario& scenario)
      : scenario_(scenario),
        clock_(scenario.clock_s),
        ids_(scenario.seed),
        sts_(scenario.world, ids_, clock_),
        workloads_(scenario.world, sts_, ids_, clock_) {}

  Session begin(const ChainState& state) {
    if (state.node.kind == ChainNode::Kind::workload) return {};
    if (state.node.kind == ChainNode::Kind::role) return state.session;
    return user_session(scenario_.world, scenario_.world.users[state.node.index], ids_);
  }

  ApiResult<Session> go(const Session& session, const ChainNode& from, const ChainNode& to,
                        ChainHop::Kind kind, const HopParameters& sent, StsTrace& trace) {
    switch (kind) {
      case ChainHop::Kind::delivered: {
        Delivery delivery = workloads_.get(scenario_.workloads[from.index]);
        trace = std::move(delivery.trace);
        return std::move(delivery.session);
      }
      case ChainHop::Kind::web_identity:
        return by_token(scenario_.workloads[from.index], to, sent, trace);
      case ChainHop::Kind::session_token:
        return with_mfa(session);
      case ChainHop::Kind::assume_role:
        break;
    }
    return assume(session, to, sent, trace);
  }

 private:
  static ApiResult<Session> session_of(ApiResult<StsReply> reply) {
    if (!reply) return std::unexpected(std::move(reply.error()));
    return std::move(reply->session);
  }

  ApiResult<Session> by_token(const Workload& workload, const ChainNode& to,
                              const HopParameters& sent, StsTrace& trace) {
    WebIdentityInput input;
    input.role_arn = scenario_.world.roles[to.index].arn;
    input.session_name = sent.session_name;
    input.token = workloads_.web_identity_token(workload);
    return session_of(sts_.assume_role_with_web_identity(input, &trace));
  }

  ApiResult<Session> with_mfa(const Session& session) {
    SessionTokenInput input;
    input.serial_number = serial_of(session);
    input.token_code = std::string(kMfaCode);
    return session_of(sts_.get_session_token(session, input));
  }

  ApiResult<Session> assume(const Session& session, const ChainNode& to, const HopParameters& sent,
                            StsTrace& trace) {
    AssumeRoleInput input;
    input.role_arn = scenario_.world.roles[to.index].arn;
    input.session_name = sent.session_name;
    input.external_id = sent.external_id;
    input.tags = sent.tags;
    input.transitive_tag_keys = sent.transitive;
    input.source_identity = sent.source_identity;
    if (sent.mfa) {
      input.serial_number = serial_of(session);
      input.token_code = std::string(kMfaCode);
    }
    input.context = scenario_.context;
    input.context.insert(input.context.end(), sent.context.begin(), sent.context.end());
    return session_of(sts_.assume_role(session, input, &trace));
  }

  [[nodiscard]] std::string serial_of(const Session& session) const {
    const User* user = scenario_.world.user(session.user_arn);
    return user == nullptr ? std::string() : user->mfa_serial;
  }

  const Scenario& scenario_;
  ManualClock clock_;
  IdSource ids_;
  Sts sts_;
  WorkloadCredentials workloads_;
};

}  // namespace

ReplayedChain replay(const ChainSearch& search, const Scenario& scenario, std::size_t start,
                     const ChainPath& path) {
  Replay replay(scenario);
  ReplayedChain out{replay.begin(search.states[start]), {}};
  for (const ChainLink& link : path) {
    const ChainNode& from = search.states[link.from].node;
    const ChainNode& to = search.states[link.hop.to].node;
    auto next = replay.go(out.session, from, to, link.hop.kind,
                          search.parameters[link.hop.parameters], out.traces.emplace_back());
    if (!next) {
      throw std::logic_error(
          fmt::format("internal error: the search goes from {} to {}, and STS refuses it: {}: {}",
                      node_name(scenario, from), node_name(scenario, to), next.error().code,
                      next.error().message));
    }
    out.session = *std::move(next);
  }
  return out;
}

}  // namespace rolechain
