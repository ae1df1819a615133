#include "mocks/http/s3/preconditions.h"

#include <fmt/format.h>

#include <ctime>

#include "mocks/base/text.h"
#include "mocks/iam/data_errors.h"
#include "mocks/iam/errors.h"

namespace rolechain::s3 {
namespace {

// A list of entity tags, or "*". Quotation marks may be missing, as S3 takes them.
bool names(std::string_view list, std::string_view etag) {
  const auto bare = [](std::string_view text) {
    text = trim(text);
    if (text.starts_with("W/")) text.remove_prefix(2);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
      text = text.substr(1, text.size() - 2);
    }
    return text;
  };
  for (const std::string_view one : split(list, ',')) {
    if (trim(one) == "*" || bare(one) == bare(etag)) return true;
  }
  return false;
}

}  // namespace

std::optional<EpochSeconds> parse_http_date(std::string_view text) {
  std::tm parts{};
  const std::string copy(text);
  const char* end = strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return timegm(&parts);
}

Precondition of_reading(const HttpRequest& request, const Object& object, std::string_view prefix) {
  const auto header = [&](std::string_view name) {
    return find_header(request.headers, fmt::format("{}{}", prefix, name));
  };
  const auto date = [&](std::string_view name) -> std::optional<EpochSeconds> {
    const std::string* value = header(name);
    return value == nullptr ? std::nullopt : parse_http_date(*value);
  };
  if (const std::string* match = header("If-Match")) {
    if (!names(*match, object.etag)) return Precondition::failed;
  } else if (const auto until = date("If-Unmodified-Since"); until && object.modified_s > *until) {
    return Precondition::failed;
  }
  if (const std::string* none = header("If-None-Match")) {
    if (names(*none, object.etag)) return Precondition::not_modified;
  } else if (const auto since = date("If-Modified-Since"); since && object.modified_s <= *since) {
    return Precondition::not_modified;
  }
  return Precondition::holds;
}

std::optional<ApiError> of_writing(const HttpRequest& request, const Object* there) {
  if (const std::string* none = find_header(request.headers, "If-None-Match")) {
    if (trim(*none) != "*") return not_decided_here("If-None-Match other than * in a PUT");
    if (there != nullptr) return precondition_failed();
  }
  if (const std::string* match = find_header(request.headers, "If-Match")) {
    if (there == nullptr) return no_such_key();
    if (!names(*match, there->etag)) return precondition_failed();
  }
  return std::nullopt;
}

}  // namespace rolechain::s3
