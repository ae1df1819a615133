// Whose permissions an expectation is about: a session, by the id of its step, or "workload:NAME",
// all sessions that the workload can come to hold, together.
#pragma once

#include <string_view>

namespace rolechain {

inline constexpr std::string_view kWorkloadHolder = "workload:";

// NAME; "" for a session.
constexpr std::string_view workload_in(std::string_view holder) {
  return holder.starts_with(kWorkloadHolder) ? holder.substr(kWorkloadHolder.size())
                                             : std::string_view();
}

}  // namespace rolechain
