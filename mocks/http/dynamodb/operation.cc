#include "mocks/http/dynamodb/operation.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/http/dynamodb/lexer.h"
#include "mocks/iam/dynamodb_errors.h"
#include "mocks/iam/errors.h"

namespace rolechain::ddb {
namespace {

constexpr std::size_t kTableName_min = 3;
constexpr std::size_t kTableName_max = 255;

bool is_table_name(std::string_view name) {
  return name.size() >= kTableName_min && name.size() <= kTableName_max &&
         std::ranges::all_of(name, [](char c) {
           return (c >= '0' && c <= '9') || (fold_case(c) >= 'a' && fold_case(c) <= 'z') ||
                  std::string_view("_.-").contains(c);
         });
}

ContextEntry list_key(std::string name, std::vector<std::string> values) {
  return {std::move(name), std::move(values), true, ContextEntry::Origin::engine};
}

// R-DDB-01
std::vector<ContextEntry> keys_of(const Access& access, std::optional<std::string> leading) {
  std::vector<ContextEntry> out;
  out.push_back(
      list_key("dynamodb:Attributes", {access.attributes.begin(), access.attributes.end()}));
  if (leading) out.push_back(list_key("dynamodb:LeadingKeys", {*std::move(leading)}));
  if (!access.select.empty()) out.push_back(service_key("dynamodb:Select", access.select));
  if (!access.return_values.empty()) {
    out.push_back(service_key("dynamodb:ReturnValues", access.return_values));
  }
  return out;
}

void add_names(const Operand& operand, std::set<std::string>& names) {
  if (!operand.path.empty()) names.insert(top_name(operand.path));
  for (const Operand& inner : operand.operands) add_names(inner, names);
}

// Whatever may be the partition key's value: where nobody named the key, each scalar.
std::vector<std::optional<std::string>> leading_of(const Access& access, const Table* table) {
  if (!access.leading.empty()) return {access.leading};
  if (access.key == nullptr) return {std::nullopt};
  if (table != nullptr && table->schema() && table->schema()->order == KeySchema::Order::known) {
    const AttributeValue* value = access.key->find(table->schema()->partition.name);
    if (value == nullptr || !value->is_scalar()) return {std::nullopt};
    return {key_text(*value)};
  }
  std::vector<std::optional<std::string>> out;
  for (const Attribute& attribute : access.key->members) {
    const bool is_of_key =
        table == nullptr || !table->schema() || table->schema()->has(attribute.name);
    if (attribute.value.is_scalar() && is_of_key) out.emplace_back(key_text(attribute.value));
  }
  if (out.empty()) out.emplace_back(std::nullopt);
  return out;
}

}  // namespace

std::string Operation::table_arn(std::string_view table_name) {
  constexpr std::string_view kTable = "table/";
  if (table_name.starts_with("arn:")) {
    const auto arn = split_arn(table_name);
    if (!arn || arn->service != "dynamodb" || !arn->resource.starts_with(kTable) ||
        !is_table_name(arn->resource.substr(kTable.size()))) {
      in.refuse(invalid_table_name());
    }
    return std::string(table_name);
  }
  if (!is_table_name(table_name)) in.refuse(invalid_table_name());
  const std::string_view account =
      call.session == nullptr ? std::string_view() : std::string_view(call.session->account);
  return fmt::format("arn:{}:dynamodb:{}:{}:{}{}", call.world.partition,
                     call.region.empty() ? call.world.region : call.region, account, kTable,
                     table_name);
}

std::optional<ApiError> Operation::allow(const Access& access) {
  const std::string action = fmt::format("dynamodb:{}", access.action);
  const auto found = tables.find(access.resource);
  std::optional<std::optional<ApiError>> first;
  for (auto& leading : leading_of(access, found == tables.end() ? nullptr : &found->second)) {
    auto refusal = call.allow(action, access.resource, keys_of(access, std::move(leading)));
    if (!first) {
      first = std::move(refusal);
      continue;
    }
    call.traces.pop_back();
    if (first->has_value() != refusal.has_value()) {
      return key_not_named("a request that hangs on which attribute is the partition key");
    }
  }
  return *first;
}

// R-DDB-08
ApiResult<Table*> Operation::table(const std::string& arn) {
  const auto found = tables.find(arn);
  if (found != tables.end()) return &found->second;
  if (call.world.resource(arn) == nullptr) return std::unexpected(no_such_table());
  return &tables[arn];
}

void Operation::read_placeholders(bool has_expression) {
  const auto read = [&](std::string_view parameter, char mark) {
    const Node* sent = in.map(parameter);
    if (sent == nullptr) return sent;
    if (!has_expression) in.refuse(placeholders_without_expression(parameter));
    if (sent->members.empty()) {
      in.refuse(dynamodb_validation(fmt::format("{} must not be empty", parameter)));
    }
    for (const Member& member : sent->members) {
      const Tokens tokens = tokenize(member.key);
      const bool whole = !tokens.bad && tokens.tokens.size() == 2;
      if (!whole || member.key.front() != mark) {
        in.refuse(invalid_placeholder(parameter, member.key));
      }
    }
    return sent;
  };
  if (const Node* names = read("ExpressionAttributeNames", '#')) {
    for (const Member& member : names->members) {
      if (!member.value.is_string()) in.refuse(serialization_exception());
    }
    placeholders.names = *names;
  }
  if (const Node* values = read("ExpressionAttributeValues", ':')) {
    auto parsed = parse_item(*values);
    if (!parsed) {
      in.refuse(parsed.error());
    } else {
      placeholders.values = *std::move(parsed);
    }
  }
}

std::optional<Condition> Operation::condition(std::string_view parameter) {
  if (in.any(parameter) == nullptr) return std::nullopt;
  const std::string text = in.text(parameter);
  if (in.error()) return std::nullopt;
  auto parsed = parse_condition(text, parameter, placeholders);
  if (parsed) return *std::move(parsed);
  in.refuse(parsed.error());
  return std::nullopt;
}

std::optional<Projection> Operation::projection() {
  if (in.any("ProjectionExpression") == nullptr) return std::nullopt;
  const std::string text = in.text("ProjectionExpression");
  if (in.error()) return std::nullopt;
  auto parsed = parse_projection(text, placeholders);
  if (parsed) return *std::move(parsed);
  in.refuse(parsed.error());
  return std::nullopt;
}

std::optional<Item> Operation::item(std::string_view parameter) {
  const Node* sent = in.map(parameter);
  if (sent == nullptr) return std::nullopt;
  auto parsed = parse_item(*sent);
  if (parsed) return *std::move(parsed);
  in.refuse(parsed.error());
  return std::nullopt;
}

std::optional<ApiError> Operation::finish() const {
  if (const std::string_view unread = in.unread(); !unread.empty()) {
    return not_decided_here(fmt::format("dynamodb:{} with {}", name, unread));
  }
  if (in.error()) return in.error();
  if (const auto used = placeholders.all_used(); !used) return used.error();
  return std::nullopt;
}

void add_names(const Condition& condition, std::set<std::string>& names) {
  for (const Operand& operand : condition.operands) add_names(operand, names);
  for (const Condition& inner : condition.conditions) add_names(inner, names);
}

void add_names(const Projection& projection, std::set<std::string>& names) {
  for (const DocumentPath& path : projection) names.insert(top_name(path));
}

void add_names(const Update& update, std::set<std::string>& names) {
  for (const UpdateAction& action : update) {
    names.insert(top_name(action.path));
    add_names(action.operand, names);
  }
}

void add_names(const Item& item, std::set<std::string>& names) {
  for (const Attribute& attribute : item.members) names.insert(attribute.name);
}

std::string key_text(const AttributeValue& value) {
  return to_node(value).members.front().value.text;
}

ApiError key_not_named(std::string_view what) {
  return not_decided_here(fmt::format(
      "{}: nobody named the table's key; PUT /_rolechain/dynamodb/TABLE with {{\"key\": [\"id\"]}} "
      "does",
      what));
}

}  // namespace rolechain::ddb
