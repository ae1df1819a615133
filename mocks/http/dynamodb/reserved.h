// Words that DynamoDB's expressions do not take as attribute names, whatever their case.
// Source: Amazon DynamoDB Developer Guide, "Reserved words in DynamoDB".
#pragma once

#include <string_view>

namespace rolechain::ddb {

bool is_reserved(std::string_view word);  // R-DDB-05

}  // namespace rolechain::ddb
