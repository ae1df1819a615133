// Leaving the machine's network behind: from here on this process, and what it starts, has a
// loopback device of its own and nothing else, and may put files over others for itself alone.
// Source: user_namespaces(7), network_namespaces(7), mount_namespaces(7).
#pragma once

#include <expected>
#include <string>
#include <vector>

namespace rolechain {

struct SandboxError {
  std::string message;
  std::string help;
};

// For this process and its children; there is no way back. Needs no root where the machine allows
// user namespaces. REQUIRES: no thread was started yet.
std::expected<void, SandboxError> enter_namespaces();

// Gives the loopback device these addresses ("169.254.169.254", "fd00:ec2::254") and switches it
// on. IPv6 ones are left out where the machine has no IPv6.
std::expected<void, SandboxError> raise_loopback(const std::vector<std::string>& addresses);

// `path` shows what `source` holds: a file over a file, a directory over a directory. Does nothing
// where `path` is not there.
std::expected<void, SandboxError> put_over(const std::string& source, const std::string& path);

}  // namespace rolechain
