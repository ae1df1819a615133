// A mutex for work of microseconds: who finds it taken looks again for a moment before going to
// sleep, because being woken costs several times what the holder still has to do.
#pragma once

#include <mutex>
#include <thread>

namespace rolechain {

class ShortMutex {
 public:
  void lock() {
    constexpr int kLooks = 400;  // with a yield each: about as long as a call takes
    for (int i = 0; i < kLooks; ++i) {
      if (mutex_.try_lock()) return;
      std::this_thread::yield();
    }
    mutex_.lock();
  }
  bool try_lock() { return mutex_.try_lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

}  // namespace rolechain
