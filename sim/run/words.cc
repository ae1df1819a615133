#include "sim/run/words.h"

namespace rolechain {

std::string_view status_word(Status status) {
  switch (status) {
    case Status::passed:
      return "passed";
    case Status::failed:
      return "failed";
    case Status::unsupported:
      return "unsupported";
    case Status::invalid:
      return "invalid";
  }
  return "";
}

std::string_view severity_word(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
    case Severity::unsupported:
      return "unsupported";
  }
  return "";
}

}  // namespace rolechain
