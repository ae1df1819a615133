// Every set of credentials that this world has given out, by access key id: who signs a request.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "mocks/base/clock.h"
#include "mocks/cloud/session.h"

namespace rolechain {

class SessionBook {
 public:
  // A key that is there already stays as it is. Expired sessions are kept for a day, because AWS
  // tells an expired key from an unknown one; then room is made for new ones.
  void add(const Session& session, EpochSeconds now_s);
  // Null for a key that was never given out.
  [[nodiscard]] std::shared_ptr<const Session> find(std::string_view access_key_id) const;
  using Map = std::map<std::string, std::shared_ptr<const Session>, std::less<>>;
  [[nodiscard]] const Map& all() const { return sessions_; }
  [[nodiscard]] std::size_t size() const { return sessions_.size(); }
  void clear() { sessions_.clear(); }

 private:
  Map sessions_;
  std::size_t clean_at_ = 10'000;
};

}  // namespace rolechain
