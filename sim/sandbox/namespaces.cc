#include "sim/sandbox/namespaces.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/ipv6.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return value_; }

 private:
  int value_;
};

std::string reason(int cause) { return to_lower(std::generic_category().message(cause)); }

constexpr const char* kElsewhere =
    "use `rolechain serve` with `rolechain env`, which need no privileges";

std::unexpected<SandboxError> failed(std::string_view what, std::string_view help = kElsewhere) {
  return std::unexpected(
      SandboxError{fmt::format("cannot {}: {}", what, reason(errno)), std::string(help)});
}

bool write_file(const std::string& path, std::string_view text) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return file.get() >= 0 &&
         ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

// Everybody stays who they are, so that files look as they did.
bool map_ids(uid_t user, gid_t group) {
  return write_file("/proc/self/setgroups", "deny") &&
         write_file("/proc/self/uid_map", fmt::format("{0} {0} 1", user)) &&
         write_file("/proc/self/gid_map", fmt::format("{0} {0} 1", group));
}

bool add_ipv4(const std::string& address, int number) {
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  const std::string name = fmt::format("lo:{}", number);
  std::memcpy(request.ifr_name, name.c_str(), std::min<std::size_t>(name.size(), IFNAMSIZ - 1));
  sockaddr_in in{};
  in.sin_family = AF_INET;
  if (::inet_pton(AF_INET, address.c_str(), &in.sin_addr) != 1) return false;
  std::memcpy(&request.ifr_addr, &in, sizeof in);
  if (::ioctl(socket.get(), SIOCSIFADDR, &request) != 0) return false;
  in.sin_addr.s_addr = INADDR_NONE;  // 255.255.255.255: the address alone
  std::memcpy(&request.ifr_netmask, &in, sizeof in);
  return ::ioctl(socket.get(), SIOCSIFNETMASK, &request) == 0;
}

bool add_ipv6(const std::string& address) {
  const Descriptor socket(::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) return errno == EAFNOSUPPORT;  // a machine without IPv6
  in6_ifreq request{};
  if (::inet_pton(AF_INET6, address.c_str(), &request.ifr6_addr) != 1) return false;
  request.ifr6_prefixlen = 128;
  request.ifr6_ifindex = static_cast<int>(::if_nametoindex("lo"));
  return ::ioctl(socket.get(), SIOCSIFADDR, &request) == 0 || errno == EOPNOTSUPP ||
         errno == EACCES || errno == EADDRNOTAVAIL || errno == EEXIST;
}

bool switch_on() {
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::memcpy(request.ifr_name, "lo", 3);
  if (::ioctl(socket.get(), SIOCGIFFLAGS, &request) != 0) return false;
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP | IFF_RUNNING);
  return ::ioctl(socket.get(), SIOCSIFFLAGS, &request) == 0;
}

}  // namespace

std::expected<void, SandboxError> enter_namespaces() {
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  constexpr int kBoth = CLONE_NEWNET | CLONE_NEWNS;
  if (::unshare(CLONE_NEWUSER | kBoth) == 0) {
    if (!map_ids(user, group)) return failed("map this user into a namespace");
  } else {
    const int cause = errno;
    // Root may do without a user namespace where those are forbidden.
    if (user != 0 || ::unshare(kBoth) != 0) {
      errno = cause;
      return failed("make namespaces for a sandbox",
                    "allow them (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone;"
                    " in a container: --privileged), or use `rolechain serve` with `rolechain env`,"
                    " which need no privileges");
    }
  }
  // What is mounted here must not show outside.
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return failed("make mounts private");
  }
  return {};
}

std::expected<void, SandboxError> raise_loopback(const std::vector<std::string>& addresses) {
  if (!switch_on()) return failed("switch the loopback device on");
  int number = 0;
  for (const std::string& address : addresses) {
    const bool added = address.contains(':') ? add_ipv6(address) : add_ipv4(address, ++number);
    if (!added) return failed(fmt::format("give the loopback device the address `{}`", address));
  }
  return {};
}

std::expected<void, SandboxError> put_over(const std::string& source, const std::string& path) {
  struct stat there{};
  if (::stat(path.c_str(), &there) != 0) return {};
  if (::mount(source.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) != 0) {
    return failed(fmt::format("put a file over `{}`", path));
  }
  return {};
}

}  // namespace rolechain
