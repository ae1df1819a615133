#include "tests/corpus/same_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace rolechain::tests {
namespace {

bool same(const std::vector<Text>& a, const std::vector<Text>& b) {
  return std::ranges::equal(a, b, {}, &Text::value, &Text::value);
}

bool same(const std::vector<PrincipalEntry>& a, const std::vector<PrincipalEntry>& b) {
  return std::ranges::equal(a, b, [](const PrincipalEntry& x, const PrincipalEntry& y) {
    return x.kind == y.kind && x.value.value == y.value.value;
  });
}

bool same(const std::vector<ConditionTest>& a, const std::vector<ConditionTest>& b) {
  return std::ranges::equal(a, b, [](const ConditionTest& x, const ConditionTest& y) {
    return x.op.op == y.op.op && x.op.set == y.op.set && x.op.if_exists == y.op.if_exists &&
           x.key.value == y.key.value && same(x.values, y.values);
  });
}

std::string_view first_difference(const Statement& a, const Statement& b) {
  if (a.index != b.index) return "index";
  if (a.sid.value != b.sid.value) return "Sid";
  if (a.effect != b.effect) return "Effect";
  if (a.has_principal != b.has_principal || a.not_principal != b.not_principal) return "Principal";
  if (!same(a.principals, b.principals)) return "Principal";
  if (a.not_action != b.not_action || !same(a.actions, b.actions)) return "Action";
  if (a.has_resource != b.has_resource || a.not_resource != b.not_resource) return "Resource";
  if (!same(a.resources, b.resources)) return "Resource";
  return same(a.conditions, b.conditions) ? "" : "Condition";
}

}  // namespace

std::string first_difference(const Document& a, const Document& b) {
  if (a.type != b.type) return "type";
  if (a.variables != b.variables) return "Version";
  if (a.id.value != b.id.value) return "Id";
  if (a.statements.size() != b.statements.size()) return "number of statements";
  for (std::size_t i = 0; i < a.statements.size(); ++i) {
    const std::string_view element = first_difference(a.statements[i], b.statements[i]);
    if (!element.empty()) return fmt::format("statement {}: {}", i + 1, element);
  }
  return {};
}

}  // namespace rolechain::tests
