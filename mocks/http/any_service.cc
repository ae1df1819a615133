#include "mocks/http/any_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/json.h"
#include "mocks/base/text.h"
#include "mocks/http/form.h"
#include "mocks/iam/context.h"
#include "mocks/iam/data_errors.h"
#include "mocks/iam/errors.h"
#include "mocks/iam/required_permissions.h"
#include "mocks/policy/service_reference.h"

namespace rolechain {
namespace {

struct Prefix {
  std::string_view signing;
  std::string_view actions;
};
// Source: Service Authorization Reference ("service prefix") beside the signing names of botocore's
// models. Services that are not here have one name for both.
constexpr std::array kPrefixes{Prefix{"email", "ses"}, Prefix{"iotdata", "iot"},
                               Prefix{"monitoring", "cloudwatch"}, Prefix{"s3-control", "s3"},
                               Prefix{"tagging", "tag"}};

struct Rename {
  std::string_view operation;
  std::string_view action;
};
// Operations that need another's permission. Source: Amazon SQS Developer Guide, "Amazon SQS API
// permissions: Actions and resource reference"; Amazon SNS Developer Guide.
constexpr std::array kRenames{
    Rename{"sqs:SendMessageBatch", "sqs:SendMessage"},
    Rename{"sqs:DeleteMessageBatch", "sqs:DeleteMessage"},
    Rename{"sqs:ChangeMessageVisibilityBatch", "sqs:ChangeMessageVisibility"},
    Rename{"sns:PublishBatch", "sns:Publish"}};

// Where a call's resource stands. The ARN's end takes the value; an ARN is taken as it is.
struct Place {
  std::string_view service;
  std::string_view parameter;
  std::string_view type;  // of the service reference
  std::string_view resource;
};
// Source: each service's API Reference. SQS's QueueUrl, Secrets Manager's names and KMS's aliases
// are read below.
constexpr std::array kPlaces{Place{"sns", "TopicArn", "topic", ""},
                             Place{"sns", "TargetArn", "topic", ""},
                             Place{"kms", "KeyId", "key", "key/"},
                             Place{"ssm", "Name", "parameter", "parameter/"},
                             Place{"ssm", "Names", "parameter", "parameter/"},
                             Place{"secretsmanager", "SecretId", "Secret", ""},
                             Place{"kinesis", "StreamARN", "stream", ""},
                             Place{"kinesis", "StreamName", "stream", "stream/"},
                             Place{"states", "stateMachineArn", "statemachine", ""},
                             Place{"ecr", "repositoryName", "repository", "repository/"},
                             Place{"sqs", "QueueUrl", "queue", ""},
                             Place{"sqs", "QueueName", "queue", ""}};

// What a request says by its protocol: the operation, and its parameters by name.
struct Spoken {
  std::string operation;
  std::optional<Form> form;  // Query
  std::optional<Node> json;  // JSON
};

ApiError cannot_tell(std::string_view what) {
  return not_decided_here(fmt::format("requests whose {} it cannot tell", what));
}

std::string_view path_of(const HttpRequest& request) {
  return std::string_view(request.path).substr(0, request.path.find('?'));
}

// R-API-02: X-Amz-Target of the JSON protocols, Action of the Query protocol.
std::optional<Spoken> listen(const ServiceCall& call) {
  Spoken out;
  if (const std::string* target = find_header(call.request.headers, "X-Amz-Target")) {
    const std::size_t dot = target->rfind('.');
    if (dot == std::string::npos) return std::nullopt;
    out.operation = target->substr(dot + 1);
    const SourceFile file{"body", std::string(call.body)};
    auto body = parse_json(file);
    if (body && body->is_map()) out.json = *std::move(body);
    return out;
  }
  if (path_of(call.request) != "/") return std::nullopt;
  std::string text;
  const std::size_t mark = call.request.path.find('?');
  if (mark != std::string::npos) text = call.request.path.substr(mark + 1);
  if (call.request.method == "POST") {
    if (!text.empty() && !call.body.empty()) text += '&';
    text += call.body;
  }
  auto form = Form::parse(text);
  if (!form) return std::nullopt;
  const auto action = form->value("Action");
  if (!action) return std::nullopt;
  out.operation = *action;
  out.form = *std::move(form);
  return out;
}

// The parameter's texts: none where it was not sent or is of another kind.
std::vector<std::string> values_of(const Spoken& spoken, std::string_view parameter) {
  if (spoken.form) {
    const auto value = spoken.form->value(parameter);
    return value ? std::vector{*value} : std::vector<std::string>();
  }
  const Node* found = spoken.json ? spoken.json->find(parameter) : nullptr;
  if (found == nullptr) return {};
  if (found->is_string()) return {found->text};
  std::vector<std::string> out;
  for (const Node& item : found->items) {
    if (!item.is_string()) return {};
    out.push_back(item.text);
  }
  return out;
}

std::string arn_in(const ServiceCall& call, std::string_view service, std::string_view account,
                   std::string_view resource) {
  return fmt::format("arn:{}:{}:{}:{}:{}", call.world.partition, service,
                     call.region.empty() ? call.world.region : call.region, account, resource);
}

bool is_plain_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (fold_case(c) >= 'a' && fold_case(c) <= 'z') ||
           std::string_view("_.-/").contains(c);
  });
}

// https://sqs.eu-west-1.amazonaws.com/111111111111/orders
std::optional<std::string> queue_arn(const ServiceCall& call, std::string_view url) {
  const auto parts = split(url, '/');
  if (parts.size() < 2) return std::nullopt;
  const std::string_view account = parts[parts.size() - 2];
  if (!is_account_id(account) || !is_plain_name(parts.back())) return std::nullopt;
  return arn_in(call, "sqs", account, parts.back());
}

// A secret's ARN ends in six characters that its name does not tell: the world's, where it has one.
std::optional<std::string> secret_arn(const ServiceCall& call, std::string_view name) {
  constexpr std::size_t kSuffix = 7;
  const std::string begin =
      arn_in(call, "secretsmanager", call.session->account, fmt::format("secret:{}", name));
  std::optional<std::string> out;
  for (const Resource& resource : call.world.resources) {
    if (!resource.arn.starts_with(begin)) continue;
    const std::string_view rest = std::string_view(resource.arn).substr(begin.size());
    if (!rest.empty() && (rest.size() != kSuffix || rest.front() != '-')) continue;
    if (out) return std::nullopt;
    out = resource.arn;
  }
  return out;
}

std::optional<std::string> arn_of(const ServiceCall& call, const Place& place,
                                  std::string_view value) {
  if (value.starts_with("arn:")) {
    const auto arn = split_arn(value);
    const bool fits = arn && arn->service == place.service && !arn->resource.empty();
    // An alias is not the key that is asked for.
    if (!fits || (place.service == "kms" && !arn->resource.starts_with("key/"))) {
      return std::nullopt;
    }
    return std::string(value);
  }
  if (place.parameter == "QueueUrl") return queue_arn(call, value);
  if (place.service == "secretsmanager") return secret_arn(call, value);
  const bool needs_arn = place.resource.empty() && place.parameter != "QueueName";
  if (needs_arn || !is_plain_name(value)) return std::nullopt;
  if (place.service == "kms" && value.contains('/')) return std::nullopt;
  while (value.starts_with('/')) value.remove_prefix(1);
  return arn_in(call, place.service, call.session->account,
                fmt::format("{}{}", place.resource, value));
}

// R-API-02: the action has no resources, or its only one stands in a parameter that we know.
ApiResult<std::vector<std::string>> resources_of(const ServiceCall& call, const ActionView& action,
                                                 const Spoken& spoken) {
  if (action.resource_types.empty()) return std::vector<std::string>{"*"};
  // A dataset is optional there, and no parameter of the documented call names one.
  if (action.full_name == "cloudwatch:PutMetricData") return std::vector<std::string>{"*"};
  const ApiError unknown = cannot_tell(fmt::format("resource ({})", action.full_name));
  const auto takes = [&](const Place& place) {
    bool has = false;
    for (const ActionResourceView& one : action.resource_types) {
      if (one.type.name == place.type) {
        has = true;
      } else if (one.required) {
        return false;
      }
    }
    return has;
  };
  for (const Place& place : kPlaces) {
    if (place.service != action.service || !takes(place)) continue;
    const auto values = values_of(spoken, place.parameter);
    if (values.empty()) continue;
    std::vector<std::string> out;
    for (const std::string& value : values) {
      auto arn = arn_of(call, place, value);
      if (!arn) return std::unexpected(unknown);
      out.push_back(*std::move(arn));
    }
    return out;
  }
  return std::unexpected(unknown);
}

// POST /2015-03-31/functions/NAME/invocations. Source: AWS Lambda API Reference, "Invoke",
// "GetFunction", "ListFunctions".
std::optional<DerivedCall> lambda_call(const ServiceCall& call) {
  constexpr std::string_view kFunctions = "/2015-03-31/functions";
  std::string_view path = path_of(call.request);
  if (!path.starts_with(kFunctions)) return std::nullopt;
  path.remove_prefix(kFunctions.size());
  const std::string& method = call.request.method;
  if ((path.empty() || path == "/") && method == "GET") {
    return DerivedCall{"lambda:ListFunctions", {"*"}};
  }
  constexpr std::string_view kInvocations = "/invocations";
  const bool invokes = method == "POST" && path.ends_with(kInvocations);
  if (invokes) path.remove_suffix(kInvocations.size());
  if ((!invokes && method != "GET") || !path.starts_with('/')) return std::nullopt;
  const auto name = percent_decode(path.substr(1), Plus::literal);
  // A qualifier makes another resource of it.
  if (!name || call.request.path.contains("Qualifier=")) return std::nullopt;
  std::string arn;
  if (name->starts_with("arn:")) {
    const auto parts = split_arn(*name);
    if (!parts || parts->service != "lambda" || split(parts->resource, ':').size() != 2) {
      return std::nullopt;
    }
    arn = *name;
  } else {
    if (!is_plain_name(*name) || name->contains('/')) return std::nullopt;
    arn = arn_in(call, "lambda", call.session->account, fmt::format("function:{}", *name));
  }
  return DerivedCall{invokes ? "lambda:InvokeFunction" : "lambda:GetFunction", {std::move(arn)}};
}

// A key of the service's own, or of the tags in a request, that a statement about this request
// tests and that nobody filled in: the service alone could.
std::string unfilled_key(const Trace& trace) {
  const std::string own = fmt::format("{}:", service_of_action(trace.action));
  for (const SideTrace& side : trace.sides) {
    for (const StatementTrace& looked : side.statements) {
      const Mismatch mismatch = looked.match.mismatch;
      if (mismatch != Mismatch::none && mismatch != Mismatch::condition) continue;
      for (const ConditionTest& test : looked.policy->statements()[looked.statement].conditions) {
        const std::string key = to_lower(test.key.value);
        const bool of_service =
            key.starts_with(own) || key.starts_with("aws:requesttag/") || key == "aws:tagkeys";
        if (of_service && !engine_supplies(key) && trace.context.find(key) == nullptr) {
          return test.key.value;
        }
      }
    }
  }
  return {};
}

std::string allowed_by(const Trace& trace) {
  for (const SideTrace& side : trace.sides) {
    if (side.outcome == SideOutcome::allows && side.reason == Reason::statement) {
      return side.statement_label();
    }
  }
  return "no single statement";
}

}  // namespace

std::string_view action_prefix(std::string_view signing_name) {
  const auto* const row = std::ranges::find(kPrefixes, signing_name, &Prefix::signing);
  return row == kPrefixes.end() ? signing_name : row->actions;
}

ApiResult<DerivedCall> derive_call(const ServiceCall& call, std::string_view service) {
  const std::string_view prefix = action_prefix(service);
  const ServiceReference reference = ServiceReference::embedded();
  if (!reference.has_service(prefix)) {
    return std::unexpected(not_decided_here(fmt::format("requests to `{}`", service)));
  }
  if (prefix == "lambda") {
    if (auto out = lambda_call(call)) return *std::move(out);
    return std::unexpected(cannot_tell("action and resource"));
  }
  const auto spoken = listen(call);
  if (!spoken) return std::unexpected(not_decided_here(fmt::format("requests to `{}`", service)));
  std::string name = fmt::format("{}:{}", prefix, spoken->operation);
  const auto* const rename = std::ranges::find(kRenames, name, &Rename::operation);
  if (rename != kRenames.end()) name = rename->action;
  const auto action = reference.find_action(name);
  if (!action) return std::unexpected(cannot_tell(fmt::format("action ({})", name)));
  if (!required_permissions(name).empty()) {
    return std::unexpected(not_decided_here(fmt::format("{}, which may pass a role", name)));
  }
  auto resources = resources_of(call, *action, *spoken);
  if (!resources) return std::unexpected(resources.error());
  return DerivedCall{std::string(action->full_name), *std::move(resources)};
}

ApiError answer_any_service(ServiceCall& call, std::string_view service) {
  auto derived = derive_call(call, service);
  if (!derived) return derived.error();
  for (std::string& resource : derived->resources) {
    const auto refusal = call.allow(derived->action, std::move(resource));
    if (const std::string key = unfilled_key(call.traces.back()); !key.empty()) {
      // Neither a yes nor a no would be certain.
      call.traces.clear();
      return not_decided_here(fmt::format("{} where it hangs on {}", derived->action, key));
    }
    if (!refusal) continue;
    // Code and status are the protocol's.
    const std::string_view spelled = spelled_as(call.request, service);
    if (spelled == action_prefix(service)) return *refusal;
    return service_denied(spelled, refusal->message);
  }
  return allowed_not_answered(derived->action, allowed_by(call.traces.front()));
}

std::string_view spelled_as(const HttpRequest& request, std::string_view service) {
  const std::string_view prefix = action_prefix(service);
  const bool json = find_header(request.headers, "X-Amz-Target") != nullptr;
  const bool speaks_json = service_errors(prefix).protocol == ServiceErrors::Protocol::json;
  return json && !speaks_json ? std::string_view("json") : prefix;
}

}  // namespace rolechain
