// What a step is expected to bring: `expect: ok`, or a map with the error, the reason and so on.
#include <fmt/format.h>

#include <array>

#include "mocks/base/text.h"
#include "sim/load/build.h"
#include "sim/load/fields.h"

namespace rolechain {
namespace {

constexpr std::array<std::string_view, 3> kResults = {"ok", "allow", "deny"};

StepExpect::Result result_at(std::size_t index) {
  constexpr std::array<StepExpect::Result, 3> kValues = {
      StepExpect::Result::ok, StepExpect::Result::allow, StepExpect::Result::deny};
  return kValues[index];
}

}  // namespace

Because read_because(Build& build, const Node& node) {
  Because because;
  because.span = node.span;
  if (!node.is_map()) {
    because.sides["any"] = scalar_text(build.problems, node, "`because`").value_or("");
    return because;
  }
  const Fields fields(build.problems, node, keys::because);
  for (const Member& side : node.members) {
    const auto text = scalar_text(build.problems, side.value, fmt::format("`{}`", side.key));
    if (text) because.sides[side.key] = *text;
  }
  return because;
}

StepExpect read_step_expect(Build& build, const Node& node) {
  StepExpect expect;
  expect.span = node.span;
  if (node.is_scalar()) {
    for (std::size_t i = 0; i < kResults.size(); ++i) {
      if (node.text == kResults[i]) {
        expect.result = result_at(i);
        return expect;
      }
    }
    std::string help = did_you_mean(node.text, kResults);
    if (help.empty()) help = "write `ok`, `allow`, `deny`, or `{ error: AccessDenied }`";
    build.problems.error("bad-value", fmt::format("nothing is expected by {}", describe(node)),
                         node.span, std::move(help));
    return expect;
  }
  const Fields fields(build.problems, node, keys::step_expect);
  if (const auto result = fields.word("result", kResults)) expect.result = result_at(*result);
  if (const auto error = fields.text("error")) {
    if (fields.find("result") != nullptr && expect.result != StepExpect::Result::deny) {
      build.problems.error("contradiction", "a step cannot both succeed and fail",
                           fields.key_span("result"), "remove `result` or `error`");
    }
    expect.result = StepExpect::Result::error;
    expect.error = *error;
  }
  if (const auto http = fields.integer("http", 100, 599)) expect.http = static_cast<int>(*http);
  expect.message = fields.text("message");
  if (const Node* identity = fields.find("identity")) {
    if (const auto text = scalar_text(build.problems, *identity, "`identity`")) {
      expect.identity = build.names.text(*text, identity->span);
    }
  }
  expect.lifetime_s = fields.duration_s("lifetime");
  if (const Node* because = fields.find("because")) expect.because = read_because(build, *because);
  return expect;
}

}  // namespace rolechain
