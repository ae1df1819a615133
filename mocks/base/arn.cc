#include "mocks/base/arn.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>

#include "mocks/base/eight.h"

namespace rolechain {

std::optional<std::array<std::string_view, 6>> split_arn_segments(std::string_view text) {
  std::array<std::string_view, 6> parts;
  std::size_t part = 0;
  std::size_t begin = 0;
  // The parts are short: a search for each colon would take longer to start than to end.
  for (std::size_t at = 0; at < text.size(); at += kEight) {
    for (std::uint64_t colons = bytes_that_are(':', text, at); colons != 0; colons &= colons - 1) {
      const std::size_t colon = at + static_cast<std::size_t>(std::countr_zero(colons)) / kEight;
      parts[part] = {text.data() + begin, colon - begin};
      begin = colon + 1;
      if (++part < parts.size() - 1) continue;
      parts[part] = text.substr(begin);
      return parts;
    }
  }
  return std::nullopt;
}

std::optional<Arn> split_arn(std::string_view text) {
  const auto parts = split_arn_segments(text);
  if (!parts || (*parts)[0] != "arn") return std::nullopt;
  return Arn{(*parts)[1], (*parts)[2], (*parts)[3], (*parts)[4], (*parts)[5]};
}

bool is_account_id(std::string_view text) {
  return text.size() == 12 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string role_arn(std::string_view account, std::string_view path, std::string_view name) {
  return fmt::format("arn:aws:iam::{}:role{}{}", account, path, name);
}

std::string user_arn(std::string_view account, std::string_view path, std::string_view name) {
  return fmt::format("arn:aws:iam::{}:user{}{}", account, path, name);
}

std::string assumed_role_arn(std::string_view account, std::string_view role_name,
                             std::string_view session_name) {
  return fmt::format("arn:aws:sts::{}:assumed-role/{}/{}", account, role_name, session_name);
}

std::string account_root_arn(std::string_view account) {
  return fmt::format("arn:aws:iam::{}:root", account);
}

}  // namespace rolechain
