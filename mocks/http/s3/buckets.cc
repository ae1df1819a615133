// Buckets: ListBuckets, CreateBucket, DeleteBucket, HeadBucket, and what clients ask of them on
// their way (location, versioning).
// Source: Amazon S3 API Reference, the operations of these names.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "mocks/base/text.h"
#include "mocks/http/s3/request.h"
#include "mocks/http/xml_tree.h"
#include "mocks/iam/data_errors.h"
#include "mocks/iam/errors.h"

namespace rolechain::s3 {
namespace {

std::string_view account_of(const Request& request) {
  return request.call.session == nullptr ? std::string_view()
                                         : std::string_view(request.call.session->account);
}

std::string_view region_of(const Request& request) {
  return request.call.region.empty() ? std::string_view(request.call.world.region)
                                     : std::string_view(request.call.region);
}

// Source: Amazon S3 User Guide, "General purpose bucket naming rules".
bool is_bucket_name(std::string_view name) {
  constexpr std::size_t kMin = 3;
  constexpr std::size_t kMax = 63;
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return name.size() >= kMin && name.size() <= kMax && plain(name.front()) && plain(name.back()) &&
         !name.contains("..") &&
         std::ranges::all_of(name, [&](char c) { return plain(c) || c == '-' || c == '.'; });
}

// The names of the world's buckets: "arn:aws:s3:::name" or something in it.
std::set<std::string> names_of_world(const World& world) {
  std::set<std::string> out;
  const std::string prefix = fmt::format("arn:{}:s3:::", world.partition);
  for (const Resource& resource : world.resources) {
    if (!resource.arn.starts_with(prefix)) continue;
    const std::string_view rest = std::string_view(resource.arn).substr(prefix.size());
    const std::string_view name = rest.substr(0, rest.find('/'));
    if (!name.contains('*')) out.emplace(name);
  }
  return out;
}

}  // namespace

ApiResult<HttpResponse> list_buckets(Request& request) {
  if (auto error = request.allow("s3:ListAllMyBuckets", {})) {
    return std::unexpected(*std::move(error));
  }
  // Whose a bucket is, the scenario says; one that it does not name is its maker's.
  for (const std::string& name : names_of_world(request.call.world))
    static_cast<void>(request.bucket_named(name));
  std::string rows;
  for (const auto& [name, bucket] : request.store.buckets) {
    if (!bucket.owner.empty() && bucket.owner != account_of(request)) continue;
    rows += fmt::format("<Bucket><Name>{}</Name><CreationDate>{}</CreationDate></Bucket>",
                        xml_text(name), timestamp(bucket.created_s));
  }
  return xml(
      fmt::format("<ListAllMyBucketsResult xmlns=\"{}\"><Owner><ID>{}</ID></Owner>"
                  "<Buckets>{}</Buckets></ListAllMyBucketsResult>",
                  kNamespace, account_of(request), rows));
}

// R-S3-09
ApiResult<HttpResponse> create_bucket(Request& request) {
  std::vector<ContextEntry> keys;
  if (!request.call.body.empty()) {
    const auto body = parse_xml(request.call.body);
    if (!body || body->name != "CreateBucketConfiguration") {
      return std::unexpected(malformed_xml());
    }
    const std::string region = body->text_of("LocationConstraint");
    if (!region.empty()) keys.push_back(service_key("s3:locationconstraint", region));
  }
  if (auto error = request.allow_on_bucket("s3:CreateBucket", std::move(keys))) {
    return std::unexpected(*std::move(error));
  }
  if (!is_bucket_name(request.at.bucket)) return std::unexpected(invalid_bucket_name());
  if (const Bucket* there = request.bucket()) {
    const bool own = there->owner.empty() || there->owner == account_of(request);
    return std::unexpected(own ? bucket_already_owned() : bucket_exists());
  }
  bucket_to_fill(request);
  return HttpResponse{200, {{"Location", "/" + request.at.bucket}}, ""};
}

ApiResult<HttpResponse> delete_bucket(Request& request) {
  if (auto error = request.allow_on_bucket("s3:DeleteBucket")) {
    return std::unexpected(*std::move(error));
  }
  const Bucket* const there = request.bucket();
  if (there == nullptr) return std::unexpected(no_such_bucket());
  if (!there->objects.empty()) return std::unexpected(bucket_not_empty());
  if (names_of_world(request.call.world).contains(request.at.bucket)) {
    return std::unexpected(not_decided_here("the deletion of a bucket that the scenario holds"));
  }
  request.store.buckets.erase(request.at.bucket);
  return HttpResponse{204, {}, ""};
}

ApiResult<HttpResponse> head_bucket(Request& request) {
  if (auto error = request.allow_on_bucket("s3:ListBucket")) {
    return std::unexpected(*std::move(error));
  }
  if (request.bucket() == nullptr) return std::unexpected(no_such_bucket());
  return HttpResponse{200, {{"x-amz-bucket-region", std::string(region_of(request))}}, ""};
}

ApiResult<HttpResponse> bucket_location(Request& request) {
  if (auto error = request.allow_on_bucket("s3:GetBucketLocation")) {
    return std::unexpected(*std::move(error));
  }
  if (request.bucket() == nullptr) return std::unexpected(no_such_bucket());
  // The first region has no name here.
  const std::string_view region = request.call.world.region;
  return xml(fmt::format("<LocationConstraint xmlns=\"{}\">{}</LocationConstraint>", kNamespace,
                         region == "us-east-1" ? "" : region));
}

// No bucket here keeps versions.
ApiResult<HttpResponse> bucket_versioning(Request& request) {
  if (auto error = request.allow_on_bucket("s3:GetBucketVersioning")) {
    return std::unexpected(*std::move(error));
  }
  if (request.bucket() == nullptr) return std::unexpected(no_such_bucket());
  return xml(fmt::format("<VersioningConfiguration xmlns=\"{}\"/>", kNamespace));
}

}  // namespace rolechain::s3
