// One call of the data plane of `rolechain serve`, in process: signature verified, decided by the
// one evaluator, carried out, logged. DynamoDB by key in a table of 100,000 items; S3 objects of a
// kilobyte. Target: no slower in a table of 100,000 items than in one of 100.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "mocks/base/json.h"
#include "mocks/sigv4/sign.h"
#include "sim/load/load.h"
#include "sim/serve/served.h"

namespace rolechain {
namespace {

constexpr const char* kScenario = ROLECHAIN_SOURCE_DIR "/tests/clients/data-world.yaml";
constexpr std::string_view kTable = "arn:aws:dynamodb:eu-west-1:111111111111:table/orders";

EpochSeconds host_clock() { return static_cast<EpochSeconds>(std::time(nullptr)); }

// A served scenario, the keys of its instance, and a table of `items`.
class DataWorld {
 public:
  explicit DataWorld(std::int64_t items) {
    Loader loader(sources_, reader_);
    const auto file = loader.read(kScenario);
    auto scenario = loader.load(*file);
    served_ = std::make_unique<Served>(std::make_shared<const Scenario>(*std::move(scenario)),
                                       host_clock);
    const std::string token =
        ask({"PUT", "/latest/api/token", {{"X-aws-ec2-metadata-token-ttl-seconds", "60"}}, ""})
            .body;
    const SourceFile document{"credentials",
                              ask({"GET",
                                   "/latest/meta-data/iam/security-credentials/worker",
                                   {{"X-aws-ec2-metadata-token", token}},
                                   ""})
                                  .body};
    const auto keys = parse_json(document);
    id_ = keys->find("AccessKeyId")->text;
    secret_ = keys->find("SecretAccessKey")->text;
    token_ = keys->find("Token")->text;
    fill(items);
  }

  HttpResponse ask(const HttpRequest& request) {
    return served_->handle(request, "127.0.0.1", "").response;
  }
  [[nodiscard]] HttpRequest signed_request(std::string_view service, HttpRequest request) const {
    request.headers.push_back({"Host", fmt::format("{}.eu-west-1.amazonaws.com", service)});
    sigv4::Workspace work;
    sigv4::sign(request, {id_, secret_, token_, "eu-west-1", service, host_clock()}, work);
    return request;
  }
  [[nodiscard]] HttpRequest dynamodb(std::string_view operation, std::string body) const {
    return signed_request("dynamodb",
                          {"POST",
                           "/",
                           {{"X-Amz-Target", fmt::format("DynamoDB_20120810.{}", operation)}},
                           std::move(body)});
  }

 private:
  void fill(std::int64_t items) {
    constexpr std::int64_t kAtOnce = 10'000;
    for (std::int64_t first = 0; first < items; first += kAtOnce) {
      std::string body = R"({"key":["id","n"],"items":[)";
      for (std::int64_t n = first; n < std::min(items, first + kAtOnce); ++n) {
        body += fmt::format(R"({}{{"id":{{"S":"a"}},"n":{{"N":"{}"}},"price":{{"N":"1.5"}}}})",
                            n == first ? "" : ",", n);
      }
      const HttpResponse answer =
          ask({"PUT", fmt::format("/_rolechain/dynamodb/{}", kTable), {}, body + "]}"});
      if (answer.status != 204) throw std::runtime_error(answer.body);
    }
  }

  Sources sources_;
  DiskReader reader_;
  std::unique_ptr<Served> served_;
  std::string id_;
  std::string secret_;
  std::string token_;
};

// Asks the requests in turn.
void ask_all(benchmark::State& state, DataWorld& world, const std::vector<HttpRequest>& requests) {
  std::size_t at = 0;
  for (auto _ : state) {
    const HttpResponse answer = world.ask(requests[at++ % requests.size()]);
    if (answer.status != 200) return state.SkipWithError(answer.body.c_str());
  }
  state.SetItemsProcessed(state.iterations());
}

void data_dynamodb(benchmark::State& state, std::string_view operation, std::string_view body) {
  DataWorld world(state.range(0));
  std::vector<HttpRequest> requests;
  constexpr std::int64_t kRequests = 50;
  for (std::int64_t i = 0; i < kRequests; ++i) {
    requests.push_back(
        world.dynamodb(operation, fmt::format(fmt::runtime(body), i * 331 % state.range(0))));
  }
  ask_all(state, world, requests);
}

void data_s3(benchmark::State& state, const std::string& method) {
  DataWorld world(0);
  constexpr std::size_t kObject_bytes = 1024;
  const std::string data(kObject_bytes, 'x');
  const auto put = world.signed_request("s3", {"PUT", "/acme-data/key", {}, data});
  if (world.ask(put).status != 200) return state.SkipWithError("not put");
  const auto get = world.signed_request("s3", {"GET", "/acme-data/key", {}, ""});
  ask_all(state, world, {method == "PUT" ? put : get});
}

BENCHMARK_CAPTURE(data_dynamodb, put, "PutItem",
                  R"({{"TableName":"orders","Item":{{"id":{{"S":"a"}},"n":{{"N":"{}"}}}}}})")
    ->Arg(100)
    ->Arg(100'000);
BENCHMARK_CAPTURE(data_dynamodb, get, "GetItem",
                  R"({{"TableName":"orders","Key":{{"id":{{"S":"a"}},"n":{{"N":"{}"}}}}}})")
    ->Arg(100)
    ->Arg(100'000);
BENCHMARK_CAPTURE(data_dynamodb, update, "UpdateItem",
                  R"({{"TableName":"orders","Key":{{"id":{{"S":"a"}},"n":{{"N":"{}"}}}},
                    "UpdateExpression":"ADD price :p",
                    "ExpressionAttributeValues":{{":p":{{"N":"1"}}}}}})")
    ->Arg(100'000);
BENCHMARK_CAPTURE(data_dynamodb, query, "Query",
                  R"({{"TableName":"orders","KeyConditionExpression":"id = :i AND n >= :n",
                    "Limit":10,"ExpressionAttributeValues":{{":i":{{"S":"a"}},
                                                             ":n":{{"N":"{}"}}}}}})")
    ->Arg(100)
    ->Arg(100'000);
BENCHMARK_CAPTURE(data_s3, put, "PUT");
BENCHMARK_CAPTURE(data_s3, get, "GET");

}  // namespace
}  // namespace rolechain
