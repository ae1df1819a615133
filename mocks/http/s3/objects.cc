// GetObject, HeadObject, PutObject, CopyObject, DeleteObject.
// Source: Amazon S3 API Reference, the operations of these names, "Permissions" of each.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "mocks/base/text.h"
#include "mocks/http/checksum.h"
#include "mocks/http/s3/digest.h"
#include "mocks/http/s3/preconditions.h"
#include "mocks/http/s3/request.h"
#include "mocks/iam/data_errors.h"
#include "mocks/iam/errors.h"

namespace rolechain::s3 {
namespace {

// What comes back as it was sent.
constexpr std::array<std::string_view, 8> kKeptHeaders{"Cache-Control",
                                                       "Content-Disposition",
                                                       "Content-Encoding",
                                                       "Content-Language",
                                                       "Expires",
                                                       "x-amz-website-redirect-location",
                                                       "x-amz-storage-class",
                                                       "x-amz-server-side-encryption"};
constexpr std::array kResponseParameters{
    std::pair<std::string_view, std::string_view>{"response-cache-control", "Cache-Control"},
    std::pair<std::string_view, std::string_view>{"response-content-disposition",
                                                  "Content-Disposition"},
    std::pair<std::string_view, std::string_view>{"response-content-encoding", "Content-Encoding"},
    std::pair<std::string_view, std::string_view>{"response-content-language", "Content-Language"},
    std::pair<std::string_view, std::string_view>{"response-content-type", "Content-Type"},
    std::pair<std::string_view, std::string_view>{"response-expires", "Expires"}};

// bytes=FIRST-LAST, FIRST- or -COUNT: [first, last].
struct Range {
  enum class Kind : std::uint8_t { none, satisfiable, unsatisfiable };  // none: no range, or broken
  Kind kind = Kind::none;
  std::size_t first = 0;
  std::size_t last = 0;
};

std::optional<std::size_t> number(std::string_view digits) {
  std::size_t value = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// R-S3-04
Range range_of(std::string_view text, std::size_t size) {
  constexpr std::string_view kBytes = "bytes=";
  if (!text.starts_with(kBytes)) return {};
  text.remove_prefix(kBytes.size());
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return {};
  const auto first = number(text.substr(0, dash));
  const auto last = number(text.substr(dash + 1));
  if (dash == 0) {
    if (!last) return {};
    if (*last == 0 || size == 0) return {Range::Kind::unsatisfiable};
    return {Range::Kind::satisfiable, size - std::min(*last, size), size - 1};
  }
  if (!first || (!last && dash + 1 != text.size()) || (last && *last < *first)) return {};
  if (*first >= size) return {Range::Kind::unsatisfiable};
  return {Range::Kind::satisfiable, *first, last ? std::min(*last, size - 1) : size - 1};
}

void describe(const Object& object, HttpResponse& out) {
  out.headers.push_back({"Content-Type", object.description.type});
  out.headers.push_back({"ETag", object.etag});
  out.headers.push_back({"Last-Modified", http_date(object.modified_s)});
  out.headers.push_back({"Accept-Ranges", "bytes"});
  for (const HttpHeader& header : object.description.headers) out.headers.push_back(header);
  if (!object.description.tags.empty()) {
    out.headers.push_back({"x-amz-tagging-count", std::to_string(object.description.tags.size())});
  }
}

// "/bucket/key", with or without the first slash, percent-encoded.
ApiResult<Address> source_of(std::string_view text) {
  if (text.contains("?versionId=")) {
    return std::unexpected(not_decided_here("copies of one version of an object"));
  }
  if (text.starts_with("arn:")) return std::unexpected(not_decided_here("copies from an ARN"));
  if (text.starts_with('/')) text.remove_prefix(1);
  const auto decoded = percent_decode(text, Plus::literal);
  const std::size_t slash = decoded ? decoded->find('/') : std::string::npos;
  if (slash == std::string::npos || slash == 0 || slash + 1 == decoded->size()) {
    return std::unexpected(invalid_argument("Invalid copy source object key"));
  }
  return Address{decoded->substr(0, slash), decoded->substr(slash + 1)};
}

}  // namespace

ApiResult<HttpResponse> get_object(Request& request) {
  Object* const found = request.object();
  if (auto error = request.allow_on_object("s3:GetObject", existing_tag_keys(found))) {
    return std::unexpected(*std::move(error));
  }
  if (found == nullptr) return std::unexpected(request.missing(request.at));
  const Object& object = *found;
  HttpResponse out;
  describe(object, out);
  switch (of_reading(request.call.request, object)) {
    case Precondition::failed:
      return std::unexpected(precondition_failed());
    case Precondition::not_modified:
      out.status = 304;
      return out;
    case Precondition::holds:
      break;
  }
  for (const auto& [parameter, header] : kResponseParameters) {
    const std::string* value = request.parameters.find(parameter);
    if (value == nullptr) continue;
    if (request.call.session == nullptr) {
      return std::unexpected(invalid_request(
          "Request specific response headers cannot be used for anonymous GET requests."));
    }
    std::erase_if(out.headers,
                  [&](const HttpHeader& there) { return equals_ignore_case(there.name, header); });
    out.headers.push_back({std::string(header), *value});
  }
  const std::string* mode = request.header("x-amz-checksum-mode");
  const bool tells_checksum = mode != nullptr && equals_ignore_case(*mode, "ENABLED");
  const std::string* wanted = request.header("Range");
  const Range range = wanted == nullptr ? Range() : range_of(*wanted, object.data.size());
  if (range.kind == Range::Kind::unsatisfiable) return std::unexpected(invalid_range());
  if (range.kind == Range::Kind::none) {
    out.body = object.data;
    if (tells_checksum) {
      // One that S3 computes by itself, where the client sent none.
      out.headers.push_back(object.checksum.value_or(
          HttpHeader{"x-amz-checksum-crc64nvme", crc64nvme_base64(object.data)}));
      out.headers.push_back({"x-amz-checksum-type", "FULL_OBJECT"});
    }
    return out;
  }
  out.status = 206;
  out.body = object.data.substr(range.first, range.last - range.first + 1);
  out.headers.push_back({"Content-Range", fmt::format("bytes {}-{}/{}", range.first, range.last,
                                                      object.data.size())});
  return out;
}

Object make_object(std::string data, Description description, EpochSeconds modified_s) {
  Object out;
  out.etag = fmt::format("\"{}\"", hex(md5_bytes(data)));
  out.data = std::move(data);
  out.description = std::move(description);
  out.modified_s = modified_s;
  return out;
}

ApiResult<Description> description_of(const Request& request) {
  Description out;
  if (const std::string* type = request.header("Content-Type")) out.type = *type;
  for (const HttpHeader& header : request.call.request.headers) {
    const bool kept = starts_with_ignore_case(header.name, "x-amz-meta-") ||
                      std::ranges::any_of(kKeptHeaders, [&](std::string_view name) {
                        return equals_ignore_case(header.name, name);
                      });
    if (kept) out.headers.push_back(header);
  }
  // What frames the body on the wire is no part of the object.
  for (HttpHeader& header : out.headers) {
    if (!equals_ignore_case(header.name, "Content-Encoding")) continue;
    constexpr std::string_view kChunked = "aws-chunked";
    if (header.value.starts_with(kChunked)) {
      header.value.erase(0, kChunked.size());
      if (header.value.starts_with(',')) header.value.erase(0, 1);
    }
  }
  std::erase_if(out.headers, [](const HttpHeader& header) { return header.value.empty(); });
  if (const std::string* tagging = request.header("x-amz-tagging")) {
    auto tags = Form::parse(*tagging);
    if (!tags) return std::unexpected(invalid_argument("The header 'x-amz-tagging' is malformed."));
    for (const auto& [key, value] : tags->fields()) out.tags[key] = value;
    if (auto error = check_tags(out.tags)) return std::unexpected(*std::move(error));
  }
  return out;
}

std::optional<ApiError> allow_put(Request& request, const Description& description,
                                  std::vector<ContextEntry> keys) {
  std::ranges::move(request_tag_keys(description.tags), std::back_inserter(keys));
  for (const std::string_view name : {"if-match", "if-none-match"}) {
    if (const std::string* value = request.header(name)) {
      keys.push_back(service_key(fmt::format("s3:{}", name), *value));
    }
  }
  if (auto error = request.allow_on_object("s3:PutObject", keys)) return error;
  // Who names an ACL, the one that it would have anyway, too, needs a second permission, and so do
  // tags. (rclone names the ACL.) Source: Amazon S3 API Reference, "PutObject", "Permissions".
  if (request.header("x-amz-acl") != nullptr) {
    if (auto error = request.allow_on_object("s3:PutObjectAcl")) return error;
  }
  if (description.tags.empty()) return std::nullopt;
  return request.allow_on_object("s3:PutObjectTagging", request_tag_keys(description.tags));
}

Bucket& bucket_to_fill(Request& request) {
  if (Bucket* there = request.bucket()) return *there;
  Bucket& made = request.store.buckets[request.at.bucket];
  if (request.call.session != nullptr) made.owner = request.call.session->account;
  made.created_s = request.call.shown_now_s;
  return made;
}

namespace {

// R-S3-07
ApiResult<HttpResponse> copy_object(Request& request, const std::string& source_text) {
  const auto source = source_of(source_text);
  if (!source) return std::unexpected(source.error());
  auto description = description_of(request);
  if (!description) return std::unexpected(description.error());
  const auto replaces = [&](std::string_view header) {
    const std::string* directive = request.header(header);
    return directive != nullptr && *directive == "REPLACE";
  };
  const bool new_metadata = replaces("x-amz-metadata-directive");
  const bool new_tags = replaces("x-amz-tagging-directive");
  Object* const from = request.object_at(*source);
  if (auto error = request.allow("s3:GetObject", *source, existing_tag_keys(from))) {
    return std::unexpected(*std::move(error));
  }
  if (from != nullptr && !new_tags) description->tags = from->description.tags;
  if (!description->tags.empty() && !new_tags) {
    if (auto error = request.allow("s3:GetObjectTagging", *source, existing_tag_keys(from))) {
      return std::unexpected(*std::move(error));
    }
  }
  if (auto error = allow_put(request, *description)) return std::unexpected(*std::move(error));
  if (from == nullptr) return std::unexpected(request.missing(*source));
  if (source->bucket == request.at.bucket && source->key == request.at.key && !new_metadata) {
    return std::unexpected(copy_to_itself());
  }
  if (of_reading(request.call.request, *from, "x-amz-copy-source-") != Precondition::holds) {
    return std::unexpected(precondition_failed());
  }
  if (auto error = of_writing(request.call.request, request.object())) {
    return std::unexpected(*std::move(error));
  }
  Description kept = new_metadata ? *description : from->description;
  kept.tags = description->tags;
  Object copy = make_object(from->data, std::move(kept), request.call.shown_now_s);
  copy.checksum = from->checksum;
  const std::string etag = copy.etag;
  bucket_to_fill(request).objects.insert_or_assign(request.at.key, std::move(copy));
  return xml(
      fmt::format("<CopyObjectResult xmlns=\"{}\"><LastModified>{}</LastModified>"
                  "<ETag>{}</ETag></CopyObjectResult>",
                  kNamespace, timestamp(request.call.shown_now_s), xml_text(etag)));
}

}  // namespace

ApiResult<HttpResponse> put_object(Request& request) {
  constexpr std::size_t kKey_bytes_max = 1024;
  if (request.at.key.size() > kKey_bytes_max) return std::unexpected(key_too_long_for_s3());
  if (const std::string* source = request.header("x-amz-copy-source")) {
    return copy_object(request, *source);
  }
  auto description = description_of(request);
  if (!description) return std::unexpected(description.error());
  if (auto error = allow_put(request, *description)) return std::unexpected(*std::move(error));
  auto checksum = check_digests(request.call);
  if (!checksum) return std::unexpected(checksum.error());
  if (auto error = of_writing(request.call.request, request.object())) {
    return std::unexpected(*std::move(error));
  }
  Object object = make_object(std::string(request.call.body), *std::move(description),
                              request.call.shown_now_s);
  object.checksum = *std::move(checksum);
  HttpResponse out{200, {{"ETag", object.etag}}, ""};
  if (object.checksum) out.headers.push_back(*object.checksum);
  bucket_to_fill(request).objects.insert_or_assign(request.at.key, std::move(object));
  return out;
}

ApiResult<HttpResponse> delete_object(Request& request) {
  if (auto error = request.allow_on_object("s3:DeleteObject")) {
    return std::unexpected(*std::move(error));
  }
  Bucket* const bucket = request.bucket();
  if (bucket == nullptr) return std::unexpected(no_such_bucket());
  bucket->objects.erase(request.at.key);
  return HttpResponse{204, {}, ""};
}

}  // namespace rolechain::s3
