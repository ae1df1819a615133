// Answers to DNS questions inside a sandbox: the names of AWS, and those that the scenario adds,
// are this machine; every other name does not exist. Source: RFC 1035, sections 4.1.1 to 4.1.4
// (messages); RFC 2308 (no such name, no data).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace rolechain {

// Whether a name, in lower case and without a dot at its end, is this machine.
using KnownName = std::function<bool(std::string_view name)>;

// amazonaws.com and its kin (amazonaws.com.cn, api.aws, amazon.com's sign-in) and what is below.
bool is_aws_name(std::string_view name);

// The answer to one datagram: 127.0.0.1 for a known name's A, nothing for its other types, "no such
// name" for others. Nothing where the datagram is no question.
std::optional<std::string> answer_name(std::string_view query, const KnownName& known);

}  // namespace rolechain
