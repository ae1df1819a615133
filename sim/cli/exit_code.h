// How the program ends, for scripts and CI systems.
#pragma once

namespace rolechain {

inline constexpr int kExitPassed = 0;
inline constexpr int kExitFailed = 1;   // an expectation did not hold, or lint found an error
inline constexpr int kExitUsage = 2;    // the command line says something that is not there
inline constexpr int kExitInvalid = 3;  // a file is invalid or unsupported, or there is none
inline constexpr int kExitInternal = 4;

}  // namespace rolechain
