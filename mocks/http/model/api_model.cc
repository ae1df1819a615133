#include "mocks/http/model/api_model.h"

#include <algorithm>

namespace rolechain {

const ModelOperation* ApiModel::operation(std::string_view name) const {
  const auto at = std::ranges::find(operations, name, &ModelOperation::name);
  return at == operations.end() ? nullptr : &*at;
}

}  // namespace rolechain
