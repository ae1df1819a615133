// What text and Markdown of a comparison have in common.
#pragma once

#include <string>

#include "sim/diff/diff.h"

namespace rolechain {

// "1 Write on dynamodb table"; "" where nothing of the kind changed.
std::string granted_words(const SubjectDiff& subject);
std::string taken_words(const SubjectDiff& subject);
// "role orders-writer", "user"; "" for policies.
std::string subject_words(const SubjectDiff& subject, DiffKind kind);
// "3 sessions compared: 1 differs"
std::string summary_words(const DiffReport& report);
// "session", "role", "policy": what one subject of the report is.
std::string_view subject_noun(DiffKind kind);
// "arn:… calls sts:AssumeRole with sts:ExternalId = x": the request that shows a change.
std::string witness_words(const TrustChange& change);
// "trust of writer", "trust policy writer".
std::string trust_words(const TrustChange& change, DiffKind kind);
bool is_changed(const SubjectDiff& subject);

}  // namespace rolechain
