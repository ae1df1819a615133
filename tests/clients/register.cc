#include "tests/clients/register.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/clients/matrix.h"
#include "tests/clients/run_case.h"
#include "tests/paths.h"

namespace rolechain::tests {
namespace {

class ClientTest : public testing::Test {
 public:
  ClientTest(const Client& client, const ClientCase& one, Way way)
      : client_(client), case_(one), way_(way) {}

  void TestBody() override {
    const CaseOutcome outcome = run_case(client_, case_, way_);
    EXPECT_EQ(outcome.printed, outcome.expected);
  }

 private:
  const Client& client_;
  const ClientCase& case_;
  Way way_;
};

// UPDATE_MATRIX=1 writes the page's part anew.
class MatrixTest : public testing::Test {
 public:
  explicit MatrixTest(Origin origin) : origin_(origin) {}

  void TestBody() override {
    const std::filesystem::path path = source_dir() / "tests/clients/MATRIX.md";
    std::ifstream in(path);
    std::ostringstream page;
    page << in.rdbuf();
    const std::string wanted = with_part(page.str(), origin_, matrix_part(origin_));
    if (std::getenv("UPDATE_MATRIX") != nullptr) {  // NOLINT(concurrency-mt-unsafe): one thread
      std::ofstream(path) << wanted;
      return;
    }
    EXPECT_EQ(page.str(), wanted) << "UPDATE_MATRIX=1 writes it anew";
  }

 private:
  Origin origin_;
};

std::string_view prefix(Origin origin) { return origin == Origin::debian ? "Clients" : "Today"; }

}  // namespace

void register_client_tests() {
  for (const Origin origin : {Origin::debian, Origin::today}) {
    testing::RegisterTest(std::string(prefix(origin)).c_str(), "MatrixIsTrue", nullptr, nullptr,
                          __FILE__, __LINE__, [origin] { return new MatrixTest(origin); });
  }
  for (const Client& client : clients()) {
    for (const ClientCase& one : client_cases()) {
      if (one.speaks != client.speaks) continue;
      const Exception* exception = client.exception(one.name);
      const Way way = exception != nullptr ? exception->way : Way::port;
      if (way == Way::cannot) continue;
      const std::string suite = fmt::format("{}/{}", prefix(client.origin), one.name);
      testing::RegisterTest(suite.c_str(), std::string(client.name).c_str(), nullptr, nullptr,
                            __FILE__, __LINE__,
                            [&client, &one, way] { return new ClientTest(client, one, way); });
    }
  }
}

}  // namespace rolechain::tests
