// Tags of objects: GetObjectTagging, PutObjectTagging, DeleteObjectTagging.
// Source: Amazon S3 API Reference, the operations of these names; Amazon S3 User Guide,
// "Categorizing your objects using tags".
#include <fmt/format.h>

#include <utility>

#include "mocks/base/text.h"
#include "mocks/http/s3/digest.h"
#include "mocks/http/s3/request.h"
#include "mocks/http/xml_tree.h"
#include "mocks/iam/data_errors.h"
#include "mocks/iam/errors.h"

namespace rolechain::s3 {
namespace {

constexpr std::size_t kTags_max = 10;
constexpr std::size_t kTagKey_max = 128;
constexpr std::size_t kTagValue_max = 256;

// <Tagging><TagSet><Tag><Key/><Value/></Tag>…</TagSet></Tagging>
ApiResult<ObjectTags> read_tags(std::string_view body) {
  const auto document = parse_xml(body);
  const XmlElement* set =
      document && document->name == "Tagging" ? document->find("TagSet") : nullptr;
  if (set == nullptr) return std::unexpected(malformed_xml());
  ObjectTags out;
  for (const XmlElement& tag : set->children) {
    const XmlElement* key = tag.find("Key");
    const XmlElement* value = tag.find("Value");
    if (tag.name != "Tag" || key == nullptr || value == nullptr) {
      return std::unexpected(malformed_xml());
    }
    if (!out.emplace(key->text, value->text).second) {
      return std::unexpected(invalid_tag("Cannot provide multiple Tags with the same key"));
    }
  }
  if (auto error = check_tags(out)) return std::unexpected(*std::move(error));
  return out;
}

}  // namespace

std::optional<ApiError> check_tags(const ObjectTags& tags) {
  if (tags.size() > kTags_max) return too_many_object_tags();
  for (const auto& [key, value] : tags) {
    if (key.empty() || key.size() > kTagKey_max) {
      return invalid_tag("The TagKey you have provided is invalid");
    }
    if (value.size() > kTagValue_max) {
      return invalid_tag("The TagValue you have provided is invalid");
    }
    if (starts_with_ignore_case(key, "aws:")) {
      return invalid_tag("System tags cannot be added/updated by requester");
    }
  }
  return std::nullopt;
}

ApiResult<HttpResponse> get_tagging(Request& request) {
  const Object* const object = request.object();
  if (auto error = request.allow_on_object("s3:GetObjectTagging", existing_tag_keys(object))) {
    return std::unexpected(*std::move(error));
  }
  if (object == nullptr) return std::unexpected(request.missing(request.at));
  std::string rows;
  for (const auto& [key, value] : object->description.tags) {
    rows +=
        fmt::format("<Tag><Key>{}</Key><Value>{}</Value></Tag>", xml_text(key), xml_text(value));
  }
  return xml(fmt::format("<Tagging xmlns=\"{}\"><TagSet>{}</TagSet></Tagging>", kNamespace, rows));
}

// R-S3-06
ApiResult<HttpResponse> put_tagging(Request& request) {
  Object* const object = request.object();
  auto tags = read_tags(request.call.body);
  std::vector<ContextEntry> keys = existing_tag_keys(object);
  if (tags) {
    for (ContextEntry& key : request_tag_keys(*tags)) keys.push_back(std::move(key));
  }
  if (auto error = request.allow_on_object("s3:PutObjectTagging", std::move(keys))) {
    return std::unexpected(*std::move(error));
  }
  if (!tags) return std::unexpected(tags.error());
  if (const auto checked = check_digests(request.call); !checked) {
    return std::unexpected(checked.error());
  }
  if (object == nullptr) return std::unexpected(request.missing(request.at));
  object->description.tags = *std::move(tags);
  return HttpResponse{200, {}, ""};
}

ApiResult<HttpResponse> delete_tagging(Request& request) {
  Object* const object = request.object();
  if (auto error = request.allow_on_object("s3:DeleteObjectTagging", existing_tag_keys(object))) {
    return std::unexpected(*std::move(error));
  }
  if (object == nullptr) return std::unexpected(request.missing(request.at));
  object->description.tags.clear();
  return HttpResponse{204, {}, ""};
}

}  // namespace rolechain::s3
