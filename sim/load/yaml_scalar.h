// Where a YAML scalar ends and what a plain one means: yaml-cpp's events tell only where it begins.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mocks/base/node.h"
#include "mocks/base/source.h"

namespace rolechain {

// Behind the tags and anchors that stand before a value.
std::uint32_t yaml_skip_properties(std::string_view text, std::uint32_t at);

bool yaml_is_plain_at(std::string_view text, std::uint32_t at);  // no quote, no block scalar

// The offset behind the scalar that begins at `begin` and has this value. Of a block scalar: behind
// its first line (`|`), which is what messages should show.
std::uint32_t yaml_scalar_end(std::string_view text, std::uint32_t begin, std::string_view value);
std::uint32_t yaml_plain_end(std::string_view text, std::uint32_t begin, std::string_view value);

// Whether a scalar that begins with a quote ends with it; true for the others.
bool yaml_is_closed(std::string_view scalar);

// The spelling of null at `at`: "~", "null" …; "" where nothing is written.
std::string_view yaml_null_at(std::string_view text, std::uint32_t at);

// Behind the bracket that closes a flow map or list, searched from behind its last part.
std::uint32_t yaml_flow_end(std::string_view text, std::uint32_t from, char bracket);

// A boolean, a number as JSON spells it, else a string. 0123 is a string: an account id.
Node::Kind yaml_plain_kind(std::string_view value);

// Where more brackets are open than kMaxNesting allows: found before yaml-cpp is asked, whose
// scanner is slow in such texts. Only `[` and `{` outside quotes and comments count.
std::optional<SourceSpan> yaml_too_deep(const SourceFile& file);

}  // namespace rolechain
