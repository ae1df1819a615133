#include "sim/serve/in_process.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <vector>

#include "mocks/base/json.h"
#include "mocks/base/text.h"

namespace rolechain {
namespace {

// One text under its name; all else from the disk.
class TextReader final : public FileReader {
 public:
  TextReader(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {}

  std::expected<std::string, std::string> read(const std::string& path) override {
    return path == name_ ? text_ : disk_.read(path);
  }
  std::string canonical(const std::string& path) override { return disk_.canonical(path); }

 private:
  std::string name_;
  std::string text_;
  DiskReader disk_;
};

std::string text_of(const Node& map, std::string_view key) {
  const Node* found = map.find(key);
  return found == nullptr ? std::string() : found->text;
}

}  // namespace

InProcess::InProcess() = default;

InProcess::~InProcess() {
  if (listening_) listening_->stop();
  for (const std::string& file : files_) ::unlink(file.c_str());
}

std::expected<void, std::string> InProcess::open(const std::string& path,
                                                 const InProcessOptions& options) {
  loader_ = std::make_unique<Loader>(sources_, *reader_);
  auto file = loader_->read(path, options.load);
  if (!file) return std::unexpected(render(file.error()));
  auto scenario = loader_->load(*file);
  if (!scenario) return std::unexpected(render(scenario.error()));
  served_ = std::make_unique<Served>(
      std::make_shared<const Scenario>(*std::move(scenario)),
      [] { return static_cast<EpochSeconds>(std::time(nullptr)); }, options.runs);
  served_->use_source({loader_.get(), *std::move(file), {}});
  auto listening = Listening::open(*served_, options.listen);
  if (!listening) return std::unexpected(std::move(listening.error()));
  listening_ = *std::move(listening);
  return {};
}

std::expected<std::unique_ptr<InProcess>, std::string> InProcess::from_file(
    const std::string& path, const InProcessOptions& options) {
  auto out = std::unique_ptr<InProcess>(new InProcess);
  out->reader_ = std::make_unique<DiskReader>();
  if (auto opened = out->open(path, options); !opened) return std::unexpected(opened.error());
  return out;
}

std::expected<std::unique_ptr<InProcess>, std::string> InProcess::from_text(
    std::string text, const InProcessOptions& options, std::string name) {
  auto out = std::unique_ptr<InProcess>(new InProcess);
  out->reader_ = std::make_unique<TextReader>(name, std::move(text));
  if (auto opened = out->open(name, options); !opened) return std::unexpected(opened.error());
  return out;
}

std::expected<std::map<std::string, std::string>, std::string> InProcess::environment(
    std::string_view workload) {
  const SourceFile file{"ready", ready_line()};
  const auto ready = parse_json(file);
  const Node* workloads = ready ? ready->find("workloads") : nullptr;
  const Node* one = workloads == nullptr ? nullptr : workloads->find(workload);
  if (one == nullptr) {
    std::vector<std::string_view> names;
    if (workloads != nullptr) {
      for (const Member& member : workloads->members) names.push_back(member.key);
    }
    const std::string help = did_you_mean(workload, names);
    return std::unexpected(
        fmt::format("there is no workload `{}`{}{}", workload, help.empty() ? "" : ": ", help));
  }
  if (const std::string error = text_of(*one, "error"); !error.empty()) {
    return std::unexpected(error);
  }
  std::map<std::string, std::string> out{{"AWS_ENDPOINT_URL", url()},
                                         {"AWS_REGION", text_of(*ready, "region")},
                                         {"AWS_DEFAULT_REGION", text_of(*ready, "region")}};
  const auto set = [&](const char* variable, std::string_view key) {
    if (std::string value = text_of(*one, key); !value.empty()) out[variable] = std::move(value);
  };
  set("AWS_EC2_METADATA_SERVICE_ENDPOINT", "metadata");
  if (!out.contains("AWS_EC2_METADATA_SERVICE_ENDPOINT")) out["AWS_EC2_METADATA_DISABLED"] = "true";
  set("AWS_ACCESS_KEY_ID", "access_key_id");
  set("AWS_SECRET_ACCESS_KEY", "secret_access_key");
  set("AWS_SESSION_TOKEN", "session_token");
  set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "credentials");
  const std::string token = text_of(*one, "token");
  if (token.empty()) return out;
  if (out.contains("AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
    out["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = token;
    return out;
  }
  std::string name = (std::filesystem::temp_directory_path() / "rolechain-token-XXXXXX").string();
  const int descriptor = ::mkstemp(name.data());
  if (descriptor < 0) return std::unexpected("cannot write a file for the token");
  files_.push_back(name);
  const bool written =
      ::write(descriptor, token.data(), token.size()) == static_cast<ssize_t>(token.size());
  ::close(descriptor);
  if (!written) return std::unexpected(fmt::format("cannot write `{}`", name));
  out["AWS_WEB_IDENTITY_TOKEN_FILE"] = name;
  set("AWS_ROLE_ARN", "role_arn");
  set("AWS_ROLE_SESSION_NAME", "session_name");
  return out;
}

}  // namespace rolechain
