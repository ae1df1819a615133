// Writes random policies that are about one request, so that their statements often match and just
// as often fail by a hair.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mocks/policy/document.h"
#include "tests/differential/catalog.h"
#include "tests/differential/rng.h"

namespace rolechain::differential {

struct PolicySubject {
  std::string action;
  std::string resource;
  std::vector<std::string> near;        // resources that are not the request's
  std::vector<const CatalogKey*> keys;  // that conditions may ask for
  std::vector<std::string> principals;  // `"AWS":"…"` members that name the caller or nearly so
};

// Statements have Sids that begin with `sid`. SCPs and RCPs have what their grammar allows.
std::string write_policy(Rng& rng, const PolicySubject& subject, PolicyType type,
                         std::string_view sid);

}  // namespace rolechain::differential
