// The log as a store: bounded, shared texts, filters.
#include "mocks/http/audit.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>

#include "mocks/http/recent_calls.h"

namespace rolechain::tests {
namespace {

AuditEntry entry(int i) {
  AuditEntry out;
  out.time_s = i;
  out.request_id = fmt::format("{:08x}-0000-4000-a000-000000000000", i);
  out.service = "sts";
  out.action = "sts:AssumeRole";
  out.resource = fmt::format("arn:aws:iam::111111111111:role/role-{}", i % 100);
  out.message = "User: arn:aws:sts::111111111111:assumed-role/base/x is not authorized";
  out.user_agent = "Boto3/1.26.27 Python/3.11.2 Linux/6.1 Botocore/1.29.27";
  out.error = i % 2 == 0 ? "AccessDenied" : "";
  out.new_key = i % 2 == 0 ? "" : fmt::format("ASIA{:016}", i);
  return out;
}

TEST(AuditLog, KeepsTheLastAndGivesBackWhatWasAdded) {
  AuditLog log(10);
  for (int i = 0; i < 25; ++i) log.add(entry(i));
  EXPECT_EQ(log.size(), 10U);
  const auto all = log.find();
  EXPECT_EQ(all.front().time_s, 15);
  EXPECT_EQ(to_json(all.back()), to_json(entry(24)));
  EXPECT_EQ(log.find({.error = "AccessDenied"}).size(), 5U);
  EXPECT_EQ(log.find({.error = "AccessDenied", .limit = 2}).front().time_s, 22);
  log.clear();
  EXPECT_EQ(log.find().size(), 0U);
}

// 100,000 entries here; the limit is a million. What is dropped takes its texts along.
TEST(AuditLog, AnEntryTakesFewBytesAndDroppedOnesNone) {
  constexpr int kCount = 100'000;
  AuditLog log(kCount);
  for (int i = 0; i < kCount; ++i) log.add(entry(i));
  const std::size_t full = log.size_bytes();
  EXPECT_LT(full / kCount, 400U);
  for (int i = kCount; i < 3 * kCount; ++i) log.add(entry(i));
  EXPECT_LT(log.size_bytes(), full + full / 10);
}

TEST(AuditLog, TellsEachEntryAsItComes) {
  AuditLog log(2);
  int seen = 0;
  log.on_entry([&](const AuditEntry&) { ++seen; });
  for (int i = 0; i < 5; ++i) log.add(entry(i));
  EXPECT_EQ(seen, 5);
}

TEST(RecentCalls, ForgetsTheOldest) {
  RecentCalls calls(3);
  for (int i = 0; i < 10; ++i) calls.add({entry(i), {}, 200, ""});
  EXPECT_EQ(calls.find(entry(6).request_id), nullptr);
  ASSERT_NE(calls.find(entry(7).request_id), nullptr);
  EXPECT_EQ(calls.find(entry(9).request_id)->entry.time_s, 9);
  calls.clear();
  EXPECT_EQ(calls.find(entry(9).request_id), nullptr);
  calls.add({entry(1), {}, 200, ""});
  EXPECT_NE(calls.find(entry(1).request_id), nullptr);
}

}  // namespace
}  // namespace rolechain::tests
