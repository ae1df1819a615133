// Resource control policies as documents.
#include <gtest/gtest.h>

#include <string>

#include "mocks/base/json.h"
#include "mocks/policy/document.h"

namespace rolechain {
namespace {

std::string code_of(std::string json, PolicyType type) {
  Sources sources;
  const auto node = parse_json(sources.add("p.json", std::move(json)));
  if (!node) return render(node.error());
  const ParsedDocument parsed = parse_document(*node, type);
  return parsed.diagnostics.empty() ? "" : parsed.diagnostics.front().code;
}

// R-POL-08: every other kind of policy may leave it out.
TEST(ResourceControlPolicy, NeedsAVersion) {
  const std::string statement =
      R"("Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}})";
  EXPECT_EQ(code_of("{" + statement, PolicyType::rcp), "missing-element");
  EXPECT_EQ(code_of(R"({"Version":"2012-10-17",)" + statement, PolicyType::rcp), "");
  EXPECT_EQ(code_of("{" + statement, PolicyType::resource), "");
}

}  // namespace
}  // namespace rolechain
