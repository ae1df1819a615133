// The policy language: globs, reading and compiling documents, matching statements. Each benchmark
// checks its answer once before it is timed.
#include <benchmark/benchmark.h>

#include <string>
#include <string_view>
#include <utility>

#include "mocks/base/json.h"
#include "mocks/policy/compiled.h"
#include "mocks/policy/glob.h"
#include "mocks/policy/managed.h"

namespace rolechain {
namespace {

// Marks the run as failed and tells whether to stop.
bool wrong(benchmark::State& state, bool right) {
  if (!right) state.SkipWithError("wrong answer");
  return !right;
}

void glob_prefix(benchmark::State& state) {
  const std::string pattern = "s3:get*";
  const std::string text = "s3:getobjectversiontagging";
  if (wrong(state, glob_match(pattern, text))) return;
  for (auto _ : state) benchmark::DoNotOptimize(glob_match(pattern, text));
}
BENCHMARK(glob_prefix);

void glob_exact_miss(benchmark::State& state) {
  const std::string pattern = "s3:getobject";
  const std::string text = "dynamodb:putitem";
  if (wrong(state, !glob_match(pattern, text))) return;
  for (auto _ : state) benchmark::DoNotOptimize(glob_match(pattern, text));
}
BENCHMARK(glob_exact_miss);

// Many stars against a text that never fits: time grows with text × pattern, not exponentially.
void glob_worst(benchmark::State& state) {
  std::string pattern;
  for (int i = 0; i < 20; ++i) pattern += "a*";
  pattern += "b";
  const std::string text(static_cast<std::size_t>(state.range(0)), 'a');
  if (wrong(state, !glob_match(pattern, text))) return;
  for (auto _ : state) benchmark::DoNotOptimize(glob_match(pattern, text));
  state.SetComplexityN(state.range(0));
}
BENCHMARK(glob_worst)->RangeMultiplier(4)->Range(64, 4096)->Complexity(benchmark::oN);

void resource_arn(benchmark::State& state) {
  const std::string pattern = "arn:aws:dynamodb:*:111111111111:table/orders*";
  const std::string text = "arn:aws:dynamodb:eu-west-1:111111111111:table/orders-2026";
  if (wrong(state, resource_match(pattern, text))) return;
  for (auto _ : state) benchmark::DoNotOptimize(resource_match(pattern, text));
}
BENCHMARK(resource_arn);

Document parse(Sources& sources, std::string_view json) {
  const auto node = parse_json(sources.add("policy.json", std::string(json)));
  return parse_document(*node, PolicyType::identity).document;
}

// From text to a policy that can be asked: a small one and AWS's largest.
void parse_and_compile(benchmark::State& state, std::string_view json) {
  {
    Sources sources;
    if (wrong(state, !parse(sources, json).statements.empty())) return;
  }
  for (auto _ : state) {
    Sources sources;
    const CompiledPolicy policy("p", parse(sources, json));
    benchmark::DoNotOptimize(policy.statements().data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(json.size()));
}
BENCHMARK_CAPTURE(parse_and_compile, small,
                  R"({"Version":"2012-10-17","Statement":[
  {"Sid":"Read","Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],
   "Resource":["arn:aws:s3:::acme-config","arn:aws:s3:::acme-config/*"],
   "Condition":{"Bool":{"aws:SecureTransport":"true"}}},
  {"Sid":"Hop","Effect":"Allow","Action":"sts:AssumeRole",
   "Resource":"arn:aws:iam::222222222222:role/orders-writer"}]})");
BENCHMARK_CAPTURE(parse_and_compile, read_only_access,
                  find_managed_policy("arn:aws:iam::aws:policy/ReadOnlyAccess")->json);

void match_statement(benchmark::State& state) {
  Sources sources;
  const CompiledPolicy policy("p", parse(sources, R"({"Version":"2012-10-17","Statement":
    {"Effect":"Allow","Action":["dynamodb:PutItem","dynamodb:Update*"],
     "Resource":"arn:aws:dynamodb:*:222222222222:table/${aws:PrincipalTag/team}-*",
     "Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"},
                  "IpAddress":{"aws:SourceIp":"10.0.0.0/8"},
                  "Bool":{"aws:SecureTransport":"true"}}}})"));
  Caller caller;
  Context context;
  context.set("aws:PrincipalTag/team", "orders");
  context.set("aws:RequestedRegion", "eu-west-1");
  context.set("aws:SourceIp", "10.1.2.3");
  context.set("aws:SecureTransport", "true");
  const Request request{&caller, "dynamodb:updateitem",
                        "arn:aws:dynamodb:eu-west-1:222222222222:table/orders-2026", &context};
  if (wrong(state, policy.match(0, request).matches())) return;
  for (auto _ : state) benchmark::DoNotOptimize(policy.match(0, request));
}
BENCHMARK(match_statement);

}  // namespace
}  // namespace rolechain
