// `from:` replaces itself by what a template says, in the scenario's own words, so that everything
// behind it knows one way of stating a world.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

#include "mocks/base/text.h"
#include "sim/load/build.h"
#include "sim/load/cloudformation.h"
#include "sim/load/cloudformation_entities.h"
#include "sim/load/fields.h"

namespace rolechain {
namespace {

struct Pending {
  Node from;
  std::string section;  // of the entity; empty: the whole template into the world
  std::string key;
  std::string account;
};

std::string stack_name_of(const std::string& path) {
  const std::string file = std::filesystem::path(path).filename().string();
  return file.substr(0, file.find('.'));
}

class Expander {
 public:
  Expander(Build& build, Node& tree) : build_(build), tree_(tree) {}

  void run() {
    collect();
    // A parameter may name what another template defines: that one first, where there is an order.
    while (!pending_.empty()) {
      auto next = std::ranges::find_if(pending_, [&](const Pending& item) { return ready(item); });
      if (next == pending_.end()) next = pending_.begin();
      const Pending item = std::move(*next);
      pending_.erase(next);
      expand(item);
    }
  }

 private:
  void collect() {
    for (const char* section : {"roles", "users"}) {
      const Node* entities = tree_.find(section);
      if (entities == nullptr) continue;
      for (const Member& member : entities->members) {
        const Node* from = member.value.find("from");
        if (from == nullptr) continue;
        pending_.push_back({*from, section, member.key, account_of(build_, member.value)});
      }
    }
    const Node* from = tree_.find("from");
    if (from == nullptr) return;
    for (const Node* item : one_or_more(*from)) {
      pending_.push_back({*item, {}, {}, item->is_map() ? account_of(build_, *item) : ""});
    }
  }

  bool ready(const Pending& item) const {
    const Node* parameters = item.from.find("parameters");
    return parameters == nullptr ||
           std::ranges::all_of(parameters->members, [&](const Member& member) {
             return std::ranges::all_of(one_or_more(member.value), [&](const Node* value) {
               return build_.names.known(value->text);
             });
           });
  }

  std::map<std::string, Node> values(const Node* map) const {
    std::map<std::string, Node> out;
    if (map == nullptr) return out;
    for (const Member& member : map->members) {
      // A list in the file is a CommaDelimitedList.
      if (member.value.is_map() || member.value.is_null()) {
        build_.problems.error("wrong-type",
                              fmt::format("a parameter cannot be {}", describe(member.value)),
                              member.value.span, "write text, or a list of texts");
        continue;
      }
      Node value = member.value;
      for (Node& item : value.items) resolve(item);
      resolve(value);
      value.span = value.span.known() ? value.span : member.key_span;
      out.emplace(member.key, std::move(value));
    }
    return out;
  }

  void resolve(Node& value) const {
    if (!value.is_string() || !build_.names.known(value.text)) return;
    value.text = build_.names.text(value.text, value.span).value_or(value.text);
  }

  CloudFormationTemplate* open(const Pending& item, const Fields& fields) {
    const Node* name = fields.find("cloudformation");
    const auto reference = name == nullptr
                               ? std::nullopt
                               : scalar_text(build_.problems, *name, "the name of the template");
    if (!reference || item.account.empty()) return nullptr;
    const Result<std::string> path = build_.files.inside(*reference, name->span, build_.file);
    if (!path) return build_.problems.add(path.error()), nullptr;
    const Result<const ParsedFile*> file =
        build_.files.open(*path, YamlDialect::cloudformation, name->span);
    if (!file) return build_.problems.add(file.error()), nullptr;
    build_.names.take_literally((*file)->source);
    Stack stack;
    stack.name = fields.text("stack").value_or(stack_name_of(*path));
    stack.account = item.account;
    stack.region = fields.text("region").value_or(build_.scenario.world.region);
    stack.partition = build_.scenario.world.partition;
    stack.seed = build_.scenario.seed;
    stack.parameters = values(fields.map("parameters"));
    stack.imports = values(fields.map("imports"));
    templates_.push_back(
        std::make_unique<CloudFormationTemplate>(build_.problems, (*file)->tree, std::move(stack)));
    return templates_.back().get();
  }

  void expand(const Pending& item) {
    if (item.section.empty()) {
      const Fields fields(build_.problems, item.from, keys::from);
      CloudFormationTemplate* source = open(item, fields);
      if (source != nullptr) add_all(*source, fields.text("prefix").value_or(""));
    } else {
      const Fields fields(build_.problems, item.from, keys::entity_from);
      CloudFormationTemplate* source = open(item, fields);
      if (source == nullptr || !add_one(*source, item, fields)) give_up(item);
    }
    declare_entities(build_, tree_);
  }

  void add_all(CloudFormationTemplate& source, const std::string& prefix) {
    for (const std::string_view name : source.all_ids()) {
      const std::string id(name);
      const std::string_view section = section_of_type(source.type(id));
      if (section.empty() || !source.has(id)) continue;
      add(section, prefix + id, entity_of(source, id));
    }
    for (TemplateEntity& entity : stray_policies(source, build_.problems)) {
      add(entity.section, prefix + entity.key, std::move(entity.node));
    }
  }

  void add(std::string_view section, const std::string& key, Node entity) {
    Node* present = tree_.find(section);
    if (present == nullptr) present = &tree_.set(std::string(section), Node::make_map());
    if (const Node* other = present->find(key)) {
      build_.problems.error("duplicate-name", fmt::format("`{}/{}` is defined twice", section, key),
                            entity.span,
                            fmt::format("give this template a `prefix:`; the other one is at {}",
                                        location(other->span)));
      return;
    }
    const SourceSpan span = entity.span;
    present->members.push_back({key, std::move(entity), span});
  }

  // What could not be read is reported: the entity stays, so that it is not missed again.
  void give_up(const Pending& item) {
    Node* entity = tree_.find(item.section)->find(item.key);
    std::erase_if(entity->members, [](const Member& member) { return member.key == "from"; });
    if (entity->find("trust") == nullptr && item.section == "roles") {
      entity->set("trust", Node::make_string("none", entity->span));
    }
  }

  // Keys written beside `from:` stand over the template's.
  bool add_one(CloudFormationTemplate& source, const Pending& item, const Fields& fields) {
    const std::string id = fields.text("resource").value_or("");
    const Node* named = fields.find("resource");
    if (named == nullptr) return false;
    if (section_of_type(source.type(id)) != item.section || !source.has(id)) {
      std::vector<std::string_view> ids;
      for (const std::string_view other : source.all_ids()) {
        if (section_of_type(source.type(other)) == item.section) ids.push_back(other);
      }
      std::string help = did_you_mean(id, ids);
      if (help.empty() && !ids.empty()) help = fmt::format("it has `{}`", fmt::join(ids, "`, `"));
      build_.problems.error(
          "unknown-resource",
          fmt::format("the template has no resource `{}` for `{}`", id, item.section), named->span,
          std::move(help));
      return false;
    }
    Node entity = entity_of(source, id);
    attach_managed(source, item.key, entity);
    Node* written = tree_.find(item.section)->find(item.key);
    for (const Member& member : written->members) {
      if (member.key == "from") continue;
      Node* present = entity.find(member.key);
      if (present != nullptr) {
        *present = member.value;
      } else {
        entity.members.push_back(member);
      }
    }
    *written = std::move(entity);
    return true;
  }

  // The template's own managed policies that the entity has, or is bounded by.
  void attach_managed(CloudFormationTemplate& source, const std::string& key, const Node& entity) {
    for (const std::string& id : source.of_type("AWS::IAM::ManagedPolicy")) {
      const std::string arn = source.arn(id);
      const auto names = [&](const Node* node) {
        return node != nullptr && std::ranges::any_of(one_or_more(*node), [&](const Node* item) {
                 return item->text == arn;
               });
      };
      if (!names(entity.find("managed")) && !names(entity.find("boundary"))) continue;
      const Names::Entity* present = build_.names.find(Sort::managed_policy, id);
      if (present != nullptr && present->arn == arn) continue;  // of this stack, by another entity
      add("managed_policies", present == nullptr ? id : fmt::format("{}-{}", key, id),
          entity_of(source, id));
    }
  }

  Build& build_;
  Node& tree_;
  std::vector<Pending> pending_;
  std::vector<std::unique_ptr<CloudFormationTemplate>> templates_;
};

}  // namespace

void expand_templates(Build& build, Node& tree) { Expander(build, tree).run(); }

}  // namespace rolechain
