// Reads YAML into Nodes with positions. Scalars keep their spelling (012345670123 stays text), so
// no YAML 1.1 type surprises; duplicate keys, aliases, merges and several documents are errors.
#pragma once

#include <cstdint>

#include "mocks/base/diagnostic.h"
#include "mocks/base/node.h"
#include "mocks/base/source.h"

namespace rolechain {

// `cloudformation`: the short tags (!Ref, !Sub, !GetAtt …) become their long forms, and anchors are
// allowed, as CloudFormation's own reader does. Otherwise any tag is an error.
enum class YamlDialect : std::uint8_t { plain, cloudformation };

Result<Node> parse_yaml(const SourceFile& file, YamlDialect dialect = YamlDialect::plain);

}  // namespace rolechain
