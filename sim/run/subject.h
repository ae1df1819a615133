// A live session as the subject of a proof: at the time and in the world of its issue.
#pragma once

#include "sim/grants/grants.h"
#include "sim/run/run.h"

namespace rolechain {

// Views: the session must outlive it.
inline GrantSubject subject_of(const LiveSession& live) {
  return {&live.scenario->world, &live.session, live.issued_s, live.scenario->context,
          live.scenario->context_model};
}

}  // namespace rolechain
