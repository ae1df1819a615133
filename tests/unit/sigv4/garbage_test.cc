// Requests made of pieces that a signature consists of: each is answered, none passes.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/dice.h"
#include "tests/unit/sigv4/verify_lab.h"

namespace rolechain::tests {
namespace {

TEST(SigV4Verify, GarbageIsRefused) {
  Dice dice(3);
  const std::vector<std::string> pieces{"AWS4-HMAC-SHA256 ",
                                        "AWS4-ECDSA-P256-SHA256 ",
                                        "Credential=",
                                        "SignedHeaders=",
                                        "Signature=",
                                        "a/20260115/eu-west-1/s3/aws4_request",
                                        "host",
                                        ";",
                                        ",",
                                        "/",
                                        "=",
                                        "%",
                                        "%2",
                                        "%41",
                                        "&",
                                        "?",
                                        "X-Amz-Algorithm=",
                                        "X-Amz-Credential=",
                                        "X-Amz-Signature=",
                                        "X-Amz-SignedHeaders=",
                                        "X-Amz-Date=20260115T090000Z",
                                        "X-Amz-Expires=",
                                        "99999999999999999999",
                                        "-1",
                                        "\xff",
                                        std::string(1, '\0'),
                                        "\r\n",
                                        " ",
                                        "..",
                                        "AKIAQEAAAAAAEXAMPLE1"};
  const auto text = [&] {
    std::string out;
    for (std::size_t left = dice.below(12); left > 0; --left) out += dice.one_of(pieces);
    return out;
  };
  const std::vector<std::string> names{
      "Host",         "Authorization",        "X-Amz-Date",
      "Date",         "X-Amz-Security-Token", "X-Amz-Content-Sha256",
      "X-Amz-Trailer"};
  const std::vector<std::string> services{"", "s3", "sts", "dynamodb", "%"};
  KeyRing ring(signing_for("s3"));
  for (int i = 0; i < 20000; ++i) {
    HttpRequest request{text(), "/" + text(), {}, text()};
    for (std::size_t left = dice.below(6); left > 0; --left) {
      request.headers.push_back({dice.one_of(names), text()});
    }
    if (dice.below(2) == 0) request.headers.push_back({"X-Amz-Date", "20260115T090000Z"});
    const std::string& service = dice.one_of(services);
    const auto result = ring.verify(request, {service, ""}, kNow_s);
    ASSERT_FALSE(result) << to_text(request);
    EXPECT_GE(result.error().http, 400);
    EXPECT_FALSE(result.error().code.empty());
  }
}

}  // namespace
}  // namespace rolechain::tests
