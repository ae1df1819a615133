// The layout of the embedded service reference: what tool/make_reference_blob writes at build time
// and service_reference.cc reads in place. Nobody else includes this.
//
// One header, then sections of plain records, then a pool of characters. Records are sorted by
// lower-case name, so a record's index is its id and look-up is binary search. Numbers are in the
// byte order of the machine that builds, which is the machine that runs.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace rolechain {

struct BlobSection {
  std::uint32_t offset_bytes = 0;  // from the start of the blob
  std::uint32_t count = 0;         // records, not bytes
};

struct BlobText {
  std::uint32_t offset = 0;  // into the pool of characters
  std::uint32_t length = 0;
};

struct BlobList {
  std::uint32_t first = 0;  // into the section that the field's name says
  std::uint32_t count = 0;
};

struct BlobService {
  BlobText name;
  BlobList actions;
  BlobList types;
  std::uint32_t rcp = 0;
};

struct BlobAction {
  std::uint32_t name = 0;   // "s3:GetObject", offset into the pool
  std::uint32_t lower = 0;  // "s3:getobject"
  std::uint16_t length = 0;
  std::uint16_t service = 0;
  std::uint32_t level = 0;
  BlobList keys;       // ids
  BlobList resources;  // action_resources
};

struct BlobActionResource {
  std::uint32_t type = 0;
  std::uint32_t required = 0;
  BlobList keys;  // ids
};

struct BlobType {
  BlobText name;  // "object"
  BlobText full;  // "s3:object", lower case
  std::uint32_t service = 0;
  BlobList arns;  // texts
  BlobList keys;  // ids
};

struct BlobKey {
  static constexpr std::uint16_t no_variable = 0xffff;

  std::uint32_t name = 0;
  std::uint32_t lower = 0;
  std::uint16_t length = 0;
  std::uint16_t prefix_length = no_variable;  // before the variable part
  std::uint16_t suffix_length = 0;            // after it
  std::uint8_t kind = 0;
  std::uint8_t flags = 0;
};

inline constexpr std::uint8_t blob_key_multi_valued = 1;
inline constexpr std::uint8_t blob_key_global = 2;

struct ReferenceBlob {
  static constexpr std::array<char, 8> expected_magic = {'r', 'c', 'r', 'e', 'f', '0', '0', '3'};
  static constexpr std::uint32_t expected_byte_order = 0x01020304;

  std::array<char, 8> magic = expected_magic;
  std::uint32_t byte_order = expected_byte_order;
  std::uint32_t size_bytes = 0;
  BlobText version;
  BlobText date;
  BlobSection services;          // BlobService
  BlobSection actions;           // BlobAction
  BlobSection action_resources;  // BlobActionResource
  BlobSection types;             // BlobType
  BlobSection keys;              // BlobKey
  BlobSection families;          // std::uint32_t: keys with a variable part, most specific first
  BlobSection ids;               // std::uint32_t: what every BlobList of ids points into
  BlobSection texts;             // BlobText
  BlobSection pool;              // char
  BlobSection slots;             // std::uint32_t: where to find an action by its whole name
};

// Actions are also in a hash table with open addressing, for a policy names them by the hundred:
// the slot of an action is blob_hash(lower full name) modulo the count, which is a power of two, or
// the next free one after it; it holds the id plus one, and 0 where it is free.
inline std::uint32_t blob_hash(std::string_view lower) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
  constexpr unsigned kHalf_bits = 32;
  std::uint64_t hash = lower.size();
  while (!lower.empty()) {
    std::uint64_t word = 0;
    const std::size_t size = std::min(lower.size(), sizeof word);
    std::memcpy(&word, lower.data(), size);
    hash = (hash ^ word) * kOdd;
    hash ^= hash >> kHalf_bits;
    lower.remove_prefix(size);
  }
  return static_cast<std::uint32_t>(hash);
}

}  // namespace rolechain
