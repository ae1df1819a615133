#include "sim/client/default_chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "sim/client/container_provider.h"
#include "sim/client/imds_provider.h"

namespace rolechain::client {
namespace {

using Kind = ProviderError::Kind;

std::string variable(const Surroundings& around, std::string_view name) {
  return around.environment(name).value_or("");
}

// A source that is found out when it is asked.
class Found final : public Provider {
 public:
  using Find = std::function<std::expected<std::unique_ptr<Provider>, ProviderError>()>;
  Found(std::string name, Find find) : name_(std::move(name)), find_(std::move(find)) {}

  Fetched fetch(EpochSeconds now_s) override {
    if (!source_) {
      auto found = find_();
      if (!found) return std::unexpected(std::move(found.error()));
      source_ = *std::move(found);
    }
    return source_->fetch(now_s);
  }
  [[nodiscard]] std::string_view name() const override { return name_; }

 private:
  std::string name_;
  Find find_;
  std::unique_ptr<Provider> source_;
};

std::unexpected<ProviderError> failed(Kind kind, std::string why) {
  return std::unexpected(ProviderError{kind, std::move(why)});
}

class Static final : public Provider {
 public:
  Static(std::string name, Obtained obtained)
      : name_(std::move(name)), obtained_(std::move(obtained)) {}
  Fetched fetch(EpochSeconds /*now_s*/) override { return obtained_; }
  [[nodiscard]] std::string_view name() const override { return name_; }

 private:
  std::string name_;
  Obtained obtained_;
};

class Process final : public Provider {
 public:
  Process(const Surroundings& around, std::string command)
      : run_(around.run), command_(std::move(command)) {}

  Fetched fetch(EpochSeconds /*now_s*/) override {
    auto output = run_(command_);
    if (!output) return failed(Kind::refused, "credential process: " + output.error());
    return read_credentials(*output, "SessionToken", name());
  }
  [[nodiscard]] std::string_view name() const override { return "credential process"; }

 private:
  decltype(Surroundings::run) run_;
  std::string command_;
};

std::unique_ptr<Provider> container(const Surroundings& around) {
  return std::make_unique<Found>(
      "container credentials",
      [around]() -> std::expected<std::unique_ptr<Provider>, ProviderError> {
        const std::string relative = variable(around, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
        const std::string full = variable(around, "AWS_CONTAINER_CREDENTIALS_FULL_URI");
        if (relative.empty() && full.empty()) {
          return failed(Kind::absent, "no AWS_CONTAINER_CREDENTIALS_… variable is set");
        }
        // The file beats the variable, and is read anew each time.
        const auto token = [around]() -> std::string {
          const std::string file = variable(around, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
          if (file.empty()) return variable(around, "AWS_CONTAINER_AUTHORIZATION_TOKEN");
          return around.read_file(file).value_or("\n");  // refused as malformed
        };
        return container_provider(around.transport,
                                  relative.empty() ? full : around.containers + relative, token);
      });
}

std::unique_ptr<Provider> instance(const Surroundings& around) {
  return std::make_unique<Found>(
      "instance metadata", [around]() -> std::expected<std::unique_ptr<Provider>, ProviderError> {
        if (variable(around, "AWS_EC2_METADATA_DISABLED") == "true") {
          return failed(Kind::absent, "AWS_EC2_METADATA_DISABLED is true");
        }
        const std::string elsewhere = variable(around, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
        return imds_provider(around.transport, elsewhere.empty() ? around.metadata : elsewhere);
      });
}

std::unique_ptr<Provider> web_identity(const Surroundings& around, RoleRequest role,
                                       const std::string& file) {
  return web_identity_provider(around.transport, sts_endpoint(around), std::move(role),
                               [around, file] { return around.read_file(file).value_or(""); });
}

std::unique_ptr<Provider> web_identity_of_environment(const Surroundings& around) {
  return std::make_unique<Found>(
      "web identity", [around]() -> std::expected<std::unique_ptr<Provider>, ProviderError> {
        const std::string file = variable(around, "AWS_WEB_IDENTITY_TOKEN_FILE");
        const std::string role = variable(around, "AWS_ROLE_ARN");
        if (file.empty() || role.empty()) {
          return failed(Kind::absent, "AWS_WEB_IDENTITY_TOKEN_FILE or AWS_ROLE_ARN is not set");
        }
        std::string session = variable(around, "AWS_ROLE_SESSION_NAME");
        if (session.empty()) session = "default_session";
        return web_identity(around, {role, session, "", std::nullopt}, file);
      });
}

// One profile and those that it names, on the way to a source.
class ProfileFinder {
 public:
  explicit ProfileFinder(const Surroundings& around) : around_(around) {}

  std::expected<std::unique_ptr<Provider>, ProviderError> find(const std::string& name) {
    const Profiles::Settings* settings = around_.profiles.find(name);
    if (settings == nullptr) {
      return failed(way_.empty() ? Kind::absent : Kind::refused,
                    fmt::format("there is no profile `{}`", name));
    }
    const auto [role, keys] = std::pair(text(*settings, "role_arn"), keys_of(*settings));
    // A profile that names itself as the source means its own keys.
    const bool again = std::ranges::find(way_, name) != way_.end();
    if (again && (keys == nullptr || way_.back() != name)) {
      return failed(Kind::refused, fmt::format("the profiles {} name each other as sources",
                                               fmt::join(way_, ", ")));
    }
    way_.push_back(name);
    if (!role.empty() && !again) return role_of(*settings, role);
    if (keys != nullptr) return std::unique_ptr<Provider>(new Static("profile", *keys));
    if (const std::string command = text(*settings, "credential_process"); !command.empty()) {
      return process_provider(around_, command);
    }
    for (const auto& [key, value] : *settings) {
      if (key.starts_with("sso_")) {
        return failed(Kind::refused, fmt::format("profile `{}`: IAM Identity Center (`{}`) is not "
                                                 "here",
                                                 name, key));
      }
    }
    return failed(Kind::absent, fmt::format("profile `{}` has no credentials", name));
  }

 private:
  static std::string text(const Profiles::Settings& settings, std::string_view key) {
    const auto at = settings.find(key);
    return at == settings.end() ? std::string() : at->second;
  }

  static std::unique_ptr<Obtained> keys_of(const Profiles::Settings& settings) {
    Credentials keys{text(settings, "aws_access_key_id"), text(settings, "aws_secret_access_key"),
                     text(settings, "aws_session_token")};
    if (keys.access_key_id.empty() || keys.secret_access_key.empty()) return nullptr;
    return std::make_unique<Obtained>(Obtained{std::move(keys), std::nullopt, ""});
  }

  std::expected<std::unique_ptr<Provider>, ProviderError> role_of(
      const Profiles::Settings& settings, const std::string& arn) {
    if (!text(settings, "mfa_serial").empty()) {
      return failed(Kind::refused, fmt::format("profile `{}` asks for an MFA code", way_.back()));
    }
    RoleRequest role{arn, text(settings, "role_session_name"), text(settings, "external_id"),
                     std::nullopt};
    if (role.session_name.empty()) role.session_name = "rolechain-session";
    if (const std::string duration = text(settings, "duration_seconds"); !duration.empty()) {
      std::int64_t seconds = 0;
      const char* const end = duration.data() + duration.size();
      const auto parsed = std::from_chars(duration.data(), end, seconds);
      if (parsed.ec != std::errc{} || parsed.ptr != end) {
        return failed(Kind::refused, fmt::format("`duration_seconds = {}` is no number", duration));
      }
      role.duration_s = seconds;
    }
    const std::string file = text(settings, "web_identity_token_file");
    if (!file.empty()) return web_identity(around_, std::move(role), file);
    auto source = source_of(settings);
    if (!source) return source;
    return assume_role_provider(around_.transport, sts_endpoint(around_), std::move(role),
                                *std::move(source));
  }

  std::expected<std::unique_ptr<Provider>, ProviderError> source_of(
      const Profiles::Settings& settings) {
    const std::string profile = text(settings, "source_profile");
    const std::string source = text(settings, "credential_source");
    if (profile.empty() == source.empty()) {
      return failed(Kind::refused, fmt::format("profile `{}` needs one of source_profile and "
                                               "credential_source beside role_arn",
                                               way_.back()));
    }
    if (!profile.empty()) return find(profile);
    if (source == "Environment") return environment_provider(around_);
    if (source == "Ec2InstanceMetadata") return instance(around_);
    if (source == "EcsContainer") return container(around_);
    return failed(Kind::refused, fmt::format("`credential_source = {}` is none of Environment, "
                                             "Ec2InstanceMetadata, EcsContainer",
                                             source));
  }

  const Surroundings& around_;
  std::vector<std::string> way_;
};

}  // namespace

StsEndpoint sts_endpoint(const Surroundings& around) {
  std::string region = variable(around, "AWS_REGION");
  if (region.empty()) region = variable(around, "AWS_DEFAULT_REGION");
  if (region.empty()) region = "us-east-1";
  for (const std::string_view name : {"AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"}) {
    if (const std::string url = variable(around, name); !url.empty()) {
      return {split_url(url).origin, region};
    }
  }
  return {fmt::format("https://sts.{}.amazonaws.com", region), region};
}

std::unique_ptr<Provider> environment_provider(const Surroundings& around) {
  return std::make_unique<Found>(
      "environment", [around]() -> std::expected<std::unique_ptr<Provider>, ProviderError> {
        Credentials keys{variable(around, "AWS_ACCESS_KEY_ID"),
                         variable(around, "AWS_SECRET_ACCESS_KEY"),
                         variable(around, "AWS_SESSION_TOKEN")};
        if (keys.access_key_id.empty() && keys.secret_access_key.empty()) {
          return failed(Kind::absent, "AWS_ACCESS_KEY_ID is not set");
        }
        if (keys.access_key_id.empty() || keys.secret_access_key.empty()) {
          return failed(Kind::refused,
                        "of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only one is set");
        }
        return std::make_unique<Static>("environment", Obtained{std::move(keys), std::nullopt, ""});
      });
}

std::unique_ptr<Provider> process_provider(const Surroundings& around, std::string command) {
  return std::make_unique<Process>(around, std::move(command));
}

std::unique_ptr<Provider> profile_provider(const Surroundings& around, std::string name) {
  return std::make_unique<Found>(
      "profile", [around, name = std::move(name)] { return ProfileFinder(around).find(name); });
}

std::unique_ptr<Provider> default_chain(const Surroundings& around, ChainOrder order) {
  std::string named = variable(around, "AWS_PROFILE");
  const std::string profile = named.empty() ? "default" : std::move(named);
  std::vector<std::unique_ptr<Provider>> sources;
  const auto add = [&](std::unique_ptr<Provider> source) { sources.push_back(std::move(source)); };
  add(environment_provider(around));
  switch (order) {
    case ChainOrder::botocore:
      // A profile's role, the variables of web identity, then whatever else the profile has.
      add(std::make_unique<Found>(
          "profile's role",
          [around, profile]() -> std::expected<std::unique_ptr<Provider>, ProviderError> {
            const Profiles::Settings* settings = around.profiles.find(profile);
            if (settings == nullptr || !settings->contains("role_arn")) {
              return failed(Kind::absent, "no role_arn");
            }
            return ProfileFinder(around).find(profile);
          }));
      add(web_identity_of_environment(around));
      add(profile_provider(around, profile));
      break;
    case ChainOrder::js_v3:
      add(profile_provider(around, profile));
      add(web_identity_of_environment(around));
      break;
    case ChainOrder::java_v2:
    case ChainOrder::go_v2:
      add(web_identity_of_environment(around));
      add(profile_provider(around, profile));
      break;
  }
  add(container(around));
  add(instance(around));
  return first_of(std::move(sources));
}

}  // namespace rolechain::client
