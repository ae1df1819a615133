// An object of a C library, freed by that library's own function: Owned<BIGNUM, BN_free>.
#pragma once

#include <memory>

namespace rolechain {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};

template <class T, auto Free>
using Owned = std::unique_ptr<T, Freer<Free>>;

}  // namespace rolechain
