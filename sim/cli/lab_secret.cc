#include "sim/cli/lab_secret.h"

#include <random>

namespace rolechain {

std::string lab_secret() {
  std::random_device device;
  std::string out;
  constexpr int kWords = 8;  // of 32 bits
  for (int i = 0; i < kWords; ++i) out += std::to_string(device()) + ' ';
  return out;
}

}  // namespace rolechain
