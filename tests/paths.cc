#include "tests/paths.h"

namespace rolechain::tests {

std::filesystem::path source_dir() { return ROLECHAIN_SOURCE_DIR; }

std::filesystem::path program() { return ROLECHAIN_BINARY; }

}  // namespace rolechain::tests
