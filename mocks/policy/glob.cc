#include "mocks/policy/glob.h"

#include "mocks/policy/glob_cursor.h"

namespace rolechain {

bool glob_match(std::string_view pattern, std::string_view text, CaseMode mode) {
  return glob::match<glob::Kind::text>(glob::PlainCursor(pattern), text, mode);
}

bool has_wildcard(std::string_view pattern) {
  return glob::find_wildcard(pattern) != std::string_view::npos;
}

bool resource_match(std::string_view pattern, std::string_view resource) {
  return glob::match<glob::Kind::resource>(glob::PlainCursor(pattern), resource);
}

bool arn_like(std::string_view pattern, std::string_view arn) {
  return glob::has_six_segments(arn) &&
         glob::match<glob::Kind::arn>(glob::PlainCursor(pattern), arn);
}

}  // namespace rolechain
