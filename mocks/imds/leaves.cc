// What an instance tells about itself. The values that no scenario states are fixed and made up.
#include <fmt/format.h>

#include <cstdint>

#include "mocks/base/text.h"
#include "mocks/imds/imds.h"

namespace rolechain {
namespace {

constexpr std::string_view kIdentity = "dynamic/instance-identity/";
constexpr std::string_view kIamSince = "2012-01-12";
constexpr std::string_view kTagsSince = "2021-03-23";

// A locally administered address (02:…) that follows from the instance's id.
std::string mac_of(std::string_view instance_id) {
  const std::uint64_t hash = stable_hash(instance_id);
  return fmt::format("02:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", hash & 0xFFU, (hash >> 8U) & 0xFFU,
                     (hash >> 16U) & 0xFFU, (hash >> 24U) & 0xFFU, (hash >> 32U) & 0xFFU);
}

std::string host_name(std::string_view ip) {
  std::string name = "ip-";
  for (const char c : ip) name += c == '.' ? '-' : c;
  return name;
}

std::string identity_document(const Instance& instance, std::string_view region,
                              std::string_view ip) {
  return fmt::format(
      "{{\n  \"accountId\" : \"{}\",\n  \"architecture\" : \"x86_64\",\n"
      "  \"availabilityZone\" : \"{}a\",\n  \"imageId\" : \"ami-0123456789abcdef0\",\n"
      "  \"instanceId\" : \"{}\",\n  \"instanceType\" : \"t3.micro\",\n"
      "  \"privateIp\" : \"{}\",\n  \"region\" : \"{}\",\n  \"version\" : \"2017-09-30\"\n}}",
      instance.account, region, instance.id, ip, region);
}

}  // namespace

std::vector<MetadataLeaf> Imds::leaves(RoleDelivery delivery) const {
  static const Instance unknown;
  const Instance* known = world_.instance(instance_id_);
  const Instance& instance = known != nullptr ? *known : unknown;
  const std::string region = instance.region.empty() ? world_.region : instance.region;
  const std::string ip = instance.private_ip.empty() ? "10.0.0.10" : instance.private_ip;
  const std::string mac = mac_of(instance_id_);
  const std::string interface = "meta-data/network/interfaces/macs/" + mac + "/";
  const std::string host = fmt::format("{}.{}.compute.internal", host_name(ip), region);

  std::vector<MetadataLeaf> out{
      {"meta-data/ami-id", "ami-0123456789abcdef0", ""},
      {"meta-data/hostname", host, ""},
      {"meta-data/instance-id", instance_id_, ""},
      {"meta-data/instance-life-cycle", "on-demand", ""},
      {"meta-data/instance-type", "t3.micro", ""},
      {"meta-data/local-hostname", host, ""},
      {"meta-data/local-ipv4", ip, ""},
      {"meta-data/mac", mac, ""},
      {interface + "device-number", "0", ""},
      {interface + "local-ipv4s", ip, ""},
      {interface + "mac", mac, ""},
      {interface + "owner-id", instance.account, ""},
      {"meta-data/placement/availability-zone", region + "a", ""},
      {"meta-data/placement/region", region, ""},
      {"meta-data/profile", "default-hvm", ""},
      {"meta-data/security-groups", "default", ""},
      {"meta-data/services/domain", "amazonaws.com", ""},
      {"meta-data/services/partition", world_.partition, ""},
      {std::string(kIdentity) + "document", identity_document(instance, region, ip), ""},
  };
  if (options_.identity_signer) {
    // Signed when they are asked for (Imds::get).
    for (const std::string_view name : {"pkcs7", "rsa2048", "signature"}) {
      out.push_back({std::string(kIdentity) + std::string(name), "", ""});
    }
  }
  if (!instance.vpc_id.empty()) out.push_back({interface + "vpc-id", instance.vpc_id, ""});
  if (!options_.user_data.empty()) out.push_back({"user-data", options_.user_data, ""});
  if (options_.instance_tags) {
    for (const Tag& tag : options_.tags) {
      out.push_back({"meta-data/tags/instance/" + tag.key, tag.value, kTagsSince});
    }
  }
  if (const auto names = role_.names(delivery)) {
    out.push_back({"meta-data/iam/info", role_.info_document(delivery), kIamSince});
    if (names->profile_found) {
      out.push_back({"meta-data/iam/security-credentials/" + names->role_name, "", kIamSince});
    }
  }
  return out;
}

}  // namespace rolechain
