// The ARNs of a resource type as sets of texts: the reference's ARN templates with what each
// `${…}` may hold. Without types, a `*` in the middle of k patterns makes 2^k classes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mocks/policy/service_reference.h"
#include "sim/grants/classes.h"

namespace rolechain {

struct ArnShape {
  TextSet set;
  std::string service;       // of the ARN; "" where the template leaves it open
  bool has_region = false;   // some region
  bool has_account = false;  // 12 digits
};

class ArnShapes {
 public:
  // What witnesses hold where nothing says otherwise.
  ArnShapes(std::string partition, std::string_view region, std::string account);

  // Valid as long as this object.
  const std::vector<ArnShape>& of(const ResourceTypeView& type);
  // The one resource of actions without resource types: the text `*` (R-RES-03).
  [[nodiscard]] const std::vector<ArnShape>& star() const { return star_; }
  // What stands in ARNs for a region, and for an account.
  [[nodiscard]] const TextSet& some_region() const { return some_region_; }
  [[nodiscard]] const TextSet& some_account() const { return some_account_; }

 private:
  void add_shapes(std::string_view service, std::string_view name, std::string_view arn,
                  std::vector<ArnShape>& out);
  ArnShape shape(std::string_view service, std::string_view arn);
  void add_resource(TextSet& set, std::string_view service, std::string_view resource);
  bool ends_at_slash(std::string_view service, std::string_view before);
  bool is_one_segment(std::string_view service, std::string_view resource,
                      std::string_view variable);
  // A service's resource templates, variables made alike.
  struct Skeletons {
    std::vector<std::string> texts;
    bool paths = false;  // some variable is a step of a path
  };
  const Skeletons& skeletons(std::string_view service);

  std::string partition_;
  std::string region_;
  std::string account_;
  std::vector<ArnShape> star_;
  TextSet some_region_;
  TextSet some_account_;
  std::unordered_map<std::uint32_t, std::vector<ArnShape>> shapes_;
  std::map<std::string, Skeletons, std::less<>> skeletons_;
};

}  // namespace rolechain
