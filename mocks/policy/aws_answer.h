// What AWS answers where somebody hands in a policy that it does not take.
#pragma once

#include <optional>
#include <string>

#include "mocks/policy/document.h"

namespace rolechain {

// Error code and message: "MalformedPolicyDocument: Syntax errors in policy.". Of Organizations,
// which checks SCPs and RCPs, the code alone is known. nullopt: AWS takes the document, or it is
// one of a resource, where each service has an answer of its own.
// Source: IAM API Reference, "CreatePolicy"; AWS STS API Reference, "AssumeRole"; AWS Organizations
// API Reference, "CreatePolicy": errors. The messages are as recorded.
std::optional<std::string> aws_answer(const ParsedDocument& parsed);

}  // namespace rolechain
