// Random requests, signed by programs that share no code with ours, are verified: botocore's
// always,
// @smithy/signature-v4's where ROLECHAIN_SMITHY names the directory that holds it.
// ROLECHAIN_SIGNING is how many requests each signs; `./dev differential --signing` sets both.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "mocks/sigv4/sign.h"
#include "mocks/sigv4/time.h"
#include "tests/paths.h"
#include "tests/support/dice.h"
#include "tests/support/shell.h"
#include "tests/unit/sigv4/key_ring.h"

namespace rolechain::tests {
namespace {

using Json = nlohmann::json;

// What a signer can take: botocore any header twice, smithy a header once.
enum class Repeats : std::uint8_t { no, yes };
enum class Algorithms : std::uint8_t { v4, v4_and_v4a };

std::string random_text(Dice& dice, std::string_view alphabet, std::size_t size_max) {
  std::string out;
  for (std::size_t left = dice.below(size_max + 1); left > 0; --left) {
    out += alphabet[dice.below(alphabet.size())];
  }
  return out;
}

std::string encoded(std::string_view text) {
  std::string out;
  sigv4::append_encoded(text, out);
  return out;
}

constexpr std::string_view kAny = "abcxyzABC019-._~ !\"#$%&'()*+,/:;<=>?@[]^`{|}\xc3\xa9";

std::string random_piece(Dice& dice) {
  // Whole characters: é is two bytes that stay together.
  std::string out = random_text(dice, kAny.substr(0, kAny.size() - 2), 8);
  if (dice.below(4) == 0) out += "é";
  return out;
}

std::string random_target(Dice& dice, std::string_view service) {
  std::string out;
  for (std::size_t left = 1 + dice.below(3); left > 0; --left) {
    out += '/';
    const std::size_t kind = dice.below(8);
    // A path that leaves the root is refused, so `..` follows something.
    out += kind == 0 ? "" : kind == 1 ? "." : kind == 2 ? "a/.." : encoded(random_piece(dice));
  }
  // These would be dot segments by their spelling alone.
  if (service == "sts" && dice.below(2) == 0) out = "/";
  char separator = '?';
  for (std::size_t left = dice.below(5); left > 0; --left) {
    const std::string name = dice.below(3) == 0 ? "same" : "k" + random_piece(dice);
    out += separator + encoded(name) + "=" + encoded(random_piece(dice));
    separator = '&';
  }
  return out;
}

Json random_headers(Dice& dice, Repeats repeats) {
  Json out =
      Json::array({Json::array({"Host", "api-" + std::to_string(dice.below(9)) + ".local"})});
  if (dice.below(2) == 0) out.push_back({"Content-Type", "application/x-amz-json-1.0"});
  if (dice.below(2) == 0) out.push_back({"User-Agent", "signer/1 of a test"});
  for (std::size_t left = dice.below(3); left > 0; --left) {
    const std::string name =
        repeats == Repeats::yes ? "X-Amz-Meta-A" : fmt::format("X-Amz-Meta-{}", left);
    out.push_back({name, "v" + random_text(dice, "ab  \"',;=", 12)});
  }
  return out;
}

Json random_case(Dice& dice, Repeats repeats, Algorithms algorithms) {
  static const std::vector<std::string> kServices{"sts",    "s3",  "s3",         "dynamodb",
                                                  "lambda", "iam", "execute-api"};
  static const std::vector<std::string> kMethods{"GET", "PUT", "POST", "DELETE", "HEAD"};
  const std::string service = dice.one_of(kServices);
  const bool presigned = dice.below(3) == 0;
  // botocore moves the body of a presigned request into its query.
  const std::string body =
      presigned || dice.below(3) == 0 ? "" : "{" + random_text(dice, "abc \"{}:,\n%&=+", 40) + "}";
  const bool v4a = algorithms == Algorithms::v4_and_v4a && !presigned && dice.below(8) == 0;
  return {{"service", service},
          {"region", v4a ? "*" : "eu-west-1"},
          {"key", "AKIAQEAAAAAAEXAMPLE" + std::to_string(dice.below(4))},
          {"secret", "secret/" + std::to_string(dice.below(4))},
          {"token", dice.below(2) == 0 ? "" : "token/+=" + random_text(dice, "abc/+=", 30)},
          {"mode", presigned ? "query" : "header"},
          {"algorithm", v4a ? "v4a" : "v4"},
          {"method", dice.one_of(kMethods)},
          {"target", random_target(dice, service)},
          {"headers", random_headers(dice, repeats)},
          {"body", body}};
}

HttpRequest request_of(const Json& wire) {
  HttpRequest out{"", wire.at("target"), {}, wire.at("body")};
  for (const Json& header : wire.at("headers")) out.headers.push_back({header.at(0), header.at(1)});
  return out;
}

// When the signer says that it signed.
EpochSeconds time_of(const HttpRequest& request) {
  if (const std::string* date = find_header(request.headers, "X-Amz-Date")) {
    return sigv4::parse_basic_time(*date).value_or(0);
  }
  sigv4::Query query;
  query.parse(sigv4::raw_query(request.path));
  const auto* parameter = query.find("X-Amz-Date");
  return parameter == nullptr ? 0 : sigv4::parse_basic_time(parameter->value).value_or(0);
}

void expect_verified(const Json& asked, const Json& wire) {
  HttpRequest request = request_of(wire);
  request.method = asked.at("method").get<std::string>();
  const std::string key = asked.at("key");
  const std::string secret = asked.at("secret");
  const std::string token = asked.at("token");
  const std::string service = asked.at("service");
  KeyRing ring;
  ring.add({.access_key_id = key, .secret_access_key = secret, .session_token = token});
  const EpochSeconds now_s = time_of(request);
  const auto verified = ring.verify(request, {service, "eu-west-1"}, now_s);
  ASSERT_TRUE(verified) << asked.dump(2) << "\n"
                        << to_text(request) << "\n"
                        << verified.error().message << "\n"
                        << ring.work().canonical_request;
  // And it is this request that was signed, no other.
  request.method += "X";
  EXPECT_FALSE(ring.verify(request, {service, "eu-west-1"}, now_s));
}

void ask(std::string_view name, const std::string& command, std::size_t count, Repeats repeats,
         Algorithms algorithms) {
  Dice dice(7);
  std::vector<Json> cases;
  cases.reserve(count);
  for (std::size_t i = 0; i < count; ++i) cases.push_back(random_case(dice, repeats, algorithms));
  const std::filesystem::path file = std::filesystem::temp_directory_path() /
                                     fmt::format("rolechain-signing-{}-{}", name, ::getpid());
  {
    std::ofstream out(file);
    for (const Json& asked : cases) out << asked.dump() << "\n";
  }
  const ShellResult result = run_shell(fmt::format("{} <'{}'", command, file.string()));
  std::filesystem::remove(file);
  ASSERT_EQ(result.exit_code, 0) << result.output
                                 << "botocore is Debian's python3-botocore; smithy comes with "
                                    "./dev differential --signing";
  std::istringstream lines(result.output);
  std::size_t answered = 0;
  for (std::string line; std::getline(lines, line); ++answered) {
    ASSERT_LT(answered, cases.size());
    ASSERT_TRUE(Json::accept(line)) << line;
    expect_verified(cases[answered], Json::parse(line));
    if (testing::Test::HasFailure()) return;  // one is enough to read
  }
  EXPECT_EQ(answered, count) << result.output;
}

std::string setting(const char* name) {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): one thread
  return value == nullptr ? "" : value;
}

TEST(SigV4Signers, RandomRequestsAreVerified) {
  const std::string wanted = setting("ROLECHAIN_SIGNING");
  const std::size_t count = wanted.empty() ? 300 : std::stoul(wanted);
  ask("botocore", "/usr/bin/python3 tests/differential/signing/botocore_signer.py", count,
      Repeats::yes, Algorithms::v4);
  const std::string smithy = setting("ROLECHAIN_SMITHY");
  if (smithy.empty()) return;
  const std::string script = source_dir() / "tests/differential/signing/smithy_signer.mjs";
  ask("smithy", fmt::format("cd '{}' && node '{}'", smithy, script), count, Repeats::no,
      Algorithms::v4_and_v4a);
}

}  // namespace
}  // namespace rolechain::tests
