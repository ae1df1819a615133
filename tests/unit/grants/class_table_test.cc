// The table of classes against finding them anew.
#include "sim/grants/class_table.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rolechain {
namespace {

constexpr std::size_t kStates = 100'000;

using Lists = std::vector<PatternList>;

PatternList list_of(const std::vector<std::string>& patterns) {
  PatternList out;
  for (const std::string& pattern : patterns) {
    out.emplace_back(pattern, TextPattern::Kind::resource);
  }
  return out;
}

// All, nothing of a queue, two that overlap, one of several patterns, one twice.
const Lists kLists = {list_of({"*"}),
                      list_of({"arn:aws:dynamodb:*:*:table/x"}),
                      list_of({"arn:aws:sqs:eu-*:*:*"}),
                      list_of({"arn:aws:sqs:*:111111111111:jobs-*"}),
                      list_of({"arn:aws:sqs:*:*:a", "arn:aws:sqs:*:*:b", "arn:aws:s3:::c"}),
                      list_of({"arn:aws:sqs:eu-*:*:*"})};

class ClassTableTest : public ::testing::Test {
 protected:
  [[nodiscard]] const ArnShape& queue() {
    const auto type = ServiceReference::embedded().find_service("sqs")->resource_types[0];
    return table_.shapes().of(type).front();
  }

  void expect_as_found_anew(const Lists& lists) {
    std::vector<ClassTable::ListId> ids;
    std::vector<const PatternList*> pointers;
    for (const PatternList& list : lists) {
      ids.push_back(table_.add(list));
      pointers.push_back(&list);
    }
    const auto found = table_.classes(queue(), ids, kStates);
    const auto anew = text_classes(queue().set, pointers, kStates);
    ASSERT_TRUE(found && anew);
    ASSERT_EQ(found->size(), anew->size());
    for (std::size_t i = 0; i < found->size(); ++i) {
      EXPECT_EQ((*found)[i].witness, (*anew)[i].witness);
      for (std::size_t list = 0; list < lists.size(); ++list) {
        EXPECT_EQ((*found)[i].lists.test(list), (*anew)[i].lists.test(list))
            << (*anew)[i].witness << " list " << list;
      }
    }
  }

  ClassTable table_{"aws", "eu-west-1", "111111111111"};
};

TEST_F(ClassTableTest, EqualListsAreOne) {
  const auto first = table_.add(kLists[2]);
  const auto other = table_.add(kLists[3]);
  EXPECT_NE(first, other);
  EXPECT_EQ(table_.add(kLists[5]), first);
  EXPECT_EQ(table_.list(first), kLists[2]);
}

TEST_F(ClassTableTest, GivesWhatIsFoundAnew) {
  expect_as_found_anew(kLists);
  expect_as_found_anew(kLists);  // from the table
  // The same classes by other bits, and fewer lists.
  expect_as_found_anew({kLists[4], kLists[3], kLists[2], kLists[0]});
  expect_as_found_anew({kLists[3], kLists[2]});
  expect_as_found_anew({kLists[1]});
  expect_as_found_anew({});
}

TEST_F(ClassTableTest, TooManyStatesAreNothing) {
  const std::vector<ClassTable::ListId> ids = {table_.add(kLists[3])};
  EXPECT_FALSE(table_.classes(queue(), ids, 2));
  EXPECT_TRUE(table_.classes(queue(), ids, kStates)) << "and that is not kept";
}

}  // namespace
}  // namespace rolechain
