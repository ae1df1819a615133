#include "mocks/base/with_place.h"

namespace rolechain {

std::string with_place(std::string text, const SourceSpan& span) {
  const std::string place = location_line(span);
  if (!place.empty()) text += "   " + place;
  return text;
}

}  // namespace rolechain
