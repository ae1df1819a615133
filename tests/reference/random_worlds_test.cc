// Random worlds: the product, in every way that it can be asked, against the reference.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "tests/reference/random_scene.h"
#include "tests/reference/stage.h"

namespace rolechain::reference {
namespace {

// RC_PARAMS="seed=…" repeats a run; RC_PARAMS="max_success=100000" makes a long one.
TEST(RandomWorlds, EveryWayOfAskingAgreesWithTheReference) {
  Library library;
  Stage stage;
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  constexpr int kUsual = 100;  // rapidcheck's own, too few here
  if (params.maxSuccess == kUsual) params.maxSuccess = 4'000;
  const rc::detail::TestMetadata metadata{"RandomWorlds", "the product agrees with the reference"};
  const auto result = rc::detail::checkTestable(
      [&] {
        const RandomScene random = *random_scene(library);
        const auto found = stage.any_disagreement(random.scene, random.more);
        if (found) RC_FAIL(*found);
      },
      metadata, params);
  fmt::print("seed {}: {} worlds compared, {} allowed, {} denied explicitly\n", params.seed,
             stage.compared(), stage.allowed(), stage.denied_explicitly());
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  EXPECT_TRUE(result.template is<rc::detail::SuccessResult>()) << "seed " << params.seed << "\n"
                                                               << text.str();
  EXPECT_GT(stage.allowed(), stage.compared() / 20) << "too few requests get through";
}

}  // namespace
}  // namespace rolechain::reference
