// Every byte of a signed request changed in several ways: refused, unless the byte is not signed or
// the request means the same.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/text.h"
#include "mocks/sigv4/sign.h"
#include "tests/unit/sigv4/key_ring.h"

namespace rolechain::tests {
namespace {

using sigv4::Signing;

constexpr EpochSeconds kNow_s = 1768467600;

Signing signing_for(std::string_view service, std::string_view payload = {}) {
  return {.access_key_id = "ASIAQEAAAAAAEXAMPLE1",
          .secret_access_key = "secret/of+the/example",
          .session_token = "a/session+token",
          .region = "eu-west-1",
          .service = service,
          .time_s = kNow_s,
          .payload = payload};
}

HttpRequest request_for(std::string_view service) {
  return {"PUT",
          service == "s3" ? "/bucket/a%20key?x-id=PutObject&tag=a%26b" : "/v1/things/a%20b?x=1&y=2",
          {{"Host", "api.local"}, {"Content-Type", "text/plain"}, {"User-Agent", "test/1"}},
          "the body"};
}

// Blanks at the ends, and after the commas of an Authorization header.
bool same_value(std::string_view name, std::string_view a, std::string_view b) {
  const auto bare = [&](std::string_view text) {
    std::string out(trim(text));
    if (name == "Authorization") {
      for (std::size_t at = out.find(", "); at != out.npos; at = out.find(", "))
        out.erase(at + 1, 1);
    }
    return out;
  };
  return bare(a) == bare(b);
}

// What may change without being noticed: the case of header names, blanks, and the case of the hex
// digits of a target, which S3 decodes.
bool means_the_same(const HttpRequest& a, const HttpRequest& b, bool s3) {
  if (a.method != b.method || a.body != b.body) return false;
  for (std::size_t i = 0; i < a.headers.size(); ++i) {
    if (!equals_ignore_case(a.headers[i].name, b.headers[i].name)) return false;
    if (!same_value(a.headers[i].name, a.headers[i].value, b.headers[i].value)) return false;
  }
  if (a.path == b.path) return true;
  std::string left;
  std::string right;
  if (sigv4::find_bad_escape(b.path)) return false;
  const std::string_view path = sigv4::raw_path(a.path);
  if (!s3 && sigv4::raw_path(b.path) != path) return false;
  sigv4::append_decoded(a.path, sigv4::Plus::is_plus, left);
  sigv4::append_decoded(b.path, sigv4::Plus::is_plus, right);
  return left == right;
}

void expect_refused(const HttpRequest& good, const HttpRequest& bad, const Signing& signing,
                    KeyRing& ring, std::string_view where, int& tried) {
  if (means_the_same(good, bad, signing.service == "s3")) return;
  ++tried;
  EXPECT_FALSE(ring.verify(bad, {signing.service, signing.region}, kNow_s)) << where << "\n"
                                                                            << to_text(bad);
}

// Calls back with the text changed at each byte.
template <class Callback>
void for_each_mutation(const std::string& text, Callback callback) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const unsigned flip : {0x01U, 0x04U, 0x20U, 0x80U}) {
      std::string changed = text;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ flip);
      callback(changed);
    }
    callback(text.substr(0, at) + text.substr(at + 1));
  }
}

void mutate_all(const HttpRequest& good, const Signing& signing, int at_least) {
  KeyRing ring(signing);
  int tried = 0;
  ASSERT_TRUE(ring.verify(good, {signing.service, signing.region}, kNow_s)) << to_text(good);
  const auto expect = [&](const HttpRequest& bad, std::string_view where) {
    expect_refused(good, bad, signing, ring, where, tried);
  };
  HttpRequest bad = good;
  for_each_mutation(good.method, [&](const std::string& text) {
    bad.method = text;
    expect(bad, "method");
  });
  bad = good;
  for_each_mutation(good.path, [&](const std::string& text) {
    bad.path = text;
    expect(bad, "target");
  });
  bad = good;
  for_each_mutation(good.body, [&](const std::string& text) {
    bad.body = text;
    expect(bad, "body");
  });
  for (std::size_t i = 0; i < good.headers.size(); ++i) {
    if (good.headers[i].name == "User-Agent") continue;  // not signed
    bad = good;
    for_each_mutation(good.headers[i].value, [&](const std::string& text) {
      bad.headers[i].value = text;
      expect(bad, good.headers[i].name);
    });
    bad = good;
    for_each_mutation(good.headers[i].name, [&](const std::string& text) {
      bad.headers[i].name = text;
      expect(bad, good.headers[i].name + "'s name");
    });
  }
  EXPECT_GT(tried, at_least);
}

TEST(SigV4Mutation, EveryByteOfASignedHeaderRequest) {
  for (const std::string_view service : {"s3", "lambda"}) {
    const Signing signing = signing_for(service);
    HttpRequest request = request_for(service);
    sigv4::Workspace work;
    sign(request, signing, work);
    mutate_all(request, signing, 1500);
  }
}

TEST(SigV4Mutation, EveryByteOfAPresignedRequest) {
  const std::string hash = sigv4::hex(sigv4::sha256("the body"));
  const Signing signing = signing_for("s3", hash);
  HttpRequest request = request_for("s3");
  sigv4::Workspace work;
  presign(request, signing, 60, work);
  mutate_all(request, signing, 1500);
}

TEST(SigV4Mutation, EveryByteOfAnotherServicesPresignedRequest) {
  const Signing signing = signing_for("lambda");
  HttpRequest request = request_for("lambda");
  sigv4::Workspace work;
  presign(request, signing, 60, work);
  mutate_all(request, signing, 1500);
}

TEST(SigV4Mutation, UnsignedHeadersMayChange) {
  const Signing signing = signing_for("lambda");
  HttpRequest request = request_for("lambda");
  sigv4::Workspace work;
  sign(request, signing, work);
  request.headers[2].value = "another/2";
  EXPECT_TRUE(verify_http(request, {"lambda", "eu-west-1"}, signing, kNow_s));
}

}  // namespace
}  // namespace rolechain::tests
