// What stands at the head of a scenario: its name, clock, region, seed and context.
#include <fmt/format.h>

#include <array>
#include <limits>

#include "sim/load/build.h"
#include "sim/load/fields.h"

namespace rolechain {
namespace {

constexpr std::string_view kFormatVersion = "v1";

void check_version(Build& build, const Fields& fields) {
  const std::optional<std::string> version = fields.text("scenario");
  if (!version || *version == kFormatVersion) return;
  build.problems.error("bad-version", fmt::format("`{}` is no known format", *version),
                       fields.find("scenario")->span, "write `scenario: v1`");
}

}  // namespace

std::vector<std::string> read_texts(Build& build, const Node* node, std::string_view what) {
  std::vector<std::string> out;
  if (node == nullptr) return out;
  for (const Node* item : one_or_more(*node)) {
    if (const auto text = scalar_text(build.problems, *item, what)) {
      if (auto resolved = build.names.text(*text, item->span)) out.push_back(std::move(*resolved));
    }
  }
  return out;
}

std::vector<ContextEntry> read_context(Build& build, const Node* node) {
  std::vector<ContextEntry> out;
  if (node == nullptr) return out;
  if (!node->is_map()) {
    build.problems.error("wrong-type",
                         fmt::format("`context` must be a map, not {}", describe(*node)),
                         node->span, "write `context: { \"aws:SourceIp\": 203.0.113.7 }`");
    return out;
  }
  for (const Member& member : node->members) {
    if (member.key.find(':') == std::string::npos) {
      build.problems.error("bad-context-key", fmt::format("`{}` is no condition key", member.key),
                           member.key_span,
                           "condition keys have a prefix: `aws:SourceIp`, `sts:ExternalId`");
      continue;
    }
    out.push_back({member.key, read_texts(build, &member.value, fmt::format("`{}`", member.key)),
                   member.value.is_list()});
  }
  return out;
}

void build_setting(Build& build, const Node& tree) {
  const Fields fields(build.problems, tree, keys::scenario);
  check_version(build, fields);
  Scenario& scenario = build.scenario;
  scenario.path = build.file.path;
  scenario.name = fields.text("name").value_or("");
  scenario.description = fields.text("description").value_or("");
  scenario.tags = read_texts(build, fields.find("tags"), "a tag");
  if (const auto clock = fields.text("clock")) {
    if (const auto time_s = parse_iso8601(*clock)) {
      scenario.clock_s = *time_s;
    } else {
      build.problems.error("bad-clock", fmt::format("`{}` is no point in time", *clock),
                           fields.find("clock")->span, "write `2026-01-15T09:00:00Z`");
    }
  }
  scenario.seed = static_cast<std::uint64_t>(
      fields.integer("seed", 0, std::numeric_limits<std::int64_t>::max()).value_or(1));
  scenario.world.region = fields.text("region").value_or(scenario.world.region);
  scenario.context = read_context(build, fields.find("context"));
  static constexpr std::array<std::string_view, 2> kModels = {"realistic", "free"};
  if (const auto model = fields.word("context_model", kModels)) {
    scenario.context_model = *model == 0 ? ContextModel::realistic : ContextModel::free;
  }
  if (const Node* lesson = fields.map("lesson")) {
    if (lesson->members.empty()) {
      build.problems.error("wrong-type", "`lesson` is empty", lesson->span, "remove the key");
    }
  }
}

std::string_view context_model_name(ContextModel model) {
  return model == ContextModel::realistic ? "realistic" : "free";
}

const Workload* Scenario::workload(std::string_view key) const {
  for (const Workload& workload : workloads) {
    if (workload.key == key) return &workload;
  }
  return nullptr;
}

const Step* Scenario::step(std::string_view id) const {
  for (const Step& step : steps) {
    if (!id.empty() && step.id == id) return &step;
  }
  return nullptr;
}

}  // namespace rolechain
