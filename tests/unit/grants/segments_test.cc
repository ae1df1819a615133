// ARN classes found segment by segment against those that one search over whole ARNs finds.
#include "sim/grants/segments.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/grants/class_table.h"

namespace rolechain {
namespace {

constexpr std::size_t kStates = 200'000;

using How = PatternFit::How;
using Kind = TextPattern::Kind;

// Shapes of every form: with and without region and account, one and more colons behind them, keys
// that may hold anything, a version or stream at the end.
const std::vector<std::pair<std::string_view, std::string_view>> kTypes = {
    {"sqs", "queue"},       {"s3", "object"},       {"s3", "bucket"}, {"lambda", "function"},
    {"logs", "log-stream"}, {"logs", "log-group"},  {"iam", "role"},  {"iam", "policy"},
    {"dynamodb", "index"},  {"states", "execution"}};

std::string some_segment(const std::vector<std::string>& of) { return *rc::gen::elementOf(of); }

TextPattern some_pattern() {
  const std::vector<std::string> heads = {
      "arn:aws:", "arn:*:", "ARN:aws:", "arn:aws-cn:", "arn:?ws:"};
  const std::vector<std::string> services = {"sqs",      "s3", "lambda", "logs",   "iam",
                                             "dynamodb", "*",  "s*",     "states", "SQS"};
  const std::vector<std::string> regions = {"*",      "",   "us-east-1", "us-*",
                                            "eu-*-1", "?*", "US-east-1"};
  const std::vector<std::string> accounts = {
      "*", "", "111111111111", "1*", "*2", "222222222222", "aws", "1111"};
  const std::vector<std::string> tails = {"*",
                                          "q",
                                          "q*",
                                          "*q",
                                          "b/*",
                                          "b",
                                          "function:f",
                                          "function:*",
                                          "function:f:*",
                                          "log-group:a:*",
                                          "log-group:*:log-stream:*",
                                          "log-group:a",
                                          "role/x",
                                          "role/*",
                                          "*:*",
                                          "table/t/index/*",
                                          "execution:m:*",
                                          "policy/*",
                                          "a?c",
                                          ""};
  const int form = *rc::gen::weightedElement<int>({{8, 0}, {1, 1}, {1, 2}, {1, 3}});
  std::string text = some_segment(heads) + some_segment(services) + ":";
  if (form == 1) {
    text += "*";
  } else if (form == 2) {
    text += some_segment(regions) + ":*";
  } else if (form == 3) {
    text += "*:" + some_segment(tails);  // the star has to take a colon
  } else {
    text += some_segment(regions) + ":" + some_segment(accounts) + ":" + some_segment(tails);
  }
  return {text, *rc::gen::elementOf(std::vector<Kind>{Kind::resource, Kind::resource, Kind::arn})};
}

std::set<Bits> masks(const std::vector<TextClass>& classes) {
  std::set<Bits> out;
  for (const TextClass& one : classes) RC_ASSERT(out.insert(one.lists).second);
  return out;
}

// The set of one ARN.
TextSet alone(std::string_view arn) {
  std::size_t head = 0;
  for (int colons = 0; colons < 5; ++colons) head = arn.find(':', head) + 1;
  TextSet out;
  out.add_literal(arn.substr(0, head));
  out.end_head();
  out.add_literal(arn.substr(head));
  return out;
}

TEST(Segments, FindTheClassesOfTheSearchOverWholeArns) {
  EXPECT_TRUE(rc::check([] {
    ClassTable table("aws", "eu-central-1", "111111111111");
    const auto [service, name] = *rc::gen::elementOf(kTypes);
    const auto type = ServiceReference::embedded().find_resource_type(service, name);
    std::vector<ClassTable::ListId> lists;
    const int count = *rc::gen::inRange(1, 5);
    for (int i = 0; i < count; ++i) {
      PatternList list;
      const int patterns = *rc::gen::inRange(1, 4);
      for (int j = 0; j < patterns; ++j) list.push_back(some_pattern());
      lists.push_back(table.add(list));
    }
    for (const ArnShape& shape : table.shapes().of(*type)) {
      std::vector<const PatternList*> pointers;
      for (const ClassTable::ListId id : lists) pointers.push_back(&table.list(id));
      const auto whole = text_classes(shape.set, pointers, kStates);
      const auto by_segments = table.classes(shape, lists, kStates);
      RC_ASSERT(whole.has_value());
      RC_ASSERT(by_segments.has_value());
      RC_ASSERT(masks(*whole) == masks(*by_segments));
      for (const TextClass& one : *by_segments) {  // and the witness is of its class
        const auto member = text_classes(alone(one.witness), pointers, kStates);
        RC_ASSERT(member.has_value());
        RC_ASSERT(member->front().lists == one.lists);
      }
      for (std::size_t i = 0; i < lists.size(); ++i) {
        const bool any =
            std::ranges::any_of(*whole, [&](const TextClass& one) { return one.lists.test(i); });
        RC_ASSERT(table.reaches(shape, lists[i]) == any);
      }
    }
  }));
}

PatternFit fit_of(std::string_view service, std::string_view name, std::string_view pattern) {
  ArnShapes shapes("aws", "us-east-1", "111111111111");
  const auto type = ServiceReference::embedded().find_resource_type(service, name);
  const TextSet& set = shapes.of(*type).front().set;
  const auto segments = segments_of(set);
  EXPECT_TRUE(segments);
  return fit(TextPattern(pattern, Kind::resource), set, *segments);
}

TEST(Segments, APatternFitsPartByPartWhereNoStarCanTakeAColon) {
  const auto how = [](std::string_view service, std::string_view name, std::string_view pattern) {
    return fit_of(service, name, pattern).how;
  };
  EXPECT_EQ(how("sqs", "queue", "arn:aws:sqs:*:111111111111:q*"), How::parts);
  EXPECT_EQ(how("sqs", "queue", "ARN:AWS:SQS:US-*:*:q"), How::parts);
  EXPECT_EQ(how("sqs", "queue", "arn:aws:sqs:*"), How::parts);
  EXPECT_EQ(how("sqs", "queue", "arn:aws:sns:*"), How::none);
  EXPECT_EQ(how("sqs", "queue", "arn:aws:sqs:*:1111:q"), How::none);
  EXPECT_EQ(how("sqs", "queue", "arn:aws:sqs:us-east-1:*:a:b"), How::none);
  EXPECT_EQ(how("sqs", "queue", "arn:aws:sqs:*:q"), How::whole);  // region and account
  EXPECT_EQ(how("sqs", "queue", "*"), How::parts);
  // A key may hold colons: the star may end before any of them.
  EXPECT_EQ(how("s3", "object", "arn:aws:s3:*:*:b/*"), How::whole);
  EXPECT_EQ(how("s3", "object", "arn:aws:s3:::b/*"), How::parts);
}

TEST(Segments, ThePartsAreThePatternsOwn) {
  const PatternFit found = fit_of("sqs", "queue", "arn:aws:sqs:us-*:1?1111111111:q*");
  ASSERT_TRUE(found.parts);
  EXPECT_EQ(found.parts->region.text(), "us-*");
  EXPECT_EQ(found.parts->account.text(), "1?1111111111");
  EXPECT_EQ(found.parts->tail.text(), "q*");
  const PatternFit beginning = fit_of("sqs", "queue", "arn:aws:sqs:us-*");
  ASSERT_TRUE(beginning.parts);
  EXPECT_EQ(beginning.parts->region.text(), "us-*");
  EXPECT_EQ(beginning.parts->account.text(), "*");
  EXPECT_EQ(beginning.parts->tail.text(), "*");
}

}  // namespace
}  // namespace rolechain
