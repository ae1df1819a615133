#include "tests/reference/scene.h"

#include <gtest/gtest.h>

#include "mocks/base/json.h"

namespace rolechain::reference {
namespace {

using Kind = Principal::Kind;

}  // namespace

Pick Library::find(PolicyType type, const Json& document) {
  const auto key = std::pair(type, document.dump());
  const auto known = policies_.find(key);
  if (known != policies_.end()) return known->second.get();
  const SourceFile& file = sources_.add("policy.json", key.second);
  const Result<Node> node = parse_json(file);
  if (!node) {
    refusal_ = render(node.error());
    return nullptr;
  }
  ParsedDocument parsed = parse_document(*node, type);
  if (!parsed.ok()) {
    refusal_ = render(parsed.diagnostics);
    return nullptr;
  }
  auto policy = std::make_unique<Policy>();
  policy->json = document;
  policy->compiled = std::make_shared<const CompiledPolicy>("policy", std::move(parsed.document));
  return (policies_[key] = std::move(policy)).get();
}

Pick Library::add(PolicyType type, std::string_view json) {
  const Pick out = find(type, Json::parse(json));
  if (out == nullptr) ADD_FAILURE() << json << "\n" << refusal_;
  return out;
}

std::string_view Scene::owner() const { return same_account ? kHome : kAway; }

bool Scene::signed_caller() const {
  return kind != Kind::anonymous && kind != Kind::service && kind != Kind::web_identity;
}

std::string arn_of(Target target, std::string_view owner) {
  const std::string id(owner);
  switch (target) {
    case Target::queue:
      return "arn:aws:sqs:us-east-1:" + id + ":q";
    case Target::object:
      return "arn:aws:s3:::bucket/dir/file";
    case Target::key:
      return "arn:aws:kms:us-east-1:" + id + ":key/k";
    case Target::role:
      return "arn:aws:iam::" + id + ":role/path/target";
    case Target::table:
      return "arn:aws:ssm:us-east-1:" + id + ":parameter/p";
  }
  return {};
}

std::string_view word(Verdict verdict) {
  switch (verdict) {
    case Verdict::allowed:
      return "allowed";
    case Verdict::implicitly_denied:
      return "denied";
    case Verdict::explicitly_denied:
      return "denied explicitly";
  }
  return "";
}

std::string describe(const Scene& scene) {
  constexpr std::array kKinds = {"anonymous",      "root",         "user",   "role session",
                                 "federated user", "web identity", "service"};
  constexpr std::array kBelongs = {"member", "management account", "outside the organization"};
  const auto belongs = [&](Belongs where) { return kBelongs.at(static_cast<std::size_t>(where)); };
  std::string out = "caller: ";
  out += kKinds.at(static_cast<std::size_t>(scene.kind));
  if (scene.service_linked) out += ", service-linked role";
  if (scene.service_linked_target) out += ", target is a service-linked role";
  if (scene.session_token) out += ", session token";
  if (scene.mfa) out += ", MFA";
  out += std::string(" (") + belongs(scene.caller_belongs) + ")\n";
  out += "request: " + scene.action + " on " + scene.resource + " of " + std::string(scene.owner());
  if (!scene.same_account) out += std::string(" (") + belongs(scene.owner_belongs) + ")";
  out += "\n";
  for (const ContextEntry& entry : scene.context) {
    out += "  " + entry.key + (entry.multi_valued ? " (list) =" : " =");
    out += Json(entry.values).dump() + "\n";
  }
  const auto add = [&](const std::string& name, Pick pick) {
    if (pick != nullptr) out += name + ": " + pick->json.dump() + "\n";
  };
  const auto add_all = [&](const std::string& name, const Picks& picks) {
    for (const Pick pick : picks) add(name, pick);
  };
  add_all("identity", scene.identity);
  add("boundary", scene.boundary);
  if (scene.session) add_all("session", *scene.session);
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string level = std::array{"root", "ou", "account"}.at(i);
    if (!scene.full_access.at(i)) out += "scp " + level + ": without FullAWSAccess\n";
    add_all("scp " + level, scene.scps.at(i));
    add_all("rcp " + level, scene.rcps.at(i));
  }
  add("resource", scene.resource_policy);
  add("endpoint", scene.endpoint);
  return out;
}

}  // namespace rolechain::reference
