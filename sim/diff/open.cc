// Opens one side of a comparison, whichever kind it is.
#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "mocks/base/json.h"
#include "mocks/base/text.h"
#include "mocks/iam/services.h"
#include "mocks/policy/document.h"
#include "sim/diff/diff.h"
#include "sim/load/yaml.h"
#include "sim/run/stepper.h"
#include "sim/run/subject.h"

namespace rolechain {
namespace {

constexpr std::string_view kAccountKey = "account";
constexpr std::int64_t kSession_s = 3600;

Result<Node> parse(const SourceFile& file) {
  const std::size_t first = file.text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) {
    return fail("empty-file", "the file is empty", {&file, 0, 0}, "was it written completely?");
  }
  const bool yaml = file.path.ends_with(".yaml") || file.path.ends_with(".yml");
  return file.path.ends_with(".json") || (!yaml && file.text[first] == '{')
             ? parse_json(file)
             : parse_yaml(file, YamlDialect::cloudformation);
}

std::optional<DiffKind> kind_of(const Node& tree) {
  if (tree.find("scenario") != nullptr) return DiffKind::scenario;
  if (tree.find("Resources") != nullptr) return DiffKind::cloudformation;
  if (tree.find("Statement") != nullptr) return DiffKind::policy;
  return std::nullopt;
}

std::string role_name(const Scenario& scenario, const Session& session) {
  const Role* role = scenario.world.role(session.role_arn);
  return role == nullptr ? std::string() : role->name;
}

std::expected<void, Diagnostics> open_scenario_side(Loader& loader, const DiffOptions& options,
                                                    DiffSide& side) {
  const auto file = loader.read(side.path, options.load);
  if (!file) return std::unexpected(file.error());
  auto scenario = loader.load(*file);
  if (!scenario) return std::unexpected(std::move(scenario.error()));
  side.scenario = std::make_shared<const Scenario>(*std::move(scenario));
  auto done = execute_with(loader, *file, {}, side.scenario);
  if (!done) return std::unexpected(std::move(done.error()));
  side.execution = std::make_shared<const Execution>(*std::move(done));
  for (const LiveSession& live : side.execution->sessions) {
    const Step* step = side.scenario->step(live.id);
    side.subjects.push_back({live.id, role_name(*live.scenario, live.session), subject_of(live),
                             step == nullptr ? SourceSpan{} : step->span});
  }
  return {};
}

// A scenario that holds nothing but the template's stack in one account.
Node around_template(const std::string& path, const DiffOptions& options) {
  const auto text = [](std::string value) { return Node::make_string(std::move(value)); };
  const std::string account(kAccountKey);
  Node id = Node::make_map();
  id.set("id", text(options.account));
  Node accounts = Node::make_map();
  accounts.set(account, std::move(id));
  Node from = Node::make_map();
  from.set("cloudformation", text(std::filesystem::path(path).filename().string()));
  from.set("account", text(account));
  // One stack that changes: names made from its own must not differ by the file's.
  from.set("stack", text("stack"));
  if (!options.parameters.empty()) {
    Node parameters = Node::make_map();
    for (const auto& [name, value] : options.parameters) parameters.set(name, text(value));
    from.set("parameters", std::move(parameters));
  }
  Node out = Node::make_map();
  out.set("scenario", text("v1"));
  out.set("name", text("diff"));
  out.set("clock", text("2026-01-15T09:00:00Z"));
  out.set("region", text(options.region));
  out.set("accounts", std::move(accounts));
  out.set("from", std::move(from));
  return out;
}

// A session of the role that carries nothing: no tags, no policy, no source identity.
Session session_of(const Role& role, const Scenario& scenario) {
  Session out;
  out.id = role.key;
  out.account = role.account;
  out.role_arn = role.arn;
  out.session_name = "session";
  out.arn = fmt::format("arn:{}:sts::{}:assumed-role/{}/{}", scenario.world.partition, role.account,
                        role.name, out.session_name);
  out.unique_id = role.unique_id;
  out.credentials.session_token = "session";
  out.issued_s = scenario.clock_s;
  out.expires_s = scenario.clock_s + kSession_s;
  return out;
}

Session session_of(const User& user, const Scenario& scenario) {
  Session out;
  out.id = user.key;
  out.kind = Session::Kind::user;
  out.account = user.account;
  out.arn = user.arn;
  out.user_arn = user.arn;
  out.unique_id = user.unique_id;
  out.issued_s = scenario.clock_s;
  return out;
}

// Help that names a key of scenario files: here it is an option.
Diagnostics said_for_options(Diagnostics diagnostics) {
  constexpr std::string_view kKey = "`parameters: { ";
  constexpr std::string_view kEnd = ": … }`";
  for (Diagnostic& one : diagnostics) {
    const std::size_t at = one.help.find(kKey);
    const std::size_t end = one.help.find(kEnd, at);
    if (at == std::string::npos || end == std::string::npos) continue;
    const std::size_t name = at + kKey.size();
    one.help = fmt::format("{}`--parameter {}=…`", one.help.substr(0, at),
                           one.help.substr(name, end - name));
  }
  return diagnostics;
}

std::expected<void, Diagnostics> open_template_side(Loader& loader, const DiffOptions& options,
                                                    DiffSide& side) {
  ScenarioFile file;
  file.path = side.path;
  file.tree = around_template(side.path, options);
  file.options = options.load;
  auto scenario = loader.load(file);
  if (!scenario) return std::unexpected(said_for_options(std::move(scenario.error())));
  side.scenario = std::make_shared<const Scenario>(*std::move(scenario));
  const Scenario& made = *side.scenario;
  const auto add = [&](const auto& entity, const std::string& role, std::string_view section) {
    const Session& session = side.sessions.emplace_back(session_of(entity, made));
    const auto place = made.places.find(fmt::format("/{}/{}", section, entity.key));
    side.subjects.push_back({entity.key,
                             role,
                             {&made.world, &session, made.clock_s, made.context},
                             place == made.places.end() ? SourceSpan{} : place->second});
  };
  for (const Role& role : made.world.roles) add(role, role.name, "roles");
  for (const User& user : made.world.users) add(user, "", "users");
  return {};
}

PolicyType policy_type(DiffKind kind) {
  if (kind == DiffKind::trust) return PolicyType::trust;
  return kind == DiffKind::resource ? PolicyType::resource : PolicyType::identity;
}

bool is_trust_action_text(const Node& node) {
  return node.is_string() && is_trust_action(to_lower(node.text));
}

// What a statement can only be part of; nothing where it could be of a trust policy or of the
// policy of a resource that needs no Resource.
std::optional<DiffKind> kind_of_statement(const Node& statement) {
  const bool named =
      statement.find("Principal") != nullptr || statement.find("NotPrincipal") != nullptr;
  const bool has_resource =
      statement.find("Resource") != nullptr || statement.find("NotResource") != nullptr;
  if (!named) return DiffKind::policy;
  if (has_resource) return DiffKind::resource;
  const Node* action = statement.find("Action");
  if (action == nullptr) return std::nullopt;
  const bool trusts =
      action->is_list()
          ? !action->items.empty() && std::ranges::all_of(action->items, is_trust_action_text)
          : is_trust_action_text(*action);
  return trusts ? std::optional(DiffKind::trust) : std::nullopt;
}

std::optional<DiffKind> kind_of_policy(const Node& tree) {
  const Node& list = *tree.find("Statement");
  if (!list.is_list()) return kind_of_statement(list);
  std::optional<DiffKind> out;
  for (const Node& statement : list.items) {
    const auto kind = kind_of_statement(statement);
    if (!kind || (out && *out != *kind)) return std::nullopt;
    out = kind;
  }
  return out;
}

std::expected<void, Diagnostics> open_policy_side(const Node& tree, const DiffOptions& options,
                                                  DiffSide& side) {
  const std::optional<DiffKind> kind =
      options.policy_kind ? options.policy_kind : kind_of_policy(tree);
  if (!kind) {
    return std::unexpected(Diagnostics{
        {Severity::error,
         "policy-kind-unclear",
         fmt::format("whether `{}` is a trust, a resource or an identity policy cannot be told",
                     side.path),
         {tree.span.file, tree.span.begin, tree.span.begin},
         "say it with `--as trust`, `--as resource` or `--as identity`"}});
  }
  side.kind = *kind;
  ParsedDocument parsed = parse_document(tree, policy_type(*kind));
  if (!parsed.ok()) return std::unexpected(std::move(parsed.diagnostics));
  const std::string label = std::filesystem::path(side.path).stem().string();
  side.policy = std::make_shared<const CompiledPolicy>(label, std::move(parsed.document));
  return {};
}

}  // namespace

std::string_view diff_kind_name(DiffKind kind) {
  switch (kind) {
    case DiffKind::scenario:
      return "scenario";
    case DiffKind::cloudformation:
      return "template";
    case DiffKind::policy:
      return "policy";
    case DiffKind::trust:
      return "trust policy";
    case DiffKind::resource:
      return "resource policy";
  }
  return "";
}

std::expected<DiffSide, Diagnostics> open_diff_side(Loader& loader, Sources& sources,
                                                    FileReader& reader, const std::string& path,
                                                    const DiffOptions& options) {
  auto text = reader.read(path);
  if (!text) {
    return std::unexpected(Diagnostics{{Severity::error,
                                        "file-not-read",
                                        fmt::format("cannot read `{}`: {}", path, text.error()),
                                        {},
                                        "check the path"}});
  }
  const SourceFile& source = sources.add(path, *std::move(text));
  const Result<Node> tree = parse(source);
  if (!tree) return std::unexpected(Diagnostics{tree.error()});
  const std::optional<DiffKind> kind = kind_of(*tree);
  if (!kind) {
    return std::unexpected(
        Diagnostics{{Severity::error,
                     "not-comparable",
                     fmt::format("`{}` is no scenario, no template and no policy", path),
                     {&source, tree->span.begin, tree->span.begin},
                     "a scenario has `scenario:`, a template `Resources`, a policy `Statement`"}});
  }
  DiffSide side;
  side.path = path;
  side.kind = *kind;
  const auto opened = *kind == DiffKind::scenario ? open_scenario_side(loader, options, side)
                      : *kind == DiffKind::cloudformation
                          ? open_template_side(loader, options, side)
                          : open_policy_side(*tree, options, side);
  if (!opened) return std::unexpected(opened.error());
  return side;
}

}  // namespace rolechain
