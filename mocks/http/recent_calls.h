// The traces of the last calls, by request id: for those who ask afterwards why one was decided so.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "mocks/cloud/session.h"
#include "mocks/http/audit.h"
#include "mocks/iam/trace.h"

namespace rolechain {

struct RecentCall {
  AuditEntry entry;  // its session owns the session policies that traces point to
  std::vector<Trace> traces;
  int http = 200;
  std::string reason;  // ApiError::reason
};

inline constexpr std::size_t kRecentCalls_max = 10'000;
class RecentCalls {
 public:
  explicit RecentCalls(std::size_t calls_max = kRecentCalls_max) : calls_max_(calls_max) {}

  // Policies that traces point to must outlive the call here.
  void add(RecentCall call) {
    if (sink_) sink_(call);
    by_id_[call.entry.request_id] = first_ + calls_.size();
    calls_.push_back(std::move(call));
    if (calls_.size() <= calls_max_) return;
    by_id_.erase(calls_.front().entry.request_id);
    calls_.pop_front();
    ++first_;
  }
  // Called with each call that is added from here on.
  void on_call(std::function<void(const RecentCall&)> sink) { sink_ = std::move(sink); }
  // Null where there is none, or no longer.
  [[nodiscard]] const RecentCall* find(const std::string& request_id) const {
    const auto at = by_id_.find(request_id);
    return at == by_id_.end() ? nullptr : &calls_[at->second - first_];
  }
  void clear() {
    calls_.clear();
    by_id_.clear();
  }

 private:
  std::size_t calls_max_;
  std::function<void(const RecentCall&)> sink_;
  std::size_t first_ = 0;  // number of the first that is kept
  std::deque<RecentCall> calls_;
  std::unordered_map<std::string, std::size_t> by_id_;
};

}  // namespace rolechain
