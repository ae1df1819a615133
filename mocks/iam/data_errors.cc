#include "mocks/iam/data_errors.h"

namespace rolechain {

ApiError no_such_key() {
  return {404, "NoSuchKey", "The specified key does not exist.", "not-found"};
}

ApiError invalid_range() {
  return {416, "InvalidRange", "The requested range is not satisfiable", "parameter"};
}

}  // namespace rolechain
