// Exact grants: how long one session's proof takes, from the smallest to an administrator's.
#include <benchmark/benchmark.h>

#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "mocks/base/json.h"
#include "mocks/base/source.h"
#include "sim/grants/grants.h"

namespace {

using namespace rolechain;

constexpr EpochSeconds kNow_s = 1'768'467'600;
constexpr std::string_view kAccount = "111111111111";

PolicyRef compile(Sources& sources, std::string_view statements) {
  const SourceFile& file = sources.add(
      "bench.json", fmt::format(R"({{"Version":"2012-10-17","Statement":[{}]}})", statements));
  auto node = parse_json(file);
  auto parsed = parse_document(*node, PolicyType::identity);
  if (!parsed.ok()) std::abort();
  return std::make_shared<const CompiledPolicy>("app/policy", std::move(parsed.document));
}

// A role in a world of two accounts with a few tables and buckets.
struct Bench {
  explicit Bench(std::string_view statements) {
    for (const char digit : std::string_view("12")) {
      Account account;
      account.id = std::string(12, digit);
      world.accounts.push_back(std::move(account));
    }
    Role role;
    role.key = role.name = "app";
    role.account = kAccount;
    role.arn = "arn:aws:iam::111111111111:role/app";
    role.policies.push_back({"policy", {}, compile(sources, statements)});
    world.roles.push_back(std::move(role));
    for (const std::string_view name : {"orders", "payments", "stock"}) {
      Resource resource;
      resource.key = name;
      resource.arn = fmt::format("arn:aws:dynamodb:us-east-1:222222222222:table/{}", name);
      resource.account = "222222222222";
      world.resources.push_back(std::move(resource));
    }
    session.account = kAccount;
    session.role_arn = world.roles.front().arn;
    session.arn = "arn:aws:sts::111111111111:assumed-role/app/bench";
    session.session_name = "bench";
    session.credentials.session_token = "token";
  }

  [[nodiscard]] GrantSubject subject() const { return {&world, &session, kNow_s, {}}; }

  Sources sources;
  World world;
  Session session;
};

std::string allow(std::string_view action, std::string_view resource) {
  return fmt::format(R"({{"Effect":"Allow","Action":"{}","Resource":"{}"}})", action, resource);
}

void compare(benchmark::State& state, std::string_view statements,
             const std::vector<GrantIntent>& intent) {
  const Bench bench(statements);
  const GrantVerdict verdict = compare_grants(bench.subject(), intent);
  if (!verdict.differences.empty() || !verdict.undecided.empty()) {
    state.SkipWithError("the grants differ from the intent");
  }
  for (auto _ : state) benchmark::DoNotOptimize(compare_grants(bench.subject(), intent));
  state.counters["classes"] = static_cast<double>(verdict.classes);
}

void compare_ordinary_session(benchmark::State& state) {
  compare(state,
          allow("s3:GetObject", "arn:aws:s3:::acme/*") + "," +
              allow("dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:111111111111:table/orders") +
              "," + allow("sqs:*", "arn:aws:sqs:*:111111111111:jobs-*"),
          {{{"s3:GetObject"}, {"arn:aws:s3:::acme/*"}, {}, {}},
           {{"dynamodb:PutItem"}, {"arn:aws:dynamodb:us-east-1:111111111111:table/orders"}, {}, {}},
           {{"sqs:*"}, {"arn:aws:sqs:*:111111111111:jobs-*"}, {}, {}}});
}
BENCHMARK(compare_ordinary_session)->Unit(benchmark::kMicrosecond);

void compare_fifty_statements(benchmark::State& state) {
  std::string statements;
  std::vector<GrantIntent> intent;
  for (int i = 0; i < 50; ++i) {
    const std::string bucket = fmt::format("arn:aws:s3:::bucket-{}/*/logs/*", i);
    if (i != 0) statements += ",";
    statements += allow("s3:*", bucket);
    intent.push_back({{"s3:*"}, {bucket}, {}, {}});
  }
  compare(state, statements, intent);
}
BENCHMARK(compare_fifty_statements)->Unit(benchmark::kMicrosecond);

void compare_administrator(benchmark::State& state) {
  compare(state, allow("*", "*"), {{{"*"}, {"*"}, {}, {}}});
}
BENCHMARK(compare_administrator)->Unit(benchmark::kMillisecond);

void effective_administrator(benchmark::State& state) {
  const Bench bench(allow("*", "*"));
  if (effective_grants(bench.subject()).grants.size() != 1) state.SkipWithError("not one line");
  for (auto _ : state) benchmark::DoNotOptimize(effective_grants(bench.subject()));
}
BENCHMARK(effective_administrator)->Unit(benchmark::kMillisecond);

}  // namespace
