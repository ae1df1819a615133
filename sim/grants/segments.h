// ARN shapes and patterns segment by segment. A pattern whose stars cannot take an ARN's colons
// matches where each of its parts does: then regions, accounts and names are told apart each by
// itself, once for all types, instead of in one search over whole ARNs.
#pragma once

#include <optional>
#include <string>

#include "sim/grants/classes.h"

namespace rolechain {

// The texts of a shape: `prefix`, region, `:`, account, `:`, tail.
struct ShapeSegments {
  std::string prefix;                  // "arn:aws:sqs:"
  std::optional<std::string> region;   // nothing: some region
  std::optional<std::string> account;  // nothing: 12 digits
  TextSet tail;
  std::optional<std::size_t> colons;  // in each of the texts, where all have as many
};

// Nothing where the set is not of ARNs, or leaves the service open.
std::optional<ShapeSegments> segments_of(const TextSet& set);

struct PatternSegments {
  TextPattern region;
  TextPattern account;
  TextPattern tail;
};

// The parts that decide whether a text of the shape matches. Nothing where the pattern may match in
// another way than part by part. REQUIRES: can_match(set, pattern); the segments are of the set.
std::optional<PatternSegments> segments_of(const TextPattern& pattern, const TextSet& set,
                                           const ShapeSegments& segments);

}  // namespace rolechain
