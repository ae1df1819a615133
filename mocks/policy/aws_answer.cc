#include "mocks/policy/aws_answer.h"

#include <fmt/format.h>

#include "mocks/base/cut.h"

namespace rolechain {

std::optional<std::string> aws_answer(const ParsedDocument& parsed) {
  constexpr std::size_t kMessage_bytes = 300;
  if (parsed.aws_message.empty()) return std::nullopt;
  switch (parsed.document.type) {
    case PolicyType::identity:
    case PolicyType::boundary:
    case PolicyType::trust:
    case PolicyType::session:
      return fmt::format("MalformedPolicyDocument: {}",
                         cut_middle(parsed.aws_message, kMessage_bytes));
    case PolicyType::scp:
    case PolicyType::rcp:
      return "MalformedPolicyDocumentException";
    case PolicyType::resource:
    case PolicyType::endpoint:
      break;
  }
  return std::nullopt;
}

}  // namespace rolechain
