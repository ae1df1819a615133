// What a template's resources are in a scenario's own words: the maps that a scenario would have
// under `roles:`, `resources:` and so on, with places in the template.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mocks/base/node.h"
#include "sim/load/cloudformation.h"

namespace rolechain {

// "roles" for AWS::IAM::Role …; "" for types that are no entities of a scenario.
std::string_view section_of_type(std::string_view type);

// The resource `id` as an entry of its section: the policies that other resources of the template
// attach to it are in it. REQUIRES: section_of_type(type) is not empty.
Node entity_of(CloudFormationTemplate& source, const std::string& id);

struct TemplateEntity {
  std::string_view section;
  std::string key;
  Node node;
};

// Resource policies of buckets, queues … that the template does not define, as resources of their
// own. Reports what is attached to roles and users that it does not define, and policies of kinds
// that are not read.
std::vector<TemplateEntity> stray_policies(CloudFormationTemplate& source, Problems& problems);

}  // namespace rolechain
