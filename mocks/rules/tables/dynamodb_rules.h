// DynamoDB, where chains end (R-DDB).
#pragma once

#include "mocks/rules/tables/sources.h"

namespace rolechain::rule_tables {

inline constexpr auto kDynamoDb = std::to_array<Rule>({
    {.id = "R-DDB-01",
     .text = "dynamodb:LeadingKeys is the partition key's value, dynamodb:Attributes the top-level "
             "attributes that a request names, in its key, its item or its expressions. "
             "dynamodb:Select and dynamodb:ReturnValues are the parameters of these names. A Scan "
             "has no LeadingKeys.",
     .source = rule_sources::kFineGrained,
     .note = "Where a parameter is not sent, its documented default is taken; that the keys show "
             "it is assumed. Where nobody said which attribute is the partition key, an answer "
             "that hangs on it is none.",
     .tests = {"DynamoDb.FineGrainedAccessSeesKeysAttributesAndSelect",
               "DynamoDb.WhereTheAnswerHangsOnTheKeyThereIsNone"}},
    {.id = "R-DDB-02",
     .text = "Numbers are exact decimals of up to 38 digits, from 1E-130 to 9.99E+125 and their "
             "negatives; leading and trailing zeros are trimmed.",
     .source = rule_sources::kDynamoDbTypes,
     .tests = {"DynamoDbNumber.WhatIsNoneOrOutsideOfTheRange", "DynamoDbNumber.SumsAreExact",
               "DynamoDb.BadValuesHaveTheServicesErrors"}},
    {.id = "R-DDB-03",
     .text = "A write whose condition does not hold of the item that is there, or of an empty one, "
             "changes nothing: ConditionalCheckFailedException.",
     .source = rule_sources::kDynamoDbPut,
     .tests = {"DynamoDb.ConditionsAreAskedOfTheItemThatIsThere"}},
    {.id = "R-DDB-04",
     .text = "Each name and value that a request defines for its expressions must be used by one.",
     .status = RuleStatus::observed,
     .source = rule_sources::kDynamoDbReplies,
     .tests = {"DynamoDbPlaceholders.EachMustBeUsed"}},
    {.id = "R-DDB-05",
     .text = "A reserved word is no attribute name in an expression, whatever its case.",
     .source = rule_sources::kDynamoDbReserved,
     .tests = {"DynamoDbCondition.MistakesHaveTheServicesTexts"}},
    {.id = "R-DDB-06",
     .text = "Values of different types are never equal and have no order. A test of an attribute "
             "that is not there is false, but for `<>` and attribute_not_exists.",
     .source = rule_sources::kDynamoDbConditions,
     .note = "That `<>` is true of an absent attribute is observed.",
     .tests = {"DynamoDbCondition.SaysWhatItMeans",
               "DynamoDbCondition.RandomOnesSayWhatANaiveReadingSays"}},
    {.id = "R-DDB-07",
     .text = "An update reads the item as it was before; where one of its actions fails, nothing "
             "is changed. Attributes of the key cannot be updated.",
     .source = rule_sources::kDynamoDbUpdates,
     .tests = {"DynamoDbUpdate.SetRemoveAddDelete", "DynamoDbUpdate.MistakesChangeNothing",
               "DynamoDb.ConditionsAreAskedOfTheItemThatIsThere"}},
    {.id = "R-DDB-08",
     .text = "A table that is not there is ResourceNotFoundException, told to those alone who may "
             "make the call.",
     .source = rule_sources::kDynamoDbGet,
     .note = "Here a table is there where the scenario's resources hold it, or a client or the "
             "control API made it.",
     .tests = {"DynamoDb.ATableIsThereWhereTheScenarioOrAClientMadeIt"}},
    {.id = "R-DDB-09",
     .text =
         "A Query or Scan ends after Limit items or a megabyte, before the filter is asked, and "
         "says where to go on as LastEvaluatedKey.",
     .source = rule_sources::kDynamoDbQuery,
     .tests = {"DynamoDb.PagesLeadThroughTheWholeTable", "DynamoDb.QueriesAStretchOfAPartition"}},
    {.id = "R-DDB-10",
     .text = "A Key holds all attributes of the table's key and no others, each of its type.",
     .source = rule_sources::kDynamoDbGet,
     .note = "A scenario does not say what a table's key is: where nobody named it, the first Key "
             "that a client sends does.",
     .tests = {"DynamoDb.AKeyIsLearnedFromTheFirstOneThatIsSent"}},
    {.id = "R-DDB-11",
     .text = "A key schema is one HASH attribute, then perhaps one RANGE attribute, each defined, "
             "and nothing else is defined.",
     .source = rule_sources::kDynamoDbCreate,
     .tests = {"DynamoDb.AKeySchemaIsHashThenRange"}},
    {.id = "R-DDB-12",
     .text = "A batch needs the batch's own permission (dynamodb:BatchWriteItem) on each of its "
             "tables, with the keys of all of its items; where one is refused, nothing is done.",
     .source = rule_sources::kFineGrained,
     .note = "Each item's key is asked for by itself, which refuses no less than one list would.",
     .tests = {"DynamoDb.BatchesAreAskedForEachTable"}},
});

}  // namespace rolechain::rule_tables
