// The text that a person gets for each kind of yes and no: letter by letter.
#include "sim/explain/explain.h"

#include <gtest/gtest.h>

#include "tests/unit/run/memory_scenario.h"

namespace rolechain::tests {
namespace {

// The text of the step `probe`; `change` is a map of changes made before it.
std::string explain(std::string_view change, std::string_view step) {
  std::string steps = "steps:\n  - { id: web_session, workload: web, get: credentials }\n";
  if (!change.empty()) steps += "  - set: " + std::string(change) + "\n";
  steps += "  - { id: probe, as: web_session, " + std::string(step) + " }\n";
  ScenarioLab lab(steps);
  return explain_step(lab.step("probe"), lab.scenario(), Detail::outline);
}

constexpr std::string_view kHop = "assume: '@writer', with: { external_id: acme-7 }";

TEST(Explain, AHopThatIsAllowed) {
  EXPECT_EQ(explain("", kHop),
            R"(✓ web_session may assume writer
  ✓ caller's side   app-base allows sts:AssumeRole on role/orders-writer   base/hop#AssumeWriter
  ✓ role's side     orders-writer trusts app-base   writer/trust#TrustBase
  → accounts differ (111111111111, 222222222222): both sides allow
)");
}

TEST(Explain, TrustMissing) {
  EXPECT_EQ(explain("{ /roles/writer/trust: none }", kHop),
            R"(✗ web_session may not assume writer (AccessDenied)
  ✓ caller's side   app-base allows sts:AssumeRole on role/orders-writer   base/hop#AssumeWriter
  ✗ role's side     orders-writer has no trust policy, so it trusts nobody
  → accounts differ (111111111111, 222222222222): both sides must allow
  fix: add a trust policy that allows arn:aws:iam::111111111111:role/app-base to call sts:AssumeRole
)");
}

TEST(Explain, PermissionToAssumeMissing) {
  EXPECT_EQ(explain("{ /roles/base/policies: {} }", kHop),
            R"(✗ web_session may not assume writer (AccessDenied)
  ✗ caller's side   app-base has no policy at all
  ✓ role's side     orders-writer trusts app-base   writer/trust#TrustBase
  → accounts differ (111111111111, 222222222222): both sides must allow
  fix: add to app-base a statement that allows sts:AssumeRole on arn:aws:iam::222222222222:role/orders-writer
)");
}

TEST(Explain, BothSidesMissing) {
  EXPECT_EQ(explain("{ /roles/base/policies: {}, /roles/writer/trust: none }", kHop),
            R"(✗ web_session may not assume writer (AccessDenied)
  ✗ caller's side   app-base has no policy at all
  ✗ role's side     orders-writer has no trust policy, so it trusts nobody
  → accounts differ (111111111111, 222222222222): both sides must allow
  fix: add to app-base a statement that allows sts:AssumeRole on arn:aws:iam::222222222222:role/orders-writer
  fix: add a trust policy that allows arn:aws:iam::111111111111:role/app-base to call sts:AssumeRole
)");
}

TEST(Explain, WrongPrincipal) {
  EXPECT_EQ(explain("{ /roles/writer/trust: { trust_principal: { AWS: '@spare' } } }", kHop),
            R"(✗ web_session may not assume writer (AccessDenied)
  ✓ caller's side   app-base allows sts:AssumeRole on role/orders-writer   base/hop#AssumeWriter
  ✗ role's side     orders-writer trusts arn:aws:iam::111111111111:role/app-spare, not arn:aws:iam::111111111111:role/app-base   writer/trust#1
  → accounts differ (111111111111, 222222222222): both sides must allow
  fix: name arn:aws:iam::111111111111:role/app-base in the Principal of writer/trust#1
)");
}

TEST(Explain, ConditionNotMetNamesBothValues) {
  const std::string text = explain("", "assume: '@writer', with: { external_id: acme-8 }");
  EXPECT_EQ(text,
            R"(✗ web_session may not assume writer (AccessDenied)
  ✓ caller's side   app-base allows sts:AssumeRole on role/orders-writer   base/hop#AssumeWriter
  ✗ role's side     orders-writer would allow it, but sts:ExternalId must be `acme-7` (StringEquals); the request has `acme-8`   writer/trust#TrustBase
  → accounts differ (111111111111, 222222222222): both sides must allow
  fix: send sts:ExternalId `acme-7` with the request, or change the condition of writer/trust#TrustBase
)");
}

TEST(Explain, TagsNeedAPermissionOfTheirOwn) {
  const std::string text =
      explain("", "assume: '@writer', with: { external_id: acme-7, tags: { team: core } }");
  EXPECT_NE(text.find("  → it needs sts:TagSession as well\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  fix: add to app-base a statement that allows sts:TagSession on "
                      "arn:aws:iam::222222222222:role/orders-writer\n"),
            std::string::npos)
      << text;
}

TEST(Explain, DurationIsNoMatterOfPolicies) {
  EXPECT_EQ(explain("", "assume: '@writer', with: { external_id: acme-7, duration: 2h }"),
            R"(✗ web_session may not assume writer (ValidationError)
  → The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.
  fix: ask for at most 1h: a role's credentials assume the next role for no longer
)");
}

TEST(Explain, ACallWithoutPermission) {
  EXPECT_EQ(explain("", "call: 's3:PutObject', on: '@config'"),
            R"(✗ web_session may not call s3:PutObject on config (AccessDenied)
  ✗ caller's side   app-base has no statement that allows s3:PutObject on acme-config/app.json
  fix: add to app-base a statement that allows s3:PutObject on arn:aws:s3:::acme-config/app.json
)");
}

TEST(Explain, ANearMissIsNamedAsOne) {
  EXPECT_EQ(explain("", "call: 's3:GetObject', on: 'arn:aws:s3:::other/x'"),
            R"(✗ web_session may not call s3:GetObject on arn:aws:s3:::other/x (AccessDenied)
  ✗ caller's side   app-base has no statement that allows s3:GetObject on other/x   nearest: base/hop#ReadConfig
  fix: add to app-base a statement that allows s3:GetObject on arn:aws:s3:::other/x
)");
}

TEST(Explain, ABoundaryOnlyLimits) {
  EXPECT_EQ(explain("{ /roles/base/boundary: { Version: '2012-10-17', Statement: { Sid: Only, "
                    "Effect: Allow, Action: 'sts:*', Resource: '*' } } }",
                    "call: 's3:GetObject', on: '@config'"),
            R"(✗ web_session may not call s3:GetObject on config (AccessDenied)
  ✓ caller's side   app-base allows s3:GetObject on acme-config/app.json   base/hop#ReadConfig
  ✗ boundary        base/boundary has no statement that allows s3:GetObject on acme-config/app.json
  → granted by base/hop#ReadConfig, but the boundary base/boundary does not allow it
  fix: allow s3:GetObject on arn:aws:s3:::acme-config/app.json in the boundary base/boundary too
)");
}

TEST(Explain, AnExplicitDenyDecides) {
  EXPECT_EQ(explain("{ /roles/base/policies/no: { Version: '2012-10-17', Statement: { Sid: Never, "
                    "Effect: Deny, Action: 's3:*', Resource: '*' } } }",
                    "call: 's3:GetObject', on: '@config'"),
            R"(✗ web_session may not call s3:GetObject on config (AccessDenied)
  ✗ caller's side   app-base denies s3:GetObject on acme-config/app.json   base/no#Never
  → granted by base/hop#ReadConfig, but base/no#Never denies it
  fix: remove or narrow the Deny base/no#Never
)");
}

TEST(Explain, SessionPolicy) {
  ScenarioLab lab(R"(steps:
  - { id: web_session, workload: web, get: credentials }
  - id: narrow
    as: web_session
    assume: "@writer"
    with: { external_id: acme-7, policy: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "s3:*", Resource: "*" } } }
  - { id: probe, as: narrow, call: "dynamodb:PutItem", on: "@orders" }
)");
  EXPECT_EQ(explain_step(lab.step("probe"), lab.scenario(), Detail::outline),
            R"(✗ narrow may not call dynamodb:PutItem on orders (AccessDeniedException)
  ✓ caller's side   orders-writer allows dynamodb:PutItem on table/orders   writer/write#Put
  ✗ session policy  it has no statement that allows dynamodb:PutItem on table/orders
  → granted by writer/write#Put, but the session policy does not allow it
  fix: allow dynamodb:PutItem on arn:aws:dynamodb:eu-west-1:222222222222:table/orders in the session policy too
)");
}

TEST(Explain, AServiceThatIsNotTrusted) {
  ScenarioLab lab(R"(steps:
  - set: { /roles/base/trust: { trust_principal: { Service: lambda.amazonaws.com } } }
  - { id: probe, workload: web, get: credentials }
)");
  EXPECT_EQ(explain_step(lab.step("probe"), lab.scenario(), Detail::outline),
            R"(✗ web gets no credentials of base (AssumeRoleUnauthorizedAccess)
  ✗ role's side     app-base trusts lambda.amazonaws.com, not ec2.amazonaws.com   base/trust#1
  fix: name ec2.amazonaws.com in the Principal of base/trust#1
)");
}

TEST(Explain, AStepThatDidNotRun) {
  ScenarioLab lab(R"(steps:
  - { id: web_session, workload: web, get: credentials }
  - { id: hop, as: web_session, assume: "@writer" }
  - { id: probe, as: hop, call: "dynamodb:PutItem", on: "@orders" }
)");
  EXPECT_EQ(explain_step(lab.step("probe"), lab.scenario(), Detail::outline),
            R"(✗ hop may not call dynamodb:PutItem on orders
  → not run: step `hop` was refused (AccessDenied), so there is no session
)");
}

TEST(Explain, ATraceNamesFileAndLine) {
  ScenarioLab lab(
      "steps:\n"
      "  - { id: web_session, workload: web, get: credentials }\n"
      "  - { id: probe, as: web_session, call: 's3:GetObject', on: '@config' }\n");
  EXPECT_EQ(explain_trace(lab.step("probe").traces.front(), lab.scenario()),
            "  ✓ caller's side   app-base allows s3:GetObject on acme-config/app.json   "
            "base/hop#ReadConfig   lab.yaml:22\n"
            "  to refuse: remove base/hop#ReadConfig, or add a condition to it\n");
}

}  // namespace
}  // namespace rolechain::tests
