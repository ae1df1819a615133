// The compression function of SHA-256 over whole blocks: by the processor's own instructions where
// it has them (x86 SHA extensions), else by OpenSSL. Source: FIPS 180-4, section 6.2.2; Intel
// Architecture Instruction Set Extensions, "SHA256RNDS2", "SHA256MSG1", "SHA256MSG2".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace rolechain::sigv4 {

using Sha256State = std::array<std::uint32_t, 8>;
inline constexpr std::size_t kSha256Block_bytes = 64;
inline constexpr Sha256State kSha256Start{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                          0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

using CompressBlocks = void (*)(Sha256State& state, const unsigned char* blocks, std::size_t count);

// The quicker one of this machine's.
CompressBlocks compress_blocks();
// Each by itself, to hold one against the other; native: null where the processor has none.
CompressBlocks portable_compress_blocks();
CompressBlocks native_compress_blocks();

}  // namespace rolechain::sigv4
