// Rows of bits against each pattern held against each action.
#include "sim/grants/action_rows.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "mocks/policy/glob.h"

namespace rolechain {
namespace {

using Patterns = std::vector<std::string>;

bool has(std::span<const std::uint64_t> row, std::size_t bit) {
  return (row[bit / 64] >> (bit % 64) & 1U) != 0;
}

std::map<std::uint32_t, std::vector<bool>> rows_of(const ActionRows& rows, std::size_t bits) {
  std::map<std::uint32_t, std::vector<bool>> out;
  rows.visit([&](std::uint32_t id, std::span<const std::uint64_t> row) {
    EXPECT_TRUE(out.empty() || out.rbegin()->first < id) << "ids ascend, each once";
    for (std::size_t bit = 0; bit < bits; ++bit) out[id].push_back(has(row, bit));
  });
  return out;
}

// Begin alike, lie within one another, name one action, none, all; wildcards in the middle.
const Patterns kPatterns = {"sqs:*",
                            "sqs:send*",
                            "sqs:sendmessage",
                            "s3:get*",
                            "s3:get?bject",
                            "s3:*tagging",
                            "dynamodb:*item",
                            "nobody:*",
                            "sqs:sendmess",
                            "ec2:describe*s",
                            "s3:getobject*",
                            "s3:*object*",
                            "*"};

TEST(ActionRows, SayOfEachActionWhatMatches) {
  const auto actions = ServiceReference::embedded().actions();
  ActionRows rows(kPatterns.size());
  rows.include_all();
  rows.lay_out();
  for (std::size_t bit = 0; bit < kPatterns.size(); ++bit) rows.mark(kPatterns[bit], bit);
  const auto found = rows_of(rows, kPatterns.size());
  ASSERT_EQ(found.size(), actions.size());
  for (const auto& [id, row] : found) {
    for (std::size_t bit = 0; bit < kPatterns.size(); ++bit) {
      ASSERT_EQ(row[bit], glob_match(kPatterns[bit], actions[id].lower))
          << kPatterns[bit] << " " << actions[id].lower;
    }
  }
}

TEST(ActionRows, AreThereForTheActionsInQuestion) {
  const auto actions = ServiceReference::embedded().actions();
  ActionRows rows(kPatterns.size());
  const Patterns in_question = {"s3:get*", "sqs:send*", "s3:getobject", "nobody:*",
                                "sqs:sendmessage"};
  for (const std::string& pattern : in_question) rows.include(pattern);
  rows.lay_out();
  for (std::size_t bit = 0; bit < kPatterns.size(); ++bit) rows.mark(kPatterns[bit], bit);
  const auto found = rows_of(rows, kPatterns.size());
  for (std::uint32_t id = 0; id < actions.size(); ++id) {
    bool asked = false;
    for (const std::string& pattern : in_question) asked |= glob_match(pattern, actions[id].lower);
    ASSERT_EQ(found.contains(id), asked) << actions[id].lower;
    if (!asked) continue;
    for (std::size_t bit = 0; bit < kPatterns.size(); ++bit) {
      ASSERT_EQ(found.at(id)[bit], glob_match(kPatterns[bit], actions[id].lower))
          << kPatterns[bit] << " " << actions[id].lower;
    }
  }
}

TEST(ActionRows, TheComplementOfABitLeavesTheOthers) {
  constexpr std::size_t kBits = 130;  // three words
  ActionRows rows(kBits);
  rows.include("sqs:*");
  rows.lay_out();
  EXPECT_EQ(rows.words(), 3U);
  for (const std::size_t bit : {63U, 64U, 129U}) rows.mark("sqs:send*", bit);
  rows.complement(64);
  rows.complement(128);
  for (const auto& [id, row] : rows_of(rows, kBits)) {
    const bool sends = ServiceReference::embedded().actions()[id].lower.starts_with("sqs:send");
    for (std::size_t bit = 0; bit < kBits; ++bit) {
      const bool marked = sends && (bit == 63 || bit == 64 || bit == 129);
      ASSERT_EQ(row[bit], marked != (bit == 64 || bit == 128)) << bit;
    }
  }
}

}  // namespace
}  // namespace rolechain
