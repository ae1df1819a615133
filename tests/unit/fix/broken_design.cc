#include "tests/unit/fix/broken_design.h"

namespace rolechain::tests {

std::string BrokenDesign::text() const {
  return R"(scenario: v1
name: design
clock: 2026-01-15T09:00:00Z
region: eu-west-1
accounts:
  app:  { id: "111111111111" }
  data: { id: "222222222222" }
)" + organization +
         R"(resources:
  orders: { arn: "arn:aws:dynamodb:eu-west-1:222222222222:table/orders" }
roles:
  base:
    account: app
    name: app-base
    trust: { trust_principal: { Service: ec2.amazonaws.com } }
    policies:)" +
         base_policies + R"(
  writer:
    account: data
    name: orders-writer
    trust: )" +
         trust + "\n" + writer + R"(workloads:
  web: { type: ec2, account: app, instance_id: i-0abc1234def567890, instance_profile: { name: app-base, role: "@base" } }
steps:
  - { id: base_session, workload: web, get: credentials, expect: ok }
)" + more_steps +
         R"(expect:
  grants:
    )" + holder +
         ":\n" + base_grants + "\n" + writer_grants + "\n" + rest;
}

MemoryReader reader_of(const BrokenDesign& design) {
  MemoryReader reader;
  reader.files["lab/design.yaml"] = design.text();
  return reader;
}

std::string writer_statements(std::string_view statements) {
  return "    policies:\n      write:\n        Version: \"2012-10-17\"\n        Statement:\n" +
         std::string(statements);
}

}  // namespace rolechain::tests
