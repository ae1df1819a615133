#include "bench/grants_worlds.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "bench/shapes.h"
#include "mocks/policy/glob.h"
#include "mocks/policy/service_reference.h"
#include "sim/grants/describe.h"

namespace rolechain::bench {
namespace {

constexpr std::string_view kApp = "111111111111";
constexpr std::string_view kData = "222222222222";

// What a team writes into its policies about one service; `NAME` is an application's.
struct ServiceTexts {
  std::array<std::string_view, 6> actions;
  std::array<std::string_view, 3> resources;
};

constexpr std::array<ServiceTexts, 8> kServices = {{
    {{"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:GetObject*", "s3:List*",
      "s3:PutObjectTagging"},
     {"arn:aws:s3:::acme-NAME/*", "arn:aws:s3:::acme-NAME", "arn:aws:s3:::acme-NAME-*/logs/*"}},
    {{"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:BatchGet*",
      "dynamodb:Describe*", "dynamodb:UpdateItem"},
     {"arn:aws:dynamodb:*:111111111111:table/NAME",
      "arn:aws:dynamodb:eu-west-1:111111111111:table/NAME/index/*",
      "arn:aws:dynamodb:*:111111111111:table/NAME-*"}},
    {{"sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:Get*", "sqs:PurgeQueue",
      "sqs:ChangeMessageVisibility"},
     {"arn:aws:sqs:*:111111111111:NAME", "arn:aws:sqs:eu-west-1:111111111111:NAME-*",
      "arn:aws:sqs:*:111111111111:*-NAME"}},
    {{"sns:Publish", "sns:Subscribe", "sns:GetTopicAttributes", "sns:List*", "sns:TagResource",
      "sns:SetTopicAttributes"},
     {"arn:aws:sns:*:111111111111:NAME", "arn:aws:sns:eu-west-1:111111111111:NAME-*",
      "arn:aws:sns:*:*:NAME-*"}},
    {{"lambda:InvokeFunction", "lambda:GetFunction", "lambda:UpdateFunctionCode", "lambda:Get*",
      "lambda:ListTags", "lambda:TagResource"},
     {"arn:aws:lambda:*:111111111111:function:NAME",
      "arn:aws:lambda:eu-west-1:111111111111:function:NAME-*",
      "arn:aws:lambda:*:111111111111:function:NAME:*"}},
    {{"ec2:StartInstances", "ec2:StopInstances", "ec2:RebootInstances", "ec2:CreateTags",
      "ec2:AttachVolume", "ec2:Describe*"},
     {"arn:aws:ec2:*:111111111111:instance/*", "arn:aws:ec2:eu-west-1:111111111111:volume/*", "*"}},
    {{"logs:PutLogEvents", "logs:CreateLogStream", "logs:GetLogEvents", "logs:Describe*",
      "logs:FilterLogEvents", "logs:PutRetentionPolicy"},
     {"arn:aws:logs:*:111111111111:log-group:/acme/NAME",
      "arn:aws:logs:*:111111111111:log-group:/acme/NAME:*",
      "arn:aws:logs:eu-west-1:*:log-group:/acme/*/NAME"}},
    {{"secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret",
      "secretsmanager:PutSecretValue", "secretsmanager:Get*", "secretsmanager:ListSecretVersionIds",
      "secretsmanager:TagResource"},
     {"arn:aws:secretsmanager:*:111111111111:secret:NAME-??????",
      "arn:aws:secretsmanager:eu-west-1:111111111111:secret:NAME/*",
      "arn:aws:secretsmanager:*:111111111111:secret:*/NAME-*"}},
}};

constexpr std::array<std::string_view, 8> kConditions = {
    R"("StringEquals":{"aws:RequestedRegion":["eu-west-1","us-east-1"]})",
    R"("StringEquals":{"aws:ResourceTag/team":"orders"})",
    R"("StringNotEquals":{"aws:ResourceTag/class":["secret","internal"]})",
    R"("IpAddress":{"aws:SourceIp":["10.0.0.0/8","192.0.2.0/24"]})",
    R"("Bool":{"aws:SecureTransport":"true"})",
    R"("StringLike":{"aws:PrincipalTag/team":"orders-*"})",
    R"("NumericLessThan":{"aws:MultiFactorAuthAge":"3600"})",
    R"("ForAllValues:StringEquals":{"aws:TagKeys":["team","stage"]})",
};

std::string quoted(const std::vector<std::string>& texts) {
  return fmt::format("[\"{}\"]", fmt::join(texts, "\",\""));
}

std::string document(const std::vector<std::string>& statements) {
  return fmt::format(R"({{"Version":"2012-10-17","Statement":[{}]}})", fmt::join(statements, ","));
}

std::string named(std::string_view text, std::string_view name) {
  std::string out(text);
  const std::size_t at = out.find("NAME");
  return at == std::string::npos ? out : out.replace(at, 4, name);
}

struct StatementText {
  std::string_view effect = "Allow";
  std::vector<std::string> actions;
  std::vector<std::string> resources;
  std::string_view condition;

  [[nodiscard]] std::string json() const {
    const std::string_view open = condition.empty() ? "" : R"(,"Condition":{)";
    return fmt::format(R"({{"Effect":"{}","Action":{},"Resource":{}{}{}{}}})", effect,
                       quoted(actions), quoted(resources), open, condition,
                       condition.empty() ? "" : "}");
  }
};

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(random_() % count); }
  bool one_in(std::size_t count) { return below(count) == 0; }
  template <class T>
  void shuffle(std::vector<T>& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[below(i)]);
  }

 private:
  std::mt19937_64 random_;
};

template <std::size_t kSize>
void pick(Dice& dice, std::size_t count, const std::array<std::string_view, kSize>& from,
          std::string_view name, std::vector<std::string>& out) {
  for (std::size_t i = 0; i < count; ++i) {
    std::string text = named(from.at(dice.below(kSize)), name);
    if (std::ranges::find(out, text) == out.end()) out.push_back(std::move(text));
  }
}

StatementText random_statement(Dice& dice) {
  constexpr std::size_t kApplications = 20;
  const ServiceTexts& service = kServices.at(dice.below(kServices.size()));
  const std::string name = fmt::format("app{}", dice.below(kApplications));
  StatementText out;
  if (dice.one_in(6)) out.effect = "Deny";
  pick(dice, 1 + dice.below(3), service.actions, name, out.actions);
  pick(dice, 1 + dice.below(2), service.resources, name, out.resources);
  if (dice.one_in(3)) out.condition = kConditions.at(dice.below(kConditions.size()));
  return out;
}

std::string text_of(const std::vector<StatementText>& statements) {
  std::vector<std::string> texts;
  texts.reserve(statements.size());
  for (const StatementText& one : statements) texts.push_back(one.json());
  return document(texts);
}

}  // namespace

std::unique_ptr<PolicyPair> make_policy_pair(std::uint32_t statements, std::uint64_t seed,
                                             PairKind kind) {
  Dice dice(seed);
  std::vector<StatementText> list;
  list.reserve(statements);
  for (std::uint32_t i = 0; i < statements; ++i) list.push_back(random_statement(dice));
  auto out = std::make_unique<PolicyPair>();
  out->before = compile(out->sources, "before", PolicyType::identity, text_of(list));
  dice.shuffle(list);
  for (StatementText& one : list) {
    dice.shuffle(one.actions);
    dice.shuffle(one.resources);
  }
  if (kind == PairKind::changed) {
    list.back() = {
        "Allow", {"kinesis:PutRecord"}, {"arn:aws:kinesis:*:111111111111:stream/orders"}, {}};
  }
  out->after = compile(out->sources, "after", PolicyType::identity, text_of(list));
  return out;
}

namespace {

constexpr std::string_view kOnlyHere =
    R"("StringEquals":{"aws:RequestedRegion":["eu-west-1","us-east-1"]})";
constexpr std::string_view kBoundary = R"({"Version":"2012-10-17","Statement":[
{"Effect":"Allow","Action":["s3:*","dynamodb:*","sqs:*","sns:*","lambda:*","ec2:*","logs:*","secretsmanager:*"],"Resource":"*"},
{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Resource":"arn:aws:iam::*:role/step-*"},
{"Effect":"Deny","Action":["iam:*","organizations:*","account:*"],"Resource":"*"}]})";
constexpr std::string_view kRootScp = R"({"Version":"2012-10-17","Statement":[
{"Effect":"Deny","Action":["organizations:LeaveOrganization","account:CloseAccount"],"Resource":"*"},
{"Effect":"Deny","NotAction":["iam:*","organizations:*","route53:*","support:*","sts:*"],"Resource":"*",
 "Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1","us-east-1"]}}}]})";
constexpr std::string_view kAccountScp = R"({"Version":"2012-10-17","Statement":[
{"Effect":"Deny","Action":["ec2:TerminateInstances","ec2:DeleteVolume","s3:DeleteBucket"],"Resource":"*"},
{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}]})";
constexpr std::string_view kSecure =
    R"({"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}})";

std::string role_name(std::size_t step) { return fmt::format("step-{}", step); }
std::string_view account_of(std::size_t step) { return step % 2 == 0 ? kApp : kData; }

class ChainMaker {
 public:
  ChainMaker(std::uint32_t roles, std::uint32_t statements, std::uint64_t seed)
      : out_(std::make_unique<ChainDesign>()),
        dice_(seed),
        roles_(roles),
        statements_(statements) {}

  std::unique_ptr<ChainDesign> make() && {
    add_organization();
    out_->world.roles.reserve(roles_);
    for (std::size_t step = 0; step < roles_; ++step) add_step(step);
    out_->world.build_index();
    for (const Role& role : out_->world.roles) out_->sessions.push_back(session_of(role));
    return std::move(out_);
  }

 private:
  PolicyRef read(std::string label, PolicyType type, std::string_view text) {
    return compile(out_->sources, std::move(label), type, std::string(text));
  }

  void add_organization() {
    World& world = out_->world;
    world.region = "eu-west-1";
    Organization organization;
    organization.id = "o-acme1234ab";
    organization.root_id = "r-acme";
    organization.management_account = "999999999999";
    organization.root = {"root", {read("scp-root", PolicyType::scp, kRootScp)}, {}, true};
    world.organization = std::move(organization);
    const PolicyRef scp = read("scp-account", PolicyType::scp, kAccountScp);
    for (const std::string_view id : {kApp, kData}) {
      Account account;
      account.key = account.id = id;
      account.in_organization = true;
      account.level = {fmt::format("account {}", id), {scp}, {}, true};
      world.accounts.push_back(std::move(account));
    }
    boundary_ = read("boundary", PolicyType::boundary, kBoundary);
  }

  // What the roles may do in the accounts that are theirs; the intent says of each statement what
  // the SCP leaves of it.
  void add_step(std::size_t step) {
    std::vector<std::string> held = {std::string(kSecure)};
    std::vector<std::string> meant;
    if (step + 1 < roles_) {
      const StatementText hop{
          "Allow",
          {"sts:AssumeRole"},
          {fmt::format("arn:aws:iam::{}:role/{}", account_of(step + 1), role_name(step + 1))},
          {}};
      held.push_back(hop.json());
      meant.push_back(hop.json());
    }
    while (held.size() < statements_) {
      StatementText one = random_statement(dice_);
      one.effect = "Allow";
      // In the role's own account: elsewhere a policy of the resource would have to agree.
      for (std::string& resource : one.resources) to_account(resource, account_of(step));
      std::erase_if(one.resources, [&](const std::string& arn) { return !is_met(one, arn); });
      if (one.resources.empty()) continue;
      one.condition = dice_.one_in(2) ? kOnlyHere : "";
      held.push_back(one.json());
      one.condition = kOnlyHere;
      meant.push_back(one.json());
    }
    Role& role = add_role(out_->world, account_of(step), role_name(step));
    role.policies.push_back(
        {"own", {}, read(role.name + "/own", PolicyType::identity, document(held))});
    role.boundary = boundary_;
    role.trust = read(role.name + "/trust", PolicyType::trust, trust(step));
    add_intents(read(role.name + "/intent", PolicyType::identity, document(meant)));
  }

  // An intent about ARNs that none of its actions takes is refused as a slip of the pen.
  bool is_met(const StatementText& statement, std::string_view arn) {
    const ServiceReference reference = ServiceReference::embedded();
    return std::ranges::any_of(statement.actions, [&](const std::string& action) {
      return std::ranges::any_of(reference.actions_with_prefix(action.substr(0, action.find('*'))),
                                 [&](const ActionView& one) {
                                   return glob_match(action, one.full_name) &&
                                          matches_.any(one.id, arn);
                                 });
    });
  }

  static void to_account(std::string& arn, std::string_view account) {
    for (const std::string_view other :
         {std::string_view(":111111111111:"), std::string_view(":*:")}) {
      const std::size_t at = arn.rfind(other);
      if (at != std::string::npos && !arn.starts_with("arn:aws:s3:")) {
        arn.replace(at + 1, other.size() - 2, account);
        return;
      }
    }
  }

  static std::string trust(std::size_t step) {
    const std::string principal = step == 0
                                      ? R"("Service":"ec2.amazonaws.com")"
                                      : fmt::format(R"("AWS":"arn:aws:iam::{}:role/{}")",
                                                    account_of(step - 1), role_name(step - 1));
    return document({fmt::format(
        R"({{"Effect":"Allow","Principal":{{{}}},"Action":"sts:AssumeRole"}})", principal)});
  }

  void add_intents(const PolicyRef& meant) {
    std::vector<GrantIntent>& intents = out_->intents.emplace_back();
    for (const Statement& statement : meant->document().statements) {
      GrantIntent& intent = intents.emplace_back();
      for (const Text& action : statement.actions) intent.actions.push_back(action.value);
      for (const Text& resource : statement.resources) intent.resources.push_back(resource.value);
      intent.span = statement.span;
      intent.when.form = IntentWhen::Form::condition;
      if (statement.conditions.empty()) intent.when.form = IntentWhen::Form::some;
      intent.when.tests = statement.conditions;
    }
  }

  std::unique_ptr<ChainDesign> out_;
  Dice dice_;
  std::uint32_t roles_;
  std::uint32_t statements_;
  PolicyRef boundary_;
  ClassTable table_{out_->world.partition, out_->world.region, {}};
  TypedMatches matches_{table_};
};

}  // namespace

std::unique_ptr<ChainDesign> make_chain_design(std::uint32_t roles, std::uint32_t statements,
                                               std::uint64_t seed) {
  return ChainMaker(roles, statements, seed).make();
}

}  // namespace rolechain::bench
