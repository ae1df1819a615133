// A clock of a world that is shown to clients outside it: they compare what they are told (the
// Expiration of credentials) with their own host's clock, wherever this world's clock stands.
#pragma once

#include "mocks/base/clock.h"

namespace rolechain {

class ShownClock : public Clock {
 public:
  // A time of this world as a client is told it.
  [[nodiscard]] virtual EpochSeconds shown_s(EpochSeconds time_s) const = 0;
};

// The same of any clock: a world that nobody looks at from outside tells its times as they are.
inline EpochSeconds shown_s(const Clock& clock, EpochSeconds time_s) {
  const auto* shown = dynamic_cast<const ShownClock*>(&clock);
  return shown == nullptr ? time_s : shown->shown_s(time_s);
}

}  // namespace rolechain
