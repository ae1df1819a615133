#include "tests/designs/faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "mocks/base/arn.h"
#include "mocks/base/text.h"
#include "mocks/policy/glob.h"
#include "mocks/policy/service_reference.h"

namespace rolechain::tests {
namespace {

enum class Part : std::uint8_t { identity, trust, resource, guardrail };

struct PlacedDocument {
  Part part = Part::identity;
  std::string place;  // "roles/writer/trust"
  const Node* node = nullptr;
  Node without;                 // what stands in its place when it is left out
  std::string without_pointer;  // where; "" for its own place
};

std::string escaped(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~' || c == '/') {
      out += c == '~' ? "~0" : "~1";
    } else {
      out += c;
    }
  }
  return out;
}

// ---- which documents a design has -----------------------------------------------------------

class Documents {
 public:
  explicit Documents(const Node& tree) : tree_(tree) {}

  std::vector<PlacedDocument> all() && {
    for (const std::string_view section : {"roles", "users", "groups"}) of_entities(section);
    of_each("resources", [&](const std::string& place, const Node& resource) {
      add(Part::resource, place + "/policy", resource.find("policy"));
    });
    of_boundaries();
    of_organization();
    of_session_policies();
    return std::move(out_);
  }

 private:
  template <typename Visit>
  void of_each(std::string_view section, const Visit& visit) {
    const Node* map = tree_.find(section);
    if (map == nullptr) return;
    for (const Member& member : map->members) {
      visit(fmt::format("{}/{}", section, member.key), member.value);
    }
  }

  PlacedDocument* add(Part part, std::string place, const Node* node) {
    if (node == nullptr || node->find("Statement") == nullptr) return nullptr;
    PlacedDocument one;
    one.part = part;
    one.place = std::move(place);
    one.node = node;
    if (part == Part::trust) one.without = Node::make_string("none", node->span);
    return &out_.emplace_back(std::move(one));
  }

  void of_map(Part part, const std::string& place, const Node* map) {
    if (map == nullptr) return;
    for (const Member& member : map->members) {
      add(part, fmt::format("{}/{}", place, member.key), &member.value);
    }
  }

  void of_entities(std::string_view section) {
    of_each(section, [&](const std::string& place, const Node& entity) {
      if (place.ends_with("/intern") || place.ends_with("/outsider")) return;
      of_map(Part::identity, place + "/policies", entity.find("policies"));
      add(Part::trust, place + "/trust", entity.find("trust"));
    });
  }

  // A boundary is a managed policy of the file. Left out, it is left out at the role.
  void of_boundaries() {
    for (const std::string_view section : {"roles", "users"}) {
      of_each(section, [&](const std::string& place, const Node& entity) {
        const Node* boundary = entity.find("boundary");
        const Node* name = boundary == nullptr ? nullptr : boundary->find("managed");
        const Node* policies = tree_.find("managed_policies");
        if (name == nullptr || policies == nullptr || !name->text.starts_with('@')) return;
        const std::string key = name->text.substr(1);
        const Node* policy = policies->find(key);
        if (policy == nullptr) return;
        PlacedDocument* one = add(Part::guardrail, fmt::format("managed_policies/{}/document", key),
                                  policy->find("document"));
        if (one != nullptr) one->without_pointer = "/" + place + "/boundary";
      });
    }
  }

  void of_level(const std::string& place, const Node& level) {
    for (const std::string_view kind : {"scps", "rcps"}) {
      of_map(Part::guardrail, fmt::format("{}/{}", place, kind), level.find(kind));
    }
  }

  void of_organization() {
    of_each("accounts",
            [&](const std::string& place, const Node& account) { of_level(place, account); });
    const Node* organization = tree_.find("organization");
    if (organization == nullptr) return;
    if (const Node* root = organization->find("root")) of_level("organization/root", *root);
    if (const Node* units = organization->find("units")) {
      for (const Member& unit : units->members) {
        of_level("organization/units/" + unit.key, unit.value);
      }
    }
  }

  void of_session_policies() {
    const Node* steps = tree_.find("steps");
    if (steps == nullptr) return;
    for (std::size_t i = 0; i < steps->items.size(); ++i) {
      const Node* with = steps->items[i].find("with");
      if (with != nullptr) {
        add(Part::guardrail, fmt::format("steps/{}/with/policy", i), with->find("policy"));
      }
    }
  }

  const Node& tree_;
  std::vector<PlacedDocument> out_;
};

// ---- how wide an element could be by mistake ------------------------------------------------

std::vector<Node> elements(const Node& node) {
  return node.is_list() ? node.items : std::vector<Node>{node};
}

Node text_node(std::string text, const Node& in_place_of) {
  return Node::make_string(std::move(text), in_place_of.span);
}

bool share_a_type(const ActionView& a, const ActionView& b) {
  if (a.resource_types.empty() || b.resource_types.empty()) {
    return a.resource_types.empty() == b.resource_types.empty();
  }
  return std::ranges::any_of(a.resource_types, [&](const ActionResourceView& of_a) {
    return std::ranges::any_of(b.resource_types, [&](const ActionResourceView& of_b) {
      return of_a.type.id == of_b.type.id;
    });
  });
}

// Whether the pattern is any action more that acts on the same things.
bool names_more(std::string_view pattern, std::string_view action) {
  const auto original = ServiceReference::embedded().find_action(action);
  const auto service =
      ServiceReference::embedded().find_service(action.substr(0, action.find(':')));
  if (!original || !service) return true;
  const ReferenceRange<ActionView> actions = service->actions;
  return std::ranges::any_of(actions, [&](const ActionView& one) {
    return original->id != one.id && glob_match(pattern, one.lower, CaseMode::insensitive) &&
           share_a_type(*original, one);
  });
}

// dynamodb:PutItem → dynamodb:Put* → dynamodb:*. The verbs of STS say nothing: what else begins
// with Assume or Tag is no call of a role session's, so that `sts:*` (of the whole list) is all
// there is.
std::string wider_action(std::string_view action) {
  const std::size_t colon = action.find(':');
  if (colon == action.npos) return "*";
  if (action.starts_with("sts:")) return std::string(action);
  const std::string all = std::string(action.substr(0, colon + 1)) + "*";
  if (action.ends_with("*")) return all;
  std::size_t end = colon + 2;
  while (end < action.size() && std::isupper(static_cast<unsigned char>(action[end])) == 0) ++end;
  std::string verb = std::string(action.substr(0, end)) + "*";
  return names_more(verb, action) ? verb : all;
}

// arn:aws:s3:::acme/app.json → arn:aws:s3:::acme/* → arn:aws:s3:::*
std::string wider_resource(std::string_view resource) {
  if (resource.ends_with("*")) resource.remove_suffix(1);
  if (resource.ends_with("/")) resource.remove_suffix(1);
  const std::size_t cut = resource.find_last_of("/:");
  return cut == resource.npos ? "*" : std::string(resource.substr(0, cut + 1)) + "*";
}

// What `@name` and `@name/suffix` stand for where an ARN is meant.
std::string resolved(const Scenario& scenario, const std::string& text) {
  if (!text.starts_with('@')) return text;
  const std::string key = text.substr(1, text.find('/') - 1);
  const std::string suffix = text.substr(std::min(text.size(), key.size() + 1));
  for (const Resource& one : scenario.world.resources) {
    if (one.key == key) return one.arn + suffix;
  }
  for (const User& one : scenario.world.users) {
    if (one.key == key) return one.arn;
  }
  const Role* role = scenario.world.role_by_key(key);
  return role == nullptr ? text : role->arn + suffix;
}

// ---- the faults of one statement ------------------------------------------------------------

class StatementFaults {
 public:
  StatementFaults(const PlacedDocument& document, const Node& statement, std::string pointer,
                  const Scenario& scenario, const std::string& intruder, std::vector<Fault>& out)
      : document_(document),
        statement_(statement),
        pointer_(std::move(pointer)),
        scenario_(scenario),
        intruder_(intruder),
        out_(out) {}

  void add_all() {
    if (const Node* conditions = statement_.find("Condition")) conditions_removed(*conditions);
    const Node* effect = statement_.find("Effect");
    if (effect == nullptr || effect->text != "Allow") return;
    if (const Node* action = statement_.find("Action")) actions_widened(*action);
    if (const Node* resource = statement_.find("Resource")) resources_widened(*resource);
    for (const std::string_view element : {"NotAction", "NotResource"}) {
      if (const Node* list = statement_.find(element)) exception_lost(element, *list);
    }
    if (const Node* principal = statement_.find("Principal")) broadened(*principal);
  }

 private:
  void add(FaultKind kind, std::string what, const std::string& below, Node value) {
    const Node* sid = statement_.find("Sid");
    Fault fault;
    fault.kind = kind;
    fault.sid = sid == nullptr ? "" : sid->text;
    fault.place = fmt::format("{}#{}", document_.place, fault.sid);
    fault.what = std::move(what);
    fault.pointer = pointer_ + below;
    fault.value = std::move(value);
    const bool known =
        std::ranges::any_of(out_, [&](const Fault& one) { return one.name() == fault.name(); });
    if (!known) out_.push_back(std::move(fault));
  }

  void conditions_removed(const Node& conditions) {
    std::size_t tests = 0;
    for (const Member& op : conditions.members) tests += op.value.members.size();
    for (const Member& op : conditions.members) {
      for (const Member& key : op.value.members) {
        std::string below = "/Condition";
        if (tests > 1) below += "/" + escaped(op.key);
        if (tests > 1 && op.value.members.size() > 1) below += "/" + escaped(key.key);
        add(FaultKind::condition_removed, fmt::format("no {} {}", op.key, key.key), below, {});
      }
    }
  }

  // One element of a list replaced; the list as it is else.
  void replace_element(std::string_view name, const Node& list, std::size_t index,
                       const std::string& before, std::string after) {
    if (after == before) return;
    Node value = list;
    Node& element = list.is_list() ? value.items[index] : value;
    element = text_node(after, element);
    add(FaultKind::widened, fmt::format("{} {} → {}", name, before, after),
        fmt::format("/{}", name), std::move(value));
  }

  void actions_widened(const Node& action) {
    std::set<std::string> services;
    const std::vector<Node> list = elements(action);
    for (const Node& one : list) services.insert(one.text.substr(0, one.text.find(':')));
    // A trust policy may name the calls of STS only: there `*` alone is no policy.
    if (document_.part != Part::trust) services.insert("");
    for (const std::string& service : services) {
      const std::string wide = service.empty() || service == "*" ? "*" : service + ":*";
      if (list.size() == 1 && list.front().text == wide) continue;
      add(FaultKind::widened, "Action → " + wide, "/Action", text_node(wide, action));
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
      replace_element("Action", action, i, list[i].text, wider_action(list[i].text));
    }
  }

  void resources_widened(const Node& resource) {
    const std::vector<Node> list = elements(resource);
    if (list.size() == 1 && list.front().text == "*") return;
    // A bucket's or a key's policy speaks about what it is attached to.
    if (document_.part != Part::resource) {
      add(FaultKind::widened, "Resource → *", "/Resource", text_node("*", resource));
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string wide = wider_resource(resolved(scenario_, list[i].text));
      if (document_.part == Part::resource && !covers_own_arn(wide)) continue;
      replace_element("Resource", resource, i, list[i].text, wide);
    }
  }

  [[nodiscard]] bool covers_own_arn(std::string_view pattern) const {
    return pattern.ends_with("/*");
  }

  void exception_lost(std::string_view name, const Node& list) {
    const std::vector<Node> items = elements(list);
    for (std::size_t i = 0; items.size() > 1 && i < items.size(); ++i) {
      Node value = list;
      value.items.erase(value.items.begin() + static_cast<std::ptrdiff_t>(i));
      add(FaultKind::widened, fmt::format("{} without {}", name, items[i].text),
          fmt::format("/{}", name), std::move(value));
    }
  }

  void broadened(const Node& principal) {
    if (!principal.is_map()) return;
    const Node* aws = principal.find("AWS");
    const std::vector<Node> named = aws == nullptr ? std::vector<Node>{} : elements(*aws);
    if (std::ranges::find(named, "*", &Node::text) != named.end()) return;
    with_aws(principal, "everybody", {Node::make_string("*", principal.span)});
    std::vector<Node> one_more = named;
    one_more.push_back(Node::make_string(intruder_, principal.span));
    with_aws(principal, "another role added", std::move(one_more));
    for (std::size_t i = 0; i < named.size(); ++i) {
      const std::string text = resolved(scenario_, named[i].text);
      const std::optional<Arn> arn = split_arn(text);
      if (!arn || arn->resource == "root") continue;
      std::vector<Node> roots = named;
      roots[i] = text_node(account_root_arn(arn->account), named[i]);
      with_aws(principal, fmt::format("{} → its account", named[i].text), std::move(roots));
    }
  }

  void with_aws(const Node& principal, const std::string& what, std::vector<Node> names) {
    Node list = Node::make_list(principal.span);
    list.items = std::move(names);
    Node value = principal;
    value.set("AWS", std::move(list));
    add(FaultKind::trust_broadened, "Principal " + what, "/Principal", std::move(value));
  }

  const PlacedDocument& document_;
  const Node& statement_;
  std::string pointer_;
  const Scenario& scenario_;
  const std::string& intruder_;
  std::vector<Fault>& out_;
};

Fault whole_document(const PlacedDocument& document, FaultKind kind, std::string_view what) {
  Fault fault;
  fault.kind = kind;
  fault.place = document.place;
  fault.what = what;
  fault.pointer =
      document.without_pointer.empty() ? "/" + document.place : document.without_pointer;
  fault.value = document.without;
  return fault;
}

void add_statement_dropped(const PlacedDocument& document, const Node& statement, std::size_t index,
                           std::size_t count, std::vector<Fault>& out) {
  const Node* effect = statement.find("Effect");
  const bool denies = effect != nullptr && effect->text == "Deny";
  const FaultKind kind = denies ? FaultKind::deny_dropped : FaultKind::statement_dropped;
  const Node* sid = statement.find("Sid");
  Fault fault = whole_document(document, kind, "dropped");
  // No policy is without a statement: the last one goes with its document.
  if (count > 1) {
    fault.pointer = fmt::format("/{}/Statement/{}", document.place, index);
    fault.value = {};
  } else if (document.part == Part::guardrail) {
    return;  // is the guardrail dropped
  }
  fault.sid = sid == nullptr ? "" : sid->text;
  fault.place += "#" + fault.sid;
  out.push_back(std::move(fault));
}

}  // namespace

std::vector<Fault> single_faults(const ScenarioFile& file, const Scenario& scenario,
                                 const std::string& intruder) {
  std::vector<Fault> out;
  for (const PlacedDocument& document : Documents(file.tree).all()) {
    const Node& list = *document.node->find("Statement");
    const std::vector<Node> statements = elements(list);
    if (document.part == Part::guardrail) {
      out.push_back(whole_document(document, FaultKind::guardrail_dropped, "dropped"));
    }
    for (std::size_t i = 0; i < statements.size(); ++i) {
      add_statement_dropped(document, statements[i], i, statements.size(), out);
      std::string pointer = fmt::format("/{}/Statement", document.place);
      if (list.is_list()) pointer += fmt::format("/{}", i);
      StatementFaults(document, statements[i], std::move(pointer), scenario, intruder, out)
          .add_all();
    }
  }
  return out;
}

}  // namespace rolechain::tests
