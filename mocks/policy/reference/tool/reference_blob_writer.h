// Lays a reference table out as the bytes that mocks/policy/reference/blob.h describes.
#pragma once

#include <expected>
#include <string>

#include "mocks/policy/reference/tool/reference_table.h"

namespace rolechain {

// Fails only where a count outgrows its field.
std::expected<std::string, std::string> write_reference_blob(const ReferenceTable& table);

}  // namespace rolechain
