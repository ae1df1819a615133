// Objects in parts: CreateMultipartUpload, UploadPart, CompleteMultipartUpload,
// AbortMultipartUpload, ListParts, ListMultipartUploads.
// Source: Amazon S3 API Reference, the operations of these names; Amazon S3 User Guide, "Multipart
// upload and permissions" (R-S3-11).
#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "mocks/base/text.h"
#include "mocks/http/s3/digest.h"
#include "mocks/http/s3/preconditions.h"
#include "mocks/http/s3/request.h"
#include "mocks/http/xml_tree.h"
#include "mocks/iam/data_errors.h"
#include "mocks/iam/errors.h"

namespace rolechain::s3 {
namespace {

constexpr int kParts_max = 10'000;
constexpr std::size_t kPart_bytes_min = 5UL * 1024UL * 1024UL;  // but for the last

std::string names(const Request& request) {
  return fmt::format("<Bucket>{}</Bucket><Key>{}</Key>", xml_text(request.at.bucket),
                     xml_text(request.at.key));
}

// Null where there is no such upload of this key.
Upload* upload_of(const Request& request) {
  Bucket* const bucket = request.bucket();
  if (bucket == nullptr) return nullptr;
  const auto found = bucket->uploads.find(request.parameter("uploadId"));
  const bool fits = found != bucket->uploads.end() && found->second.key == request.at.key;
  return fits ? &found->second : nullptr;
}

std::optional<int> part_number(std::string_view text) {
  int out = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), out);
  const bool whole = parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
  return whole && out >= 1 && out <= kParts_max ? std::optional(out) : std::nullopt;
}

struct Named {
  int number = 0;
  std::string etag;
};

// <CompleteMultipartUpload><Part><PartNumber/><ETag/></Part>…
ApiResult<std::vector<Named>> read_parts(std::string_view body) {
  const auto document = parse_xml(body);
  if (!document || document->name != "CompleteMultipartUpload") {
    return std::unexpected(malformed_xml());
  }
  std::vector<Named> out;
  for (const XmlElement& part : document->children) {
    const auto number = part_number(part.text_of("PartNumber"));
    std::string etag = part.text_of("ETag");
    std::erase(etag, '"');
    if (part.name != "Part" || !number || etag.empty()) return std::unexpected(malformed_xml());
    if (!out.empty() && out.back().number >= *number) return std::unexpected(invalid_part_order());
    out.push_back({*number, std::move(etag)});
  }
  if (out.empty()) return std::unexpected(malformed_xml());
  return out;
}

ApiResult<Object> joined(const Upload& upload, const std::vector<Named>& parts,
                         EpochSeconds modified_s) {
  std::string data;
  std::string digests;
  for (const Named& named : parts) {
    const auto found = upload.parts.find(named.number);
    if (found == upload.parts.end() || hex(found->second.md5) != to_lower(named.etag)) {
      return std::unexpected(invalid_part());
    }
    if (found->second.data.size() < kPart_bytes_min && named.number != parts.back().number) {
      return std::unexpected(entity_too_small());
    }
    data += found->second.data;
    digests += found->second.md5;
  }
  Object out = make_object(std::move(data), upload.description, modified_s);
  out.etag = fmt::format("\"{}-{}\"", hex(md5_bytes(digests)), parts.size());
  return out;
}

}  // namespace

ApiResult<HttpResponse> create_upload(Request& request) {
  auto description = description_of(request);
  if (!description) return std::unexpected(description.error());
  if (auto error = allow_put(request, *description)) return std::unexpected(*std::move(error));
  Bucket& bucket = bucket_to_fill(request);
  const std::string id = hex(md5_bytes(
      fmt::format("{} {} {}", request.at.bucket, request.at.key, ++request.store.uploads_made)));
  bucket.uploads[id] = {request.at.key, *std::move(description), request.call.shown_now_s, {}};
  return xml(
      fmt::format("<InitiateMultipartUploadResult xmlns=\"{}\">{}<UploadId>{}</UploadId>"
                  "</InitiateMultipartUploadResult>",
                  kNamespace, names(request), id));
}

ApiResult<HttpResponse> upload_part(Request& request) {
  if (request.header("x-amz-copy-source") != nullptr) {
    return std::unexpected(not_decided_here("UploadPartCopy"));
  }
  if (auto error = request.allow_on_object("s3:PutObject")) {
    return std::unexpected(*std::move(error));
  }
  const auto number = part_number(request.parameter("partNumber"));
  if (!number) {
    return std::unexpected(
        invalid_argument("Part number must be an integer between 1 and 10000, inclusive"));
  }
  Upload* const upload = upload_of(request);
  if (upload == nullptr) return std::unexpected(no_such_upload());
  const auto checksum = check_digests(request.call);
  if (!checksum) return std::unexpected(checksum.error());
  Part part{std::string(request.call.body), md5_bytes(request.call.body), request.call.shown_now_s};
  HttpResponse out{200, {{"ETag", fmt::format("\"{}\"", hex(part.md5))}}, ""};
  if (*checksum) out.headers.push_back(**checksum);
  upload->parts.insert_or_assign(*number, std::move(part));
  return out;
}

ApiResult<HttpResponse> complete_upload(Request& request) {
  if (auto error = request.allow_on_object("s3:PutObject")) {
    return std::unexpected(*std::move(error));
  }
  const auto parts = read_parts(request.call.body);
  if (!parts) return std::unexpected(parts.error());
  const Upload* const upload = upload_of(request);
  if (upload == nullptr) return std::unexpected(no_such_upload());
  if (auto error = of_writing(request.call.request, request.object())) {
    return std::unexpected(*std::move(error));
  }
  auto object = joined(*upload, *parts, request.call.shown_now_s);
  if (!object) return std::unexpected(object.error());
  const std::string etag = object->etag;
  Bucket& bucket = *request.bucket();
  bucket.uploads.erase(request.parameter("uploadId"));
  bucket.objects.insert_or_assign(request.at.key, *std::move(object));
  return xml(
      fmt::format("<CompleteMultipartUploadResult xmlns=\"{}\"><Location>/{}/{}</Location>{}"
                  "<ETag>{}</ETag></CompleteMultipartUploadResult>",
                  kNamespace, xml_text(request.at.bucket), xml_text(request.at.key), names(request),
                  xml_text(etag)));
}

ApiResult<HttpResponse> abort_upload(Request& request) {
  if (auto error = request.allow_on_object("s3:AbortMultipartUpload")) {
    return std::unexpected(*std::move(error));
  }
  if (upload_of(request) == nullptr) return std::unexpected(no_such_upload());
  request.bucket()->uploads.erase(request.parameter("uploadId"));
  return HttpResponse{204, {}, ""};
}

// All at once: a list of parts that is cut into pages is not decided here.
ApiResult<HttpResponse> list_parts(Request& request) {
  if (auto error = request.allow_on_object("s3:ListMultipartUploadParts")) {
    return std::unexpected(*std::move(error));
  }
  const Upload* const upload = upload_of(request);
  if (upload == nullptr) return std::unexpected(no_such_upload());
  constexpr std::size_t kListed_max = 1000;
  if (upload->parts.size() > kListed_max) {
    return std::unexpected(not_decided_here("lists of more than 1000 parts"));
  }
  std::string rows;
  for (const auto& [number, part] : upload->parts) {
    rows += fmt::format(
        "<Part><PartNumber>{}</PartNumber><LastModified>{}</LastModified><ETag>&quot;{}&quot;"
        "</ETag><Size>{}</Size></Part>",
        number, timestamp(part.modified_s), hex(part.md5), part.data.size());
  }
  return xml(fmt::format(
      "<ListPartsResult xmlns=\"{}\">{}<UploadId>{}</UploadId>"
      "<StorageClass>STANDARD</StorageClass><MaxParts>{}</MaxParts>"
      "<IsTruncated>false</IsTruncated>{}</ListPartsResult>",
      kNamespace, names(request), xml_text(request.parameter("uploadId")), kListed_max, rows));
}

ApiResult<HttpResponse> list_uploads(Request& request) {
  if (auto error = request.allow_on_bucket("s3:ListBucketMultipartUploads")) {
    return std::unexpected(*std::move(error));
  }
  const Bucket* const bucket = request.bucket();
  if (bucket == nullptr) return std::unexpected(no_such_bucket());
  std::string rows;
  for (const auto& [id, upload] : bucket->uploads) {
    rows += fmt::format(
        "<Upload><Key>{}</Key><UploadId>{}</UploadId><Initiated>{}</Initiated>"
        "</Upload>",
        xml_text(upload.key), id, timestamp(upload.started_s));
  }
  return xml(
      fmt::format("<ListMultipartUploadsResult xmlns=\"{}\"><Bucket>{}</Bucket>"
                  "<IsTruncated>false</IsTruncated>{}</ListMultipartUploadsResult>",
                  kNamespace, xml_text(request.at.bucket), rows));
}

}  // namespace rolechain::s3
