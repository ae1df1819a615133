#include "mocks/imds/instance_role.h"

#include <fmt/format.h>

#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/shown_clock.h"

namespace rolechain {
namespace {

constexpr std::string_view kHelp =
    "Please see documentation at https://docs.aws.amazon.com/IAM/latest/UserGuide/"
    "troubleshoot_iam-ec2.html#troubleshoot_iam-ec2_errors-info-doc.";

std::string failure_document(std::string_view code, std::string_view what, EpochSeconds now_s) {
  return fmt::format(
      "{{\n  \"Code\" : \"{}\",\n  \"Message\" : \"{}  {}\",\n  \"LastUpdated\" : \"{}\"\n}}", code,
      what, kHelp, format_iso8601(now_s));
}

std::string last_part(std::string_view arn) { return std::string(arn.substr(arn.rfind('/') + 1)); }

}  // namespace

const InstanceRole::Held* InstanceRole::fresh(RoleDelivery delivery) const {
  const auto held = held_.find(delivery);
  if (held == held_.end()) return nullptr;
  const bool due = clock_.now_s() >= held->second.session.expires_s - kRotateBefore_s;
  return due ? nullptr : &held->second;
}

std::optional<InstanceRole::Names> InstanceRole::names(RoleDelivery delivery) const {
  const Held* held = fresh(delivery);
  return held != nullptr ? held->names : names_now();
}

std::optional<InstanceRole::Names> InstanceRole::names_now() const {
  const Instance* instance = world_.instance(instance_id_);
  if (instance == nullptr || instance->profile_arn.empty()) return std::nullopt;
  const InstanceProfile* profile = world_.instance_profile(instance->profile_arn);
  if (profile == nullptr) return Names{instance->profile_arn, "", "", "", false};
  if (profile->role_arn.empty()) return std::nullopt;
  const Role* role = world_.role(profile->role_arn);
  return Names{profile->arn, profile->unique_id, profile->role_arn,
               role != nullptr ? role->name : last_part(profile->role_arn)};
}

std::string InstanceRole::info_document(RoleDelivery delivery) const {
  const EpochSeconds now_s = shown_s(clock_, clock_.now_s());
  const auto shown = names(delivery);
  if (!shown) return {};
  if (!shown->profile_found) {
    return failure_document("InstanceProfileNotFound",
                            fmt::format("Instance Profile {} cannot be found.", shown->profile_arn),
                            now_s);
  }
  return fmt::format(
      "{{\n  \"Code\" : \"Success\",\n  \"LastUpdated\" : \"{}\",\n"
      "  \"InstanceProfileArn\" : \"{}\",\n  \"InstanceProfileId\" : \"{}\"\n}}",
      format_iso8601(now_s), shown->profile_arn, shown->profile_id);
}

std::string InstanceRole::credentials_document(RoleDelivery delivery) {
  const EpochSeconds now_s = clock_.now_s();
  if (fresh(delivery) == nullptr) {
    const auto current = names_now();
    if (!current) return {};
    auto made = assume(*current, delivery);
    if (made) {
      held_.insert_or_assign(delivery, Held{*std::move(made), *current});
    } else if (const Session* old = session(delivery); old == nullptr || old->expired(now_s)) {
      // R-IMDS-04: the old keys are served to their end; only then the failure shows.
      held_.erase(delivery);
      return failure_document("AssumeRoleUnauthorizedAccess",
                              fmt::format("EC2 cannot assume the role {}.", current->role_name),
                              shown_s(clock_, now_s));
    }
  }
  const Session& shown = held_.at(delivery).session;
  return fmt::format(
      "{{\n  \"Code\" : \"Success\",\n  \"LastUpdated\" : \"{}\",\n  \"Type\" : \"AWS-HMAC\",\n"
      "  \"AccessKeyId\" : \"{}\",\n  \"SecretAccessKey\" : \"{}\",\n  \"Token\" : \"{}\",\n"
      "  \"Expiration\" : \"{}\"\n}}",
      format_iso8601(shown_s(clock_, shown.issued_s)), shown.credentials.access_key_id,
      shown.credentials.secret_access_key, shown.credentials.session_token,
      format_iso8601(shown_s(clock_, shown.expires_s)));
}

const Session* InstanceRole::session(RoleDelivery delivery) const {
  const auto held = held_.find(delivery);
  return held == held_.end() ? nullptr : &held->second.session;
}

ApiResult<Session> InstanceRole::assume(const Names& names, RoleDelivery delivery) {
  Sts::ServiceInput input;
  input.service = "ec2.amazonaws.com";
  input.role.role_arn = names.role_arn;
  input.role.session_name = instance_id_;
  input.lifetime_s = kInstanceSession_s;
  input.keys.push_back({"ec2:RoleDelivery", {delivery == RoleDelivery::v1 ? "1.0" : "2.0"}});
  if (const Instance* instance = world_.instance(instance_id_)) {
    const std::string& region = instance->region.empty() ? world_.region : instance->region;
    input.keys.push_back({"ec2:SourceInstanceARN",
                          {fmt::format("arn:{}:ec2:{}:{}:instance/{}", world_.partition, region,
                                       instance->account, instance_id_)}});
    if (!instance->vpc_id.empty()) {
      input.keys.push_back({"aws:Ec2InstanceSourceVpc", {instance->vpc_id}});
    }
    if (!instance->private_ip.empty()) {
      input.keys.push_back({"aws:Ec2InstanceSourcePrivateIPv4", {instance->private_ip}});
    }
  }
  trace_.clear();
  auto reply = sts_.assume_role_for_service(input, &trace_);
  if (!reply) return std::unexpected(std::move(reply.error()));
  return std::move(reply->session);
}

}  // namespace rolechain
