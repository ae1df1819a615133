// The published schema and the loader know the same keys.
#include "sim/load/schema.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "mocks/base/json.h"
#include "sim/load/keys.h"

namespace rolechain {
namespace {

class Schema : public ::testing::Test {
 protected:
  Schema() : file_{"schema", std::string(scenario_schema())}, tree_(parse_json(file_)) {}

  const Node& definitions() const { return *tree_->find("$defs"); }

 private:
  SourceFile file_;

 protected:
  Result<Node> tree_;
};

std::set<std::string> required_of(const Node& definition) {
  std::set<std::string> out;
  const Node* required = definition.find("required");
  if (const Node* either = definition.find("anyOf")) required = either->items[0].find("required");
  if (required != nullptr) {
    for (const Node& item : required->items) out.insert(item.text);
  }
  return out;
}

TEST_F(Schema, IsJson) { ASSERT_TRUE(tree_) << render(tree_.error()); }

TEST_F(Schema, HasTheLoadersKeysAndNoOthers) {
  for (const KeyTable* table : all_key_tables()) {
    const Node* definition = definitions().find(table->name);
    ASSERT_NE(definition, nullptr) << table->name;
    std::set<std::string> ours;
    std::set<std::string> ours_required;
    for (const Key& key : table->keys) {
      ours.emplace(key.name);
      if (key.required) ours_required.emplace(key.name);
    }
    std::set<std::string> published;
    for (const Member& member : definition->find("properties")->members) {
      published.insert(member.key);
    }
    EXPECT_EQ(published, ours) << table->name;
    EXPECT_EQ(required_of(*definition), ours_required) << table->name;
  }
}

TEST_F(Schema, EveryPropertyIsDescribed) {
  for (const Member& definition : definitions().members) {
    const Node* properties = definition.value.find("properties");
    if (properties == nullptr) continue;
    for (const Member& property : properties->members) {
      EXPECT_TRUE(property.value.find("description") != nullptr ||
                  property.value.find("$ref") != nullptr)
          << definition.key << "." << property.key;
    }
  }
}

TEST_F(Schema, EveryReferenceIsDefined) {
  const auto check = [&](const auto& self, const Node& node) -> void {
    for (const Member& member : node.members) {
      if (member.key == "$ref" && member.value.is_string()) {
        EXPECT_NE(definitions().find(member.value.text.substr(8)), nullptr) << member.value.text;
      }
      self(self, member.value);
    }
    for (const Node& item : node.items) self(self, item);
  };
  check(check, *tree_);
}

}  // namespace
}  // namespace rolechain
