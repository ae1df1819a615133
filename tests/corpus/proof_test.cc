// Every current AWS managed policy is proved equal to itself: no construct in them is outside.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "mocks/base/json.h"
#include "sim/grants/policy_comparer.h"
#include "tests/corpus/managed_corpus.h"

namespace rolechain::tests {
namespace {

TEST(ManagedCorpusProof, EachPolicyEqualsItself) {
  const auto corpus = read_managed_corpus(managed_corpus_file());
  ASSERT_TRUE(corpus) << corpus.error();
  PolicyComparer comparer;
  Sources sources;
  std::size_t proved = 0;
  for (const CorpusPolicy& policy : *corpus) {
    if (!policy.current) continue;
    const auto read = [&] {
      const SourceFile& file = sources.add(policy.name, policy.json);
      ParsedDocument parsed = parse_document(parse_json(file).value(), PolicyType::identity);
      return parsed.ok()
                 ? std::make_shared<const CompiledPolicy>(policy.name, std::move(parsed.document))
                 : nullptr;
    };
    const PolicyRef one = read();
    if (one == nullptr) continue;
    const GrantVerdict verdict = comparer.compare(one, read());
    EXPECT_EQ(verdict.verdict(), ProofVerdict::proved) << policy.name;
    if (verdict.verdict() == ProofVerdict::proved) ++proved;
  }
  constexpr std::size_t kReadable = 1593;  // one has a variable that is `unsupported`
  EXPECT_EQ(proved, kReadable);
}

}  // namespace
}  // namespace rolechain::tests
