// A design of two roles with one part replaced by something wrong, for tests of what mends it.
#pragma once

#include <string>

#include "sim/run/report.h"
#include "tests/unit/run/memory_scenario.h"

namespace rolechain::tests {

// The parts of the design as YAML; what a test does not say is right.
struct BrokenDesign {
  std::string base_policies = R"(
      hop:
        Version: "2012-10-17"
        Statement:
          - { Sid: AssumeWriter, Effect: Allow, Action: "sts:AssumeRole", Resource: "@writer" })";
  std::string trust = R"({ trust_principal: { AWS: "@base" } })";
  std::string writer = R"(    policies:
      write:
        Version: "2012-10-17"
        Statement:
          - { Sid: Orders, Effect: Allow, Action: "dynamodb:PutItem", Resource: "@orders" }
)";
  std::string organization;
  std::string more_steps =
      "  - { id: writer_session, as: base_session, assume: \"@writer\", expect: ok }\n";
  std::string holder = "base_session";  // of base_grants
  std::string base_grants = R"(      - { allow: ["sts:AssumeRole"], on: ["@writer"] })";
  std::string writer_grants = R"(    writer_session:
      - { allow: ["dynamodb:PutItem"], on: ["@orders"] })";
  std::string rest;  // further expectations and cases

  [[nodiscard]] std::string text() const;
};

// The files `lab/design.yaml` and those that a test adds.
MemoryReader reader_of(const BrokenDesign& design);

// "dynamodb:PutItem" … as the statements of the writer's policy.
std::string writer_statements(std::string_view statements);

}  // namespace rolechain::tests
