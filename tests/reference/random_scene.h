// Random scenes for rapidcheck: every policy type, nasty texts, shrinking towards the plain.
#pragma once

#include <rapidcheck.h>

#include <iosfwd>
#include <vector>

#include "tests/reference/scene.h"

namespace rolechain::reference {

struct RandomScene {
  Scene scene;
  std::vector<NextRequest> more;  // further requests of the same caller in the same world
};

void showValue(const RandomScene& random, std::ostream& out);  // found by rapidcheck

// Documents that the product refuses are not generated. The library must outlive the generator.
rc::Gen<RandomScene> random_scene(Library& library);

}  // namespace rolechain::reference
