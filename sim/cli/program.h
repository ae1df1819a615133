// The whole program: from arguments to exit code. Nothing escapes it.
#pragma once

namespace rolechain {

inline constexpr const char* kVersion = "0.1.0";

int run_program(int argc, const char* const* argv);

}  // namespace rolechain
