#include "mocks/http/model/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "mocks/base/clock.h"
#include "mocks/base/text.h"
#include "mocks/http/wire.h"
#include "mocks/iam/errors.h"

namespace rolechain {
namespace {

Node scalar(Node::Kind kind, std::string text) {
  Node out;
  out.kind = kind;
  out.text = std::move(text);
  return out;
}

// "RoleArn" → "roleArn": members' names in messages.
std::string small_first(std::string_view name) {
  std::string out(name);
  if (!out.empty()) out.front() = fold_case(out.front());
  return out;
}

// A whole number, and nothing else.
bool is_integer(std::string_view text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  return parsed.ec == std::errc{} && parsed.ptr == end;
}

bool is_number(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  return parsed.ec == std::errc{} && parsed.ptr == end && std::isfinite(value);
}

// One request on its way from names to members.
class Reader {
 public:
  Reader(const ApiModel& model, const Form& form) : model_(model), form_(form) {}

  // `prefix`: where the members stand ("Tags.member.1."); `path`: the same in messages.
  Node structure(const ModelShape& shape, const std::string& prefix, const std::string& path) {
    Node out = Node::make_map();
    for (const ModelMember& member : model_.members_of(shape)) {
      const std::string at = path + small_first(member.name);
      auto value = any(model_.shapes[member.shape], prefix + std::string(member.on_wire), at);
      if (value) {
        out.set(std::string(member.name), *std::move(value));
      } else if (member.required && !malformed_) {
        missing_.push_back(at);
      }
    }
    return out;
  }

  [[nodiscard]] std::optional<ApiError> error() const {
    if (malformed_) return malformed_;
    if (!missing_.empty()) return missing_members(missing_);
    return std::nullopt;
  }

 private:
  // Nothing where it was not sent.
  std::optional<Node> any(const ModelShape& shape, const std::string& name,
                          const std::string& path) {
    switch (shape.kind) {
      case ShapeKind::structure:
        if (!form_.has_below(name + ".")) return std::nullopt;
        return structure(shape, name + ".", path + ".");
      case ShapeKind::list:
        return list(shape, name, path);
      case ShapeKind::map:
        return map(shape, name, path);
      default:
        return leaf(shape, name);
    }
  }

  std::optional<Node> leaf(const ModelShape& shape, const std::string& name) {
    const std::string* text = form_.find(name);
    if (text == nullptr) return std::nullopt;
    switch (shape.kind) {
      case ShapeKind::integer:
        if (is_integer(*text)) return scalar(Node::Kind::number, *text);
        break;
      case ShapeKind::floating:
        if (is_number(*text)) return scalar(Node::Kind::number, *text);
        break;
      case ShapeKind::boolean:
        if (*text == "true" || *text == "false") return scalar(Node::Kind::boolean, *text);
        break;
      case ShapeKind::timestamp:
        if (const auto time_s = parse_iso8601(*text)) {
          return scalar(Node::Kind::number, std::to_string(*time_s));
        }
        break;
      default:
        return Node::make_string(*text);
    }
    if (!malformed_) malformed_ = malformed_input(name);
    return std::nullopt;
  }

  std::string item_name(const ModelShape& shape, const std::string& name, std::string_view item,
                        std::size_t number) const {
    if (shape.flattened) return fmt::format("{}.{}", name, number);
    return fmt::format("{}.{}.{}", name, item, number);
  }

  bool is_sent(const std::string& name) const {
    return form_.find(name) != nullptr || form_.has_below(name + ".");
  }

  std::optional<Node> list(const ModelShape& shape, const std::string& name,
                           const std::string& path) {
    Node out = Node::make_list();
    for (std::size_t number = 1;; ++number) {
      const std::string item = item_name(shape, name, shape.element_name, number);
      if (!is_sent(item)) break;
      auto value =
          any(model_.shapes[shape.element], item, fmt::format("{}.{}.member", path, number));
      if (value) out.items.push_back(*std::move(value));
    }
    // An empty list is sent as its bare name.
    if (out.items.empty() && form_.find(name) == nullptr) return std::nullopt;
    return out;
  }

  std::optional<Node> map(const ModelShape& shape, const std::string& name,
                          const std::string& path) {
    Node out = Node::make_map();
    for (std::size_t number = 1;; ++number) {
      const std::string entry = item_name(shape, name, "entry", number);
      const std::string* key = form_.find(fmt::format("{}.{}", entry, shape.key_name));
      if (key == nullptr) break;
      auto value = any(model_.shapes[shape.element],
                       fmt::format("{}.{}", entry, shape.element_name), path + "." + *key);
      if (value) out.set(*key, *std::move(value));
    }
    if (out.members.empty()) return std::nullopt;
    return out;
  }

  const ApiModel& model_;
  const Form& form_;
  std::vector<std::string> missing_;
  std::optional<ApiError> malformed_;
};

// A result as XML, two blanks a level and a line an element.
class XmlWriter {
 public:
  XmlWriter(const ApiModel& model, std::string& out) : model_(model), out_(out) {}

  void structure(const ModelShape& shape, const Node& node, int depth) {
    for (const ModelMember& member : model_.members_of(shape)) {
      const Node* value = node.find(member.name);
      if (value == nullptr || value->is_null()) continue;
      any(model_.shapes[member.shape], member.on_wire, *value, depth);
    }
  }

  void any(const ModelShape& shape, std::string_view name, const Node& node, int depth) {
    const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
    switch (shape.kind) {
      case ShapeKind::structure:
        out_ += fmt::format("{}<{}>\n", indent, name);
        structure(shape, node, depth + 1);
        out_ += fmt::format("{}</{}>\n", indent, name);
        return;
      case ShapeKind::list:
        if (!shape.flattened) out_ += fmt::format("{}<{}>\n", indent, name);
        for (const Node& item : node.items) {
          any(model_.shapes[shape.element], shape.flattened ? name : shape.element_name, item,
              shape.flattened ? depth : depth + 1);
        }
        if (!shape.flattened) out_ += fmt::format("{}</{}>\n", indent, name);
        return;
      case ShapeKind::map:
        map(shape, name, node, depth);
        return;
      case ShapeKind::timestamp:
        out_ += fmt::format("{}<{}>{}</{}>\n", indent, name,
                            format_iso8601(std::strtoll(node.text.c_str(), nullptr, 10)), name);
        return;
      default:
        out_ += fmt::format("{}<{}>{}</{}>\n", indent, name, xml_escape(node.text), name);
    }
  }

 private:
  void map(const ModelShape& shape, std::string_view name, const Node& node, int depth) {
    const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
    const int inner = shape.flattened ? depth : depth + 1;
    if (!shape.flattened) out_ += fmt::format("{}<{}>\n", indent, name);
    const std::string_view entry = shape.flattened ? name : "entry";
    const std::string inner_indent(static_cast<std::size_t>(inner) * 2, ' ');
    for (const Member& member : node.members) {
      out_ += fmt::format("{}<{}>\n", inner_indent, entry);
      any(model_.shapes[shape.key], shape.key_name, Node::make_string(member.key), inner + 1);
      any(model_.shapes[shape.element], shape.element_name, member.value, inner + 1);
      out_ += fmt::format("{}</{}>\n", inner_indent, entry);
    }
    if (!shape.flattened) out_ += fmt::format("{}</{}>\n", indent, name);
  }

  const ApiModel& model_;
  std::string& out_;
};

// The map's members in the table's order, without null ones.
Node in_order(const ApiModel& model, const ModelShape& shape, const Node& node) {
  if (shape.kind == ShapeKind::list) {
    Node out = Node::make_list();
    for (const Node& item : node.items) {
      out.items.push_back(in_order(model, model.shapes[shape.element], item));
    }
    return out;
  }
  if (shape.kind != ShapeKind::structure) return node;
  Node out = Node::make_map();
  for (const ModelMember& member : model.members_of(shape)) {
    const Node* value = node.find(member.name);
    if (value == nullptr || value->is_null()) continue;
    out.set(std::string(member.on_wire), in_order(model, model.shapes[member.shape], *value));
  }
  return out;
}

[[maybe_unused]] bool fits(const ApiModel& model, const ModelShape& shape, const Node& node) {
  switch (shape.kind) {
    case ShapeKind::structure:
      return node.is_map() && std::ranges::all_of(node.members, [&](const Member& member) {
               const auto members = model.members_of(shape);
               const auto at = std::ranges::find(members, member.key, &ModelMember::name);
               return at != members.end() && (member.value.is_null() ||
                                              fits(model, model.shapes[at->shape], member.value));
             });
    case ShapeKind::list:
      return node.is_list() && std::ranges::all_of(node.items, [&](const Node& item) {
               return fits(model, model.shapes[shape.element], item);
             });
    case ShapeKind::map:
      return node.is_map();
    case ShapeKind::integer:
    case ShapeKind::timestamp:
      return node.kind == Node::Kind::number;
    default:
      return node.is_scalar();
  }
}

std::string write_json(const ModelOperation& operation, Node result, std::string_view request_id) {
  Node metadata = Node::make_map();
  metadata.set("RequestId", Node::make_string(std::string(request_id)));
  Node inner = Node::make_map();
  if (!operation.result_wrapper.empty()) {
    inner.set(std::string(operation.result_wrapper), std::move(result));
  }
  inner.set("ResponseMetadata", std::move(metadata));
  Node body = Node::make_map();
  body.set(fmt::format("{}Response", operation.name), std::move(inner));
  return to_json(body);
}

}  // namespace

ApiResult<Node> read_query(const ApiModel& model, const ModelOperation& operation,
                           const Form& form) {
  if (operation.input == kNoShape) return Node::make_map();
  Reader reader(model, form);
  Node out = reader.structure(model.shapes[operation.input], "", "");
  if (auto error = reader.error()) return std::unexpected(*std::move(error));
  return out;
}

std::string write_query(const ApiModel& model, const ModelOperation& operation, const Node& result,
                        QueryFormat format, std::string_view request_id) {
  const ModelShape* shape =
      operation.output == kNoShape ? nullptr : &model.shapes[operation.output];
  assert(shape == nullptr || fits(model, *shape, result));
  if (format == QueryFormat::json) {
    return write_json(operation, shape == nullptr ? result : in_order(model, *shape, result),
                      request_id);
  }
  std::string out = fmt::format("<{}Response xmlns=\"{}\">\n", operation.name, model.xml_namespace);
  if (shape != nullptr) {
    XmlWriter(model, out).any(*shape, operation.result_wrapper, result, 1);
  }
  out += fmt::format("  <ResponseMetadata>\n    <RequestId>{}</RequestId>\n  </ResponseMetadata>\n",
                     xml_escape(request_id));
  out += fmt::format("</{}Response>\n", operation.name);
  return out;
}

}  // namespace rolechain
