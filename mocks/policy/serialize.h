// A policy document as the JSON text of one policy, the way back from parse_document: reading the
// text again gives a document of the same meaning.
#pragma once

#include <string>

#include "mocks/policy/document.h"

namespace rolechain {

// Two-space indented JSON, ending without newline. One meaning has one text, whatever its author's
// spelling: Version always stands; elements come in the order of the User Guide's grammar;
// Statement is a list, any other list of one is its value (`"Action": "s3:*"`); operators have
// AWS's spelling; values are strings. Everybody is `"*"`, but `{"AWS": "*"}` in a trust policy,
// which takes no other form (R-PRIN-03).
std::string to_policy_json(const Document& document);

}  // namespace rolechain
