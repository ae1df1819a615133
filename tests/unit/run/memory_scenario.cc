#include "tests/unit/run/memory_scenario.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace rolechain::tests {
namespace {

constexpr std::string_view kPath = "lab.yaml";

constexpr std::string_view kWorld = R"(scenario: v1
name: lab
clock: 2026-01-15T09:00:00Z
region: eu-west-1
seed: 7
accounts:
  app: { id: "111111111111" }
  data: { id: "222222222222" }
resources:
  config: { arn: "arn:aws:s3:::acme-config/app.json", account: app }
  orders: { arn: "arn:aws:dynamodb:eu-west-1:222222222222:table/orders" }
roles:
  base:
    account: app
    name: app-base
    trust: { trust_principal: { Service: ec2.amazonaws.com } }
    policies:
      hop:
        Version: "2012-10-17"
        Statement:
          - { Sid: AssumeWriter, Effect: Allow, Action: "sts:AssumeRole", Resource: "@writer" }
          - { Sid: ReadConfig, Effect: Allow, Action: "s3:GetObject", Resource: "@config" }
  writer:
    account: data
    name: orders-writer
    max_session: 2h
    trust:
      Version: "2012-10-17"
      Statement:
        Sid: TrustBase
        Effect: Allow
        Principal: { AWS: "@base" }
        Action: "sts:AssumeRole"
        Condition: { StringEquals: { "sts:ExternalId": acme-7 } }
    policies:
      write:
        Version: "2012-10-17"
        Statement: { Sid: Put, Effect: Allow, Action: "dynamodb:PutItem", Resource: "@orders" }
  spare:
    account: app
    name: app-spare
    trust: { trust_principal: { Service: ec2.amazonaws.com } }
    policies: {}
instance_profiles:
  spare_profile: { account: app, name: app-spare, role: "@spare" }
users:
  alice: { account: app, policies: {} }
workloads:
  web: { type: ec2, account: app, instance_id: i-0abc1234def567890, instance_profile: { name: app-base, role: "@base" } }
  laptop: { type: user, account: app, user: "@alice" }
)";

}  // namespace

ScenarioLab::ScenarioLab(const std::string& rest) : text_(std::string(kWorld) + rest) {
  reader_.files[std::string(kPath)] = text_;
}

const Execution& ScenarioLab::run() {
  if (execution_ != nullptr) return *execution_;
  const auto file = loader_.read(std::string(kPath));
  if (!file) throw std::runtime_error(render(file.error()));
  auto scenario = loader_.load(*file);
  if (!scenario) throw std::runtime_error(render(scenario.error()));
  scenario_ = std::make_shared<const Scenario>(*std::move(scenario));
  auto execution = execute(loader_, *file, scenario_);
  if (!execution) throw std::runtime_error(render(execution.error()));
  execution_ = std::make_shared<const Execution>(*std::move(execution));
  return *execution_;
}

ScenarioReport ScenarioLab::report() { return run_scenario(loader_, std::string(kPath), {}); }

const StepRecord& ScenarioLab::step(std::string_view id) {
  const StepRecord* record = run().step(id);
  if (record == nullptr) throw std::runtime_error("no step " + std::string(id));
  return *record;
}

const Scenario& ScenarioLab::scenario() {
  run();
  return *scenario_;
}

const Check& check_named(const CaseReport& report, std::string_view name) {
  const auto at = std::ranges::find(report.checks, name, &Check::name);
  if (at == report.checks.end()) throw std::runtime_error("no check " + std::string(name));
  return *at;
}

}  // namespace rolechain::tests
