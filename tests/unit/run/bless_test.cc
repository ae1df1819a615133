// --bless rewrites the grants block, keeps every other byte, and what it writes passes.
#include <gtest/gtest.h>

#include "sim/report/report.h"
#include "sim/run/bless.h"
#include "tests/unit/run/memory_scenario.h"

namespace rolechain::tests {
namespace {

constexpr std::string_view kHop = R"(steps:   # who does what
  - { id: web_session, workload: web, get: credentials, expect: ok }
  - { id: writer_session, as: web_session, assume: "@writer", with: { external_id: acme-7 } }
)";

// The part of the blessed text behind `kHop`.
std::string blessed(std::string_view rest) {
  ScenarioLab lab(std::string(kHop) + std::string(rest));
  lab.run();
  const auto file = lab.loader().read("lab.yaml");
  const auto text = blessed_text(*file, lab.run());
  if (!text) return text.error().code;
  const std::size_t at = text->find(kHop);
  if (at == std::string::npos) return "the steps changed";
  const std::string after = text->substr(at + kHop.size());
  EXPECT_EQ(text->substr(0, at + kHop.size()), lab.text().substr(0, at + kHop.size()));
  const ScenarioReport again = ScenarioLab(std::string(kHop) + after).report();
  EXPECT_EQ(again.status(), Status::passed) << to_text({again});
  return after;
}

TEST(Bless, ChangesOnlyTheSessionsThatDiffer) {
  EXPECT_EQ(blessed(R"(expect:
  # what they may do
  grants:
    web_session: none   # not so
    writer_session: [ { allow: ["dynamodb:PutItem"], on: ["@orders"], because: writer/write#Put } ]  # exact
  unreachable: [spare]
# the end
)"),
            R"(expect:
  # what they may do
  grants:
    web_session:
      - { allow: ["s3:GetObject"], on: ["@config"] }
      - { allow: ["sts:AssumeRole"], on: ["@writer"] }   # not so
    writer_session: [ { allow: ["dynamodb:PutItem"], on: ["@orders"], because: writer/write#Put } ]  # exact
  unreachable: [spare]
# the end
)");
}

TEST(Bless, AddsSessionsThatAreNotListed) {
  EXPECT_EQ(blessed(R"(expect:
  grants:
    web_session:
      - { allow: ["s3:GetObject"], on: ["@config"] }
      - { allow: ["sts:AssumeRole"], on: ["@writer"] }   # one hop

  unreachable: [spare]
)"),
            R"(expect:
  grants:
    web_session:
      - { allow: ["s3:GetObject"], on: ["@config"] }
      - { allow: ["sts:AssumeRole"], on: ["@writer"] }   # one hop
    writer_session:
      - { allow: ["dynamodb:PutItem"], on: ["@orders"] }

  unreachable: [spare]
)");
}

TEST(Bless, FlowMapsStayOnTheirLine) {
  EXPECT_EQ(blessed("expect: { grants: { writer_session: none }, unreachable: [spare] }\n"),
            "expect: { grants: { writer_session: [{ allow: [\"dynamodb:PutItem\"], on: "
            "[\"@orders\"] }], web_session: [{ allow: [\"s3:GetObject\"], on: [\"@config\"] }, { "
            "allow: [\"sts:AssumeRole\"], on: [\"@writer\"] }] }, unreachable: [spare] }\n");
}

TEST(Bless, MakesTheSectionWhereThereIsNone) {
  const std::string grants = R"(    web_session:
      - { allow: ["s3:GetObject"], on: ["@config"] }
      - { allow: ["sts:AssumeRole"], on: ["@writer"] }
    writer_session:
      - { allow: ["dynamodb:PutItem"], on: ["@orders"] }
)";
  EXPECT_EQ(blessed(""), "\nexpect:\n  grants:\n" + grants);
  EXPECT_EQ(blessed("expect:\n  unreachable: [spare]\n"),
            "expect:\n  grants:\n" + grants + "  unreachable: [spare]\n");
}

TEST(Bless, AnIntentThatTheProofMustRefuteIsWrongOnPurpose) {
  const std::string refuted = R"(expect:
  grants:
    web_session:
      intent: [ { allow: ["sts:AssumeRole"], on: ["@writer"] } ]
      extra: [ { allow: ["s3:GetObject"], on: ["@config"] } ]
    writer_session: [ { allow: ["dynamodb:PutItem"], on: ["@orders"] } ]
)";
  EXPECT_EQ(blessed(refuted), refuted);
}

TEST(Bless, AnExactFileStaysAsItIs) {
  const std::string exact = blessed("");
  EXPECT_EQ(blessed(exact), exact);
}

}  // namespace
}  // namespace rolechain::tests
