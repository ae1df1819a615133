#include "mocks/http/s3/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "mocks/base/text.h"
#include "mocks/base/xml.h"
#include "mocks/iam/data_errors.h"
#include "mocks/iam/errors.h"
#include "mocks/iam/signature_errors.h"
#include "mocks/sigv4/canonical.h"

namespace rolechain::s3 {
namespace {

// Headers that are condition keys by the same name. Source: Amazon S3 API Reference, "Amazon S3
// Signature Version 4 Authentication Specific Policy Keys"; Service Authorization Reference.
constexpr std::array<std::string_view, 8> kKeyHeaders{
    "x-amz-content-sha256",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-storage-class",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-acl",
    "x-amz-copy-source",
    "x-amz-metadata-directive"};

// "bucket.s3.eu-west-1.amazonaws.com" → bucket; "" where the path begins with it.
std::string_view bucket_of_host(const HttpRequest& request) {
  const std::string* header = find_header(request.headers, "Host");
  if (header == nullptr) return {};
  const std::string_view host = std::string_view(*header).substr(0, header->find(':'));
  for (const std::string_view mark : {".s3.", ".s3-"}) {
    const std::size_t at = host.find(mark);
    if (at != std::string_view::npos && host.contains(".amazonaws.com")) return host.substr(0, at);
  }
  constexpr std::string_view kLocal = ".localhost";
  if (host.ends_with(kLocal)) return host.substr(0, host.size() - kLocal.size());
  return {};
}

std::vector<ContextEntry> keys_of(const ServiceCall& call) {
  std::vector<ContextEntry> out;
  if (call.session != nullptr) {
    const bool presigned = call.request.path.contains("X-Amz-Signature=");
    out.push_back(service_key("s3:authType", presigned ? "REST-QUERY-STRING" : "REST-HEADER"));
    out.push_back(service_key("s3:signatureversion", "AWS4-HMAC-SHA256"));
  }
  for (const std::string_view name : kKeyHeaders) {
    if (const std::string* value = find_header(call.request.headers, name)) {
      out.push_back(service_key(fmt::format("s3:{}", name), *value));
    }
  }
  return out;
}

}  // namespace

ApiResult<Address> address_of(const HttpRequest& request) {
  std::string_view path = std::string_view(request.path).substr(0, request.path.find('?'));
  if (path.starts_with('/')) path.remove_prefix(1);
  Address out{std::string(bucket_of_host(request)), ""};
  if (out.bucket.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    out.bucket = path.substr(0, slash);
    path = path.substr(std::min(slash + 1, path.size()));
  }
  auto key = percent_decode(path, Plus::literal);
  if (!key || find_bad_byte(*key)) return std::unexpected(malformed_uri("s3"));
  out.key = *std::move(key);
  return out;
}

std::string Request::arn_of(const Address& address) const {
  return fmt::format("arn:{}:s3:::{}{}{}", call.world.partition, address.bucket,
                     address.key.empty() ? "" : "/", address.key);
}

std::optional<ApiError> Request::allow(std::string_view action, const Address& address,
                                       std::vector<ContextEntry> keys) {
  std::vector<ContextEntry> all = keys_of(call);
  std::ranges::move(keys, std::back_inserter(all));
  const std::string arn = address.bucket.empty() ? "*" : arn_of(address);
  // The world does not know whose a bucket is that a client made.
  std::optional<std::string> owner;
  if (call.world.owner(arn_of({address.bucket, ""}), "").empty()) {
    const auto made = store.buckets.find(address.bucket);
    if (made != store.buckets.end() && !made->second.owner.empty()) owner = made->second.owner;
  }
  return call.allow(std::string(action), arn, std::move(all), std::move(owner));
}

Bucket* Request::bucket_named(const std::string& name) const {
  const auto found = store.buckets.find(name);
  if (found != store.buckets.end()) return &found->second;
  // By an object of it, too.
  const std::string owner = call.world.owner(arn_of({name, ""}), "");
  if (owner.empty()) return nullptr;
  Bucket& made = store.buckets[name];
  made.owner = owner;
  made.created_s = call.shown_now_s;
  return &made;
}

Object* Request::object_at(const Address& address) const {
  Bucket* in = bucket_named(address.bucket);
  if (in == nullptr) return nullptr;
  const auto found = in->objects.find(address.key);
  return found == in->objects.end() ? nullptr : &found->second;
}

ApiError Request::missing(const Address& address) {
  if (bucket_named(address.bucket) == nullptr) return no_such_bucket();
  const std::string action = call.action;
  const std::string resource = call.resource;
  const auto may_not_list = allow("s3:ListBucket", {address.bucket, ""});
  call.traces.pop_back();
  call.action = action;
  call.resource = resource;
  return may_not_list ? service_denied("s3", "Access Denied") : no_such_key();
}

std::vector<ContextEntry> existing_tag_keys(const Object* object) {
  std::vector<ContextEntry> out;
  if (object == nullptr) return out;
  for (const auto& [key, value] : object->description.tags) {
    out.push_back(service_key(fmt::format("s3:ExistingObjectTag/{}", key), value));
  }
  return out;
}

std::vector<ContextEntry> request_tag_keys(const ObjectTags& tags) {
  std::vector<ContextEntry> out;
  ContextEntry names{"s3:RequestObjectTagKeys", {}, true, ContextEntry::Origin::engine};
  for (const auto& [key, value] : tags) {
    out.push_back(service_key(fmt::format("s3:RequestObjectTag/{}", key), value));
    names.values.push_back(key);
  }
  if (!tags.empty()) out.push_back(std::move(names));
  return out;
}

HttpResponse xml(std::string body) {
  return {200,
          {{"Content-Type", "application/xml"}},
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + std::move(body)};
}

std::string xml_text(std::string_view text) { return xml_escaped(text, XmlPlace::text); }

std::string timestamp(EpochSeconds time_s) {
  std::string out = format_iso8601(time_s);
  if (out.ends_with('Z')) out.insert(out.size() - 1, ".000");
  return out;
}

std::string url_encode(std::string_view text) {
  std::string out;
  for (const std::string_view segment : split(text, '/')) {
    if (segment.data() != text.data()) out += '/';
    sigv4::append_encoded(segment, out);
  }
  return out;
}

}  // namespace rolechain::s3
