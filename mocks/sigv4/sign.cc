#include "mocks/sigv4/sign.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <span>
#include <utility>

#include "mocks/base/text.h"
#include "mocks/sigv4/canonical_request.h"
#include "mocks/sigv4/payload.h"

namespace rolechain::sigv4 {
namespace {

// R-SIG-26: what a proxy may add or change, or the client's HTTP library after signing.
constexpr std::array<std::string_view, 9> kNeverSigned{
    "authorization", "connection",        "expect",     "keep-alive",     "te",
    "trailer",       "transfer-encoding", "user-agent", "x-amzn-trace-id"};

bool is_never_signed(std::string_view name) {
  return std::ranges::find(kNeverSigned, name) != kNeverSigned.end();
}

// In place where it is there, so that its memory is used again.
void set_header(HttpRequest& request, std::string_view name, std::string_view value) {
  bool done = false;
  std::erase_if(request.headers, [&](HttpHeader& header) {
    if (!equals_ignore_case(header.name, name)) return false;
    if (!done) header.value.assign(value);
    return std::exchange(done, true);
  });
  if (!done) request.headers.push_back({std::string(name), std::string(value)});
}

bool has_same_names(std::span<const HeaderView> headers, const Workspace::Signer& work) {
  if (headers.size() != work.names_before.size()) return false;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    if (headers[i].name != work.names_before[i]) return false;
  }
  return true;
}

// Names of the headers that are signed, in lower case, sorted, each once. A program signs requests
// of one form again and again: then the last answer is this one, too.
void list_signed_headers(std::span<const HeaderView> headers, Workspace::Signer& work) {
  if (has_same_names(headers, work)) return;
  work.names_before.clear();
  std::size_t room = 0;
  for (const HeaderView& header : headers) {
    work.names_before.emplace_back(header.name);
    room += header.name.size();
  }
  work.lower.clear();
  work.lower.reserve(room);  // views into it stay where they are
  work.names.clear();
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const std::size_t start = work.lower.size();
    append_lower(headers[i].name, work.lower);
    const std::string_view name = std::string_view(work.lower).substr(start);
    if (!is_never_signed(name)) work.names.push_back({name, i});
  }
  std::ranges::stable_sort(work.names, {}, &Workspace::Signer::Name::name);
  work.signed_headers.clear();
  std::string_view before;
  for (const auto& [name, header] : work.names) {
    if (name == before) continue;
    if (!work.signed_headers.empty()) work.signed_headers += ';';
    work.signed_headers += name;
    before = name;
  }
}

// As append_canonical_headers() would, without looking for each (R-SIG-07).
void append_listed_headers(std::span<const HeaderView> headers, const Workspace::Signer& work,
                           std::string& out) {
  std::string_view before;
  for (const auto& [name, header] : work.names) {
    if (name == before) {
      out.back() = ',';
    } else {
      out += name;
      out += ':';
    }
    append_canonical_value(headers[header].value, out);
    out += '\n';
    before = name;
  }
}

// Nothing is left out of what is signed here, and every header is there.
void write_canonical(const SignedRequest& request, const Signing& signing, std::string_view payload,
                     Workspace& work, auto append_query) {
  std::string& out = work.canonical_request;
  out.clear();
  append_canonical_request(
      RequestLine{request.method, raw_path(request.target), path_rule_of(signing.service)},
      append_query, [&] { append_listed_headers(request.headers, work.signer, out); },
      work.signer.signed_headers, payload, out);
}

std::string_view payload_line(std::string_view body, const Signing& signing, std::string& out) {
  if (!signing.payload.empty()) return signing.payload;
  if (body.empty()) return kEmptyPayloadHash;
  out.clear();
  append_hex(sha256(body), out);
  return out;
}

std::string_view date_of(const Signing& signing, Workspace::Signer& work) {
  if (work.date_s != signing.time_s) {
    work.date = format_iso8601_basic(signing.time_s);
    work.date_s = signing.time_s;
  }
  return work.date;
}

// Date, scope and key of one signature.
struct Parts {
  std::string_view date;
  std::string_view scope;
  const HmacKey* key = nullptr;  // null: 4A
};

Parts parts_of(const Signing& signing, Workspace& work) {
  const std::string_view date = date_of(signing, work.signer);
  if (signing.algorithm == Algorithm::v4a) {
    work.signer.v4a_scope = scope_of(signing);
    return {date, work.signer.v4a_scope, nullptr};
  }
  const SigningKey& key = work.keys.get(signing.secret_access_key,
                                        {date.substr(0, 8), signing.region, signing.service});
  return {date, key.scope, &key.key};
}

// Appends the signature of what work.canonical_request says. Returns it.
std::string_view append_signature(const Signing& signing, const Parts& parts, Workspace& work,
                                  std::string& out) {
  work.string_to_sign.clear();
  append_string_to_sign(signing.algorithm, parts.date, parts.scope, work.canonical_request,
                        work.string_to_sign);
  const std::size_t start = out.size();
  if (parts.key == nullptr) {
    out += work.public_keys.get(signing.access_key_id, signing.secret_access_key)
               .sign(work.string_to_sign);
  } else {
    append_hex(parts.key->of(work.string_to_sign), out);
  }
  return std::string_view(out).substr(start);
}

bool is_s3(const Signing& signing) { return signing_of(signing.service).is_s3(); }

}  // namespace

std::string scope_of(const Signing& signing) {
  const std::string date = format_iso8601_basic(signing.time_s).substr(0, 8);
  if (signing.algorithm == Algorithm::v4a) {
    return fmt::format("{}/{}/aws4_request", date, signing.service);
  }
  return fmt::format("{}/{}/{}/aws4_request", date, signing.region, signing.service);
}

std::string_view write_authorization(const SignedRequest& request, const Signing& signing,
                                     Workspace& work, std::string& out) {
  list_signed_headers(request.headers, work.signer);
  work.query.parse(raw_query(request.target));
  write_canonical(request, signing, payload_line(request.body, signing, work.signer.payload), work,
                  [&] { work.query.append_canonical({}, work.canonical_request); });
  const Parts parts = parts_of(signing, work);
  out.clear();
  out += name_of(signing.algorithm);
  out += " Credential=";
  out += signing.access_key_id;
  out += '/';
  out += parts.scope;
  out += ", SignedHeaders=";
  out += work.signer.signed_headers;
  out += ", Signature=";
  return append_signature(signing, parts, work, out);
}

std::string_view write_presigned(const SignedRequest& request, const Signing& signing,
                                 std::int64_t expires_s, Workspace& work, std::string& out) {
  Workspace::Signer& mine = work.signer;
  list_signed_headers(request.headers, mine);
  const Parts parts = parts_of(signing, work);
  const std::string_view payload = is_s3(signing) && signing.payload.empty()
                                       ? std::string_view("UNSIGNED-PAYLOAD")
                                       : payload_line(request.body, signing, mine.payload);
  const std::string_view raw = raw_query(request.target);
  work.query.parse(raw);
  mine.parameters.assign(work.query.parameters().begin(), work.query.parameters().end());
  out.assign(request.target);
  mine.encoded.clear();
  // An escape is three bytes for one; what is viewed must stay where it is.
  mine.encoded.reserve(3 * (signing.access_key_id.size() + parts.scope.size() +
                            mine.signed_headers.size() + signing.session_token.size() +
                            signing.region.size() + payload.size() + 64));
  char separator = request.target.contains('?') ? '&' : '?';
  const auto add = [&](std::string_view name, auto... values) {
    const std::size_t start = mine.encoded.size();
    (append_encoded(values, mine.encoded), ...);
    const std::string_view value = std::string_view(mine.encoded).substr(start);
    mine.parameters.push_back({name, value});
    out += separator;
    separator = '&';
    out += name;
    out += '=';
    out += value;
  };
  add("X-Amz-Algorithm", name_of(signing.algorithm));
  add("X-Amz-Credential", signing.access_key_id, std::string_view("/"), parts.scope);
  add("X-Amz-Date", parts.date);
  std::array<char, 24> digits{};
  const auto number = std::to_chars(digits.data(), digits.data() + digits.size(), expires_s);
  add("X-Amz-Expires", std::string_view(digits.data(), number.ptr));
  add("X-Amz-SignedHeaders", std::string_view(mine.signed_headers));
  if (signing.algorithm == Algorithm::v4a) add("X-Amz-Region-Set", signing.region);
  if (!signing.session_token.empty()) add("X-Amz-Security-Token", signing.session_token);
  if (!signing.payload.empty()) add("X-Amz-Content-Sha256", payload);

  write_canonical(request, signing, payload, work,
                  [&] { append_canonical_query(mine.parameters, work.canonical_request); });
  out += "&X-Amz-Signature=";
  return append_signature(signing, parts, work, out);
}

std::string sign(HttpRequest& request, const Signing& signing, Workspace& work) {
  Workspace::Signer& mine = work.signer;
  set_header(request, "X-Amz-Date", date_of(signing, mine));
  if (!signing.session_token.empty()) {
    set_header(request, "X-Amz-Security-Token", signing.session_token);
  }
  if (signing.algorithm == Algorithm::v4a) set_header(request, "X-Amz-Region-Set", signing.region);
  if (is_s3(signing) || !signing.payload.empty()) {
    set_header(request, "X-Amz-Content-Sha256", payload_line(request.body, signing, mine.payload));
  }
  std::string authorization;
  std::string signature(
      write_authorization(view_of(request, mine.headers), signing, work, authorization));
  set_header(request, "Authorization", authorization);
  return signature;
}

std::string presign(HttpRequest& request, const Signing& signing, std::int64_t expires_s,
                    Workspace& work) {
  std::string target;
  std::string signature(
      write_presigned(view_of(request, work.signer.headers), signing, expires_s, work, target));
  request.path = std::move(target);
  return signature;
}

ChunkChain chunk_chain(const Signing& signing, std::string_view seed_signature) {
  const std::string date = format_iso8601_basic(signing.time_s);
  const Scope scope{std::string_view(date).substr(0, 8), signing.region, signing.service};
  return {derive_signing_key(signing.secret_access_key, scope), date, scope_of(signing),
          seed_signature};
}

}  // namespace rolechain::sigv4
