#include "sim/load/cloudformation_entities.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/load/fields.h"

namespace rolechain {
namespace {

struct TypeSection {
  std::string_view type;
  std::string_view section;
};
constexpr std::array<TypeSection, 12> kSections = {{
    {"AWS::IAM::Role", "roles"},
    {"AWS::IAM::User", "users"},
    {"AWS::IAM::Group", "groups"},
    {"AWS::IAM::ManagedPolicy", "managed_policies"},
    {"AWS::IAM::InstanceProfile", "instance_profiles"},
    {"AWS::IAM::OIDCProvider", "oidc_providers"},
    {"AWS::S3::Bucket", "resources"},
    {"AWS::DynamoDB::Table", "resources"},
    {"AWS::SQS::Queue", "resources"},
    {"AWS::SNS::Topic", "resources"},
    {"AWS::KMS::Key", "resources"},
    {"AWS::SecretsManager::Secret", "resources"},
}};

// Resources that attach an inline policy, and the property that says to whom.
struct Attachment {
  std::string_view type;
  std::string_view property;
  std::string_view target_type;
};
constexpr std::array<Attachment, 6> kInline = {{
    {"AWS::IAM::Policy", "Roles", "AWS::IAM::Role"},
    {"AWS::IAM::Policy", "Users", "AWS::IAM::User"},
    {"AWS::IAM::Policy", "Groups", "AWS::IAM::Group"},
    {"AWS::IAM::RolePolicy", "RoleName", "AWS::IAM::Role"},
    {"AWS::IAM::UserPolicy", "UserName", "AWS::IAM::User"},
    {"AWS::IAM::GroupPolicy", "GroupName", "AWS::IAM::Group"},
}};
constexpr std::array<Attachment, 3> kManaged = {{
    {"AWS::IAM::ManagedPolicy", "Roles", "AWS::IAM::Role"},
    {"AWS::IAM::ManagedPolicy", "Users", "AWS::IAM::User"},
    {"AWS::IAM::ManagedPolicy", "Groups", "AWS::IAM::Group"},
}};
// Resource policies that are resources of their own. Their targets are named as `Ref` gives them.
struct ResourcePolicy {
  std::string_view type;
  std::string_view property;
  std::string_view document;
  std::string_view target_type;
};
constexpr std::array<ResourcePolicy, 4> kResourcePolicies = {{
    {"AWS::S3::BucketPolicy", "Bucket", "PolicyDocument", "AWS::S3::Bucket"},
    {"AWS::SQS::QueuePolicy", "Queues", "PolicyDocument", "AWS::SQS::Queue"},
    {"AWS::SNS::TopicPolicy", "Topics", "PolicyDocument", "AWS::SNS::Topic"},
    {"AWS::SecretsManager::ResourcePolicy", "SecretId", "ResourcePolicy",
     "AWS::SecretsManager::Secret"},
}};

// Types whose policies a world has, but that are not read: said, so that nobody relies on them.
constexpr std::array<std::string_view, 7> kNotRead = {
    "AWS::Lambda::Permission",
    "AWS::IAM::ServiceLinkedRole",
    "AWS::IAM::UserToGroupAddition",
    "AWS::S3::AccessPoint",
    "AWS::Events::EventBusPolicy",
    "AWS::Organizations::Policy",
    "AWS::Lambda::LayerVersionPermission",
};

class EntityMaker {
 public:
  EntityMaker(CloudFormationTemplate& source, const std::string& id)
      : source_(source), id_(id), type_(source.type(id)) {
    const Node* definition = source.resource(id);
    span_ = definition == nullptr ? SourceSpan{} : definition->span;
    out_ = Node::make_map(span_);
  }

  Node make() {
    put_text("account", source_.stack().account);
    if (type_ == "AWS::IAM::OIDCProvider") {
      copy("Url", "url");
      copy("ClientIdList", "client_ids");
      return std::move(out_);
    }
    if (section_of_type(type_) == "resources") return make_resource();
    put_text("name", source_.physical_name(id_));
    put_text("path", source_.text_property(id_, "Path", "/"));
    if (type_ == "AWS::IAM::ManagedPolicy") {
      copy("PolicyDocument", "document");
    } else if (type_ == "AWS::IAM::InstanceProfile") {
      put_profile_roles();
    } else {
      make_principal();
    }
    return std::move(out_);
  }

 private:
  void make_principal() {
    copy("AssumeRolePolicyDocument", "trust");
    copy("PermissionsBoundary", "boundary");
    if (auto seconds = source_.property(id_, "MaxSessionDuration")) {
      out_.set("max_session", std::move(*seconds));
    }
    put_tags();
    put_policies();
    put_managed();
    if (type_ == "AWS::IAM::User") put_groups();
  }

  Node make_resource() {
    put_text("arn", source_.arn(id_));
    put_tags();
    if (type_ == "AWS::KMS::Key") copy("KeyPolicy", "policy");
    if (type_ == "AWS::DynamoDB::Table") {
      if (const auto policy = source_.property(id_, "ResourcePolicy")) {
        if (const Node* document = policy->find("PolicyDocument")) out_.set("policy", *document);
      }
    }
    for (const ResourcePolicy& kind : kResourcePolicies) {
      if (kind.target_type != type_) continue;
      for (const std::string& other : source_.of_type(kind.type)) {
        if (!names_this(other, kind.property)) continue;
        if (auto document = source_.property(other, kind.document)) {
          out_.set("policy", std::move(*document));
        }
      }
    }
    return std::move(out_);
  }

  // Whether the property of another resource names this one: by `Ref`, ARN or name.
  bool names_this(const std::string& other, std::string_view property) {
    const std::optional<Node> targets = source_.property(other, property);
    if (!targets) return false;
    if (own_arn_.empty()) {
      own_arn_ = source_.arn(id_);
      own_ref_ = source_.ref(id_, span_).node.text;
    }
    return std::ranges::any_of(one_or_more(*targets), [&](const Node* target) {
      return target->text == own_ref_ || target->text == own_arn_;
    });
  }

  void put_text(const char* key, std::string text) {
    out_.set(key, Node::make_string(std::move(text), span_));
  }

  // What is unresolved is reported as that; `none` in its place keeps it from being missed again.
  void copy(std::string_view property, const char* key) {
    TemplateValue value = source_.property_value(id_, property);
    if (value.ok()) out_.set(key, std::move(value.node));
    if (value.kind == TemplateValue::Kind::unresolved) put_text(key, "none");
  }

  void put_tags() {
    const auto tags = source_.property(id_, "Tags");
    if (!tags || !tags->is_list()) return;
    Node map = Node::make_map(tags->span);
    for (const Node& item : tags->items) {
      const Node* key = item.find("Key");
      const Node* value = item.find("Value");
      if (key != nullptr && value != nullptr) map.set(key->text, *value);
    }
    out_.set("tags", std::move(map));
  }

  void put_policies() {
    Node map = Node::make_map(span_);
    if (const auto inline_policies = source_.property(id_, "Policies")) {
      for (const Node& item : inline_policies->items) add_policy(map, item, "policy");
    }
    for (const Attachment& kind : kInline) {
      if (kind.target_type != type_) continue;
      for (const std::string& other : source_.of_type(kind.type)) {
        if (!names_this(other, kind.property)) continue;
        Node item = Node::make_map(span_);
        item.set("PolicyName",
                 Node::make_string(source_.text_property(other, "PolicyName", other), span_));
        if (auto document = source_.property(other, "PolicyDocument")) {
          item.set("PolicyDocument", std::move(*document));
          add_policy(map, item, other);
        }
      }
    }
    out_.set("policies", std::move(map));
  }

  // Two policies of one name would be one on AWS, with the later text: keep both, by their places.
  static void add_policy(Node& map, const Node& item, const std::string& otherwise) {
    const Node* name = item.find("PolicyName");
    const Node* document = item.find("PolicyDocument");
    if (document == nullptr) return;
    std::string key = name == nullptr ? otherwise : name->text;
    while (map.find(key) != nullptr) key += "'";
    map.members.push_back({std::move(key), *document, document->span});
  }

  void put_managed() {
    Node list = Node::make_list(span_);
    if (const auto arns = source_.property(id_, "ManagedPolicyArns")) {
      for (const Node* arn : one_or_more(*arns)) list.items.push_back(*arn);
    }
    for (const Attachment& kind : kManaged) {
      if (kind.target_type != type_) continue;
      for (const std::string& other : source_.of_type(kind.type)) {
        if (!names_this(other, kind.property)) continue;
        const std::string arn = source_.arn(other);
        const bool there = std::ranges::any_of(
            list.items, [&](const Node& present) { return present.text == arn; });
        if (!there) list.items.push_back(Node::make_string(arn, span_));
      }
    }
    if (!list.items.empty()) out_.set("managed", std::move(list));
  }

  // Groups by their logical id where the template defines them, for that is their key.
  void put_groups() {
    const auto groups = source_.property(id_, "Groups");
    if (!groups) return;
    Node list = Node::make_list(groups->span);
    for (const Node* name : one_or_more(*groups)) {
      Node item = *name;
      for (const std::string& other : source_.of_type("AWS::IAM::Group")) {
        if (source_.physical_name(other) == name->text) item.text = other;
      }
      list.items.push_back(std::move(item));
    }
    out_.set("groups", std::move(list));
  }

  // Roles are named by name; a scenario names them by ARN.
  void put_profile_roles() {
    const auto roles = source_.property(id_, "Roles");
    if (!roles) return;
    Node list = Node::make_list(roles->span);
    for (const Node* name : one_or_more(*roles)) {
      Node item = *name;
      item.text = fmt::format("arn:aws:iam::{}:role/{}", source_.stack().account, name->text);
      for (const std::string& other : source_.of_type("AWS::IAM::Role")) {
        if (source_.physical_name(other) == name->text) item.text = source_.arn(other);
      }
      list.items.push_back(std::move(item));
    }
    out_.set("role", std::move(list));
  }

  CloudFormationTemplate& source_;
  const std::string& id_;
  std::string type_;
  SourceSpan span_;
  std::string own_arn_;
  std::string own_ref_;
  Node out_;
};

bool names_one_of(CloudFormationTemplate& source, const Node& target, std::string_view type) {
  return std::ranges::any_of(source.of_type(type), [&](const std::string& id) {
    return source.ref(id, target.span).node.text == target.text || source.arn(id) == target.text;
  });
}

void report_stray(CloudFormationTemplate& source, Problems& problems, const Attachment& kind) {
  for (const std::string& id : source.of_type(kind.type)) {
    const std::optional<Node> targets = source.property(id, kind.property);
    if (!targets) continue;
    for (const Node* target : one_or_more(*targets)) {
      if (names_one_of(source, *target, kind.target_type)) continue;
      problems.unsupported(
          "unresolved",
          fmt::format("`{}` is attached to `{}`, which the template does not define", id,
                      target->text),
          target->span, "write the policy into the scenario, beside the entity");
    }
  }
}

// The ARN of a bucket or queue that a policy names; others are named by ARN.
std::string target_arn(const Stack& stack, std::string_view type, const std::string& target) {
  if (target.starts_with("arn:")) return target;
  if (type == "AWS::S3::BucketPolicy") return "arn:" + stack.partition + ":s3:::" + target;
  if (type == "AWS::SQS::QueuePolicy") {  // https://sqs.REGION.amazonaws.com/ACCOUNT/NAME
    const std::string name = target.substr(target.rfind('/') + 1);
    return fmt::format("arn:{}:sqs:{}:{}:{}", stack.partition, stack.region, stack.account, name);
  }
  return {};
}

void take_stray(CloudFormationTemplate& source, Problems& problems, const ResourcePolicy& kind,
                std::vector<TemplateEntity>& out) {
  for (const std::string& id : source.of_type(kind.type)) {
    const std::optional<Node> targets = source.property(id, kind.property);
    std::optional<Node> document = source.property(id, kind.document);
    if (!targets || !document) continue;
    for (const Node* target : one_or_more(*targets)) {
      if (names_one_of(source, *target, kind.target_type)) continue;
      const std::string arn = target_arn(source.stack(), kind.type, target->text);
      if (arn.empty()) {
        problems.unsupported("unresolved",
                             fmt::format("what `{}` names is not known", target->text),
                             target->span, "write the resource and its policy into the scenario");
        continue;
      }
      Node node = Node::make_map(target->span);
      node.set("account", Node::make_string(source.stack().account, target->span));
      node.set("arn", Node::make_string(arn, target->span));
      node.set("policy", *document);
      out.push_back({"resources",
                     targets->is_list() && targets->items.size() > 1
                         ? fmt::format("{}-{}", id, out.size() + 1)
                         : id,
                     std::move(node)});
    }
  }
}

}  // namespace

std::string_view section_of_type(std::string_view type) {
  const auto it = std::ranges::find(kSections, type, &TypeSection::type);
  return it == kSections.end() ? std::string_view() : it->section;
}

Node entity_of(CloudFormationTemplate& source, const std::string& id) {
  return EntityMaker(source, id).make();
}

std::vector<TemplateEntity> stray_policies(CloudFormationTemplate& source, Problems& problems) {
  std::vector<TemplateEntity> out;
  for (const Attachment& kind : kInline) report_stray(source, problems, kind);
  for (const Attachment& kind : kManaged) report_stray(source, problems, kind);
  for (const ResourcePolicy& kind : kResourcePolicies) take_stray(source, problems, kind, out);
  for (const std::string_view type : kNotRead) {
    for (const std::string& id : source.of_type(type)) {
      problems.warning("not-read", fmt::format("`{}` of type {} is not read", id, type),
                       source.resource(id)->span,
                       "write the policy that it makes into the scenario, if it matters there");
    }
  }
  return out;
}

}  // namespace rolechain
