// The sandbox's answers to DNS questions, byte for byte.
#include "sim/sandbox/names.h"

#include <gtest/gtest.h>

#include "tests/support/dice.h"

namespace rolechain::tests {
namespace {

// A question as a resolver sends it.
std::string question(const std::vector<std::string>& labels, char type) {
  std::string out("\x12\x34\x01\0\0\1\0\0\0\0\0\0", 12);
  for (const std::string& label : labels) out += static_cast<char>(label.size()) + label;
  return out + std::string("\0\0", 2) + type + std::string("\0\1", 2);
}

TEST(SandboxNames, AwsNamesAreThisMachine) {
  const auto answer = answer_name(question({"STS", "amazonaws", "com"}, 1), is_aws_name);
  ASSERT_TRUE(answer);
  EXPECT_EQ(*answer, std::string("\x12\x34\x85\x80\0\1\0\1\0\0\0\0", 12) + "\3STS\x09" +
                         "amazonaws\3com" + std::string("\0\0\1\0\1", 5) +
                         std::string("\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\1", 16));
}

TEST(SandboxNames, AnAwsNameHasNoIpv6) {
  const auto answer = answer_name(question({"sts", "amazonaws", "com"}, 28), is_aws_name);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->substr(2, 10), std::string("\x85\x80\0\1\0\0\0\0\0\0", 10));
}

TEST(SandboxNames, OthersDoNotExist) {
  for (const auto& labels : std::vector<std::vector<std::string>>{
           {"example", "com"}, {"notamazonaws", "com"}, {"amazonaws", "com", "evil", "org"}}) {
    const auto answer = answer_name(question(labels, 1), is_aws_name);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->substr(2, 10), std::string("\x85\x83\0\1\0\0\0\0\0\0", 10));
  }
  EXPECT_TRUE(is_aws_name("amazonaws.com"));
  EXPECT_TRUE(is_aws_name("b.s3.eu-west-1.amazonaws.com"));
  EXPECT_FALSE(is_aws_name("notamazonaws.com"));
  EXPECT_FALSE(is_aws_name(""));
}

// What is no question gets no answer, and nothing is read beyond its end.
TEST(SandboxNames, BrokenDatagramsAreIgnored) {
  const std::string whole = question({"sts", "amazonaws", "com"}, 1);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(answer_name(whole.substr(0, size), is_aws_name)) << size;
  }
  std::string response = whole;
  response[2] = '\x81';
  EXPECT_FALSE(answer_name(response, is_aws_name));
  std::string pointer = whole;
  pointer[12] = '\xc0';
  EXPECT_FALSE(answer_name(pointer, is_aws_name));
  Dice dice(7);
  for (int i = 0; i < 20'000; ++i) {
    std::string any = whole;
    for (std::size_t n = 0; n < 1 + dice.below(4); ++n) {
      any[dice.below(any.size())] = static_cast<char>(dice.below(256));
    }
    any.resize(dice.below(any.size() + 1));
    (void)answer_name(any, is_aws_name);
  }
}

}  // namespace
}  // namespace rolechain::tests
