#include "tests/clients/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "tests/clients/run_case.h"

namespace rolechain::tests {
namespace {

std::string_view word(Origin origin) { return origin == Origin::debian ? "debian" : "today"; }

std::string marker(Origin origin, std::string_view which) {
  return fmt::format("<!-- {} {} -->\n", word(origin), which);
}

// What is said of a cell below the table: each reason once.
class Notes {
 public:
  std::string mark(std::string_view reason) {
    auto at = std::ranges::find(reasons_, reason);
    if (at == reasons_.end()) at = reasons_.insert(reasons_.end(), reason);
    return fmt::format("[{}]", at - reasons_.begin() + 1);
  }
  [[nodiscard]] std::string text() const {
    std::string out;
    for (std::size_t i = 0; i < reasons_.size(); ++i) {
      out += fmt::format("{}. {}\n", i + 1, reasons_[i]);
    }
    return out;
  }

 private:
  std::vector<std::string_view> reasons_;
};

std::string cell(const Client& client, const ClientCase& one, Notes& notes) {
  const Exception* exception = client.exception(one.name);
  if (exception == nullptr) return "yes";
  return fmt::format("{} {}", exception->way == Way::exec ? "exec" : "–",
                     notes.mark(exception->reason));
}

std::string table(Origin origin, Speaks speaks, Notes& notes) {
  std::string head = "| client | from | version |";
  std::string rule = "|---|---|---|";
  for (const ClientCase& one : client_cases()) {
    if (one.speaks != speaks) continue;
    head += fmt::format(" {} |", one.means);
    rule += "---|";
  }
  std::string rows;
  for (const Client& client : clients()) {
    if (client.origin != origin || client.speaks != speaks) continue;
    rows += fmt::format("| {} | {} | {} |", client.title, client.from, client_version(client));
    for (const ClientCase& one : client_cases()) {
      if (one.speaks == speaks) rows += fmt::format(" {} |", cell(client, one, notes));
    }
    rows += '\n';
  }
  return rows.empty() ? rows : fmt::format("{}\n{}\n{}\n", head, rule, rows);
}

}  // namespace

std::string matrix_part(Origin origin) {
  Notes notes;
  std::string out = table(origin, Speaks::everything, notes);
  out += table(origin, Speaks::s3_only, notes);
  return out + notes.text();
}

std::string with_part(const std::string& page, Origin origin, const std::string& part) {
  const std::string begin = marker(origin, "begin");
  const std::size_t from = page.find(begin);
  const std::size_t to = page.find(marker(origin, "end"));
  if (from == std::string::npos || to == std::string::npos || to < from) return page;
  return page.substr(0, from + begin.size()) + part + page.substr(to);
}

}  // namespace rolechain::tests
