// Workloads: who runs where, and which role it gets its first credentials for.
#include <fmt/format.h>

#include <array>
#include <limits>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "sim/load/build.h"
#include "sim/load/fields.h"

namespace rolechain {
namespace {

constexpr std::array<std::string_view, 6> kTypes = {
    "ec2", "ecs_task", "eks_service_account", "lambda", "user", "github_actions",
};
constexpr std::string_view kGithubIssuer = "token.actions.githubusercontent.com";
constexpr std::string_view kStsAudience = "sts.amazonaws.com";

// Hexadecimal digits that follow from the seed and the name: ids of instances and tasks.
std::string made_hex(const Build& build, std::string_view name, std::size_t digits) {
  std::string out;
  for (int part = 0; out.size() < digits; ++part) {
    const std::string text = fmt::format("{}/{}/{}", build.scenario.seed, name, part);
    out += fmt::format("{:016x}", stable_hash(text));
  }
  return out.substr(0, digits);
}

std::string without_scheme(std::string url) {
  if (url.starts_with("https://")) url.erase(0, 8);
  return url;
}

std::string role_of(Build& build, const Fields& fields, std::string_view key) {
  const Node* role = fields.find(key);
  return role == nullptr ? std::string() : build.names.arn(Sort::role, *role).value_or("");
}

// What the workload was told. An empty list is a statement, too: nothing.
void read_knows(Build& build, const Node* node, Workload& workload) {
  if (node == nullptr) return;
  const Fields fields(build.problems, *node, keys::knows);
  const Node* ids = fields.find("external_ids");
  if (ids == nullptr) return;
  workload.known_external_ids = read_texts(build, ids, "an external id");
}

ImdsSettings read_imds(Build& build, const Node* node) {
  ImdsSettings options;
  if (node == nullptr) return options;
  static constexpr std::array<std::string_view, 2> kTokens = {"optional", "required"};
  const Fields fields(build.problems, *node, keys::imds);
  options.tokens_required = fields.word("tokens", kTokens).value_or(0) == 1;
  options.hop_limit = static_cast<int>(fields.integer("hop_limit", 1, 64).value_or(1));
  options.hops = static_cast<int>(fields.integer("hops", 1, 64).value_or(1));
  static constexpr std::array<std::string_view, 2> kBeyond = {"hang", "reset"};
  if (const auto beyond = fields.word("beyond_limit", kBeyond)) {
    options.beyond_limit = *beyond == 0 ? ImdsSettings::Beyond::hang : ImdsSettings::Beyond::reset;
  }
  options.enabled = fields.boolean("enabled").value_or(true);
  return options;
}

// A profile written where it is used: several instances may write the same one.
const InstanceProfile* inline_profile(Build& build, const Node& node, const Workload& workload) {
  const Fields fields(build.problems, node, keys::inline_profile);
  const std::optional<std::string> name = fields.text("name");
  if (!name) return nullptr;
  InstanceProfile profile = read_instance_profile(build, *name, node, workload.account);
  std::vector<InstanceProfile>& profiles = build.scenario.world.instance_profiles;
  for (const InstanceProfile& other : profiles) {
    if (other.arn != profile.arn) continue;
    if (other.role_arn != profile.role_arn) {
      build.problems.error("duplicate-name",
                           fmt::format("the instance profile `{}` has two roles", *name), node.span,
                           "an instance profile has one role; give this one another name");
    }
    return &other;
  }
  profiles.push_back(std::move(profile));
  return &profiles.back();
}

void read_ec2(Build& build, const Node& node, Workload& workload) {
  const Fields fields(build.problems, node, keys::ec2);
  workload.instance_id =
      fields.text("instance_id").value_or("i-0" + made_hex(build, "instance/" + workload.key, 16));
  workload.imds = read_imds(build, fields.find("imds"));
  Instance instance;
  instance.id = workload.instance_id;
  instance.account = workload.account;
  instance.region = fields.text("region").value_or(build.scenario.world.region);
  instance.vpc_id = fields.text("vpc").value_or("");
  instance.private_ip = fields.text("private_ip").value_or("");
  if (const Node* written = fields.find("instance_profile")) {
    const InstanceProfile* profile = nullptr;
    if (written->is_map()) {
      profile = inline_profile(build, *written, workload);
    } else if (const auto arn = build.names.arn(Sort::instance_profile, *written)) {
      instance.profile_arn = *arn;
      profile = build.scenario.world.instance_profile(*arn);
    }
    if (profile != nullptr) {
      instance.profile_arn = profile->arn;
      workload.role_arn = profile->role_arn;
      if (profile->account != workload.account) {
        build.problems.error("wrong-account", "the instance profile is of another account",
                             written->span, "use a profile of the instance's own account");
      }
    }
  }
  for (const Instance& other : build.scenario.world.instances) {
    if (other.id != instance.id) continue;
    build.problems.error("duplicate-name", fmt::format("two instances have the id `{}`", other.id),
                         node.span, "give one of them another id");
  }
  build.scenario.world.instances.push_back(std::move(instance));
}

void read_ecs(Build& build, const Node& node, Workload& workload) {
  const Fields fields(build.problems, node, keys::ecs_task);
  workload.role_arn = role_of(build, fields, "task_role");
  workload.task_id = fields.text("task_id").value_or(made_hex(build, "task/" + workload.key, 32));
  workload.cluster = fields.text("cluster").value_or("default");
}

void need(Build& build, const Fields& fields, std::string_view key, std::string_view why) {
  if (fields.find(key) != nullptr) return;
  build.problems.error("missing-key", fmt::format("{} needs the key `{}`", why, key),
                       fields.key_span("type"), fmt::format("add `{}:`", key));
}

void read_eks(Build& build, const Node& node, Workload& workload) {
  static constexpr std::array<std::string_view, 2> kModes = {"irsa", "pod_identity"};
  const Fields fields(build.problems, node, keys::eks_service_account);
  const bool irsa = fields.word("mode", kModes).value_or(0) == 0;
  workload.type = irsa ? Workload::Type::eks_irsa : Workload::Type::eks_pod_identity;
  if (irsa) need(build, fields, "oidc_issuer", "a service account with `mode: irsa`");
  workload.role_arn = role_of(build, fields, "role");
  workload.issuer = without_scheme(fields.text("oidc_issuer").value_or(""));
  workload.audience = fields.text("audience").value_or(std::string(kStsAudience));
  workload.cluster = fields.text("cluster").value_or("default");
  workload.space = fields.text("namespace").value_or("default");
  workload.service_account = fields.text("service_account").value_or("default");
  workload.pod =
      fields.text("pod").value_or(workload.key + "-" + made_hex(build, "pod/" + workload.key, 5));
}

void read_lambda(Build& build, const Node& node, Workload& workload) {
  const Fields fields(build.problems, node, keys::lambda);
  workload.role_arn = role_of(build, fields, "execution_role");
  workload.function = fields.text("function").value_or("");
}

void read_user(Build& build, const Node& node, Workload& workload) {
  const Fields fields(build.problems, node, keys::user_workload);
  const Node* user = fields.find("user");
  if (user == nullptr) return;
  workload.user_arn = build.names.arn(Sort::user, *user).value_or("");
  if (!workload.user_arn.empty()) workload.account = account_in_arn(workload.user_arn);
}

// Source of the subject's form: GitHub documentation, "OpenID Connect reference".
void read_github(Build& build, const Node& node, Workload& workload) {
  const Fields fields(build.problems, node, keys::github_actions);
  workload.role_arn = role_of(build, fields, "role");
  workload.issuer = without_scheme(fields.text("oidc_issuer").value_or(std::string(kGithubIssuer)));
  workload.audience = fields.text("audience").value_or(std::string(kStsAudience));
  const std::optional<std::string> subject = fields.text("subject");
  if (subject) {
    workload.subject = *subject;
    return;
  }
  need(build, fields, "repository", "a GitHub workflow without `subject`");
  const std::string repository = fields.text("repository").value_or("");
  const std::optional<std::string> environment = fields.text("environment");
  workload.subject = environment ? fmt::format("repo:{}:environment:{}", repository, *environment)
                                 : fmt::format("repo:{}:ref:{}", repository,
                                               fields.text("ref").value_or("refs/heads/main"));
}

std::optional<std::size_t> type_of(Build& build, const Member& member) {
  if (!member.value.is_map()) {
    build.problems.error("wrong-type",
                         fmt::format("a workload must be a map, not {}", describe(member.value)),
                         member.value.span, "write `{ type: ec2, … }`");
    return std::nullopt;
  }
  const Node* type = member.value.find("type");
  if (type == nullptr) {
    build.problems.error("missing-key", "a workload needs the key `type`", member.key_span,
                         "ec2, ecs_task, eks_service_account, lambda, user or github_actions");
    return std::nullopt;
  }
  for (std::size_t i = 0; i < kTypes.size(); ++i) {
    if (type->is_string() && type->text == kTypes[i]) return i;
  }
  std::string help = did_you_mean(type->text, kTypes);
  if (help.empty()) help = "ec2, ecs_task, eks_service_account, lambda, user or github_actions";
  build.problems.error("bad-value", fmt::format("no workload is of type {}", describe(*type)),
                       type->span, std::move(help));
  return std::nullopt;
}

void check_role_account(Build& build, const Workload& workload, const Node& node) {
  const auto arn = split_arn(workload.role_arn);
  if (!arn || workload.account.empty() || arn->account == workload.account) return;
  build.problems.warning("role-of-another-account",
                         fmt::format("`{}` runs in account {} with a role of account {}",
                                     workload.key, workload.account, arn->account),
                         node.span, "AWS services only take roles of the workload's own account");
}

}  // namespace

void build_workloads(Build& build, const Node& tree) {
  const Node* section = tree.find("workloads");
  if (section == nullptr) return;
  if (!section->is_map()) {
    return build.problems.error(
        "wrong-type", fmt::format("`workloads` must be a map, not {}", describe(*section)),
        section->span, "each entry is a name and a map");
  }
  using Type = Workload::Type;
  constexpr std::array<Type, 6> kPlain = {Type::ec2,    Type::ecs_task, Type::eks_irsa,
                                          Type::lambda, Type::user,     Type::github_actions};
  constexpr std::array kReaders = {read_ec2,    read_ecs,  read_eks,
                                   read_lambda, read_user, read_github};
  for (const Member& member : section->members) {
    const std::optional<std::size_t> type = type_of(build, member);
    if (!type) continue;
    Workload workload;
    workload.key = member.key;
    workload.type = kPlain[*type];
    workload.span = member.key_span;
    if (workload.type != Type::user || member.value.find("account") != nullptr) {
      workload.account = account_of(build, member.value);
    }
    kReaders[*type](build, member.value, workload);
    read_knows(build, member.value.find("knows"), workload);
    if (workload.type != Type::eks_irsa && workload.type != Type::github_actions) {
      check_role_account(build, workload, member.value);
    }
    build.scenario.workloads.push_back(std::move(workload));
  }
}

}  // namespace rolechain
