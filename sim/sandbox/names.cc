#include "sim/sandbox/names.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

constexpr std::size_t kHeader_bytes = 12;
constexpr std::size_t kLabel_bytes_max = 63;
constexpr unsigned kResponse = 0x80;
constexpr unsigned kAuthoritative = 0x04;
constexpr unsigned kRecursionDesired = 0x01;
constexpr unsigned kRecursionAvailable = 0x80;
constexpr unsigned kOpcodeMask = 0x78;
constexpr unsigned kNoSuchName = 3;
constexpr std::uint16_t kTypeA = 1;
constexpr std::uint16_t kClassInternet = 1;
constexpr std::array<std::string_view, 6> kAwsDomains{
    "amazonaws.com",  "amazonaws.com.cn",
    "api.aws",        "api.amazonwebservices.com.cn",
    "aws.amazon.com", "on.aws"};

std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

std::uint16_t word_at(std::string_view text, std::size_t at) {
  return static_cast<std::uint16_t>((byte_at(text, at) << 8U) | byte_at(text, at + 1));
}

void add_word(std::string& out, unsigned word) {
  out += static_cast<char>((word >> 8U) & 0xffU);
  out += static_cast<char>(word & 0xffU);
}

struct Question {
  std::string name;
  std::uint16_t type = 0;
  std::uint16_t net_class = 0;
  std::size_t end = 0;  // where it ends in the datagram
};

std::optional<Question> read_question(std::string_view query) {
  Question out;
  std::size_t at = kHeader_bytes;
  for (;;) {
    if (at >= query.size()) return std::nullopt;
    const std::size_t size = byte_at(query, at);
    ++at;
    if (size == 0) break;
    // Nothing comes before a question that its name could point back to.
    if (size > kLabel_bytes_max || at + size > query.size()) return std::nullopt;
    if (!out.name.empty()) out.name += '.';
    out.name += to_lower(query.substr(at, size));
    at += size;
  }
  if (at + 4 > query.size()) return std::nullopt;
  out.type = word_at(query, at);
  out.net_class = word_at(query, at + 2);
  out.end = at + 4;
  return out;
}

}  // namespace

bool is_aws_name(std::string_view name) {
  return std::ranges::any_of(kAwsDomains, [&](std::string_view domain) {
    return name == domain ||
           (name.ends_with(domain) && name[name.size() - domain.size() - 1] == '.');
  });
}

std::optional<std::string> answer_name(std::string_view query, const KnownName& known) {
  if (query.size() < kHeader_bytes) return std::nullopt;
  const unsigned flags = byte_at(query, 2);
  if ((flags & (kResponse | kOpcodeMask)) != 0 || word_at(query, 4) != 1) return std::nullopt;
  const auto question = read_question(query);
  if (!question) return std::nullopt;
  const bool is_known = known(question->name);
  const bool has_address =
      is_known && question->type == kTypeA && question->net_class == kClassInternet;

  std::string out(query.substr(0, 2));
  out += static_cast<char>(kResponse | kAuthoritative | (flags & kRecursionDesired));
  out += static_cast<char>(kRecursionAvailable | (is_known ? 0 : kNoSuchName));
  add_word(out, 1);
  add_word(out, has_address ? 1 : 0);
  add_word(out, 0);
  add_word(out, 0);
  out += query.substr(kHeader_bytes, question->end - kHeader_bytes);
  if (!has_address) return out;
  add_word(out, 0xc000U | kHeader_bytes);  // the question's name
  add_word(out, kTypeA);
  add_word(out, kClassInternet);
  add_word(out, 0);  // seconds that it may be kept: high word, low word
  add_word(out, 60);
  add_word(out, 4);
  out += std::string_view("\x7f\0\0\1", 4);
  return out;
}

}  // namespace rolechain
