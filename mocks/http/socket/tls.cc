#include "mocks/http/socket/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>

#include <cassert>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "mocks/base/owned.h"
#include "mocks/http/socket/waiting.h"

namespace rolechain {
namespace {

using Certificate = Owned<X509, X509_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using Bytes = Owned<BIO, BIO_free_all>;

// Whoever asks by address has sent no name.
const std::vector<std::string>& unnamed() {
  static const std::vector<std::string> names{"localhost",      "127.0.0.1",       "::1",
                                              "169.254.170.23", "169.254.169.254", "169.254.170.2"};
  return names;
}

struct Pair {
  Certificate certificate;
  Key key;
};

Bytes reading(const std::string& text) {
  return Bytes(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

}  // namespace

struct TlsContext::Impl {
  static constexpr std::size_t kNames_max = 1000;  // then all are made anew

  explicit Impl(std::shared_ptr<const LabCa> the_authority)
      : authority(std::move(the_authority)), context(SSL_CTX_new(TLS_server_method())) {
    assert(context != nullptr);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                        SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                        SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_cert_cb(context.get(), &Impl::choose, this);
    SSL_CTX_set_alpn_select_cb(context.get(), &Impl::speak_http1, nullptr);
  }

  const Pair& certified(const std::string& name) {
    if (const auto at = pairs.find(name); at != pairs.end()) return at->second;
    if (pairs.size() >= kNames_max) pairs.clear();
    const CertifiedKey made =
        authority->issue(name.empty() ? unnamed() : std::vector<std::string>{name});
    Pair pair{Certificate(PEM_read_bio_X509(reading(made.certificate_pem).get(), nullptr, nullptr,
                                            nullptr)),
              Key(PEM_read_bio_PrivateKey(reading(made.key_pem).get(), nullptr, nullptr, nullptr))};
    return pairs.emplace(name, std::move(pair)).first->second;
  }

  static int choose(SSL* session, void* self) {
    const char* asked = SSL_get_servername(session, TLSEXT_NAMETYPE_host_name);
    std::string name = asked == nullptr ? std::string() : std::string(asked);
    // What is no host's name would break out of the list of names that the certificate is made of.
    constexpr const char* kHostLetters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    if (name.find_first_not_of(kHostLetters) != std::string::npos) return 0;
    auto& impl = *static_cast<Impl*>(self);
    const std::scoped_lock lock(impl.mutex);
    const Pair& pair = impl.certified(name);
    return SSL_use_certificate(session, pair.certificate.get()) == 1 &&
                   SSL_use_PrivateKey(session, pair.key.get()) == 1
               ? 1
               : 0;
  }

  // Clients that offer HTTP/2 are told that HTTP/1.1 is spoken here.
  static int speak_http1(SSL* /*session*/, const unsigned char** out, unsigned char* out_size,
                         const unsigned char* offered, unsigned offered_size, void* /*self*/) {
    static constexpr unsigned char kHttp1[] = "\x08http/1.1";
    unsigned char* chosen = nullptr;
    const int found =
        SSL_select_next_proto(&chosen, out_size, kHttp1, sizeof kHttp1 - 1, offered, offered_size);
    *out = chosen;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
  }

  std::shared_ptr<const LabCa> authority;
  Owned<SSL_CTX, SSL_CTX_free> context;
  std::mutex mutex;
  std::map<std::string, Pair> pairs;  // by name
};

TlsContext::TlsContext(std::shared_ptr<const LabCa> authority)
    : impl_(std::make_unique<Impl>(std::move(authority))) {}
TlsContext::~TlsContext() = default;
ssl_ctx_st* TlsContext::raw() const { return impl_->context.get(); }

std::unique_ptr<TlsSession> TlsSession::accept(const TlsContext& context, int socket,
                                               Time deadline) {
  SSL* const raw = SSL_new(context.raw());
  if (raw == nullptr) return nullptr;
  std::unique_ptr<TlsSession> out(new TlsSession(raw, socket));
  SSL_set_fd(raw, socket);
  if (out->carry_on([raw] { return SSL_accept(raw); }, deadline) != 1) return nullptr;
  return out;
}

TlsSession::~TlsSession() { SSL_free(session_); }

int TlsSession::carry_on(const std::function<int()>& step, Time deadline) {
  for (;;) {
    ERR_clear_error();
    const int done = step();
    if (done > 0) return done;
    const int why = SSL_get_error(session_, done);
    if (why == SSL_ERROR_ZERO_RETURN) return 0;
    if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) return -1;
    const short events = why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
    if (!wait_until(socket_, events, deadline)) return -1;
  }
}

ssize_t TlsSession::read(char* out, std::size_t size, Time deadline) {
  return carry_on([&] { return SSL_read(session_, out, static_cast<int>(size)); }, deadline);
}

bool TlsSession::write(const char* data, std::size_t size, Time deadline) {
  std::size_t sent = 0;
  while (sent < size) {
    const int now = carry_on(
        [&] { return SSL_write(session_, data + sent, static_cast<int>(size - sent)); }, deadline);
    if (now <= 0) return false;
    sent += static_cast<std::size_t>(now);
  }
  return true;
}

bool TlsSession::has_input() const { return SSL_pending(session_) > 0; }
void TlsSession::close() { SSL_shutdown(session_); }

}  // namespace rolechain
