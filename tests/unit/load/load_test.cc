#include "sim/load/load.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/paths.h"

namespace rolechain {
namespace {

namespace fs = std::filesystem;

// Every scenario that is shipped loads; whether it holds is the suite's matter.
TEST(Load, ShippedScenariosLoad) {
  Sources sources;
  DiskReader reader;
  Loader loader(sources, reader);
  const fs::path root = tests::source_dir() / "scenarios";
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    const std::string path = entry.path().string();
    if (entry.path().extension() != ".yaml" || path.find("/invalid/") != std::string::npos ||
        path.find("/infra/") != std::string::npos || path.find("/shared/") != std::string::npos) {
      continue;
    }
    const auto file = loader.read(path, {.root = root.string()});
    ASSERT_TRUE(file) << render(file.error());
    const auto scenario = loader.load(*file);
    EXPECT_TRUE(scenario) << render(scenario.error());
    if (!scenario) continue;
    for (const Case& one : scenario->cases) {
      const auto changed = loader.load(*file, one.changes);
      EXPECT_TRUE(changed) << one.name << "\n" << render(changed.error());
    }
  }
}

}  // namespace
}  // namespace rolechain
