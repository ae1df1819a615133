#include "mocks/http/dynamodb.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/crc.hpp>
#include <utility>

#include "mocks/base/json.h"
#include "mocks/base/source.h"
#include "mocks/iam/data_errors.h"
#include "mocks/iam/errors.h"

namespace rolechain {
namespace {

constexpr std::string_view kVersion = "DynamoDB_20120810.";
// Of each operation: where its attributes stand.
struct Operation {
  std::string_view name;
  std::string_view attributes;
};
constexpr std::array kOperations{Operation{"PutItem", "Item"}, Operation{"GetItem", "Key"},
                                 Operation{"DeleteItem", "Key"}};
// Parameters that change nothing of what is decided or answered here.
constexpr std::array<std::string_view, 6> kParameters{"TableName",
                                                      "Item",
                                                      "Key",
                                                      "ConsistentRead",
                                                      "ReturnConsumedCapacity",
                                                      "ReturnItemCollectionMetrics"};

HttpResponse json(const Node& body) {
  return {200, {{"Content-Type", "application/x-amz-json-1.0"}}, to_json(body)};
}

std::string table_arn(const ServiceCall& call, const std::string& name) {
  if (name.starts_with("arn:")) return name;
  const std::string_view account =
      call.session == nullptr ? std::string_view() : std::string_view(call.session->account);
  return fmt::format("arn:{}:dynamodb:{}:{}:table/{}", call.world.partition,
                     call.region.empty() ? call.world.region : call.region, account, name);
}

// The text of {"S": "…"}, {"N": "1"} or {"B": "…"}: what a key can be.
std::string key_text(const Node& attribute) {
  if (attribute.members.size() != 1) return {};
  const Member& value = attribute.members.front();
  const bool scalar = value.key == "S" || value.key == "N" || value.key == "B";
  return scalar && value.value.is_string() ? value.value.text : std::string();
}

// The keys of fine-grained access: names of all attributes; the partition key's value.
std::vector<ContextEntry> keys_of(const Node& attributes, const std::string& leading) {
  std::vector<ContextEntry> out;
  ContextEntry names{"dynamodb:Attributes", {}, true, ContextEntry::Origin::engine};
  for (const Member& member : attributes.members) names.values.push_back(member.key);
  out.push_back(std::move(names));
  out.push_back({"dynamodb:LeadingKeys", {leading}, true, ContextEntry::Origin::engine});
  return out;
}

// Which attribute is the partition key is not known where there are several: where the answer
// hangs on it, there is none.
std::optional<ApiError> allow(ServiceCall& call, const Operation& operation,
                              const std::string& table, const Node& attributes) {
  const std::string action = fmt::format("dynamodb:{}", operation.name);
  std::optional<std::optional<ApiError>> first;
  for (const Member& member : attributes.members) {
    const std::string leading = key_text(member.value);
    if (leading.empty()) continue;
    auto refusal = call.allow(action, table, keys_of(attributes, leading));
    if (!first) {
      first = std::move(refusal);
      continue;
    }
    call.traces.pop_back();
    if (first->has_value() != refusal.has_value()) {
      return not_decided_here("requests that hang on which attribute is the table's partition key");
    }
  }
  if (!first) return dynamodb_validation("One of the required keys was not given a value");
  return *first;
}

// What is kept must not point into the request that it came with.
Node without_places(Node node) {
  node.span = {};
  for (Node& item : node.items) item = without_places(std::move(item));
  for (Member& member : node.members) {
    member.key_span = {};
    member.value = without_places(std::move(member.value));
  }
  return node;
}

bool has_all(const Node& item, const Node& key) {
  return std::ranges::all_of(key.members, [&](const Member& wanted) {
    const Node* there = item.find(wanted.key);
    return there != nullptr && to_json(*there) == to_json(wanted.value);
  });
}

}  // namespace

HttpHeader dynamodb_checksum(std::string_view body) {
  boost::crc_32_type crc;
  crc.process_bytes(body.data(), body.size());
  return {"x-amz-crc32", std::to_string(crc.checksum())};
}

ApiResult<HttpResponse> DynamoDb::handle(ServiceCall& call) {
  const std::string* target = find_header(call.request.headers, "X-Amz-Target");
  if (target == nullptr || !target->starts_with(kVersion)) {
    return std::unexpected(unknown_operation());
  }
  const std::string_view name = std::string_view(*target).substr(kVersion.size());
  const auto* const operation = std::ranges::find(kOperations, name, &Operation::name);
  call.action = fmt::format("dynamodb:{}", name);
  if (operation == kOperations.end()) return std::unexpected(not_decided_here(call.action));
  const SourceFile file{"body", std::string(call.body)};
  const auto body = parse_json(file);
  if (!body || !body->is_map()) return std::unexpected(serialization_exception());
  for (const Member& member : body->members) {
    if (std::ranges::find(kParameters, member.key) == kParameters.end()) {
      return std::unexpected(not_decided_here(fmt::format("{} with {}", call.action, member.key)));
    }
  }
  const Node* table_name = body->find("TableName");
  const Node* attributes = body->find(operation->attributes);
  if (table_name == nullptr || !table_name->is_string() || attributes == nullptr ||
      !attributes->is_map()) {
    return std::unexpected(
        dynamodb_validation(fmt::format("TableName and {} must be given", operation->attributes)));
  }
  const std::string table = table_arn(call, table_name->text);
  if (auto error = allow(call, *operation, table, *attributes)) {
    return std::unexpected(*std::move(error));
  }
  std::vector<Node>& items = tables_[table];
  Node answer = Node::make_map();
  if (name == "PutItem") {
    items.push_back(without_places(*attributes));
  } else if (name == "GetItem") {
    const auto found = std::find_if(items.rbegin(), items.rend(),
                                    [&](const Node& item) { return has_all(item, *attributes); });
    if (found != items.rend()) answer.set("Item", *found);
  } else {
    std::erase_if(items, [&](const Node& item) { return has_all(item, *attributes); });
  }
  return json(answer);
}

}  // namespace rolechain
