#include "tests/support/allocations.h"

#include <cstdlib>
#include <new>

namespace {

// Global because operator new is; one a thread, so that counting costs benchmarks next to nothing.
thread_local std::size_t allocation_count = 0;
thread_local std::size_t byte_count = 0;

}  // namespace

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

void* operator new(std::size_t size) {
  ++allocation_count;
  byte_count += size;
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

#endif

namespace rolechain::testing {

std::size_t allocations() { return allocation_count; }

std::size_t allocated_bytes() { return byte_count; }

}  // namespace rolechain::testing
