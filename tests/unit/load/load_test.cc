#include "sim/load/load.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "tests/paths.h"
#include "tests/unit/load/memory_files.h"

namespace rolechain {
namespace {

namespace fs = std::filesystem;
using tests::LoadFixture;

constexpr std::string_view kSmall = R"(scenario: v1
name: small
accounts:
  app:  { id: "012345670123" }
  data: { id: "222222222222" }
resources:
  bucket: { arn: "arn:aws:s3:::acme", account: app }
  orders: { arn: "arn:aws:dynamodb:eu-west-1:222222222222:table/orders" }
roles:
  base:
    account: app
    path: /web/
    trust: { trust_principal: { Service: ec2.amazonaws.com } }
    policies:
      hop:
        Version: "2012-10-17"
        Statement:
          - { Sid: Hop, Effect: Allow, Action: "sts:AssumeRole", Resource: "@writer" }
          - { Sid: Read, Effect: Allow, Action: "s3:GetObject", Resource: "@bucket/*" }
  writer:
    account: data
    trust: { trust_principal: { AWS: ["@base", "@app"] } }
    policies:
      put:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Action: "dynamodb:PutItem"
          Resource: "@orders"
          Condition: { StringEquals: { "aws:PrincipalAccount": "@data" } }
workloads:
  web: { type: ec2, account: app, instance_profile: { name: base, role: "@base" } }
steps:
  - { id: session, workload: web, get: credentials }
  - { id: hop, as: session, assume: "@writer", with: { duration: 1h } }
  - { as: hop, call: "dynamodb:PutItem", on: "@orders", expect: allow }
)";

class Load : public ::testing::Test, public LoadFixture {
 protected:
  Load() { add("dir/a.yaml", std::string(kSmall)); }

  static Node text(std::string value) { return Node::make_string(std::move(value)); }
};

// Every scenario that is shipped loads; whether it holds is the suite's matter.
TEST(LoadFiles, ShippedScenariosLoad) {
  Sources sources;
  DiskReader reader;
  Loader loader(sources, reader);
  const fs::path root = tests::source_dir() / "scenarios";
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    const std::string path = entry.path().string();
    if (entry.path().extension() != ".yaml" || path.find("/invalid/") != std::string::npos ||
        path.find("/infra/") != std::string::npos || path.find("/shared/") != std::string::npos) {
      continue;
    }
    const auto file = loader.read(path, {.root = root.string()});
    ASSERT_TRUE(file) << render(file.error());
    const auto scenario = loader.load(*file);
    EXPECT_TRUE(scenario) << render(scenario.error());
    if (!scenario) continue;
    for (const Case& one : scenario->cases) {
      const auto changed = loader.load(*file, one.changes);
      EXPECT_TRUE(changed) << one.name << "\n" << render(changed.error());
    }
  }
}

TEST_F(Load, ReferencesBecomeWhatThePlaceAsksFor) {
  const auto scenario = load();
  ASSERT_TRUE(scenario) << render(scenario.error());
  const Role* base = scenario->world.role_by_key("base");
  const Role* writer = scenario->world.role_by_key("writer");
  EXPECT_EQ(base->arn, "arn:aws:iam::012345670123:role/web/base");
  EXPECT_EQ(base->account, "012345670123");
  const std::vector<Statement>& hop = base->policies[0].policy->statements();
  EXPECT_EQ(hop[0].resources[0].value, writer->arn);
  EXPECT_EQ(hop[1].resources[0].value, "arn:aws:s3:::acme/*");
  const Statement& trust = writer->trust->statements()[0];
  EXPECT_EQ(trust.principals[0].value.value, base->arn);
  EXPECT_EQ(trust.principals[1].value.value, "arn:aws:iam::012345670123:root");
  const Statement& put = writer->policies[0].policy->statements()[0];
  EXPECT_EQ(put.conditions[0].values[0].value, "222222222222");
}

TEST_F(Load, PoliciesAreNamedAndPlaced) {
  const auto scenario = load();
  ASSERT_TRUE(scenario) << render(scenario.error());
  const Role* base = scenario->world.role_by_key("base");
  EXPECT_EQ(base->policies[0].policy->statement_label(0), "base/hop#Hop");
  EXPECT_EQ(location(base->policies[0].policy->statements()[1].span), "dir/a.yaml:19:13");
  EXPECT_EQ(base->trust->label(), "base/trust");
  EXPECT_EQ(location(scenario->places.at("/roles/writer/trust")), "dir/a.yaml:22:5");
  EXPECT_EQ(location(scenario->places.at("/roles/base/policies/hop")), "dir/a.yaml:15:7");
  EXPECT_EQ(location(scenario->places.at("/steps/1")), "dir/a.yaml:35:5");
}

TEST_F(Load, ChangesAreAppliedFirst) {
  Node trust = Node::make_map();
  trust.set("trust_principal", Node::make_map()).set("AWS", text("222222222222"));
  const auto scenario = load({{"/roles/writer/trust", trust},
                              {"/steps/hop/with/duration", text("2h")},
                              {"/steps/0/expect", text("ok")},
                              {"/accounts/app/id", text("333333333333")}});
  ASSERT_TRUE(scenario) << render(scenario.error());
  const Role* writer = scenario->world.role_by_key("writer");
  EXPECT_EQ(writer->trust->statements()[0].principals[0].value.value, "222222222222");
  EXPECT_EQ(std::get<Assume>(scenario->steps[1].action).duration_s, 7200);
  EXPECT_EQ(scenario->steps[0].expect.result, StepExpect::Result::ok);
  EXPECT_EQ(scenario->world.role_by_key("base")->account, "333333333333");
}

TEST_F(Load, NullRemovesAndMinusAdds) {
  Node step = Node::make_map();
  step.set("advance", text("5m"));
  const auto scenario = load({{"/roles/base/path", Node()}, {"/steps/-", step}});
  ASSERT_TRUE(scenario) << render(scenario.error());
  EXPECT_EQ(scenario->world.role_by_key("base")->path, "/");
  EXPECT_EQ(std::get<Advance>(scenario->steps[3].action).seconds, 300);
}

TEST_F(Load, PathsEscapeSlashesAndTildes) {
  const auto scenario =
      load({{"/roles/base/tags", Node::make_map()}, {"/roles/base/tags/a~1b~0c", text("x")}});
  ASSERT_TRUE(scenario) << render(scenario.error());
  EXPECT_EQ(scenario->world.role_by_key("base")->tags[0].key, "a/b~c");
}

TEST_F(Load, ChangesThatLeadNowhereAreErrors) {
  EXPECT_EQ(codes({{"/roles/bass/trust", text("none")}}), "no-such-path");
  EXPECT_EQ(codes({{"/steps/9/id", text("x")}}), "no-such-path");
  EXPECT_EQ(codes({{"/steps/9", text("x")}}), "no-such-path");
  EXPECT_EQ(codes({{"/name/x", text("x")}}), "no-such-path");
  EXPECT_EQ(codes({{"roles", text("x")}}), "bad-path");
  EXPECT_EQ(codes({{"/roles/base/trst", text("none")}}), "unknown-key");
}

TEST_F(Load, UnchangedPoliciesAreSharedBetweenLoads) {
  const auto one = load();
  const auto two = load({{"/steps/hop/with/duration", text("2h")}});
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->world.role_by_key("base")->policies[0].policy,
            two->world.role_by_key("base")->policies[0].policy);
}

TEST_F(Load, IdsFollowFromSeedAndNameOnly) {
  const auto one = load();
  Node role = Node::make_map();
  role.set("account", text("app"));
  role.set("trust", text("none"));
  const auto two = load({{"/roles/another", role}});
  const auto three = load({{"/seed", text("2")}});
  ASSERT_TRUE(one && two && three);
  const auto id = [](const Scenario& scenario) {
    return scenario.world.role_by_key("writer")->unique_id;
  };
  EXPECT_EQ(id(*one), id(*two));
  EXPECT_NE(id(*one), id(*three));
  EXPECT_EQ(one->workloads[0].instance_id, two->workloads[0].instance_id);
}

TEST_F(Load, TrustPrincipalKnowsFederation) {
  Node trust = Node::make_map();
  Node& principal = trust.set("trust_principal", Node::make_map());
  principal.set("Service", text("ec2.amazonaws.com"));
  principal.set("Federated", text("accounts.google.com"));
  const auto scenario = load({{"/roles/writer/trust", trust}});
  ASSERT_TRUE(scenario) << render(scenario.error());
  const auto& statements = scenario->world.role_by_key("writer")->trust->statements();
  ASSERT_EQ(statements.size(), 2U);
  EXPECT_EQ(statements[0].actions[0].value, "sts:AssumeRole");
  EXPECT_EQ(statements[1].actions[0].value, "sts:AssumeRoleWithWebIdentity");
}

TEST_F(Load, TrustPrincipalKnowsSamlProvidersFromTheOthers) {
  const std::string saml = "arn:aws:iam::111111111111:saml-provider/corp";
  Node trust = Node::make_map();
  Node& federated =
      trust.set("trust_principal", Node::make_map()).set("Federated", Node::make_list());
  federated.items.push_back(text(saml));
  federated.items.push_back(text("accounts.google.com"));
  const auto scenario = load({{"/roles/writer/trust", trust}});
  ASSERT_TRUE(scenario) << render(scenario.error());
  const auto& statements = scenario->world.role_by_key("writer")->trust->statements();
  ASSERT_EQ(statements.size(), 2U);
  EXPECT_EQ(statements[0].actions[0].value, "sts:AssumeRoleWithWebIdentity");
  EXPECT_EQ(statements[0].principals[0].value.value, "accounts.google.com");
  EXPECT_EQ(statements[1].actions[0].value, "sts:AssumeRoleWithSAML");
  EXPECT_EQ(statements[1].principals[0].value.value, saml);
}

TEST_F(Load, ManagedPoliciesAndBoundaries) {
  Node managed = Node::make_list();
  managed.items.push_back(text("arn:aws:iam::aws:policy/AdministratorAccess"));
  const auto scenario =
      load({{"/roles/writer/managed", managed},
            {"/roles/writer/boundary", text("arn:aws:iam::aws:policy/ReadOnlyAccess")}});
  ASSERT_TRUE(scenario) << render(scenario.error());
  const Role* writer = scenario->world.role_by_key("writer");
  ASSERT_EQ(writer->policies.size(), 2U);
  EXPECT_EQ(writer->policies[1].name, "AdministratorAccess");
  EXPECT_EQ(writer->policies[1].policy->label(), "writer/AdministratorAccess");
  EXPECT_EQ(writer->boundary->label(), "writer/boundary");
  EXPECT_EQ(writer->boundary->type(), PolicyType::boundary);
}

TEST_F(Load, UsedFilesAreMergedAndTheirFilesAreTheirs) {
  add("dir/parts/world.yaml",
      "use: [ids.yaml]\nroles:\n  extra:\n    account: app\n    trust: { file: t.json }\n");
  add("dir/parts/ids.yaml", "clock: 2026-01-15T09:00:00Z\n");
  add("dir/parts/t.json",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"@base"},"Action":"sts:AssumeRole"}]})");
  const auto scenario = load({{"/use", text("parts/world.yaml")}});
  EXPECT_TRUE(scenario) << render(scenario.error());
  add("dir/b.yaml", std::string(kSmall) + "use: parts/world.yaml\n");
  const auto used = load({}, "dir/b.yaml");
  ASSERT_TRUE(used) << render(used.error());
  const Role* extra = used->world.role_by_key("extra");
  ASSERT_NE(extra, nullptr);
  EXPECT_EQ(location_line(extra->trust->statements()[0].span), "dir/parts/t.json:1");
  EXPECT_EQ(used->clock_s, parse_iso8601("2026-01-15T09:00:00Z"));
}

TEST_F(Load, FilesStayInsideTheTree) {
  add("other/t.json", R"({"Version":"2012-10-17","Statement":[]})");
  Node trust = Node::make_map();
  trust.set("file", text("../other/t.json"));
  EXPECT_EQ(codes({{"/roles/base/trust", trust}}), "path-outside-tree");
  trust.set("file", text("/other/t.json"));
  EXPECT_EQ(codes({{"/roles/base/trust", trust}}), "path-outside-tree");
  trust.set("file", text("x/../../other/t.json"));
  EXPECT_EQ(codes({{"/roles/base/trust", trust}}), "path-outside-tree");
}

TEST(LoadFiles, SymbolicLinksDoNotLeaveTheTree) {
  const fs::path dir = fs::path(testing::TempDir()) / "rolechain-symlink";
  fs::remove_all(dir);
  fs::create_directories(dir / "in");
  std::ofstream(dir / "out.json") << R"({"Version":"2012-10-17","Statement":[]})";
  fs::create_symlink(dir / "out.json", dir / "in" / "link.json");
  fs::create_directory_symlink(dir, dir / "in" / "up");
  std::ofstream(dir / "in" / "a.yaml") << "scenario: v1\nname: a\n"
                                          "accounts: { a: { id: \"111111111111\" } }\n"
                                          "roles:\n"
                                          "  one: { trust: { file: link.json } }\n"
                                          "  two: { trust: { file: up/out.json } }\n";
  Sources sources;
  DiskReader reader;
  Loader loader(sources, reader);
  const auto file = loader.read((dir / "in" / "a.yaml").string());
  ASSERT_TRUE(file);
  const auto scenario = loader.load(*file);
  ASSERT_FALSE(scenario);
  ASSERT_EQ(scenario.error().size(), 2U) << render(scenario.error());
  EXPECT_EQ(scenario.error()[0].code, "path-outside-tree");
  EXPECT_EQ(scenario.error()[1].code, "path-outside-tree");
  fs::remove_all(dir);
}

TEST_F(Load, LargeAndDeepFilesAreRefused) {
  add("dir/large.yaml", std::string(10U << 20U, 'a'));
  EXPECT_EQ(load({}, "dir/large.yaml").error()[0].code, "input-too-large");
  add("dir/large.json", std::string(10U << 20U, ' '));
  EXPECT_FALSE(load({}, "dir/large.json"));
  for (const char* path : {"dir/deep.yaml", "dir/deep.json"}) {
    add(path, std::string(10'000, '[') + std::string(10'000, ']'));
    EXPECT_EQ(load({}, path).error()[0].code, "nesting-too-deep") << path;
  }
}

TEST_F(Load, ManyProblemsAreBounded) {
  std::string text = "scenario: v1\nname: x\nroles:\n";
  for (int i = 0; i < 5'000; ++i) text += "  r" + std::to_string(i) + ": {}\n";
  add("dir/many.yaml", text);
  const auto scenario = load({}, "dir/many.yaml");
  ASSERT_FALSE(scenario);
  EXPECT_LE(scenario.error().size(), 200U);
}

// Half a file must be refused or be a file: nothing between.
TEST_F(Load, EveryPrefixIsRefusedOrLoads) {
  for (std::size_t length = 0; length < kSmall.size(); ++length) {
    LoadFixture fixture;
    fixture.add("dir/a.yaml", std::string(kSmall.substr(0, length)));
    const auto scenario = fixture.load();
    EXPECT_TRUE(scenario || has_errors(scenario.error())) << length;
  }
}

TEST_F(Load, TurnedBytesNeverCrash) {
  std::mt19937 random(11);
  for (int i = 0; i < 1'500; ++i) {
    std::string text(kSmall);
    for (int k = 0; k < 3; ++k) {
      const std::size_t at = random() % text.size();
      if (random() % 3 == 0) {
        text.erase(at, random() % 8);
      } else if (random() % 2 == 0) {
        text[at] = static_cast<char>(random() % 256);
      } else {
        text[at] = " \n:-[]{}\"@*/"[random() % 12];
      }
      if (text.empty()) text = "a";
    }
    LoadFixture fixture;
    fixture.add("dir/a.yaml", text);
    const auto scenario = fixture.load();
    EXPECT_TRUE(scenario || has_errors(scenario.error()));
  }
}

}  // namespace
}  // namespace rolechain
