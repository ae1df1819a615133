// OpenSSL's low-level interface is deprecated and still the quickest: EVP fetches by name.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "mocks/sigv4/sha256_blocks.h"

#include <openssl/sha.h>

#include <algorithm>
#include <iterator>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace rolechain::sigv4 {
namespace {

void by_openssl(Sha256State& state, const unsigned char* blocks, std::size_t count) {
  SHA256_CTX context{};
  std::ranges::copy(state, std::begin(context.h));
  for (std::size_t i = 0; i < count; ++i) {
    SHA256_Transform(&context, blocks + i * kSha256Block_bytes);
  }
  std::copy(std::begin(context.h), std::end(context.h), state.begin());
}

#if defined(__x86_64__)

// FIPS 180-4, section 4.2.2.
alignas(16) constexpr std::array<std::uint32_t, 64> kRound{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

#define ROLECHAIN_SHA __attribute__((target("sha,sse4.1,ssse3"), always_inline)) inline

// Four rounds: two with the lower half of the sums of schedule and constants, two with the upper.
ROLECHAIN_SHA void four_rounds(__m128i& abef, __m128i& cdgh, __m128i words, std::size_t group) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the intrinsics' own way
  const auto* const constants = reinterpret_cast<const __m128i*>(&kRound[group * 4]);
  const __m128i sums = _mm_add_epi32(words, _mm_load_si128(constants));
  cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sums);
  abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sums, 0x0e));
}

// The next four words of the schedule from the sixteen before them, oldest first.
ROLECHAIN_SHA __m128i next_words(__m128i a, __m128i b, __m128i c, __m128i d) {
  const __m128i sums = _mm_add_epi32(_mm_sha256msg1_epu32(a, b), _mm_alignr_epi8(d, c, 4));
  return _mm_sha256msg2_epu32(sums, d);
}

__attribute__((target("sha,sse4.1,ssse3"))) void by_instructions(Sha256State& state,
                                                                 const unsigned char* blocks,
                                                                 std::size_t count) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): the intrinsics' own way
  const __m128i dcba = _mm_loadu_si128(reinterpret_cast<const __m128i*>(state.data()));
  const __m128i hgfe = _mm_loadu_si128(reinterpret_cast<const __m128i*>(state.data() + 4));
  // The instructions want the state as (A B E F) and (C D G H), highest first.
  const __m128i cdab = _mm_shuffle_epi32(dcba, 0xb1);
  const __m128i efgh = _mm_shuffle_epi32(hgfe, 0x1b);
  __m128i abef = _mm_alignr_epi8(cdab, efgh, 8);
  __m128i cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);

  for (; count > 0; --count, blocks += kSha256Block_bytes) {
    const __m128i abef_before = abef;
    const __m128i cdgh_before = cdgh;
    const auto* const in = reinterpret_cast<const __m128i*>(blocks);
    __m128i w0 = _mm_shuffle_epi8(_mm_loadu_si128(in), big_endian);
    __m128i w1 = _mm_shuffle_epi8(_mm_loadu_si128(in + 1), big_endian);
    __m128i w2 = _mm_shuffle_epi8(_mm_loadu_si128(in + 2), big_endian);
    __m128i w3 = _mm_shuffle_epi8(_mm_loadu_si128(in + 3), big_endian);
    four_rounds(abef, cdgh, w0, 0);
    four_rounds(abef, cdgh, w1, 1);
    four_rounds(abef, cdgh, w2, 2);
    four_rounds(abef, cdgh, w3, 3);
    for (std::size_t group = 4; group < 16; group += 4) {
      w0 = next_words(w0, w1, w2, w3);
      four_rounds(abef, cdgh, w0, group);
      w1 = next_words(w1, w2, w3, w0);
      four_rounds(abef, cdgh, w1, group + 1);
      w2 = next_words(w2, w3, w0, w1);
      four_rounds(abef, cdgh, w2, group + 2);
      w3 = next_words(w3, w0, w1, w2);
      four_rounds(abef, cdgh, w3, group + 3);
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  const __m128i feba = _mm_shuffle_epi32(abef, 0x1b);
  const __m128i dchg = _mm_shuffle_epi32(cdgh, 0xb1);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(state.data()), _mm_blend_epi16(feba, dchg, 0xf0));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(state.data() + 4), _mm_alignr_epi8(dchg, feba, 8));
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
}

#undef ROLECHAIN_SHA

#endif

}  // namespace

CompressBlocks portable_compress_blocks() { return by_openssl; }

CompressBlocks native_compress_blocks() {
#if defined(__x86_64__)
  unsigned leaf7_ebx = 0;
  constexpr unsigned kSha = 1U << 29U;
  unsigned eax = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  if (__get_cpuid_count(7, 0, &eax, &leaf7_ebx, &ecx, &edx) != 0 && (leaf7_ebx & kSha) != 0 &&
      __builtin_cpu_supports("sse4.1")) {
    return by_instructions;
  }
#endif
  return nullptr;
}

CompressBlocks compress_blocks() {
  static const CompressBlocks chosen = [] {
    const CompressBlocks native = native_compress_blocks();
    return native != nullptr ? native : portable_compress_blocks();
  }();
  return chosen;
}

}  // namespace rolechain::sigv4
