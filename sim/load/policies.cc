#include "sim/load/policies.h"

#include <fmt/format.h>

#include <utility>

#include "mocks/base/text.h"
#include "mocks/policy/aws_answer.h"
#include "mocks/policy/managed.h"
#include "sim/load/fields.h"

namespace rolechain {
namespace {

bool is_none(const Node& form) { return form.is_string() && form.text == "none"; }

// The one member of a map like {file: x}; null for a document.
const Node* only(const Node& form, std::string_view key) {
  return form.is_map() && form.members.size() == 1 && form.members[0].key == key
             ? &form.members[0].value
             : nullptr;
}

Node statement_for(Node principals, std::string_view action) {
  const SourceSpan span = principals.span;
  Node statement = Node::make_map(span);
  statement.set("Effect", Node::make_string("Allow", span));
  statement.set("Principal", std::move(principals));
  statement.set("Action", Node::make_string(std::string(action), span));
  return statement;
}

}  // namespace

// The usual trust policy: AWS and Service principals may call AssumeRole, federated ones
// AssumeRoleWithWebIdentity or, of SAML providers, AssumeRoleWithSAML.
Node Policies::trust_document(const Node& principal) {
  Node direct = Node::make_map(principal.span);
  Node federated = Node::make_map(principal.span);
  Node saml = Node::make_map(principal.span);
  if (principal.is_map()) {
    for (const Member& member : principal.members) {
      if (member.key != "Federated") {
        direct.members.push_back(member);
        continue;
      }
      Member of_saml = member;
      Member of_tokens = member;
      of_saml.value = of_tokens.value = Node::make_list(member.value.span);
      for (const Node* one : one_or_more(member.value)) {
        const bool is_saml = one->text.contains(":saml-provider/") ||
                             (one->text.starts_with('@') &&
                              names_.find(Sort::saml_provider, one->text.substr(1)) != nullptr);
        (is_saml ? of_saml : of_tokens).value.items.push_back(*one);
      }
      if (of_saml.value.items.empty()) {
        federated.members.push_back(member);  // as it was written
      } else {
        saml.members.push_back(std::move(of_saml));
        if (!of_tokens.value.items.empty()) federated.members.push_back(std::move(of_tokens));
      }
    }
  } else {
    direct = principal;
  }
  Node statements = Node::make_list(principal.span);
  if (!direct.members.empty() || !direct.is_map()) {
    statements.items.push_back(statement_for(std::move(direct), "sts:AssumeRole"));
  }
  if (!federated.members.empty()) {
    statements.items.push_back(
        statement_for(std::move(federated), "sts:AssumeRoleWithWebIdentity"));
  }
  if (!saml.members.empty()) {
    statements.items.push_back(statement_for(std::move(saml), "sts:AssumeRoleWithSAML"));
  }
  Node out = Node::make_map(principal.span);
  out.set("Version", Node::make_string("2012-10-17", principal.span));
  out.set("Statement", std::move(statements));
  return out;
}

const Node* Policies::form_file(const Node& form) {
  const std::optional<std::string> name = scalar_text(problems_, form, "`file`");
  if (!name) return nullptr;
  const Result<std::string> path = files_.inside(*name, form.span, scenario_);
  if (!path) {
    problems_.add(path.error());
    return nullptr;
  }
  const Result<const ParsedFile*> file = files_.open(*path, YamlDialect::plain, form.span);
  if (!file) {
    problems_.add(file.error());
    return nullptr;
  }
  return &(*file)->tree;
}

std::optional<Node> Policies::document(const Node& form) {
  if (const Node* file = only(form, "file")) {
    const Node* tree = form_file(*file);
    return tree == nullptr ? std::nullopt : std::optional(names_.resolved(*tree));
  }
  if (const Node* principal = only(form, "trust_principal")) {
    return names_.resolved(trust_document(*principal));
  }
  return names_.resolved(form);
}

PolicyRef Policies::read(const Node& form, PolicyType type, const std::string& label) {
  if (is_none(form)) return nullptr;
  if (const Node* reference = only(form, "managed")) {
    return managed(*reference, type, {}, label).policy;
  }
  if (!form.is_map()) {
    problems_.error(
        "wrong-type", fmt::format("a policy cannot be {}", describe(form)), form.span,
        "write the document, `{file: policy.json}`, `{managed: ARN}`, or `none` for no policy");
    return nullptr;
  }
  if (only(form, "trust_principal") != nullptr && type != PolicyType::trust) {
    problems_.error("wrong-type", "only a trust policy can be written as `trust_principal`",
                    form.members[0].key_span, "write the whole document");
    return nullptr;
  }
  const std::optional<Node> text = document(form);
  return text ? compile(*text, type, label) : nullptr;
}

PolicyRef Policies::compile(const Node& document, PolicyType type, const std::string& label,
                            bool of_aws) {
  const std::string key = fmt::format("{}\n{}\n{}:{}\n{}", static_cast<int>(type), label,
                                      static_cast<const void*>(document.span.file),
                                      document.span.begin, to_json(document));
  const auto [it, added] = cache_.entries.try_emplace(key);
  PolicyCache::Entry& entry = it->second;
  if (added) {
    ParsedDocument parsed = parse_document(document, type);
    entry.diagnostics = std::move(parsed.diagnostics);
    if (const auto answer = aws_answer(parsed)) {
      const SourceSpan& span = document.span;
      entry.diagnostics.push_back({Severity::note,
                                   "aws-refuses",
                                   fmt::format("AWS answers {}", *answer),
                                   {span.file, span.begin, span.begin + 1},
                                   {}});
    }
    if (of_aws) {  // published by AWS: over customers' quotas, and not for the user to mend
      std::erase_if(entry.diagnostics, [](const Diagnostic& diagnostic) {
        return diagnostic.code == "policy-too-large" || diagnostic.severity == Severity::warning;
      });
    }
    if (!has_errors(entry.diagnostics)) {
      entry.policy = std::make_shared<const CompiledPolicy>(label, std::move(parsed.document));
    }
  }
  problems_.add(entry.diagnostics);
  return entry.policy;
}

AttachedPolicy Policies::managed(const Node& reference, PolicyType type,
                                 const std::string& label_prefix, const std::string& label) {
  AttachedPolicy out;
  const std::optional<std::string> arn = names_.arn(Sort::managed_policy, reference);
  if (!arn) return out;
  out.arn = *arn;
  const auto label_for = [&](std::string_view name) {
    return label.empty() ? fmt::format("{}{}", label_prefix, name) : label;
  };
  if (const auto it = managed_.find(*arn); it != managed_.end()) {
    out.name = it->second.name;
    if (it->second.document == nullptr) return out;
    out.policy = read(*it->second.document, type, label_for(out.name));
    return out;
  }
  if (const auto text = find_managed_policy(*arn)) {
    out.name = text->name;
    const Result<const ParsedFile*> file = files_.built_in(std::string(text->arn), text->json);
    if (file) out.policy = compile((*file)->tree, type, label_for(out.name), true);
    return out;
  }
  if (is_aws_managed_policy_arn(*arn)) {
    std::vector<std::string_view> known;
    for (const ManagedPolicyText& text : managed_policies()) known.push_back(text.arn);
    std::string help = did_you_mean(*arn, known);
    if (help.empty()) help = "write the policy's text as a document of the role instead";
    problems_.unsupported(
        "unknown-managed-policy",
        fmt::format("the text of AWS's managed policy `{}` is not known here", *arn),
        reference.span, std::move(help));
  } else {
    problems_.error("unknown-managed-policy",
                    fmt::format("no managed policy has the ARN `{}`", *arn), reference.span,
                    "define it under `managed_policies:`");
  }
  return out;
}

AttachedPolicy Policies::read_attached(const std::string& name, const Node& form,
                                       const std::string& owner) {
  if (const Node* reference = only(form, "managed")) {
    AttachedPolicy out = managed(*reference, PolicyType::identity, {}, owner + "/" + name);
    if (out.name.empty()) out.name = name;
    return out;
  }
  return {name, {}, read(form, PolicyType::identity, owner + "/" + name)};
}

std::vector<PolicyRef> Policies::read_all(const Node* forms, PolicyType type,
                                          const std::string& prefix) {
  std::vector<PolicyRef> out;
  if (forms == nullptr) return out;
  for (const Member& member : forms->members) {
    if (PolicyRef policy = read(member.value, type, prefix + member.key)) {
      out.push_back(std::move(policy));
    }
  }
  return out;
}

}  // namespace rolechain
