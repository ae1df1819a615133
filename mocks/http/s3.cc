#include "mocks/http/s3.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "mocks/base/text.h"
#include "mocks/http/checksum.h"
#include "mocks/http/form.h"
#include "mocks/http/session_json.h"
#include "mocks/http/wire.h"
#include "mocks/iam/data_errors.h"
#include "mocks/iam/errors.h"
#include "mocks/iam/signature_errors.h"
#include "mocks/sts/base64url.h"

namespace rolechain {

struct S3::Target {
  std::string bucket;
  std::string key;
  Form parameters;
};

namespace {

constexpr std::size_t kListed_max = 1000;

// Parameters that choose no other operation than the one of method and path.
constexpr std::array<std::string_view, 16> kKnownParameters{"list-type",
                                                            "prefix",
                                                            "delimiter",
                                                            "max-keys",
                                                            "encoding-type",
                                                            "start-after",
                                                            "fetch-owner",
                                                            "x-id",
                                                            "X-Amz-Algorithm",
                                                            "X-Amz-Credential",
                                                            "X-Amz-Date",
                                                            "X-Amz-Expires",
                                                            "X-Amz-SignedHeaders",
                                                            "X-Amz-Signature",
                                                            "X-Amz-Security-Token",
                                                            "marker"};
// Headers that ask for more than the object, or need further permissions.
constexpr std::array<std::string_view, 5> kUndecidedHeaders{
    "x-amz-copy-source", "x-amz-tagging", "x-amz-grant-read", "x-amz-object-lock-mode",
    "x-amz-bypass-governance-retention"};
constexpr std::string_view kAcl = "x-amz-acl";
// Headers that are condition keys by the same name.
constexpr std::array<std::string_view, 6> kKeyHeaders{
    "x-amz-content-sha256",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-storage-class",
    "x-amz-server-side-encryption-customer-algorithm",
    kAcl};

std::string_view path_of(const HttpRequest& request) {
  return std::string_view(request.path).substr(0, request.path.find('?'));
}

std::string_view query_of(const HttpRequest& request) {
  const std::size_t mark = request.path.find('?');
  return mark == std::string::npos ? std::string_view()
                                   : std::string_view(request.path).substr(mark + 1);
}

// "bucket.s3.eu-west-1.amazonaws.com" → bucket; "" where the path begins with it.
std::string_view bucket_of_host(const HttpRequest& request) {
  const std::string* host = find_header(request.headers, "Host");
  if (host == nullptr) return {};
  const std::size_t at = host->find(".s3.");
  return at == std::string::npos ? std::string_view() : std::string_view(*host).substr(0, at);
}

std::string bucket_arn(const ServiceCall& call, std::string_view bucket) {
  return fmt::format("arn:{}:s3:::{}", call.world.partition, bucket);
}

// Source: Amazon S3 API Reference, "Amazon S3 Signature Version 4 Authentication Specific Policy
// Keys".
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

HttpResponse xml(std::string body) {
  return {200,
          {{"Content-Type", "application/xml"}},
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + std::move(body)};
}

std::string md5_hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  std::size_t size = 0;
  EVP_Q_digest(nullptr, "MD5", nullptr, text.data(), text.size(), digest.data(), &size);
  std::string out;
  for (std::size_t i = 0; i < size; ++i) out += fmt::format("{:02x}", digest.at(i));
  return out;
}

std::string url_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (fold_case(c) >= 'a' && fold_case(c) <= 'z') ||
                       std::string_view("-._~/").contains(c);
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

// bytes=FIRST-LAST, FIRST- or -COUNT: [first, last]. Nothing where it is no range of this size.
struct Range {
  std::size_t first = 0;
  std::size_t last = 0;
};
std::optional<Range> range_of(std::string_view text, std::size_t size) {
  constexpr std::string_view kBytes = "bytes=";
  if (!text.starts_with(kBytes) || text.contains(',')) return std::nullopt;
  text.remove_prefix(kBytes.size());
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto number = [](std::string_view digits) -> std::optional<std::size_t> {
    std::size_t value = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size()) {
      return std::nullopt;
    }
    return value;
  };
  const auto first = number(text.substr(0, dash));
  const auto last = number(text.substr(dash + 1));
  if (dash == 0 && last && *last > 0 && size > 0) {
    return Range{size - std::min(*last, size), size - 1};
  }
  if (!first || *first >= size || (!last && dash + 1 != text.size())) return std::nullopt;
  if (last && *last < *first) return std::nullopt;
  return Range{*first, last ? std::min(*last, size - 1) : size - 1};
}

}  // namespace

ApiResult<S3::Target> S3::target_of(const ServiceCall& call) {
  Target out;
  std::string_view path = path_of(call.request);
  if (path.starts_with('/')) path.remove_prefix(1);
  out.bucket = bucket_of_host(call.request);
  if (out.bucket.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    out.bucket = path.substr(0, slash);
    path = path.substr(std::min(slash + 1, path.size()));
  }
  auto key = percent_decode(path, Plus::literal);
  auto parameters = Form::parse(query_of(call.request));
  if (!key || find_bad_byte(*key)) return std::unexpected(malformed_uri("s3"));
  if (!parameters) return std::unexpected(malformed_uri("s3"));
  out.key = *std::move(key);
  out.parameters = *std::move(parameters);
  for (const std::string_view pair : split(query_of(call.request), '&')) {
    const std::string_view name = pair.substr(0, pair.find('='));
    if (!name.empty() && std::ranges::find(kKnownParameters, name) == kKnownParameters.end()) {
      return std::unexpected(not_decided_here(fmt::format("S3 requests with `{}`", name)));
    }
  }
  for (const std::string_view name : kUndecidedHeaders) {
    if (find_header(call.request.headers, name) != nullptr) {
      return std::unexpected(not_decided_here(fmt::format("S3 requests with `{}`", name)));
    }
  }
  // Every other one gives something to somebody.
  const std::string* acl = find_header(call.request.headers, kAcl);
  if (acl != nullptr && *acl != "private") {
    return std::unexpected(not_decided_here(fmt::format("S3 requests with `{}: {}`", kAcl, *acl)));
  }
  return out;
}

std::string_view s3_action(const HttpRequest& request) {
  std::string_view path = path_of(request);
  if (path.starts_with('/')) path.remove_prefix(1);
  const bool by_host = !bucket_of_host(request).empty();
  const std::size_t slash = path.find('/');
  const bool has_bucket = by_host || !path.empty();
  const bool has_key =
      by_host ? !path.empty() : slash != std::string_view::npos && slash + 1 < path.size();
  if (request.method == "GET" || request.method == "HEAD") {
    if (has_key) return "s3:GetObject";
    return has_bucket ? "s3:ListBucket" : "s3:ListAllMyBuckets";
  }
  if (!has_key) return "";
  if (request.method == "PUT") return "s3:PutObject";
  return request.method == "DELETE" ? "s3:DeleteObject" : "";
}

ApiResult<HttpResponse> S3::handle(ServiceCall& call) {
  const auto target = target_of(call);
  if (!target) return std::unexpected(target.error());
  const std::string& method = call.request.method;
  const bool reads = method == "GET" || method == "HEAD";
  if (target->key.empty() && reads) return list(call, *target);
  if (!target->key.empty()) {
    if (reads) return get(call, *target);
    if (method == "PUT") return put(call, *target);
    if (method == "DELETE") return remove(call, *target);
  }
  return std::unexpected(not_decided_here(fmt::format("{} of this path in S3", method)));
}

ApiResult<HttpResponse> S3::list(ServiceCall& call, const Target& target) {
  if (target.bucket.empty()) {
    if (auto error = call.allow("s3:ListAllMyBuckets", "*", keys_of(call))) {
      return std::unexpected(*std::move(error));
    }
    // Whose a bucket is, the scenario says; one that it does not name is the asker's own.
    const std::string_view account =
        call.session == nullptr ? std::string_view() : std::string_view(call.session->account);
    std::string body =
        "<ListAllMyBucketsResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
        "<Buckets>";
    for (const auto& [name, bucket] : buckets_) {
      if (call.world.owner(bucket_arn(call, name), account) != account) continue;
      body += fmt::format("<Bucket><Name>{}</Name></Bucket>", xml_escape(name));
    }
    return xml(body + "</Buckets></ListAllMyBucketsResult>");
  }
  std::vector<ContextEntry> keys = keys_of(call);
  for (const std::string_view name : {"prefix", "delimiter", "max-keys"}) {
    if (const std::string* value = target.parameters.find(name)) {
      keys.push_back(service_key(fmt::format("s3:{}", name), *value));
    }
  }
  if (auto error = call.allow("s3:ListBucket", bucket_arn(call, target.bucket), std::move(keys))) {
    return std::unexpected(*std::move(error));
  }
  if (call.request.method == "HEAD") return HttpResponse{200, {}, ""};
  const std::string prefix = target.parameters.value("prefix").value_or("");
  const bool version_2 = target.parameters.value("list-type").value_or("") == "2";
  const std::string after =
      target.parameters.value(version_2 ? "start-after" : "marker").value_or("");
  if (!target.parameters.value("delimiter").value_or("").empty()) {
    return std::unexpected(not_decided_here("S3 listings with a delimiter"));
  }
  std::string contents;
  std::size_t count = 0;
  bool truncated = false;
  const bool encoded = target.parameters.find("encoding-type") != nullptr;
  for (const auto& [key, object] : buckets_[target.bucket]) {
    if (!key.starts_with(prefix) || (!after.empty() && key <= after)) continue;
    if (count == kListed_max) {
      truncated = true;
      break;
    }
    ++count;
    contents += fmt::format(
        "<Contents><Key>{}</Key><LastModified>{}</LastModified>"
        "<ETag>{}</ETag><Size>{}</Size><StorageClass>STANDARD</StorageClass>"
        "</Contents>",
        encoded ? url_encode(key) : xml_escape(key), format_iso8601(object.modified_s),
        xml_escape(object.etag), object.data.size());
  }
  return xml(fmt::format(
      "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>{}</Name>"
      "<Prefix>{}</Prefix>{}<MaxKeys>{}</MaxKeys><IsTruncated>{}</IsTruncated>{}{}"
      "</ListBucketResult>",
      xml_escape(target.bucket), xml_escape(prefix),
      version_2 ? fmt::format("<KeyCount>{}</KeyCount>", count) : "", kListed_max, truncated,
      encoded ? "<EncodingType>url</EncodingType>" : "", contents));
}

ApiResult<HttpResponse> S3::get(ServiceCall& call, const Target& target) {
  const std::string bucket = bucket_arn(call, target.bucket);
  if (auto error =
          call.allow("s3:GetObject", fmt::format("{}/{}", bucket, target.key), keys_of(call))) {
    return std::unexpected(*std::move(error));
  }
  const Bucket& objects = buckets_[target.bucket];
  const auto at = objects.find(target.key);
  if (at == objects.end()) {
    // Who may not list the bucket is not told whether the key is there.
    // Source: Amazon S3 API Reference, "GetObject", "Permissions".
    const std::string action = call.action;
    const std::string resource = call.resource;
    const auto may_not_list = call.allow("s3:ListBucket", bucket, keys_of(call));
    call.traces.pop_back();
    call.action = action;
    call.resource = resource;
    return std::unexpected(may_not_list ? service_denied("s3", "Access Denied") : no_such_key());
  }
  const Object& object = at->second;
  HttpResponse out{200, {}, object.data};
  if (const std::string* wanted = find_header(call.request.headers, "Range")) {
    const auto range = range_of(*wanted, object.data.size());
    if (!range) return std::unexpected(invalid_range());
    out.status = 206;
    out.body = object.data.substr(range->first, range->last - range->first + 1);
    out.headers.push_back({"Content-Range", fmt::format("bytes {}-{}/{}", range->first, range->last,
                                                        object.data.size())});
  }
  const std::string* checksums = find_header(call.request.headers, "x-amz-checksum-mode");
  if (out.status == 200 && object.has_default_checksum && checksums != nullptr &&
      to_lower(*checksums) == "enabled") {
    out.headers.push_back({"x-amz-checksum-crc64nvme", crc64nvme_base64(object.data)});
    out.headers.push_back({"x-amz-checksum-type", "FULL_OBJECT"});
  }
  out.headers.push_back({"Content-Type", object.type});
  out.headers.push_back({"ETag", object.etag});
  out.headers.push_back({"Last-Modified", http_date(object.modified_s)});
  out.headers.push_back({"Accept-Ranges", "bytes"});
  out.headers.insert(out.headers.end(), object.metadata.begin(), object.metadata.end());
  return out;
}

void S3::seed(const std::string& bucket, const std::string& key, std::string data,
              EpochSeconds modified_s) {
  Object object;
  object.etag = fmt::format("\"{}\"", md5_hex(data));
  object.data = std::move(data);
  object.type = "binary/octet-stream";
  object.modified_s = modified_s;
  buckets_[bucket].insert_or_assign(key, std::move(object));
}

ApiResult<HttpResponse> S3::put(ServiceCall& call, const Target& target) {
  const std::string arn = fmt::format("{}/{}", bucket_arn(call, target.bucket), target.key);
  if (auto error = call.allow("s3:PutObject", arn, keys_of(call))) {
    return std::unexpected(*std::move(error));
  }
  // Who names an ACL, the one that it would have anyway, too, needs a second permission. (rclone
  // names it.) Source: Amazon S3 API Reference, "PutObject", "Permissions".
  if (find_header(call.request.headers, kAcl) != nullptr) {
    if (auto error = call.allow("s3:PutObjectAcl", arn, keys_of(call))) {
      return std::unexpected(*std::move(error));
    }
  }
  seed(target.bucket, target.key, std::string(call.body), call.shown_now_s);
  Object& object = buckets_[target.bucket][target.key];
  const std::string* type = find_header(call.request.headers, "Content-Type");
  if (type != nullptr) object.type = *type;
  for (const HttpHeader& header : call.request.headers) {
    // Who sends one has that one kept, which is not done here.
    if (starts_with_ignore_case(header.name, "x-amz-checksum-") ||
        starts_with_ignore_case(header.name, "x-amz-trailer")) {
      object.has_default_checksum = false;
    }
    if (starts_with_ignore_case(header.name, "x-amz-meta-")) object.metadata.push_back(header);
  }
  return HttpResponse{200, {{"ETag", object.etag}}, ""};
}

ApiResult<HttpResponse> S3::remove(ServiceCall& call, const Target& target) {
  const std::string arn = fmt::format("{}/{}", bucket_arn(call, target.bucket), target.key);
  if (auto error = call.allow("s3:DeleteObject", arn, keys_of(call))) {
    return std::unexpected(*std::move(error));
  }
  buckets_[target.bucket].erase(target.key);
  return HttpResponse{204, {}, ""};
}

Node S3::state() const {
  Node out = Node::make_map();
  for (const auto& [name, bucket] : buckets_) {
    Node& objects = out.set(name, Node::make_map());
    for (const auto& [key, object] : bucket) {
      Node& one = objects.set(key, Node::make_map());
      one.set("data", Node::make_string(base64url_encode(object.data)));
      set_text(one, "type", object.type);
      set_text(one, "etag", object.etag);
      set_number(one, "modified", object.modified_s);
      Node& metadata = one.set("metadata", Node::make_map());
      for (const HttpHeader& header : object.metadata)
        set_text(metadata, header.name, header.value);
    }
  }
  return out;
}

bool S3::restore(const Node& state) {
  std::map<std::string, Bucket> buckets;
  for (const Member& bucket : state.members) {
    for (const Member& told : bucket.value.members) {
      Object object;
      auto data = base64url_decode(text_member(told.value, "data").value_or(""));
      const auto modified_s = number_member(told.value, "modified");
      if (!data || !modified_s) return false;
      object.data = *std::move(data);
      object.type = text_member(told.value, "type").value_or("");
      object.etag = text_member(told.value, "etag").value_or("");
      object.modified_s = *modified_s;
      if (const Node* metadata = told.value.find("metadata")) {
        for (const Member& one : metadata->members) {
          object.metadata.push_back({one.key, one.value.text});
        }
      }
      buckets[bucket.key].emplace(told.key, std::move(object));
    }
  }
  buckets_ = std::move(buckets);
  return state.is_map();
}

}  // namespace rolechain
