// Differences between intended and effective grants, as lines for a person.
#pragma once

#include <string>
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

// "1 extra, 2 missing"; "" where there is no difference.
std::string count_differences(const std::vector<GrantDifference>& differences);

}  // namespace rolechain
