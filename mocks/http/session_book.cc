#include "mocks/http/session_book.h"

#include <algorithm>

namespace rolechain {
namespace {
constexpr std::int64_t kRemembered_s = 86'400;
}  // namespace

void SessionBook::add(const Session& session, EpochSeconds now_s) {
  const std::string& key = session.credentials.access_key_id;
  if (sessions_.contains(key)) return;
  sessions_.emplace(key, std::make_shared<const Session>(session));
  if (sessions_.size() < clean_at_) return;
  std::erase_if(sessions_,
                [&](const auto& one) { return one.second->expires_s < now_s - kRemembered_s; });
  clean_at_ = std::max(clean_at_, 2 * sessions_.size());
}

std::shared_ptr<const Session> SessionBook::find(std::string_view access_key_id) const {
  const auto at = sessions_.find(access_key_id);
  return at == sessions_.end() ? nullptr : at->second;
}

}  // namespace rolechain
