// All AWS managed policies, every version: AWS took these documents, so we must.
#include "tests/corpus/managed_corpus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "mocks/base/json.h"
#include "mocks/policy/compiled.h"
#include "mocks/policy/serialize.h"
#include "tests/corpus/same_document.h"

namespace rolechain::tests {
namespace {

// Of the package's version that `dev` names: another one has other numbers.
constexpr std::size_t kVersions = 6194;
constexpr std::size_t kPolicies = 1594;

// What parse_document refuses, and is right to.
const std::map<std::string_view, std::string_view> kRefused = {
    // AWS's own slip, mended in v2: the key is `PassedToService`, without the prefix `iam:`.
    {"AmazonEC2SpotFleetTaggingRole v1", "bad-condition-key"},
    // `arn:*:kms:*:${aws:PrincipalAccount}:key/*`: IAM takes it, and the User Guide says of
    // variables only what they do after the fifth colon (R-COND-06). `unsupported`, no error.
    {"AmazonTimestreamInfluxDBServiceRolePolicy v2", "variable-before-fifth-colon"},
};

struct Tally {
  std::size_t versions = 0;
  std::size_t statements = 0;
  std::set<std::string> names;
  std::set<std::string> current;
  std::map<std::string, std::string> refused;  // "Name v1" → codes of errors
};

void check(const CorpusPolicy& policy, Tally& tally) {
  const std::string label = policy.name + " " + policy.version_id;
  Sources sources;
  const Result<Node> node = parse_json(sources.add(label, policy.json));
  ASSERT_TRUE(node) << render(node.error());
  ParsedDocument parsed = parse_document(*node, PolicyType::identity);
  ++tally.versions;
  tally.names.insert(policy.name);
  if (policy.current) tally.current.insert(policy.name);
  if (!parsed.ok()) {
    std::string& codes = tally.refused[label];
    for (const Diagnostic& diagnostic : parsed.diagnostics) {
      if (diagnostic.severity < Severity::error) continue;
      codes += (codes.empty() ? "" : " ") + diagnostic.code;
    }
    return;
  }
  EXPECT_EQ(parsed.aws_message, "") << label;
  const std::string text = to_policy_json(parsed.document);
  const Result<Node> again = parse_json(sources.add(label + ", written", text));
  ASSERT_TRUE(again) << render(again.error());
  const ParsedDocument reread = parse_document(*again, PolicyType::identity);
  EXPECT_TRUE(reread.ok()) << render(reread.diagnostics);
  EXPECT_EQ(first_difference(parsed.document, reread.document), "") << label << "\n" << text;
  EXPECT_EQ(to_policy_json(reread.document), text) << label;
  tally.statements += parsed.document.statements.size();
  const CompiledPolicy compiled(label, std::move(parsed.document));
  EXPECT_EQ(compiled.statements().size(), reread.document.statements.size()) << label;
}

TEST(ManagedCorpus, EveryVersionIsReadCheckedCompiledAndWrittenBack) {
  const auto policies = read_managed_corpus(managed_corpus_file());
  ASSERT_TRUE(policies) << policies.error();
  Tally tally;
  for (const CorpusPolicy& policy : *policies) {
    ASSERT_NO_FATAL_FAILURE(check(policy, tally));
  }
  EXPECT_EQ(tally.versions, kVersions);
  EXPECT_EQ(tally.names.size(), kPolicies);
  EXPECT_EQ(tally.current.size(), kPolicies) << "each policy has one current version";
  EXPECT_GT(tally.statements, kVersions);
  for (const auto& [label, codes] : tally.refused) {
    const auto known = kRefused.find(label);
    EXPECT_TRUE(known != kRefused.end() && known->second == codes) << label << ": " << codes;
  }
  EXPECT_EQ(tally.refused.size(), kRefused.size());
}

}  // namespace
}  // namespace rolechain::tests
