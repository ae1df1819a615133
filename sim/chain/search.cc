// The search itself. Where no policy tests anything that a hop could choose, each hop is one
// question; else one for each combination of parameters that leads to a state that the hop has not
// led to yet.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <set>
#include <unordered_map>
#include <utility>

#include "mocks/base/clock.h"
#include "mocks/base/ids.h"
#include "mocks/base/text.h"
#include "mocks/sts/sts.h"
#include "sim/chain/asker.h"
#include "sim/chain/candidates.h"
#include "sim/chain/chain.h"
#include "sim/chain/choices.h"
#include "sim/chain/facts.h"
#include "sim/chain/hop.h"
#include "sim/run/workload_credentials.h"

namespace rolechain {
namespace {

constexpr std::string_view kMfaCode = "123456";  // R-STS-17: any six digits but 000000
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

// What nearly all hops send.
bool is_plain(const HopParameters& sent) {
  return sent.session_name == kAnySessionName && sent.tags.empty() && sent.transitive.empty() &&
         !sent.source_identity && !sent.external_id && !sent.mfa && sent.context.empty();
}

class Searcher {
 public:
  Searcher(const Scenario& scenario, Unreached unreached, ChainObserver* observer,
           const ChainLimits& limits)
      : scenario_(scenario),
        world_(scenario.world),
        unreached_(unreached),
        observer_(observer),
        limits_(limits),
        facts_(world_),
        chooser_(scenario, facts_),
        index_(world_),
        frame_(scenario),
        clock_(scenario.clock_s),
        ids_(scenario.seed),
        sts_(world_, ids_, clock_),
        workloads_(world_, sts_, ids_, clock_) {}

  ChainSearch run() &&;

 private:
  using Kind = ChainNode::Kind;

  void start_workload(std::size_t workload);
  void web_identities(std::size_t workload, const std::string& token);
  void session_token(std::size_t state);
  std::size_t knowledge_of(std::optional<std::vector<std::string>> ids);
  std::size_t user_knowledge(const User& user);

  std::optional<std::size_t> state_of(ChainNode node, Session session, std::size_t knowledge,
                                      const std::string& origin, std::size_t from);
  [[nodiscard]] std::string facts_key(const Session& session) const;
  [[nodiscard]] std::size_t role_index(const Role& role) const {
    return static_cast<std::size_t>(&role - world_.roles.data());
  }
  std::size_t parameters(HopParameters parameters);
  // Gives the index of the parameters.
  std::size_t connect(std::size_t from, ChainHop::Kind kind, std::size_t to,
                      HopParameters parameters);
  [[nodiscard]] bool connected(std::size_t from, std::size_t to) const {
    return to < connected_from_.size() && connected_from_[to] == from + 1;
  }
  // The state, where it is known, of those that a hop makes.
  [[nodiscard]] std::optional<std::size_t> known_state(std::size_t role, std::size_t knowledge,
                                                       const std::string& facts) const;

  void explore(std::size_t state);
  void hop(std::size_t state, const Candidate& candidate, HopAsker& asker);
  // A yes that is the hop's only outcome, taken as such.
  bool take(std::size_t state, const Role& role, const HopAnswer& ever, HopAsker& asker,
            ChainAnswer& answer);
  void try_all(std::size_t state, const Role& role, ChainAnswer& answer);
  void try_one(std::size_t state, const Role& role, const HopChoices& choices,
               const std::vector<std::size_t>& combination, ChainAnswer& answer);
  void undecided(std::size_t state, const Role& role, Diagnostic why);
  void note_open_values(std::size_t state, const Role& role, const HopParameters& sent);
  [[nodiscard]] std::string node_name(const ChainNode& node) const;

  const Scenario& scenario_;
  const World& world_;
  Unreached unreached_;
  ChainObserver* observer_;
  ChainLimits limits_;
  Facts facts_;
  HopChooser chooser_;
  CandidateIndex index_;
  HopFrame frame_;
  ManualClock clock_;
  IdSource ids_;
  Sts sts_;
  WorkloadCredentials workloads_;

  ChainSearch out_;
  // Most sessions carry nothing that a policy tests. By knowledge and role: 1 + the state; 0: none.
  std::vector<std::vector<std::uint32_t>> plain_;
  std::unordered_map<std::string, std::size_t> known_;  // the others
  std::unordered_map<std::string, std::size_t> known_parameters_;
  std::size_t plain_parameters_ = kNone;
  std::vector<std::size_t> states_of_role_;
  std::vector<std::size_t> connected_from_;  // by state: 1 + the last one with a hop there
};

std::string Searcher::node_name(const ChainNode& node) const {
  switch (node.kind) {
    case Kind::workload:
      return scenario_.workloads[node.index].key;
    case Kind::user:
      return world_.users[node.index].key;
    case Kind::role:
      break;
  }
  return world_.roles[node.index].key;
}

void Searcher::undecided(std::size_t state, const Role& role, Diagnostic why) {
  const std::size_t index = role_index(role);
  for (const UndecidedHop& there : out_.undecided) {
    if (there.from == state && there.role == index && there.why.message == why.message) return;
  }
  out_.undecided.push_back({state, index, std::move(why)});
}

void Searcher::note_open_values(std::size_t state, const Role& role, const HopParameters& sent) {
  const auto note = [&](const Fact& fact, std::string_view what) {
    if (!fact.builds_resource) return;
    out_.open_values.push_back(
        {state,
         role_index(role),
         {Severity::unsupported, "chain-open-value",
          fmt::format("`{}` names other resources for each {}, and a hop may send any",
                      fact.builds_resource->value, what),
          fact.builds_resource->span,
          "let the role's trust policy say which values may be sent, or write the ARN out"}});
  };
  for (const Tag& tag : sent.tags) {
    const auto fact = facts_.tags().find(to_lower(tag.key));
    if (fact != facts_.tags().end()) note(fact->second, fmt::format("session tag `{}`", tag.key));
  }
  const Fact* identity = facts_.source_identity();
  if (sent.source_identity && identity != nullptr) note(*identity, "source identity");
}

std::size_t Searcher::knowledge_of(std::optional<std::vector<std::string>> ids) {
  if (ids) std::ranges::sort(*ids);
  const auto at = std::ranges::find(out_.knowledge, ids);
  if (at != out_.knowledge.end()) return static_cast<std::size_t>(at - out_.knowledge.begin());
  out_.knowledge.push_back(std::move(ids));
  return out_.knowledge.size() - 1;
}

// What the user knows, the workloads that use its keys say; where one says nothing, anything.
std::size_t Searcher::user_knowledge(const User& user) {
  std::optional<std::vector<std::string>> ids;
  for (const Workload& workload : scenario_.workloads) {
    if (workload.type != Workload::Type::user || workload.user_arn != user.arn) continue;
    if (!workload.known_external_ids) return knowledge_of({});
    if (!ids) ids.emplace();
    ids->insert(ids->end(), workload.known_external_ids->begin(),
                workload.known_external_ids->end());
  }
  return knowledge_of(std::move(ids));
}

// What policies can tell about a session of one role. Tags that none tests leave one trace: that
// there are transitive ones, which every further hop must be allowed to carry.
std::string Searcher::facts_key(const Session& session) const {
  const Role* role = session.kind == Session::Kind::role ? world_.role(session.role_arn) : nullptr;
  const bool tells_name = role != nullptr && facts_.tells_names(*role);
  if (session.tags.empty() && session.source_identity.empty() && !tells_name) return {};
  std::set<std::string> lines;
  bool other_transitive = false;
  for (const Tag& tag : session.tags) {
    const std::string key = to_lower(tag.key);
    const bool transitive = std::ranges::any_of(
        session.transitive, [&](const auto& one) { return equals_ignore_case(one, key); });
    if (facts_.tags().contains(key)) {
      lines.insert(fmt::format("{}={}{}", key, transitive ? ">" : "", tag.value));
    } else {
      other_transitive |= transitive;
    }
  }
  const std::string identity = facts_.tells_source_identity()    ? session.source_identity
                               : session.source_identity.empty() ? ""
                                                                 : "some";
  if (lines.empty() && !other_transitive && !tells_name && identity.empty()) return {};
  return fmt::format("{}\n{}\n{}\n{}", fmt::join(lines, "\n"), other_transitive ? "more" : "",
                     tells_name ? session.session_name : "", identity);
}

std::string key_of(ChainNode node, std::size_t knowledge, std::string_view origin,
                   std::string_view facts) {
  return fmt::format("{}/{}/{}/{}/{}", static_cast<int>(node.kind), node.index, knowledge, origin,
                     facts);
}

std::optional<std::size_t> Searcher::known_state(std::size_t role, std::size_t knowledge,
                                                 const std::string& facts) const {
  if (facts.empty()) {
    const bool none = knowledge >= plain_.size() || plain_[knowledge][role] == 0;
    return none ? std::nullopt : std::optional<std::size_t>(plain_[knowledge][role] - 1);
  }
  const auto found = known_.find(key_of({Kind::role, role}, knowledge, "", facts));
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

// Nothing where the role has too many kinds of sessions already.
std::optional<std::size_t> Searcher::state_of(ChainNode node, Session session,
                                              std::size_t knowledge, const std::string& origin,
                                              std::size_t from) {
  const bool by_hop = node.kind == Kind::role && origin.empty();
  const std::string facts = facts_key(session);
  if (by_hop) {
    if (const auto known = known_state(node.index, knowledge, facts)) return known;
  }
  const bool plain = by_hop && facts.empty();
  std::string key = plain ? std::string() : key_of(node, knowledge, origin, facts);
  if (!by_hop) {
    if (const auto found = known_.find(key); found != known_.end()) return found->second;
  }
  if (by_hop && ++states_of_role_[node.index] > limits_.states_per_role) {
    const Role& role = world_.roles[node.index];
    std::vector<std::string> keys;
    for (const auto& [lower, fact] : facts_.tags()) keys.push_back(fact.key);
    undecided(
        from, role,
        {Severity::unsupported,
         "chain-states",
         fmt::format("more than {} kinds of sessions of `{}`{}", limits_.states_per_role, role.key,
                     keys.empty() ? "" : fmt::format(", by the tags {}", fmt::join(keys, ", "))),
         {},
         "let fewer policies test session tags, or let a trust policy say which may be sent"});
    return std::nullopt;
  }
  const std::size_t index = out_.states.size();
  out_.states.push_back({node, std::move(session), knowledge, {}});
  if (plain) {
    while (plain_.size() <= knowledge) plain_.emplace_back(world_.roles.size());
    plain_[knowledge][node.index] = static_cast<std::uint32_t>(index + 1);
  } else {
    known_.emplace(std::move(key), index);
  }
  return index;
}

std::size_t Searcher::parameters(HopParameters parameters) {
  if (is_plain(parameters)) {
    if (plain_parameters_ == kNone) {
      plain_parameters_ = out_.parameters.size();
      out_.parameters.push_back(std::move(parameters));
    }
    return plain_parameters_;
  }
  std::string key =
      fmt::format("{}\n{}\n{}\n{}\n{}\n", parameters.session_name,
                  fmt::join(parameters.transitive, "\t"), parameters.source_identity.value_or("\t"),
                  parameters.external_id.value_or("\t"), parameters.mfa);
  for (const Tag& tag : parameters.tags) key += fmt::format("{}\t{}\n", tag.key, tag.value);
  for (const ContextEntry& one : parameters.context) {
    key += fmt::format("{}\t{}\n", one.key, fmt::join(one.values, "\t"));
  }
  const auto [at, is_new] = known_parameters_.try_emplace(std::move(key), out_.parameters.size());
  if (is_new) out_.parameters.push_back(std::move(parameters));
  return at->second;
}

std::size_t Searcher::connect(std::size_t from, ChainHop::Kind kind, std::size_t to,
                              HopParameters sent) {
  const std::size_t index = parameters(std::move(sent));
  if (connected(from, to)) return index;
  connected_from_.resize(out_.states.size());
  connected_from_[to] = from + 1;
  out_.states[from].hops.push_back({kind, to, index});
  return index;
}

void Searcher::start_workload(std::size_t index) {
  const Workload& workload = scenario_.workloads[index];
  const std::size_t knowledge = out_.states[index].knowledge;
  if (workload.type == Workload::Type::user) {
    for (std::size_t i = 0; i < world_.users.size(); ++i) {
      if (world_.users[i].arn != workload.user_arn) continue;
      const auto to = state_of({Kind::user, i}, user_session(world_, world_.users[i], ids_),
                               knowledge, "", index);
      if (to) connect(index, ChainHop::Kind::delivered, *to, {});
    }
    return;
  }
  Delivery delivery = workloads_.get(workload);
  const Role* role = world_.role(delivery.session ? delivery.session->role_arn : delivery.resource);
  if (role != nullptr) {
    const bool delivered = delivery.session.has_value();
    if (observer_ != nullptr) {
      const Trace* trace = delivery.trace.empty() ? nullptr
                           : delivered            ? &delivery.trace.front()
                                                  : &delivery.trace.back();
      observer_->on_delivery(index, role_index(*role), trace,
                             delivered ? "" : delivery.session.error().message, delivered);
    }
    if (delivered) {
      HopParameters sent;
      sent.session_name = delivery.session->session_name;
      const auto to = state_of({Kind::role, role_index(*role)}, *std::move(delivery.session),
                               knowledge, "from " + workload.key, index);
      if (to) connect(index, ChainHop::Kind::delivered, *to, std::move(sent));
    }
  }
  if (workload.type == Workload::Type::eks_irsa ||
      workload.type == Workload::Type::github_actions) {
    web_identities(index, workloads_.web_identity_token(workload));
  }
}

// A web identity token opens every role that trusts it, not only the one it was made for.
void Searcher::web_identities(std::size_t index, const std::string& token) {
  if (token.empty()) return;
  for (const std::size_t i : index_.federated()) {
    const Role& role = world_.roles[i];
    for (const std::string& name : chooser_.names(role)) {
      StsTrace trace;
      WebIdentityInput input;
      input.role_arn = role.arn;
      input.session_name = name;
      input.token = token;
      auto reply = sts_.assume_role_with_web_identity(input, &trace);
      if (!reply) continue;
      if (observer_ != nullptr) {
        observer_->on_delivery(index, i, trace.empty() ? nullptr : &trace.front(), "", true);
      }
      const auto to =
          state_of({Kind::role, i}, std::move(reply->session), out_.states[index].knowledge,
                   "token of " + scenario_.workloads[index].key, index);
      HopParameters sent;
      sent.session_name = name;
      if (to) connect(index, ChainHop::Kind::web_identity, *to, std::move(sent));
    }
  }
}

// R-STS-17: with the code of the device, GetSessionToken's credentials carry MFA.
void Searcher::session_token(std::size_t state) {
  const User& user = world_.users[out_.states[state].node.index];
  if (user.mfa_serial.empty()) return;
  SessionTokenInput input;
  input.serial_number = user.mfa_serial;
  input.token_code = std::string(kMfaCode);
  auto reply = sts_.get_session_token(out_.states[state].session, input);
  if (!reply) return;
  const auto to = state_of(out_.states[state].node, std::move(reply->session),
                           out_.states[state].knowledge, "session token", state);
  HopParameters sent;
  sent.mfa = true;
  if (to) connect(state, ChainHop::Kind::session_token, *to, std::move(sent));
}

// Adds a state for one combination, where it leads to one that this hop has not led to.
void Searcher::try_one(std::size_t state, const Role& role, const HopChoices& choices,
                       const std::vector<std::size_t>& combination, ChainAnswer& answer) {
  HopParameters wanted = parameters_of(choices, combination);
  const Session& caller = out_.states[state].session;
  const std::size_t knowledge = out_.states[state].knowledge;
  const ChainNode node{Kind::role, role_index(role)};
  Session next = session_after(scenario_, caller, role, wanted);
  const auto there = known_state(node.index, knowledge, facts_key(next));
  if (there && connected(state, *there)) return;
  const std::vector<ContextEntry> given = choices.dimensions.empty() && choices.tested.empty()
                                              ? std::vector<ContextEntry>{}
                                              : context_of(wanted, choices.tested);
  AskedHop asked = ask_hop(scenario_, caller, role, std::move(wanted), given);
  const bool first = !answer.allowed && !answer.assume;
  const bool better = asked.answer.yes() && !answer.yes();
  const bool further = !answer.yes() && asked.answer.carry && !answer.carry;
  if (asked.answer.yes()) {
    note_open_values(state, role, asked.parameters);
    if (const auto to = state_of(node, std::move(next), knowledge, "", state)) {
      asked.answer.parameters =
          connect(state, ChainHop::Kind::assume_role, *to, std::move(asked.parameters));
    } else {
      asked.answer.parameters = parameters(std::move(asked.parameters));
    }
  } else if (!asked.answer.allowed) {
    undecided(state, role,
              {Severity::unsupported,
               "chain-hop",
               fmt::format("whether {} may become {} could not be decided",
                           node_name(out_.states[state].node), role.key),
               {},
               "`rolechain grants` of a session names the statement"});
    if (!answer.yes()) answer.allowed = std::nullopt;
  }
  if (first || better || further) answer = std::move(asked.answer);
}

// Every combination of parameters that the policies in play can tell apart.
void Searcher::try_all(std::size_t state, const Role& role, ChainAnswer& answer) {
  HopChoices choices;
  if (facts_.any()) {
    const Session& caller = out_.states[state].session;
    HopChooser::May may;
    may.tags = may_ever(scenario_, caller, role, "sts:TagSession");
    may.identity = may_ever(scenario_, caller, role, "sts:SetSourceIdentity");
    choices = chooser_.choose(caller, role, may, out_.knowledge[out_.states[state].knowledge]);
    for (Diagnostic& one : choices.undecided) undecided(state, role, std::move(one));
  }
  const auto all = combinations(choices, limits_.tries_per_hop);
  if (!all) {
    undecided(state, role,
              {Severity::unsupported,
               "chain-tries",
               fmt::format("more than {} ways for {} to assume {}", limits_.tries_per_hop,
                           node_name(out_.states[state].node), role.key),
               {},
               "let fewer policies test what the hop sends"});
    return;
  }
  for (const auto& combination : *all) try_one(state, role, choices, combination, answer);
}

bool Searcher::take(std::size_t state, const Role& role, const HopAnswer& ever, HopAsker& asker,
                    ChainAnswer& answer) {
  using By = HopAnswer::By;
  if (!ever.allowed() || ever.by == By::search || facts_.splits(role)) return false;
  const Session& caller = out_.states[state].session;
  const std::size_t knowledge = out_.states[state].knowledge;
  const bool carries = !caller.transitive.empty() || !caller.source_identity.empty();
  HopParameters sent;
  sent.session_name = kAnySessionName;
  if (ever.by == By::external_id) {
    const auto& known = out_.knowledge[knowledge];
    const bool knows = !known || std::ranges::find(*known, ever.external_id) != known->end();
    if (carries || !knows || !is_external_id(ever.external_id)) return false;
    sent.external_id = ever.external_id;
  } else if (carries && !asker.allows_plainly(role)) {
    return false;
  }
  const auto tests_more = [&](const CompiledPolicy* one) { return facts_.tests_more(one); };
  if (facts_.any_tests_more() && asker.any_policy(tests_more)) return false;
  answer.allowed = true;
  answer.caller = ever.caller;
  answer.trust = ever.trust;
  const ChainNode node{Kind::role, role_index(role)};
  auto to = carries ? std::nullopt : known_state(node.index, knowledge, {});
  if (!to) {
    to = state_of(node, session_after(scenario_, caller, role, sent), knowledge, "", state);
  }
  answer.parameters = to ? connect(state, ChainHop::Kind::assume_role, *to, std::move(sent))
                         : parameters(std::move(sent));
  return true;
}

void Searcher::hop(std::size_t state, const Candidate& candidate, HopAsker& asker) {
  const Role& role = world_.roles[candidate.role];
  ChainAnswer answer;
  const HopAnswer ever = asker.ask(role);
  if (ever.verdict == HopVerdict::blocked && ever.denied_more.empty()) {
    answer.allowed = false;
    if (observer_ != nullptr && (candidate.by_caller || candidate.by_trust)) {
      answer.assume = asker.plainly("sts:AssumeRole", role);
    }
  } else if (!take(state, role, ever, asker, answer)) {
    try_all(state, role, answer);
  }
  if (observer_ == nullptr) return;
  observer_->on_hop(
      {state, out_.states[state].node, candidate.role, candidate.by_caller, candidate.by_trust},
      answer);
}

void Searcher::explore(std::size_t state) {
  const ChainNode node = out_.states[state].node;
  if (node.kind == Kind::workload) return;
  const bool token = out_.states[state].session.kind == Session::Kind::user_token;
  if (node.kind == Kind::user && !token) session_token(state);
  const Hopper hopper = node.kind == Kind::user ? hopper_of(world_, world_.users[node.index])
                                                : hopper_of(world_.roles[node.index]);
  const std::vector<Candidate>& candidates = index_.of(hopper);
  if (candidates.empty()) return;
  HopAsker asker(frame_, out_.states[state].session);
  for (const Candidate& candidate : candidates) hop(state, candidate, asker);
}

ChainSearch Searcher::run() && {
  out_.tells_sessions_apart = facts_.any();
  states_of_role_.resize(world_.roles.size());
  for (std::size_t i = 0; i < scenario_.workloads.size(); ++i) {
    const std::size_t knowledge = knowledge_of(scenario_.workloads[i].known_external_ids);
    state_of({Kind::workload, i}, {}, knowledge, "", i);
  }
  for (std::size_t i = 0; i < world_.users.size(); ++i) {
    const User& user = world_.users[i];
    state_of({Kind::user, i}, user_session(world_, user, ids_), user_knowledge(user), "", i);
  }
  for (std::size_t i = 0; i < scenario_.workloads.size(); ++i) start_workload(i);
  std::size_t explored = 0;
  const auto explore_all = [&] {
    for (; explored < out_.states.size(); ++explored) explore(explored);
  };
  explore_all();
  if (unreached_ == Unreached::skip) return std::move(out_);
  std::vector<bool> has_state(world_.roles.size());
  std::size_t marked = 0;
  for (std::size_t i = 0; i < world_.roles.size(); ++i) {
    for (; marked < out_.states.size(); ++marked) {
      const ChainNode& node = out_.states[marked].node;
      if (node.kind == Kind::role) has_state[node.index] = true;
    }
    if (has_state[i]) continue;
    for (const std::string& name : chooser_.names(world_.roles[i])) {
      HopParameters plain;
      plain.session_name = name;
      state_of({Kind::role, i}, session_after(scenario_, {}, world_.roles[i], plain),
               knowledge_of({}), "", 0);
    }
    explore_all();
  }
  return std::move(out_);
}

}  // namespace

ChainSearch search_chains(const Scenario& scenario, Unreached unreached, ChainObserver* observer,
                          const ChainLimits& limits) {
  return Searcher(scenario, unreached, observer, limits).run();
}

}  // namespace rolechain
