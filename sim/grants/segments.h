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

// How a pattern matches texts of a shape: none of them; those that all of its parts match; or those
// that it matches as a whole, where a star may take an ARN's colon.
struct PatternFit {
  enum class How : std::uint8_t { none, parts, whole };
  How how = How::none;
  std::optional<PatternSegments> parts;  // with How::parts
};
// REQUIRES: the segments are of the set.
PatternFit fit(const TextPattern& pattern, const TextSet& set, const ShapeSegments& segments);

}  // namespace rolechain
