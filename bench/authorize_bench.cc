// One request through the evaluator: decide() alone (what a proof repeats), and the whole of
// authorize() with the context filled, with and without a trace.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdlib>
#include <memory>

#include "mocks/base/arn.h"
#include "mocks/base/json.h"
#include "mocks/iam/authorize.h"

namespace rolechain {
namespace {

constexpr EpochSeconds kNow_s = 1'768'467'600;
constexpr std::string_view kApp = "111111111111";
constexpr std::string_view kData = "222222222222";

PolicyRef compile(Sources& sources, std::string label, PolicyType type, std::string text) {
  const Result<Node> node = parse_json(sources.add(label, std::move(text)));
  if (!node) std::abort();
  ParsedDocument parsed = parse_document(*node, type);
  if (!parsed.ok()) std::abort();
  return std::make_shared<const CompiledPolicy>(std::move(label), std::move(parsed.document));
}

// A role with `statements` statements, of which the last one allows the hop into another account.
struct Hop {
  explicit Hop(int statements) {
    std::string text;
    for (int i = 1; i < statements; ++i) {
      text += fmt::format(
          R"({{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::bucket-{}/*"}},)", i);
    }
    text += R"({"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"})";
    Role app;
    app.account = kApp;
    app.name = "app";
    app.arn = role_arn(kApp, "/", "app");
    app.policies.push_back({"p",
                            {},
                            compile(sources, "app/p", PolicyType::identity,
                                    R"({"Version":"2012-10-17","Statement":[)" + text + "]}")});
    Role writer;
    writer.account = kData;
    writer.name = "writer";
    writer.arn = role_arn(kData, "/", "writer");
    writer.trust = compile(
        sources, "writer/trust", PolicyType::trust,
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/app"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"acme-7"}}}]})");
    world.roles = {app, writer};
    session.kind = Session::Kind::role;
    session.account = kApp;
    session.role_arn = app.arn;
    session.session_name = "bench";
    session.arn = assumed_role_arn(kApp, "app", "bench");
    call.action = "sts:AssumeRole";
    call.resource = writer.arn;
    call.context = {{"sts:ExternalId", {"acme-7"}, false}};
    if (!authorize(world, session, call, kNow_s).allowed()) std::abort();
  }

  Sources sources;
  World world;
  Session session;
  ApiCall call;
};

void BM_decide(benchmark::State& state) {
  const Hop hop(static_cast<int>(state.range(0)));
  const Caller caller = caller_of(hop.world, hop.session);
  const Context context = make_context(hop.world, caller, &hop.session, hop.call, kData, kNow_s);
  const PoliciesInPlay policies =
      gather(hop.world, caller, &hop.session, "sts:assumerole", hop.call.resource, kData);
  const Request request{&caller, "sts:assumerole", hop.call.resource, &context};
  for (auto _ : state) benchmark::DoNotOptimize(decide(policies, request));
}
BENCHMARK(BM_decide)->Arg(1)->Arg(10)->Arg(50);

void BM_authorize(benchmark::State& state) {
  const Hop hop(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(authorize(hop.world, hop.session, hop.call, kNow_s));
  }
}
BENCHMARK(BM_authorize)->Arg(1)->Arg(10)->Arg(50);

void BM_authorize_with_trace(benchmark::State& state) {
  const Hop hop(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    Trace trace;
    benchmark::DoNotOptimize(authorize(hop.world, hop.session, hop.call, kNow_s, &trace));
  }
}
BENCHMARK(BM_authorize_with_trace)->Arg(10);

}  // namespace
}  // namespace rolechain
