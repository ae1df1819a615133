// The socket server, spoken to byte by byte.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <ctime>
#include <thread>
#include <vector>

#include "mocks/http/socket/server.h"
#include "mocks/pki/lab_ca.h"
#include "tests/support/serving.h"

namespace rolechain::tests {
namespace {

using Seconds = std::chrono::duration<double>;

std::unique_ptr<HttpServer> echo() {
  auto server =
      HttpServer::open({}, [](const HttpRequest& request, const std::string& peer) -> HttpAnswer {
        if (request.path == "/silence") {
          return HttpAnswer::without_response(HttpAnswer::Kind::hang);
        }
        if (request.path == "/reset") {
          return HttpAnswer::without_response(HttpAnswer::Kind::reset);
        }
        if (request.path == "/slow" || request.path == "/half") {
          HttpAnswer out(HttpResponse{200, {{"Content-Type", "text/plain"}}, "0123456789"});
          if (request.path == "/slow") out.delay_ms = 700;
          if (request.path == "/half") out.body_bytes_max = 4;
          return out;
        }
        if (request.path == "/bye") return HttpResponse{200, {{"Connection", "close"}}, "bye"};
        if (request.path == "/throw") throw std::runtime_error("broken");
        std::string text = request.method + " " + request.path + " " + peer + "\n";
        for (const HttpHeader& header : request.headers) {
          text += header.name + ": " + header.value + "\n";
        }
        return HttpResponse{200,
                            {{"Content-Type", "text/plain"}, {"Content-Length", "7"}},
                            text + std::to_string(request.body.size())};
      });
  return server ? *std::move(server) : nullptr;
}

Seconds time_of(const std::function<void()>& what) {
  const auto start = std::chrono::steady_clock::now();
  what();
  return std::chrono::steady_clock::now() - start;
}

TEST(HttpServer, AnswersAPutWithoutContentLengthAtOnce) {
  const auto server = echo();
  std::string answer;
  const Seconds took = time_of([&] {
    answer = exchange(server->port(), "PUT /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  });
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200")) << answer;
  EXPECT_LT(took.count(), 2.0);  // the library's own handlers wait for five seconds
}

// One port for both: the first byte tells. Names are certified as they are asked for.
TEST(HttpServer, SpeaksTlsToThoseWhoBeginWithIt) {
  const auto ca = std::make_shared<const LabCa>("secret", std::time(nullptr));
  ServerOptions options;
  options.tls = std::make_shared<const TlsContext>(ca);
  auto opened =
      HttpServer::open(options, [](const HttpRequest& request, const std::string& /*peer*/) {
        return HttpResponse{200, {}, request.path + " " + std::to_string(request.body.size())};
      });
  ASSERT_TRUE(opened);
  const int port = (*opened)->port();
  const ShellResult result = run_shell(fmt::format(
      "ca=$(mktemp); cat >$ca <<'END'\n{0}END\n"
      "fetch() {{ curl -sS --cacert $ca --resolve '*:{1}:127.0.0.1' \"$@\"; echo \" $?\"; }}\n"
      "fetch https://sts.eu-west-1.amazonaws.com:{1}/a https://b.s3.amazonaws.com:{1}/b\n"
      "fetch https://127.0.0.1:{1}/c\n"
      "fetch http://127.0.0.1:{1}/d\n"
      "head -c 3000000 /dev/zero | fetch --data-binary @- https://x.test:{1}/e\n"
      "curl -s https://127.0.0.1:{1}/untrusted; echo \" $?\"\n"
      "rm $ca",
      ca->certificate_pem(), port));
  EXPECT_EQ(result.output, "/a 0/b 0 0\n/c 0 0\n/d 0 0\n/e 3000000 0\n 60\n");
}

TEST(HttpServer, TakesRequestsWithoutHost) {
  const auto server = echo();
  const std::string answer =
      exchange(server->port(), "GET /x HTTP/1.1\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200")) << answer;
  EXPECT_TRUE(answer.contains("GET /x 127.0.0.1\n")) << answer;
}

TEST(HttpServer, SaysContentLengthOnceAndRight) {
  const auto server = echo();
  const std::string answer = exchange(server->port(), "GET /bye HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(answer.contains("Content-Length: 3\r\n")) << answer;
  EXPECT_EQ(answer.find("Content-Length"), answer.rfind("Content-Length")) << answer;
  EXPECT_EQ(answer.find("Connection"), answer.rfind("Connection")) << answer;
  EXPECT_FALSE(answer.contains("Keep-Alive")) << answer;
}

TEST(HttpServer, KeepsAConnectionForMoreThanFiveRequests) {
  const auto server = echo();
  std::string all;
  for (int i = 0; i < 20; ++i) all += "GET /again HTTP/1.1\r\nHost: h\r\n\r\n";
  all += "GET /bye HTTP/1.1\r\nHost: h\r\n\r\n";
  const std::string answer = exchange(server->port(), all);
  std::size_t count = 0;
  for (std::size_t at = 0; (at = answer.find("HTTP/1.1 200", at)) != std::string::npos; ++at) {
    ++count;
  }
  EXPECT_EQ(count, 21U);
}

TEST(HttpServer, TakesFormsOfFarOverEightKilobytes) {
  const auto server = echo();
  const std::string form = "Policy=" + std::string(1'000'000, 'x');
  const std::string answer =
      exchange(server->port(),
               "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
               "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                   std::to_string(form.size()) + "\r\n\r\n" + form);
  EXPECT_TRUE(answer.ends_with("1000007")) << answer.substr(0, 300);
}

TEST(HttpServer, RefusesBodiesOverItsLimit) {
  const auto server = echo();
  const std::string answer = exchange(
      server->port(), "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: " +
                          std::to_string(kMaxBody_bytes + 1) + "\r\n\r\nx");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413")) << answer;
}

TEST(HttpServer, NeitherCompressesNorCutsWhatTheHandlerSaid) {
  const auto server = echo();
  const std::string answer =
      exchange(server->port(),
               "GET /x HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\nRange: bytes=0-1\r\n"
               "Connection: close\r\n\r\n");
  EXPECT_TRUE(answer.contains("\nAccept-Encoding: gzip\n")) << answer;  // the handler sees them
  EXPECT_TRUE(answer.contains("\nRange: bytes=0-1\n")) << answer;
  EXPECT_FALSE(answer.contains("Content-Encoding")) << answer;
}

TEST(HttpServer, StaysUpAfterWhatIsNoHttp) {
  const auto server = echo();
  for (const std::string& bytes :
       {std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 9), std::string("GET\r\n\r\n"),
        std::string("BREW / HTTP/1.1\r\n\r\n"), std::string(20'000, 'A') + "\r\n\r\n",
        "GET /" + std::string(9'000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n",
        std::string("GET / HTTP/1.1\r\nX: ") + std::string(9'000, 'b') + "\r\n\r\n",
        std::string("POST / HTTP/1.1\r\nContent-Length: -5\r\nConnection: close\r\n\r\n"),
        std::string("GET /throw HTTP/1.1\r\nConnection: close\r\n\r\n"),
        std::string("GET /%zz%0a HTTP/1.1\r\nConnection: close\r\n\r\n")}) {
    exchange(server->port(), bytes, 1);
  }
  EXPECT_TRUE(exchange(server->port(), "GET /bye HTTP/1.1\r\n\r\n").ends_with("bye"));
}

TEST(HttpServer, NoAnswerMeansThatNoneArrives) {
  const auto server = echo();
  EXPECT_EQ(exchange(server->port(), "GET /silence HTTP/1.1\r\n\r\n", 1), "");
}

TEST(HttpServer, AResetIsNoEndOfFile) {
  const auto server = echo();
  EXPECT_EQ(exchange(server->port(), "GET /reset HTTP/1.1\r\n\r\n"), "(ECONNRESET)");
  EXPECT_EQ(exchange(server->port(), "PUT /reset HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"),
            "(ECONNRESET)");
}

TEST(HttpServer, ACutBodyIsAnnouncedWholeAndThenClosed) {
  const auto server = echo();
  const std::string answer = exchange(server->port(), "GET /half HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(answer.contains("Content-Length: 10\r\n")) << answer;
  EXPECT_EQ(answer.find("Content-Type"), answer.rfind("Content-Type")) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n0123")) << answer;
}

TEST(HttpServer, ADelayHoldsUpNobodyElse) {
  const auto server = echo();
  std::string late;
  std::thread slow([&] {
    const Seconds took = time_of([&] {
      late = exchange(server->port(), "GET /slow HTTP/1.1\r\nConnection: close\r\n\r\n");
    });
    EXPECT_GE(took.count(), 0.7);
  });
  EXPECT_LT(time_of([&] { exchange(server->port(), "GET /bye HTTP/1.1\r\n\r\n"); }).count(), 0.6);
  slow.join();
  EXPECT_TRUE(late.ends_with("0123456789")) << late;
}

TEST(HttpServer, AnswersTwoHundredAtOnce) {
  const auto server = echo();
  std::atomic<int> good = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 200; ++i) {
    clients.emplace_back([&] {
      const std::string answer =
          exchange(server->port(), "PUT /bye HTTP/1.1\r\nHost: h\r\n\r\n", 30);
      if (answer.ends_with("bye")) ++good;
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(good, 200);
}

TEST(HttpServer, APortInUseIsRefused) {
  const auto server = echo();
  const auto second =
      HttpServer::open({"127.0.0.1", server->port()},
                       [](const HttpRequest&, const std::string&) { return HttpResponse{}; });
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error(), "address already in use");
}

TEST(HttpServer, StopsAtOnceWhileAClientIsIdle) {
  const auto server = echo();
  std::thread idle([&] { exchange(server->port(), "GET /x HTTP/1.1\r\nHost: h\r\n\r\n", 5); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_LT(time_of([&] { server->stop(); }).count(), 2.0);
  idle.join();
}

}  // namespace
}  // namespace rolechain::tests
