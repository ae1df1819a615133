// The shared config and credentials files of AWS's tools: sections of settings.
// Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files".
#pragma once

#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rolechain::client {

class Profiles {
 public:
  using Settings = std::map<std::string, std::string, std::less<>>;

  // Texts of the two files, "" for one that is not there. What stands in the credentials file wins.
  // Error: "config:3: …", a line that is neither section, setting, comment nor continuation.
  static std::expected<Profiles, std::string> parse(std::string_view config,
                                                    std::string_view credentials);

  // Null where there is none of that name.
  [[nodiscard]] const Settings* find(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> names() const;

 private:
  std::map<std::string, Settings, std::less<>> profiles_;
};

}  // namespace rolechain::client
