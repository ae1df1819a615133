#include "sim/grants/shapes.h"

#include <algorithm>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"

namespace rolechain {
namespace {

constexpr std::size_t kAccountDigits = 12;
constexpr char kVariable = '\1';  // stands for one `${…}` in a skeleton

bool is_variable(std::string_view segment) {
  return segment.starts_with("${") && segment.find('}') == segment.size() - 1;
}

// A `*` in a template is a variable without a name.
bool is_open(std::string_view segment) { return segment == "*" || is_variable(segment); }

// The next piece of a template: a variable, or the text up to the next one.
std::string_view take_piece(std::string_view& text) {
  std::size_t length = 0;
  if (text.starts_with("${")) {
    length = text.find('}') + 1;
  } else if (text.starts_with("*")) {
    length = 1;
  } else {
    length = std::min({text.find("${"), text.find('*'), text.size()});
  }
  const std::string_view piece = text.substr(0, length);
  text.remove_prefix(length);
  return piece;
}

std::string skeleton(std::string_view resource) {
  std::string out;
  while (!resource.empty()) {
    const std::string_view piece = take_piece(resource);
    if (is_open(piece)) {
      out += kVariable;
    } else {
      out += piece;
    }
  }
  return out;
}

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
  std::string out(text);
  const std::size_t at = out.find(what);
  return at == std::string::npos ? out : out.replace(at, what.size(), by);
}

}  // namespace

ArnShapes::ArnShapes(std::string partition, std::string_view region, std::string account)
    : partition_(std::move(partition)),
      region_(to_lower(region)),
      account_(is_account_id(account) ? std::move(account) : std::string(kAccountDigits, '1')),
      star_(1) {
  star_.front().set.add_literal("*");
  some_region_.add_some(CharClass::region, region_);
  some_region_.end_head();
  some_account_.add_digits(kAccountDigits, account_);
  some_account_.end_head();
}

const std::vector<ArnShape>& ArnShapes::of(const ResourceTypeView& type) {
  const auto [at, is_new] = shapes_.try_emplace(type.id);
  if (is_new) {
    for (const std::string_view arn : type.arn_templates) {
      add_shapes(type.service, type.name, arn, at->second);
    }
  }
  return at->second;
}

// What the templates leave out.
void ArnShapes::add_shapes(std::string_view service, std::string_view name, std::string_view arn,
                           std::vector<ArnShape>& out) {
  // braket and health write `*` for a region or account that may be empty.
  if (arn.find(":*:") != std::string_view::npos) {
    add_shapes(service, name, replaced(arn, ":*:", "::"), out);
    add_shapes(service, name, replaced(arn, ":*:", ":${Any}:"), out);
    return;
  }
  out.push_back(shape(service, arn));
  // Calls about a log group name a stream without a name in it.
  // Source: CloudWatch Logs User Guide, "Overview of managing access permissions", ARN formats.
  if (service == "logs" && name == "log-group") {
    out.push_back(shape(service, std::string(arn) + ":log-stream:"));
  }
  // A function by version or alias. Source: AWS Lambda Developer Guide, "Fine-tuning the Resources
  // and Conditions sections of policies".
  if (service == "lambda" && name == "function") {
    out.push_back(shape(service, std::string(arn) + ":${Qualifier}"));
  }
  // AWS managed policies. Source: IAM User Guide, "AWS managed policies for job functions".
  if (service == "iam" && name == "policy") {
    out.push_back(shape(service, replaced(arn, ":${Account}:", ":aws:")));
  }
}

ArnShape ArnShapes::shape(std::string_view service, std::string_view arn) {
  ArnShape out;
  out.set.reserve(arn.size());
  const auto parts = split_arn(arn);
  if (!parts) {  // no template is so; the type has then no ARN
    out.set.add_literal(arn);
    return out;
  }
  const auto add_open = [&](std::string_view segment, std::string_view sample) {
    if (is_open(segment)) {
      out.set.add_some(CharClass::region, sample);
    } else {
      out.set.add_literal(to_lower(segment));
    }
    out.set.add_literal(":");
  };
  out.set.add_literal("arn:" + partition_ + ":");
  add_open(parts->service, {});
  out.service = is_open(parts->service) ? "" : to_lower(parts->service);
  add_open(parts->region, region_);
  out.has_region = is_open(parts->region);
  out.has_account = is_open(parts->account);
  if (out.has_account) {
    out.set.add_digits(kAccountDigits, account_);
  } else {
    out.set.add_literal(to_lower(parts->account));
  }
  out.set.add_literal(":");
  out.set.end_head();
  add_resource(out.set, service, parts->resource);
  return out;
}

void ArnShapes::add_resource(TextSet& set, std::string_view service, std::string_view resource) {
  const std::string_view whole = resource;
  std::string before;
  while (!resource.empty()) {
    const std::string_view piece = take_piece(resource);
    if (!is_open(piece)) {
      set.add_literal(piece);
      before += piece;
      continue;
    }
    before += kVariable;
    if (piece == "${ObjectName}") {
      set.add_some(CharClass::any);  // S3 keys may hold anything
    } else {
      const bool one_segment =
          ends_at_slash(service, before) || is_one_segment(service, whole, piece);
      set.add_some(one_segment ? CharClass::segment : CharClass::path);
    }
  }
}

// A slash ends a name where the service's templates go on with one behind it: a table's name ends
// there (`table/${TableName}/index/…`), a secret's does not.
bool ArnShapes::ends_at_slash(std::string_view service, std::string_view before) {
  return std::ranges::any_of(skeletons(service).texts, [&](const std::string& skeleton) {
    return skeleton.size() > before.size() && skeleton[before.size()] == '/' &&
           skeleton.starts_with(before);
  });
}

// Where a service writes its ARNs as paths, ids are one step of them; and of those that begin with
// a slash (API Gateway's are the paths of its REST API) every name is, but one that says otherwise.
bool ArnShapes::is_one_segment(std::string_view service, std::string_view resource,
                               std::string_view variable) {
  if (resource.starts_with('/')) return variable.find("Path") == std::string_view::npos;
  if (!variable.ends_with("Id}") && !variable.ends_with("ID}")) return false;
  return skeletons(service).paths;
}

const ArnShapes::Skeletons& ArnShapes::skeletons(std::string_view service) {
  if (const auto known = skeletons_.find(service); known != skeletons_.end()) {
    return known->second;
  }
  const auto at = skeletons_.emplace(service, Skeletons()).first;
  const auto found = ServiceReference::embedded().find_service(service);
  if (!found) return at->second;
  const ServiceView view = *found;
  for (const ResourceTypeView& type : view.resource_types) {
    for (const std::string_view arn : type.arn_templates) {
      if (const auto parts = split_arn(arn)) at->second.texts.push_back(skeleton(parts->resource));
    }
  }
  const std::string delimiter = {kVariable, '/'};
  at->second.paths = std::ranges::any_of(at->second.texts, [&](const std::string& text) {
    return text.find(delimiter) != std::string::npos;
  });
  return at->second;
}

}  // namespace rolechain
