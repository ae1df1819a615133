#include "mocks/http/s3/s3.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "mocks/base/text.h"
#include "mocks/http/s3/request.h"
#include "mocks/iam/errors.h"
#include "mocks/iam/signature_errors.h"

namespace rolechain {
namespace {

// Parameters that choose no other operation than the one of method and path.
constexpr std::array<std::string_view, 25> kPlainParameters{"list-type",
                                                            "prefix",
                                                            "delimiter",
                                                            "max-keys",
                                                            "encoding-type",
                                                            "start-after",
                                                            "continuation-token",
                                                            "fetch-owner",
                                                            "marker",
                                                            "x-id",
                                                            "max-buckets",
                                                            "max-parts",
                                                            "response-cache-control",
                                                            "response-content-disposition",
                                                            "response-content-encoding",
                                                            "response-content-language",
                                                            "response-content-type",
                                                            "response-expires",
                                                            "X-Amz-Algorithm",
                                                            "X-Amz-Credential",
                                                            "X-Amz-Date",
                                                            "X-Amz-Expires",
                                                            "X-Amz-SignedHeaders",
                                                            "X-Amz-Signature",
                                                            "X-Amz-Security-Token"};
// Headers that ask for more than the object, or need further permissions.
constexpr std::array<std::string_view, 9> kUndecidedHeaders{"x-amz-grant-read",
                                                            "x-amz-grant-full-control",
                                                            "x-amz-grant-read-acp",
                                                            "x-amz-grant-write-acp",
                                                            "x-amz-object-lock-mode",
                                                            "x-amz-object-lock-legal-hold",
                                                            "x-amz-write-offset-bytes",
                                                            "x-amz-bypass-governance-retention",
                                                            "x-amz-mfa"};

enum class Path : std::uint8_t { service, bucket, object };

struct Row {
  std::string_view method;
  Path path;
  std::string_view parameters;  // those that choose an operation, in order, joined by "&"
  std::string_view action;
  ApiResult<HttpResponse> (*answer)(s3::Request&);
};
constexpr std::array kOperations{
    Row{"GET", Path::service, "", "s3:ListAllMyBuckets", s3::list_buckets},
    Row{"PUT", Path::bucket, "", "s3:CreateBucket", s3::create_bucket},
    Row{"DELETE", Path::bucket, "", "s3:DeleteBucket", s3::delete_bucket},
    Row{"HEAD", Path::bucket, "", "s3:ListBucket", s3::head_bucket},
    Row{"GET", Path::bucket, "", "s3:ListBucket", s3::list_objects},
    Row{"GET", Path::bucket, "location", "s3:GetBucketLocation", s3::bucket_location},
    Row{"GET", Path::bucket, "versioning", "s3:GetBucketVersioning", s3::bucket_versioning},
    Row{"GET", Path::bucket, "uploads", "s3:ListBucketMultipartUploads", s3::list_uploads},
    Row{"POST", Path::bucket, "delete", "s3:DeleteObject", s3::delete_objects},
    Row{"GET", Path::object, "", "s3:GetObject", s3::get_object},
    Row{"HEAD", Path::object, "", "s3:GetObject", s3::get_object},
    Row{"PUT", Path::object, "", "s3:PutObject", s3::put_object},
    Row{"DELETE", Path::object, "", "s3:DeleteObject", s3::delete_object},
    Row{"GET", Path::object, "tagging", "s3:GetObjectTagging", s3::get_tagging},
    Row{"PUT", Path::object, "tagging", "s3:PutObjectTagging", s3::put_tagging},
    Row{"DELETE", Path::object, "tagging", "s3:DeleteObjectTagging", s3::delete_tagging},
    Row{"POST", Path::object, "uploads", "s3:PutObject", s3::create_upload},
    Row{"PUT", Path::object, "partNumber&uploadId", "s3:PutObject", s3::upload_part},
    Row{"POST", Path::object, "uploadId", "s3:PutObject", s3::complete_upload},
    Row{"DELETE", Path::object, "uploadId", "s3:AbortMultipartUpload", s3::abort_upload},
    Row{"GET", Path::object, "uploadId", "s3:ListMultipartUploadParts", s3::list_parts}};

std::string choosing(const Form& parameters) {
  std::vector<std::string> out;
  for (const auto& [name, value] : parameters.fields()) {
    if (!name.empty() && std::ranges::find(kPlainParameters, name) == kPlainParameters.end()) {
      out.push_back(name);
    }
  }
  std::ranges::sort(out);
  return join(out, "&");
}

Path path_of(const s3::Address& at) {
  if (at.bucket.empty()) return Path::service;
  return at.key.empty() ? Path::bucket : Path::object;
}

std::optional<ApiError> undecided(const HttpRequest& request) {
  for (const std::string_view name : kUndecidedHeaders) {
    if (find_header(request.headers, name) != nullptr) {
      return not_decided_here(fmt::format("S3 requests with `{}`", name));
    }
  }
  // Every other one gives something to somebody.
  const std::string* acl = find_header(request.headers, "x-amz-acl");
  if (acl == nullptr || *acl == "private") return std::nullopt;
  return not_decided_here(fmt::format("S3 requests with `x-amz-acl: {}`", *acl));
}

std::string_view query_of(const HttpRequest& request) {
  const std::size_t mark = request.path.find('?');
  return mark == std::string::npos ? std::string_view()
                                   : std::string_view(request.path).substr(mark + 1);
}

// Null where there is none.
const Row* row_of(std::string_view method, Path path, std::string_view chosen) {
  const auto* const row = std::ranges::find_if(kOperations, [&](const Row& candidate) {
    return candidate.method == method && candidate.path == path && candidate.parameters == chosen;
  });
  return row == kOperations.end() ? nullptr : row;
}

}  // namespace

std::string_view s3_action(const HttpRequest& request) {
  const auto address = s3::address_of(request);
  const auto parameters = Form::parse(query_of(request));
  if (!address || !parameters) return {};
  const Row* const row = row_of(request.method, path_of(*address), choosing(*parameters));
  return row == nullptr ? std::string_view() : row->action;
}

ApiResult<HttpResponse> S3::handle(ServiceCall& call) {
  auto address = s3::address_of(call.request);
  if (!address) return std::unexpected(address.error());
  auto parameters = Form::parse(query_of(call.request));
  if (!parameters) return std::unexpected(malformed_uri("s3"));
  if (auto error = undecided(call.request)) return std::unexpected(*std::move(error));
  const std::string chosen = choosing(*parameters);
  const Row* const row = row_of(call.request.method, path_of(*address), chosen);
  if (row == nullptr) {
    return std::unexpected(
        not_decided_here(chosen.empty() ? fmt::format("{} of this path in S3", call.request.method)
                                        : fmt::format("S3 requests with `{}`", chosen)));
  }
  s3::Request request{call, store_, *std::move(address), *std::move(parameters)};
  return row->answer(request);
}

void S3::seed(const std::string& bucket, const std::string& key, std::string data,
              EpochSeconds modified_s) {
  store_.buckets[bucket].objects.insert_or_assign(key,
                                                  s3::make_object(std::move(data), {}, modified_s));
}

}  // namespace rolechain
