// ListObjects and ListObjectsV2.
// Source: Amazon S3 API Reference, "ListObjectsV2", "ListObjects"; Amazon S3 User Guide,
// "Organizing objects using prefixes".
#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <utility>

#include "mocks/http/s3/request.h"
#include "mocks/iam/data_errors.h"
#include "mocks/iam/errors.h"
#include "mocks/sts/base64url.h"

namespace rolechain::s3 {
namespace {

constexpr std::size_t kListed_max = 1000;

struct Listing {
  bool second = false;  // V2
  bool encoded = false;
  bool owner = false;  // fetch-owner
  std::string prefix;
  std::string delimiter;
  std::string after;  // start-after, marker, or what the continuation token says
  std::size_t keys_max = kListed_max;
};

ApiResult<Listing> read(const Request& request) {
  Listing out;
  const std::string type = request.parameter("list-type");
  if (!type.empty() && type != "2") {
    return std::unexpected(invalid_argument("Invalid List Type specified in Request"));
  }
  out.second = type == "2";
  const std::string encoding = request.parameter("encoding-type");
  if (!encoding.empty() && encoding != "url") {
    return std::unexpected(invalid_argument("Invalid Encoding Method specified in Request"));
  }
  out.encoded = encoding == "url";
  out.owner = !out.second || request.parameter("fetch-owner") == "true";
  out.prefix = request.parameter("prefix");
  out.delimiter = request.parameter("delimiter");
  out.after = request.parameter(out.second ? "start-after" : "marker");
  if (const std::string* token = request.parameters.find("continuation-token")) {
    const auto decoded = base64url_decode(*token);
    if (!out.second || !decoded || decoded->empty()) {
      return std::unexpected(invalid_argument("The continuation token provided is incorrect"));
    }
    out.after = *decoded;
  }
  if (const std::string* most = request.parameters.find("max-keys")) {
    std::uint32_t value = 0;
    const auto parsed = std::from_chars(most->data(), most->data() + most->size(), value);
    if (parsed.ec != std::errc{} || parsed.ptr != most->data() + most->size() ||
        value > INT32_MAX) {
      return std::unexpected(
          invalid_argument("Argument maxKeys must be an integer between 0 and 2147483647"));
    }
    out.keys_max = std::min<std::size_t>(value, kListed_max);
  }
  return out;
}

// What a listing shows of a bucket, in order.
struct Page {
  std::string rows;
  std::string prefixes;
  std::size_t count = 0;
  bool truncated = false;
  std::string last;  // key or common prefix
};

class Lister {
 public:
  Lister(const Listing& listing, const Bucket& bucket) : listing_(listing), bucket_(bucket) {}

  Page page() {
    const auto& objects = bucket_.objects;
    auto at = objects.lower_bound(std::max(listing_.prefix, listing_.after));
    while (at != objects.end() && at->first.starts_with(listing_.prefix)) {
      const std::string& key = at->first;
      const auto common = common_prefix(key);
      // Behind a common prefix that was listed go all keys below it.
      const bool passed = common ? *common <= listing_.after && !listing_.after.empty()
                                 : key <= listing_.after && !listing_.after.empty();
      if (!passed) {
        if (page_.count == listing_.keys_max) {
          page_.truncated = listing_.keys_max > 0;
          return std::move(page_);
        }
        ++page_.count;
        page_.last = common ? *common : key;
        if (common) {
          page_.prefixes +=
              fmt::format("<CommonPrefixes><Prefix>{}</Prefix></CommonPrefixes>", text(*common));
        } else {
          add_row(key, at->second);
        }
      }
      at = common ? behind(*common) : std::next(at);
    }
    return std::move(page_);
  }

 private:
  [[nodiscard]] std::optional<std::string> common_prefix(const std::string& key) const {
    if (listing_.delimiter.empty()) return std::nullopt;
    const std::size_t at = key.find(listing_.delimiter, listing_.prefix.size());
    if (at == std::string::npos) return std::nullopt;
    return key.substr(0, at + listing_.delimiter.size());
  }
  [[nodiscard]] std::map<std::string, Object>::const_iterator behind(
      const std::string& prefix) const {
    auto at = bucket_.objects.lower_bound(prefix);
    while (at != bucket_.objects.end() && at->first.starts_with(prefix)) ++at;
    return at;
  }
  [[nodiscard]] std::string text(const std::string& of) const {
    return listing_.encoded ? url_encode(of) : xml_text(of);
  }
  void add_row(const std::string& key, const Object& object) {
    page_.rows += fmt::format(
        "<Contents><Key>{}</Key><LastModified>{}</LastModified><ETag>{}</ETag><Size>{}</Size>{}"
        "<StorageClass>STANDARD</StorageClass></Contents>",
        text(key), timestamp(object.modified_s), xml_text(object.etag), object.data.size(),
        listing_.owner ? fmt::format("<Owner><ID>{}</ID></Owner>", bucket_.owner) : "");
  }

  const Listing& listing_;
  const Bucket& bucket_;
  Page page_;
};

std::string answer(const Request& request, const Listing& listing, const Page& page) {
  const auto text = [&](const std::string& of) {
    return listing.encoded ? url_encode(of) : xml_text(of);
  };
  const auto element = [&](std::string_view name, const std::string& of) {
    return of.empty() ? std::string() : fmt::format("<{0}>{1}</{0}>", name, of);
  };
  std::string out = fmt::format("<ListBucketResult xmlns=\"{}\"><Name>{}</Name><Prefix>{}</Prefix>",
                                kNamespace, xml_text(request.at.bucket), text(listing.prefix));
  if (listing.second) {
    out += element("StartAfter", text(request.parameter("start-after")));
    out += element("ContinuationToken", xml_text(request.parameter("continuation-token")));
    out += fmt::format("<KeyCount>{}</KeyCount>", page.count);
    if (page.truncated) out += element("NextContinuationToken", base64url_encode(page.last));
  } else {
    out += fmt::format("<Marker>{}</Marker>", text(listing.after));
    // Without a delimiter the last key listed is the marker.
    if (page.truncated && !listing.delimiter.empty()) out += element("NextMarker", text(page.last));
  }
  out += fmt::format("<MaxKeys>{}</MaxKeys>", listing.keys_max);
  out += element("Delimiter", text(listing.delimiter));
  out += fmt::format("<IsTruncated>{}</IsTruncated>", page.truncated);
  if (listing.encoded) out += "<EncodingType>url</EncodingType>";
  return out + page.rows + page.prefixes + "</ListBucketResult>";
}

}  // namespace

ApiResult<HttpResponse> list_objects(Request& request) {
  std::vector<ContextEntry> keys;
  for (const std::string_view name : {"prefix", "delimiter", "max-keys"}) {
    if (const std::string* value = request.parameters.find(name)) {
      keys.push_back(service_key(fmt::format("s3:{}", name), *value));
    }
  }
  if (auto error = request.allow_on_bucket("s3:ListBucket", std::move(keys))) {
    return std::unexpected(*std::move(error));
  }
  const Bucket* const bucket = request.bucket();
  if (bucket == nullptr) return std::unexpected(no_such_bucket());
  const auto listing = read(request);
  if (!listing) return std::unexpected(listing.error());
  return xml(answer(request, *listing, Lister(*listing, *bucket).page()));
}

}  // namespace rolechain::s3
