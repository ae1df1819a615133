// What a template's resources are in a scenario's own words: the maps that a scenario would have
// under `roles:`, `resources:` and so on, with places in the template.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mocks/base/node.h"
#include "sim/load/cloudformation.h"

namespace rolechain {

// "roles" for AWS::IAM::Role …; "" for types that are no entities of a scenario.
std::string_view section_of_type(std::string_view type);

// The resource `id` as an entry of its section: the policies that other resources of the template
// attach to it are in it. REQUIRES: section_of_type(type) is not empty.
Node entity_of(CloudFormationTemplate& source, const std::string& id);

// Policies that name their role, bucket … by a name that the template does not define.
void report_stray_policies(CloudFormationTemplate& source, Problems& problems);

}  // namespace rolechain
