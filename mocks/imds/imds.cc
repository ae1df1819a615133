#include "mocks/imds/imds.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/shown_clock.h"

namespace rolechain {
namespace {

constexpr std::string_view kText = "text/plain";
constexpr std::string_view kHtml = "text/html";
constexpr std::string_view kTokenPath = "latest/api/token";
constexpr std::string_view kIdentity = "dynamic/instance-identity/";
constexpr std::string_view kCredentials = "/meta-data/iam/security-credentials/";
constexpr std::size_t kToken_chars = 56;

std::string error_page(int status) {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n"
      "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\"\n"
      "\t\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"
      "<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"en\" lang=\"en\">\n"
      " <head>\n  <title>{0} - {1}</title>\n </head>\n"
      " <body>\n  <h1>{0} - {1}</h1>\n </body>\n</html>\n",
      status, reason_phrase(status));
}

// R-IMDS-09: 0 to 21600; the guide says from 1, the service answers 0 with a token that is expired.
std::optional<std::int64_t> parse_ttl_s(const std::string* text) {
  if (text == nullptr) return std::nullopt;
  std::int64_t value = 0;
  const char* const end = text->data() + text->size();
  const auto parsed = std::from_chars(text->data(), end, value);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  if (value < 0 || value > kMaxImdsToken_s) return std::nullopt;
  return value;
}

}  // namespace

Imds::Imds(const World& world, Sts& sts, IdSource& ids, const Clock& clock, std::string instance_id,
           ImdsOptions options)
    : world_(world),
      ids_(ids),
      clock_(clock),
      instance_id_(std::move(instance_id)),
      options_(std::move(options)),
      role_(world, sts, clock, instance_id_) {}

HttpResponse Imds::answer(int status, std::string_view type, std::string body) const {
  HttpResponse out{status, {}, std::move(body)};
  out.headers.push_back({"Content-Type", std::string(type)});
  out.headers.push_back({"Content-Length", std::to_string(out.body.size())});
  out.headers.push_back({"Date", http_date(shown_s(clock_, clock_.now_s()))});
  out.headers.push_back({"Server", "EC2ws"});
  out.headers.push_back({"Connection", "close"});
  return out;
}

std::optional<std::int64_t> Imds::token_left_s(const std::string& token) const {
  const auto found = tokens_.find(token);
  if (found == tokens_.end() || clock_.now_s() >= found->second) return std::nullopt;
  return found->second - clock_.now_s();
}

HttpResponse Imds::put_token(const HttpRequest& request) {
  // R-IMDS-12: a proxy's request is refused, so that an open proxy is no way in.
  if (find_header(request.headers, "X-Forwarded-For") != nullptr) return answer(403, kText, "");
  const auto ttl_s =
      parse_ttl_s(find_header(request.headers, "X-aws-ec2-metadata-token-ttl-seconds"));
  if (!ttl_s) return answer(400, kHtml, error_page(400));
  const EpochSeconds now_s = clock_.now_s();
  std::erase_if(tokens_, [&](const auto& token) { return now_s >= token.second; });
  std::string token = ids_.token(kToken_chars);
  tokens_.emplace(token, now_s + *ttl_s);
  HttpResponse out = answer(200, kText, std::move(token));
  out.headers.push_back({"X-Aws-Ec2-Metadata-Token-Ttl-Seconds", std::to_string(*ttl_s)});
  return out;
}

std::optional<HttpResponse> Imds::handle(const HttpRequest& request, int hops) {
  if (!options_.endpoint_enabled) return answer(403, kText, "");
  const auto path = normalise_metadata_path(request.path);
  if (!path) return answer(400, kHtml, error_page(400));

  if (*path == kTokenPath) {
    if (request.method == "PUT") {
      HttpResponse out = put_token(request);
      if (hops > options_.hop_limit) return std::nullopt;
      return out;
    }
    HttpResponse out = answer(request.method == "OPTIONS" ? 200 : 405, kText, "");
    out.headers.push_back({"Allow", "OPTIONS, PUT"});
    return out;
  }

  // R-IMDS-03: authorization comes before version, method and path.
  const std::string* token = find_header(request.headers, "X-aws-ec2-metadata-token");
  const auto left_s = token == nullptr ? std::nullopt : token_left_s(*token);
  const bool required = options_.tokens == ImdsOptions::Tokens::required;
  if (token == nullptr ? required : !left_s.has_value()) return answer(401, kText, "");

  if (request.method == "OPTIONS") {
    HttpResponse out = answer(200, kText, "");
    out.headers.push_back({"Allow", "OPTIONS, GET, HEAD"});
    return out;
  }
  // A token under another version's path is a PUT like any other: refused.
  if (request.method != "GET" && request.method != "HEAD") return answer(403, kText, "");

  HttpResponse out = get(*path, token == nullptr ? RoleDelivery::v1 : RoleDelivery::v2);
  if (left_s) {
    out.headers.push_back({"X-Aws-Ec2-Metadata-Token-Ttl-Seconds", std::to_string(*left_s)});
  }
  if (request.method == "HEAD") out.body.clear();
  return out;
}

HttpResponse Imds::get(const std::string& path, RoleDelivery delivery) {
  const std::vector<MetadataLeaf> all = leaves(delivery);
  auto found = find_metadata(all, path);
  if (!found) return answer(404, kHtml, error_page(404));
  if (const std::size_t at = path.find(kIdentity); at != std::string::npos && found->empty()) {
    const auto document =
        std::ranges::find(all, std::string(kIdentity) + "document", &MetadataLeaf::path);
    found = signed_identity(std::string_view(path).substr(at + kIdentity.size()), document->text,
                            *options_.identity_signer);
  }
  // The leaf only says that the role is there; asking for it may make its session.
  const std::size_t credentials = path.find(kCredentials);
  if (credentials != std::string::npos) found = role_.credentials_document(delivery);
  const bool binary = path.ends_with("/user-data");
  HttpResponse out = answer(200, binary ? "application/octet-stream" : kText, *std::move(found));
  out.headers.push_back({"Accept-Ranges", "none"});
  out.headers.push_back({"Last-Modified", http_date(shown_s(clock_, clock_.now_s()))});
  return out;
}

}  // namespace rolechain
