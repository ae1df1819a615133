// The only file that sees httplib.h.
#include "mocks/http/socket/server.h"

#include <httplib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <system_error>
#include <thread>
#include <utility>

#include "mocks/base/text.h"
#include "mocks/http/socket/connection.h"

namespace rolechain {
namespace {

constexpr std::size_t kThreads = 64;  // connections at a time; more wait
constexpr int kBacklog = 1024;
constexpr std::size_t kRequestsPerConnection_max = 1'000'000;
constexpr std::chrono::seconds kIdle(20);          // of a connection between requests
constexpr std::chrono::milliseconds kLookUp(100);  // how soon a stop is noticed
constexpr std::chrono::seconds kUnanswered_max(120);
// Statuses between the handler and the connection; never on the wire.
constexpr int kNoAnswer = 599;
constexpr int kReset = 598;

// The library would act on these headers by itself (compress, cut into ranges). They are kept from
// it under a name that no client can send, and given back to the handler.
constexpr char kHidden = '\x01';
constexpr std::array<std::string_view, 2> kNotForTheLibrary{"Accept-Encoding", "Range"};

class Stream final : public httplib::Stream {
 public:
  explicit Stream(Connection& connection) : connection_(connection) {}

  [[nodiscard]] bool is_readable() const override { return true; }
  [[nodiscard]] bool is_writable() const override { return true; }
  ssize_t read(char* out, std::size_t size) override { return connection_.read(out, size); }
  ssize_t write(const char* data, std::size_t size) override {
    connection_.write(data, size);
    // "100 Continue" is asked for by a client that waits for it before it sends the body.
    if (connection_.pending().starts_with("HTTP/1.1 100 ")) connection_.flush();
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    std::array<char, NI_MAXHOST> host{};
    std::array<char, NI_MAXSERV> service{};
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the sockets API's own way
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    if (::getpeername(connection_.socket(), raw, &size) != 0 ||
        ::getnameinfo(raw, size, host.data(), host.size(), service.data(), service.size(),
                      NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
      return;
    }
    ip = host.data();
    port = std::atoi(service.data());
  }
  void get_local_ip_and_port(std::string&, int&) const override {}
  [[nodiscard]] socket_t socket() const override { return connection_.socket(); }

 private:
  Connection& connection_;
};

HttpRequest to_request(const httplib::Request& request, std::string body) {
  HttpRequest out;
  out.method = request.method;
  out.path = request.target;
  out.body = std::move(body);
  for (const auto& [name, value] : request.headers) {
    // The library's own additions.
    if (name == "REMOTE_ADDR" || name == "REMOTE_PORT") continue;
    if (name == "LOCAL_ADDR" || name == "LOCAL_PORT") continue;
    out.headers.push_back({name.starts_with(kHidden) ? name.substr(1) : name, value});
  }
  return out;
}

void hide(httplib::Request& request) {
  for (const std::string_view name : kNotForTheLibrary) {
    const auto [first, last] = request.headers.equal_range(std::string(name));
    std::vector<std::string> values;
    for (auto at = first; at != last; ++at) values.push_back(at->second);
    request.headers.erase(first, last);
    for (std::string& value : values) {
      request.headers.emplace(kHidden + std::string(name), std::move(value));
    }
  }
  request.ranges.clear();
}

// A body that is announced whole and of which only the first bytes come: the library's own way to
// give up in the middle, after which it closes the connection.
void cut_body(std::string body, std::size_t bytes_max, httplib::Response& out) {
  const auto type = out.headers.find("Content-Type");
  const std::string kept = type == out.headers.end() ? "text/plain" : type->second;
  out.headers.erase("Content-Type");
  const std::size_t whole = body.size();
  body.resize(bytes_max);
  out.set_content_provider(
      whole, kept, [rest = std::move(body)](std::size_t at, std::size_t, httplib::DataSink& sink) {
        if (at >= rest.size()) return false;
        return sink.write(rest.data() + at, rest.size() - at);
      });
}

void to_httplib(const HttpAnswer& answer, bool is_head, httplib::Response& out) {
  if (answer.kind != HttpAnswer::Kind::response) {
    out.status = answer.kind == HttpAnswer::Kind::reset ? kReset : kNoAnswer;
    return;
  }
  const HttpResponse& response = answer.response;
  out.status = response.status;
  bool has_length = false;
  for (const HttpHeader& header : response.headers) {
    const bool is_length = equals_ignore_case(header.name, "Content-Length");
    // Of a body it is counted; the answer to a HEAD says how long the body would be.
    if (is_length && !is_head) continue;
    has_length = has_length || is_length;
    out.headers.emplace(header.name, header.value);
  }
  if (is_head) {
    if (!has_length) {
      out.headers.emplace("Content-Length", std::to_string(response.body.size()));
    }
  } else if (answer.body_bytes_max && *answer.body_bytes_max < response.body.size()) {
    cut_body(response.body, *answer.body_bytes_max, out);
  } else {
    out.body = response.body;
  }
}

// One `Connection` header; no promise of keep-alive where the connection is closed.
void tidy_headers(httplib::Response& response) {
  const auto closes = response.headers.find("Connection");
  if (closes == response.headers.end()) return;
  response.headers.erase("Connection");
  response.headers.erase("Keep-Alive");
  response.headers.emplace("Connection", "close");
}

bool says_close(std::string_view response) {
  return response.substr(0, response.find("\r\n\r\n")).contains("\r\nConnection: close");
}

class Library final : public httplib::Server {
 public:
  Library(HttpHandler handler, std::shared_ptr<const TlsContext> tls)
      : handler_(std::move(handler)), tls_(std::move(tls)) {
    new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    set_payload_max_length(kMaxBody_bytes);
    set_keep_alive_max_count(kRequestsPerConnection_max);
    set_keep_alive_timeout(kIdle.count());
    set_tcp_nodelay(true);
    set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      const bool may_have_body =
          request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS";
      if (may_have_body) return HandlerResponse::Unhandled;
      answer(request, {}, response);
      return HandlerResponse::Handled;
    });
    set_post_routing_handler(
        [](const httplib::Request&, httplib::Response& response) { tidy_headers(response); });
    const auto with_body = [this](const httplib::Request& request, httplib::Response& response,
                                  const httplib::ContentReader& reader) {
      std::string body;
      // A plain handler would wait for the end of a body that was never announced.
      const bool announced =
          request.has_header("Content-Length") || request.has_header("Transfer-Encoding");
      const auto take = [&body](const char* data, std::size_t size) {
        body.append(data, size);
        return body.size() <= kMaxBody_bytes;
      };
      // Refused before it is read: whoever announced so much may send it slowly.
      if (std::strtoull(request.get_header_value("Content-Length").c_str(), nullptr, 10) >
          kMaxBody_bytes) {
        response.status = 413;
        response.headers.emplace("Connection", "close");
        return;
      }
      if (announced && !reader(take)) {
        if (response.status < 400) response.status = 413;
        return;
      }
      answer(request, std::move(body), response);
    };
    constexpr const char* kEverything = R"([\s\S]*)";
    Post(kEverything, with_body);
    Put(kEverything, with_body);
    Patch(kEverything, with_body);
    Delete(kEverything, with_body);
    // SO_REUSEADDR but not SO_REUSEPORT, the library's default: two servers on one port would
    // share its clients.
    set_socket_options([](socket_t socket) {
      const int on = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    });
  }

  // The library listens with a backlog of five.
  void widen_backlog() { ::listen(svr_sock_, kBacklog); }

 private:
  void answer(const httplib::Request& request, std::string body, httplib::Response& response) {
    try {
      const HttpAnswer answer = handler_(to_request(request, std::move(body)), request.remote_addr);
      wait(answer.delay_ms);
      to_httplib(answer, request.method == "HEAD", response);
    } catch (const std::exception& error) {
      response.status = 500;
      response.set_content(std::string("internal error: ") + error.what() + "\n", "text/plain");
    }
  }

  // In this connection's own thread; a server that stops waits for nobody.
  void wait(std::int64_t delay_ms) const {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(delay_ms);
    for (;;) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
          end - std::chrono::steady_clock::now());
      if (left.count() <= 0 || !is_open()) return;
      std::this_thread::sleep_for(std::min(left, kLookUp));
    }
  }

  // In place of the library's loop, whose stream writes header and body apart.
  bool process_and_close_socket(socket_t socket) override {
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Connection connection(socket);
    Stream stream(connection);
    const bool agreed = begin(connection);
    while (agreed && wait_for_request(connection)) {
      connection.begin_request(std::chrono::steady_clock::now() +
                               std::chrono::seconds(kRequestTime_s));
      bool closed = false;
      const bool ok = process_request(stream, false, closed, hide);
      if (connection.pending().starts_with("HTTP/1.1 599")) {
        connection.drop();
        for (auto waited = kLookUp; waited < kUnanswered_max && is_open(); waited += kLookUp) {
          if (connection.wait_gone(kLookUp)) break;
        }
        break;
      }
      if (connection.pending().starts_with("HTTP/1.1 598")) {
        reset(socket);
        return true;
      }
      const bool closes = closed || says_close(connection.pending());
      if (!connection.flush() || !ok || closes) break;
    }
    connection.end_tls();
    close_gently(socket);
    return true;
  }

  bool begin(Connection& connection) const {
    if (tls_ == nullptr) return true;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(kRequestTime_s);
    return wait_for_request(connection) && connection.begin_tls(*tls_, deadline);
  }

  bool wait_for_request(const Connection& connection) const {
    const auto end = std::chrono::steady_clock::now() + kIdle;
    while (!connection.wait_readable(kLookUp)) {
      if (!is_open() || std::chrono::steady_clock::now() > end) return false;
    }
    return true;
  }

  bool is_open() const { return svr_sock_ != INVALID_SOCKET; }

  // A socket closed with unread input is reset, and the client may lose the answer: what it still
  // sends is read for a moment.
  static void close_gently(socket_t socket) {
    ::shutdown(socket, SHUT_WR);
    const timeval wait{0, 200'000};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    std::array<char, 4096> rest{};
    for (int times = 0; times < 64; ++times) {
      if (::recv(socket, rest.data(), rest.size(), 0) <= 0) break;
    }
    ::close(socket);
  }

  // What is unread or unsent is thrown away, and the other side learns it by an RST.
  static void reset(socket_t socket) {
    const linger now{1, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(socket);
  }

  HttpHandler handler_;
  std::shared_ptr<const TlsContext> tls_;
};

}  // namespace

struct HttpServer::Impl {
  Impl(HttpHandler handler, std::shared_ptr<const TlsContext> tls)
      : library(std::move(handler), std::move(tls)) {}
  Library library;
  int port = 0;
  std::thread thread;
  std::atomic<bool> ended{false};
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() { stop(); }

std::expected<std::unique_ptr<HttpServer>, std::string> HttpServer::open(
    const ServerOptions& options, HttpHandler handler) {
  auto impl = std::make_unique<Impl>(std::move(handler), options.tls);
  errno = 0;
  if (options.port == 0) {
    impl->port = impl->library.bind_to_any_port(options.address);
  } else if (impl->library.bind_to_port(options.address, options.port)) {
    impl->port = options.port;
  }
  if (impl->port <= 0) {
    const int cause = errno == 0 ? EADDRNOTAVAIL : errno;
    return std::unexpected(to_lower(std::generic_category().message(cause)));
  }
  impl->library.widen_backlog();
  impl->thread = std::thread([self = impl.get()] {
    self->library.listen_after_bind();
    self->ended = true;
  });
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

int HttpServer::port() const { return impl_->port; }

void HttpServer::stop() {
  if (!impl_->thread.joinable()) return;
  // stop() before the thread has begun to listen would be lost.
  while (!impl_->library.is_running() && !impl_->ended) std::this_thread::yield();
  impl_->library.stop();
  impl_->thread.join();
}

}  // namespace rolechain
