// The steps of a scenario. Each has one verb, which is the key that says what it does.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "mocks/base/json.h"
#include "mocks/base/text.h"
#include "mocks/http/fault_kinds.h"
#include "mocks/policy/service_reference.h"
#include "sim/load/build.h"
#include "sim/load/fields.h"

namespace rolechain {
namespace {

constexpr std::array<std::string_view, 9> kVerbs = {
    "get", "assume", "assume_web_identity", "call", "api", "advance", "set", "refresh", "fault",
};

// A session policy: JSON text as it is sent (a wrong one is STS's matter), or a document form.
std::optional<std::string> read_policy(Build& build, const Node* node) {
  if (node == nullptr) return std::nullopt;
  if (node->is_string() && !node->text.starts_with('@')) return node->text;
  if (!node->is_map()) {
    build.problems.error("wrong-type",
                         fmt::format("a session policy cannot be {}", describe(*node)), node->span,
                         "write a document, `{file: policy.json}`, or JSON text");
    return std::nullopt;
  }
  const std::optional<Node> document = build.policies.document(*node);
  if (!document) return std::nullopt;
  build.policies.compile(*document, PolicyType::session, "session policy");
  return to_json(*document);
}

void read_mfa(Build& build, const Fields& with, std::optional<std::string>& serial,
              std::optional<std::string>& code) {
  const Node* mfa = with.find("mfa");
  if (mfa == nullptr) return;
  const Fields fields(build.problems, *mfa, keys::mfa);
  serial = fields.text("serial");
  code = fields.text("code");
}

std::optional<std::vector<std::string>> arns_of(Build& build, const Node* node) {
  if (node == nullptr) return std::nullopt;
  std::vector<std::string> out;
  for (const Node* item : one_or_more(*node)) {
    if (auto arn = build.names.arn(Sort::managed_policy, *item)) out.push_back(std::move(*arn));
  }
  return out;
}

const Node& empty_map() {
  static const Node kEmpty = Node::make_map();
  return kEmpty;
}

const Node& with_of(const Fields& step) {
  const Node* with = step.find("with");
  return with == nullptr ? empty_map() : *with;
}

Assume read_assume_with(Build& build, const Node& node) {
  const Fields with(build.problems, node, keys::assume_with);
  Assume out;
  out.session_name = with.text("session_name").value_or("");
  out.external_id = with.text("external_id");
  out.duration_s = with.duration_s("duration");
  out.tags = read_tags(build, with.find("tags"));
  out.transitive_tag_keys = read_texts(build, with.find("transitive_tag_keys"), "a tag key");
  out.source_identity = with.text("source_identity");
  out.policy = read_policy(build, with.find("policy"));
  out.policy_arns = arns_of(build, with.find("policy_arns")).value_or(std::vector<std::string>());
  read_mfa(build, with, out.mfa_serial, out.mfa_code);
  return out;
}

// A role that does not exist may be assumed too: STS's refusal is the same (R-STS-30).
std::string read_role(Build& build, const Node& node) {
  return build.names.arn(Sort::role, node).value_or("");
}

Action read_session_token(Build& build, const Node& node) {
  const Fields with(build.problems, node, keys::session_token_with);
  GetSessionToken out;
  out.duration_s = with.duration_s("duration");
  read_mfa(build, with, out.mfa_serial, out.mfa_code);
  return out;
}

Action read_federation_token(Build& build, const Node& node) {
  const Fields with(build.problems, node, keys::federation_token_with);
  GetFederationToken out;
  out.name = with.text("name").value_or("");
  out.with.duration_s = with.duration_s("duration");
  out.with.tags = read_tags(build, with.find("tags"));
  out.with.policy = read_policy(build, with.find("policy"));
  out.with.policy_arns =
      arns_of(build, with.find("policy_arns")).value_or(std::vector<std::string>());
  return out;
}

void need(Build& build, const Fields& fields, std::string_view key, std::string_view verb) {
  if (fields.find(key) != nullptr) return;
  build.problems.error("missing-key", fmt::format("`{}` needs the key `{}`", verb, key),
                       fields.key_span("get"), fmt::format("add `{}:`", key));
}

Action read_get(Build& build, const Node& node) {
  static constexpr std::array<std::string_view, 3> kThings = {"credentials", "session_token",
                                                              "federation_token"};
  const Fields fields(build.problems, node, keys::get);
  const std::size_t thing = fields.word("get", kThings).value_or(0);
  if (thing == 0) {
    need(build, fields, "workload", "get: credentials");
    const Node* workload = fields.find("workload");
    return GetCredentials{workload == nullptr ? "" : read_workload(build, *workload)};
  }
  need(build, fields, "as", "get: " + std::string(kThings[thing]));
  return thing == 1 ? read_session_token(build, with_of(fields))
                    : read_federation_token(build, with_of(fields));
}

Action read_assume(Build& build, const Node& node) {
  const Fields fields(build.problems, node, keys::assume);
  Assume out = read_assume_with(build, with_of(fields));
  out.role_arn = read_role(build, *fields.find("assume"));
  return out;
}

Action read_assume_web_identity(Build& build, const Node& node) {
  const Fields fields(build.problems, node, keys::assume_web_identity);
  AssumeWebIdentity out;
  out.with = read_assume_with(build, with_of(fields));
  out.with.role_arn = read_role(build, *fields.find("assume_web_identity"));
  if (const Node* workload = fields.find("workload")) {
    out.workload = read_workload(build, *workload);
  }
  return out;
}

Action read_call(Build& build, const Node& node) {
  const Fields fields(build.problems, node, keys::call);
  Call out;
  out.action = read_action(build, *fields.find("call"), false);
  if (const Node* on = fields.find("on")) out.resource = read_resource(build, *on, false);
  return out;
}

Action read_api(Build& build, const Node& node) {
  const Fields fields(build.problems, node, keys::api);
  Api out;
  out.operation = fields.text("api").value_or("");
  const Node& with = with_of(fields);
  if (!with.is_map()) fields.wrong("with", with, "a map");
  for (const Member& member : with.members) {
    const auto text = scalar_text(build.problems, member.value, fmt::format("`{}`", member.key));
    if (text) {
      out.with[member.key] = build.names.text(*text, member.value.span).value_or("");
    }
  }
  return out;
}

Action read_advance(Build& build, const Node& node) {
  const Fields fields(build.problems, node, keys::advance);
  return Advance{fields.duration_s("advance").value_or(0)};
}

Action read_set(Build& build, const Node& node) {
  const Fields fields(build.problems, node, keys::set);
  return Set{read_changes(build, *fields.find("set"))};
}

Action read_refresh(Build& build, const Node& node) {
  const Fields fields(build.problems, node, keys::refresh);
  return Refresh{read_session(build, *fields.find("refresh"), build.scenario.steps)};
}

Action read_fault(Build& build, const Node& node) {
  static constexpr auto kKinds = step_fault_words();
  const Fields fields(build.problems, node, keys::fault);
  Fault out;
  out.kind = fields.word("fault", kKinds).value_or(0) == 0 ? Fault::Kind::throttling
                                                           : Fault::Kind::unavailable;
  out.of = fields.text("of").value_or("");
  const ServiceReference reference = ServiceReference::embedded();
  if (!out.of.empty() && build.scenario.workload(out.of) == nullptr &&
      !reference.has_service(out.of)) {
    build.problems.error("unknown-reference",
                         fmt::format("`{}` is neither a workload nor a service", out.of),
                         fields.find("of")->span,
                         "name a workload of this file, or a service by its prefix (`sts`)");
  }
  out.times = fields.integer("times", 1, 1000000).value_or(1);
  return out;
}

// Which verb a step has; reports none and two.
std::optional<std::size_t> verb_of(Build& build, const Node& node) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < kVerbs.size(); ++i) {
    if (node.find(kVerbs[i]) == nullptr) continue;
    if (found) {
      build.problems.error(
          "two-verbs",
          fmt::format("a step does one thing, not `{}` and `{}`", kVerbs[*found], kVerbs[i]),
          node.span, "make two steps of it");
      return std::nullopt;
    }
    found = i;
  }
  if (found) return found;
  std::string help;
  for (const Member& member : node.members) {
    if (help.empty()) help = did_you_mean(member.key, kVerbs);
  }
  if (help.empty())
    help = "get, assume, assume_web_identity, call, api, advance, set, refresh or fault";
  build.problems.error("no-verb",
                       node.is_map() ? "the step does not say what it does"
                                     : fmt::format("a step must be a map, not {}", describe(node)),
                       node.span, std::move(help));
  return std::nullopt;
}

void read_id(Build& build, const Node& node, Step& step) {
  const Node* id = node.find("id");
  if (id == nullptr) return;
  step.id = scalar_text(build.problems, *id, "`id` of a step").value_or("");
  if (step.id.find_first_of("/ @#") != std::string::npos) {
    build.problems.error("bad-name", fmt::format("`{}` cannot be a step's id", step.id), id->span,
                         "leave out blanks, `/`, `@` and `#`");
  }
  if (const Step* other = build.scenario.step(step.id)) {
    build.problems.error("duplicate-name", fmt::format("two steps have the id `{}`", step.id),
                         id->span, "the other one is at " + location(other->span));
  }
}

void read_step(Build& build, const Node& node, std::size_t index) {
  constexpr std::array kReaders = {read_get,  read_assume,  read_assume_web_identity,
                                   read_call, read_api,     read_advance,
                                   read_set,  read_refresh, read_fault};
  Step step;
  step.path = fmt::format("/steps/{}", index);
  step.span = node.span;
  read_id(build, node, step);
  if (const Node* as = node.find("as")) {
    step.as = read_session(build, *as, build.scenario.steps);
  }
  const std::optional<std::size_t> verb = verb_of(build, node);
  static_assert(kReaders.size() == kVerbs.size());
  // A step with a mistake still makes the session that others name.
  if (verb) step.action = kReaders[*verb](build, node);
  step.context = read_context(build, node.find("context"));
  if (const Node* expect = node.find("expect")) step.expect = read_step_expect(build, *expect);
  build.scenario.steps.push_back(std::move(step));
}

}  // namespace

std::vector<std::pair<std::string, Node>> read_changes(Build& build, const Node& node) {
  std::vector<std::pair<std::string, Node>> out;
  if (!node.is_map()) {
    build.problems.error("wrong-type", fmt::format("`set` must be a map, not {}", describe(node)),
                         node.span, "write `set: { /roles/base/trust: … }`");
    return out;
  }
  for (const Member& member : node.members) out.emplace_back(member.key, member.value);
  return out;
}

void build_steps(Build& build, const Node& tree) {
  const Node* steps = tree.find("steps");
  if (steps == nullptr) return;
  if (!steps->is_list()) {
    return build.problems.error("wrong-type",
                                fmt::format("`steps` must be a list, not {}", describe(*steps)),
                                steps->span, "begin each step with `-`");
  }
  // Each step is looked up among all before it; a file written by a person stays far below this.
  constexpr std::size_t kMaxSteps = 10'000;
  if (steps->items.size() > kMaxSteps) {
    return build.problems.error(
        "too-many-steps", fmt::format("{} steps; the limit is {}", steps->items.size(), kMaxSteps),
        steps->span, "split the scenario, or let `expect.grants` say what many calls would");
  }
  for (std::size_t i = 0; i < steps->items.size(); ++i) read_step(build, steps->items[i], i);
}

}  // namespace rolechain
