// DeleteObjects: up to a thousand keys in one call, each asked for by itself.
// Source: Amazon S3 API Reference, "DeleteObjects".
#include <fmt/format.h>

#include <utility>

#include "mocks/http/s3/digest.h"
#include "mocks/http/s3/request.h"
#include "mocks/http/xml_tree.h"
#include "mocks/iam/data_errors.h"
#include "mocks/iam/errors.h"

namespace rolechain::s3 {
namespace {

constexpr std::size_t kKeys_max = 1000;

struct Deletion {
  bool quiet = false;
  std::vector<std::string> keys;
};

ApiResult<Deletion> read(std::string_view body) {
  const auto document = parse_xml(body);
  if (!document || document->name != "Delete") return std::unexpected(malformed_xml());
  Deletion out;
  for (const XmlElement& child : document->children) {
    if (child.name == "Quiet") {
      out.quiet = child.text == "true";
    } else if (child.name != "Object" || child.text_of("Key").empty()) {
      return std::unexpected(malformed_xml());
    } else if (child.children.size() > 1) {
      return std::unexpected(not_decided_here("DeleteObjects of versions or with conditions"));
    } else {
      out.keys.push_back(child.text_of("Key"));
    }
  }
  if (out.keys.empty() || out.keys.size() > kKeys_max) return std::unexpected(malformed_xml());
  return out;
}

}  // namespace

// R-S3-10
ApiResult<HttpResponse> delete_objects(Request& request) {
  const auto deletion = read(request.call.body);
  if (!deletion) return std::unexpected(deletion.error());
  if (!has_digest(request.call)) return std::unexpected(missing_digest());
  if (const auto checked = check_digests(request.call); !checked) {
    return std::unexpected(checked.error());
  }
  Bucket* const bucket = request.bucket();
  std::string rows;
  for (const std::string& key : deletion->keys) {
    if (const auto error = request.allow("s3:DeleteObject", {request.at.bucket, key})) {
      rows += fmt::format("<Error><Key>{}</Key><Code>{}</Code><Message>{}</Message></Error>",
                          xml_text(key), error->code, xml_text(error->message));
      continue;
    }
    if (bucket == nullptr) return std::unexpected(no_such_bucket());
    bucket->objects.erase(key);
    if (!deletion->quiet) {
      rows += fmt::format("<Deleted><Key>{}</Key></Deleted>", xml_text(key));
    }
  }
  return xml(fmt::format("<DeleteResult xmlns=\"{}\">{}</DeleteResult>", kNamespace, rows));
}

}  // namespace rolechain::s3
