// Differences between intended and effective grants, as lines for a person.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/grants/grants.h"
#include "sim/load/scenario.h"

namespace rolechain {

//   + EXTRA    dynamodb:DeleteItem on arn:aws:dynamodb:…:table/orders
//              by orders_writer/write#All   policies/write.json:7
//              witness dynamodb:DeleteItem on arn:…:table/orders
//                ✓ caller's side   …
//   - MISSING  s3:GetObject on arn:aws:s3:::acme-config/*   file.yaml:84
//   = same     sts:AssumeRole on arn:aws:iam::…:role/orders-writer
std::string grant_diff(const std::vector<GrantDifference>& differences,
                       const std::vector<GrantIntent>& intent, const Scenario& scenario);

// "3 extra: 2 Write on dynamodb table, 1 Permissions management on iam role; 1 missing: …", in
// pairs of an action and a resource type; lines are counted where the verdict has no counts. ""
// where there is no difference.
std::string count_differences(const GrantVerdict& verdict);

// One line with verdict, context model and size of the proof: what a reader must know to trust it.
std::string verdict_message(std::string_view who, const GrantVerdict& verdict,
                            std::string_view what);

}  // namespace rolechain
