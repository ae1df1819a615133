// What S3 holds, put away and taken up again.
#include <optional>
#include <utility>

#include "mocks/http/s3/s3.h"
#include "mocks/http/session_json.h"
#include "mocks/sts/base64url.h"

namespace rolechain {
namespace {

Node headers_node(const std::vector<HttpHeader>& headers) {
  Node out = Node::make_list();
  for (const HttpHeader& header : headers) {
    Node& one = out.items.emplace_back(Node::make_map());
    set_text(one, "name", header.name);
    set_text(one, "value", header.value);
  }
  return out;
}

std::vector<HttpHeader> headers_from(const Node* node) {
  std::vector<HttpHeader> out;
  if (node == nullptr) return out;
  for (const Node& one : node->items) {
    out.push_back({text_member(one, "name").value_or(""), text_member(one, "value").value_or("")});
  }
  return out;
}

void describe(const s3::Description& description, Node& out) {
  set_text(out, "type", description.type);
  out.set("headers", headers_node(description.headers));
  Node tags = Node::make_map();
  for (const auto& [key, value] : description.tags) tags.set(key, Node::make_string(value));
  out.set("tags", std::move(tags));
}

s3::Description described(const Node& node) {
  s3::Description out;
  out.type = text_member(node, "type").value_or(out.type);
  out.headers = headers_from(node.find("headers"));
  if (const Node* tags = node.find("tags")) {
    for (const Member& tag : tags->members) out.tags[tag.key] = tag.value.text;
  }
  return out;
}

std::optional<s3::Object> object_from(const Node& node) {
  s3::Object out;
  auto data = base64url_decode(text_member(node, "data").value_or(""));
  const auto modified_s = number_member(node, "modified");
  if (!data || !modified_s) return std::nullopt;
  out.data = *std::move(data);
  out.description = described(node);
  out.modified_s = *modified_s;
  out.etag = text_member(node, "etag").value_or("");
  for (HttpHeader& checksum : headers_from(node.find("checksum"))) {
    out.checksum = std::move(checksum);
  }
  return out;
}

std::optional<s3::Upload> upload_from(const Node& node) {
  s3::Upload out;
  const auto key = text_member(node, "key");
  const auto started_s = number_member(node, "started");
  const Node* parts = node.find("parts");
  if (!key || !started_s || parts == nullptr) return std::nullopt;
  out.key = *key;
  out.description = described(node);
  out.started_s = *started_s;
  for (const Node& one : parts->items) {
    const auto number = number_member(one, "number");
    auto data = base64url_decode(text_member(one, "data").value_or(""));
    auto md5 = base64url_decode(text_member(one, "md5").value_or(""));
    if (!number || !data || !md5) return std::nullopt;
    out.parts[static_cast<int>(*number)] = {*std::move(data), *std::move(md5),
                                            number_member(one, "modified").value_or(0)};
  }
  return out;
}

Node upload_node(const s3::Upload& upload) {
  Node out = Node::make_map();
  set_text(out, "key", upload.key);
  set_number(out, "started", upload.started_s);
  describe(upload.description, out);
  Node parts = Node::make_list();
  for (const auto& [number, part] : upload.parts) {
    Node& one = parts.items.emplace_back(Node::make_map());
    set_number(one, "number", number);
    set_text(one, "data", base64url_encode(part.data));
    set_text(one, "md5", base64url_encode(part.md5));
    set_number(one, "modified", part.modified_s);
  }
  out.set("parts", std::move(parts));
  return out;
}

std::optional<s3::Bucket> bucket_from(const Node& node) {
  s3::Bucket out;
  out.owner = text_member(node, "owner").value_or("");
  out.created_s = number_member(node, "created").value_or(0);
  const Node* objects = node.find("objects");
  const Node* uploads = node.find("uploads");
  if (objects == nullptr || uploads == nullptr) return std::nullopt;
  for (const Member& member : objects->members) {
    auto object = object_from(member.value);
    if (!object) return std::nullopt;
    out.objects.emplace(member.key, *std::move(object));
  }
  for (const Member& member : uploads->members) {
    auto upload = upload_from(member.value);
    if (!upload) return std::nullopt;
    out.uploads.emplace(member.key, *std::move(upload));
  }
  return out;
}

}  // namespace

Node S3::state() const {
  Node out = Node::make_map();
  set_number(out, "uploads_made", static_cast<std::int64_t>(store_.uploads_made));
  Node buckets = Node::make_map();
  for (const auto& [name, bucket] : store_.buckets) {
    Node told = Node::make_map();
    set_text(told, "owner", bucket.owner);
    set_number(told, "created", bucket.created_s);
    Node objects = Node::make_map();
    for (const auto& [key, object] : bucket.objects) {
      Node one = Node::make_map();
      set_text(one, "data", base64url_encode(object.data));
      describe(object.description, one);
      set_number(one, "modified", object.modified_s);
      set_text(one, "etag", object.etag);
      if (object.checksum) one.set("checksum", headers_node({*object.checksum}));
      objects.members.push_back({key, std::move(one), {}});
    }
    told.set("objects", std::move(objects));
    Node uploads = Node::make_map();
    for (const auto& [id, upload] : bucket.uploads) uploads.set(id, upload_node(upload));
    told.set("uploads", std::move(uploads));
    buckets.set(name, std::move(told));
  }
  out.set("buckets", std::move(buckets));
  return out;
}

bool S3::restore(const Node& state) {
  s3::Store store;
  if (!state.is_map()) return false;
  const Node none = Node::make_map();
  const Node* buckets = state.find("buckets");
  if (buckets == nullptr) buckets = &none;
  store.uploads_made = static_cast<std::uint64_t>(number_member(state, "uploads_made").value_or(0));
  for (const Member& member : buckets->members) {
    auto bucket = bucket_from(member.value);
    if (!bucket) return false;
    store.buckets.emplace(member.key, *std::move(bucket));
  }
  store_ = std::move(store);
  return true;
}

}  // namespace rolechain
