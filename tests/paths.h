// Where the sources and the built program lie, for tests that read files or run the program.
#pragma once

#include <filesystem>

namespace rolechain::tests {

// The root of the source tree, absolute.
std::filesystem::path source_dir();

// The program `rolechain` of this build, absolute; it is built before the tests.
std::filesystem::path program();

}  // namespace rolechain::tests
