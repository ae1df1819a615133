// `rolechain serve` on loopback: requests a second over kept connections, beside a handler of the
// same library that does nothing with the same request. Every answer is looked at.
// Target: GetCallerIdentity and AssumeRole, verified and evaluated, at 0.6 of the empty handler's
// rate; no slower with 10,000 live sessions or a million entries in the audit log.
#include <arpa/inet.h>
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>

#include "mocks/base/json.h"
#include "mocks/base/source.h"
#include "mocks/http/socket/server.h"
#include "mocks/sigv4/sign.h"
#include "sim/load/load.h"
#include "sim/serve/served.h"

namespace rolechain {
namespace {

constexpr const char* kScenario =
    ROLECHAIN_SOURCE_DIR "/scenarios/cross-account/ec2-writes-one-table.yaml";
constexpr const char* kHost = "sts.eu-west-1.amazonaws.com";

EpochSeconds host_clock() { return static_cast<EpochSeconds>(std::time(nullptr)); }

std::string text_of(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  return found == nullptr ? std::string() : found->text;
}

// A served scenario, and the keys of its instance.
class World {
 public:
  World() {
    Loader loader(sources_, reader_);
    const auto file = loader.read(kScenario);
    auto scenario = loader.load(*file);
    served_ = std::make_unique<Served>(std::make_shared<const Scenario>(*std::move(scenario)),
                                       host_clock);
    const std::string token =
        ask({"PUT", "/latest/api/token", {{"X-aws-ec2-metadata-token-ttl-seconds", "60"}}, ""});
    const SourceFile document{"credentials",
                              ask({"GET",
                                   "/latest/meta-data/iam/security-credentials/app-base",
                                   {{"X-aws-ec2-metadata-token", token}},
                                   ""})};
    const auto keys = parse_json(document);
    id_ = text_of(*keys, "AccessKeyId");
    secret_ = text_of(*keys, "SecretAccessKey");
    token_ = text_of(*keys, "Token");
    if (token_.empty()) throw std::runtime_error("no credentials");
  }

  [[nodiscard]] Served& served() { return *served_; }
  std::string ask(const HttpRequest& request) {
    return served_->handle(request, "127.0.0.1", "").response.body;
  }

  [[nodiscard]] HttpRequest signed_form(const std::string& body) const {
    HttpRequest out{"POST",
                    "/",
                    {{"Host", kHost},
                     {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                     {"User-Agent", "bench/1.0"}},
                    body};
    sigv4::Workspace work;
    sigv4::sign(out, {id_, secret_, token_, "eu-west-1", "sts", host_clock()}, work);
    return out;
  }

 private:
  Sources sources_;
  DiskReader reader_;
  std::unique_ptr<Served> served_;
  std::string id_;
  std::string secret_;
  std::string token_;
};

const char* const kIdentity = "Action=GetCallerIdentity&Version=2011-06-15";
const char* const kAssume =
    "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A222222222222%3Arole%2F"
    "orders-writer&RoleSessionName=web-orders&ExternalId=acme-7";

std::string wire(const HttpRequest& request) {
  std::string out = fmt::format("{} {} HTTP/1.1\r\n", request.method, request.path);
  for (const HttpHeader& header : request.headers) {
    out += fmt::format("{}: {}\r\n", header.name, header.value);
  }
  return out + fmt::format("Content-Length: {}\r\n\r\n{}", request.body.size(), request.body);
}

// One connection that stays open.
class Client {
 public:
  explicit Client(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the sockets API's own way
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("cannot connect");
    }
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // True where the answer is 200.
  bool ask(const std::string& request) {
    if (::send(socket_, request.data(), request.size(), 0) < 0) return false;
    in_.clear();
    std::array<char, 8192> buffer{};
    for (;;) {
      const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), 0);
      if (got <= 0) return false;
      in_.append(buffer.data(), static_cast<std::size_t>(got));
      const std::size_t end = in_.find("\r\n\r\n");
      if (end == std::string::npos) continue;
      const std::size_t length = in_.find("Content-Length: ");
      if (length == std::string::npos) return false;
      if (in_.size() >= end + 4 + std::stoul(in_.substr(length + 16))) break;
    }
    return in_.starts_with("HTTP/1.1 200");
  }

 private:
  int socket_;
  std::string in_;
};

void ask_all(benchmark::State& state, int port, const std::string& request) {
  Client client(port);
  for (auto _ : state) {
    if (!client.ask(request)) return state.SkipWithError("not answered with 200");
  }
  state.SetItemsProcessed(state.iterations());
}

void serve_empty_handler(benchmark::State& state) {
  static World world;
  static const auto server = HttpServer::open({}, [](const HttpRequest&, const std::string&) {
    return HttpResponse{200, {{"Content-Type", "text/xml"}}, "<ok/>"};
  });
  ask_all(state, (*server)->port(), wire(world.signed_form(kIdentity)));
}

void serve_world(benchmark::State& state, const char* body) {
  static World world;
  static const auto server =
      HttpServer::open({}, [](const HttpRequest& request, const std::string& peer) {
        return world.served().handle(request, peer, "");
      });
  ask_all(state, (*server)->port(), wire(world.signed_form(body)));
}

void serve_caller_identity(benchmark::State& state) { serve_world(state, kIdentity); }
void serve_assume_role(benchmark::State& state) { serve_world(state, kAssume); }

BENCHMARK(serve_empty_handler)->Threads(1)->Threads(4)->UseRealTime();
BENCHMARK(serve_caller_identity)->Threads(1)->Threads(4)->UseRealTime();
BENCHMARK(serve_assume_role)->Threads(1)->Threads(4)->UseRealTime();

// Without sockets, after so many calls were made before: each is an entry of the audit log, and
// each AssumeRole a live session.
void serve_after(benchmark::State& state, const char* before, const char* body) {
  World world;
  const HttpRequest filler = world.signed_form(before);
  for (std::int64_t i = 0; i < state.range(0); ++i) world.ask(filler);
  const HttpRequest request = world.signed_form(body);
  for (auto _ : state) {
    if (!world.ask(request).contains("Response xmlns")) return state.SkipWithError("refused");
  }
  state.SetItemsProcessed(state.iterations());
}

void serve_assume_after_sessions(benchmark::State& state) { serve_after(state, kAssume, kAssume); }
void serve_identity_after_entries(benchmark::State& state) {
  serve_after(state, kIdentity, kIdentity);
}

BENCHMARK(serve_assume_after_sessions)->Arg(0)->Arg(10'000)->Iterations(20'000);
BENCHMARK(serve_identity_after_entries)->Arg(0)->Arg(1'000'000)->Iterations(20'000);

}  // namespace
}  // namespace rolechain
