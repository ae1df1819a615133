// CloudFormation's short tags and the long forms that they stand for.
// Source: CloudFormation User Guide, "Intrinsic function reference".
#pragma once

#include <string>
#include <string_view>

#include "mocks/base/node.h"

namespace rolechain {

// `tag` as yaml-cpp reports it: "!Ref".
bool yaml_is_short_form(std::string_view tag);
std::string_view yaml_short_form_name(std::string_view tag);  // "Ref"
std::string yaml_short_form_help(std::string_view tag);       // "did you mean `!Sub`?"

// `!Ref x` → {"Ref": x}; `!GetAtt a.b` → {"Fn::GetAtt": ["a", "b"]}; the others {"Fn::Name": x}.
// `tag_span` becomes the key's place.
Node yaml_long_form(std::string_view name, Node value, SourceSpan tag_span);

}  // namespace rolechain
