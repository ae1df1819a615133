// A served world's whole state, taken and taken up again: Served::snapshot() and restore().
#include <fmt/format.h>

#include "mocks/http/session_json.h"
#include "sim/serve/served.h"

namespace rolechain {
namespace {

constexpr std::int64_t kFormat = 1;

std::string name_of(const Scenario& scenario) {
  return scenario.name.empty() ? scenario.path.substr(scenario.path.rfind('/') + 1) : scenario.name;
}

Node changes_node(const Served::Changes& changes) {
  Node out = Node::make_list();
  for (const auto& [path, value] : changes) {
    Node& one = out.items.emplace_back(Node::make_map());
    set_text(one, "path", path);
    one.set("value", value);
  }
  return out;
}

}  // namespace

Node Served::snapshot() {
  const std::scoped_lock lock(mutex_);
  bring_changes();
  Node out = Node::make_map();
  set_number(out, "rolechain_state", kFormat);
  set_text(out, "scenario", name_of(*scenario_));
  set_number(out, "seed", static_cast<std::int64_t>(scenario_->seed));
  set_text(out, "now", format_iso8601(clock_.now_s()));
  set_text(out, "runs", clock_.runs() == ServeClock::Runs::yes ? "yes" : "no");
  // Changes that are not seen yet are taken as seen: whoever puts a state away waits for nothing.
  out.set("changes", changes_node(changes_));
  out.set("world", world_->state());
  return out;
}

std::expected<void, std::string> Served::restore(const Node& state) {
  const std::scoped_lock lock(mutex_);
  if (number_member(state, "rolechain_state") != kFormat) {
    return std::unexpected("this is no state of a served world");
  }
  const std::string name = text_member(state, "scenario").value_or("");
  if (name != name_of(*scenario_) ||
      number_member(state, "seed") != static_cast<std::int64_t>(scenario_->seed)) {
    return std::unexpected(fmt::format(
        "the state is of the scenario `{}` with seed {}, not of "
        "`{}` with seed {}",
        name, number_member(state, "seed").value_or(0), name_of(*scenario_), scenario_->seed));
  }
  const auto now_s = parse_iso8601(text_member(state, "now").value_or(""));
  const Node* world_state = state.find("world");
  const Node* told = state.find("changes");
  if (!now_s || world_state == nullptr || told == nullptr) {
    return std::unexpected("the state is not whole");
  }
  Changes changes;
  for (const Node& one : told->items) {
    const Node* value = one.find("value");
    const auto path = text_member(one, "path");
    if (value == nullptr || !path) return std::unexpected("the state's changes cannot be read");
    changes.emplace_back(*path, *value);
  }
  std::shared_ptr<const Scenario> scenario = scenario_;
  if (!changes.empty()) {
    auto loaded = load(changes);
    if (!loaded) return std::unexpected(render(loaded.error()));
    scenario = *std::move(loaded);
  }
  // Aside first: what cannot be read leaves everything as it was.
  ServeClock before = clock_;
  clock_.run(text_member(state, "runs") == "no" ? ServeClock::Runs::no : ServeClock::Runs::yes);
  clock_.set(*now_s);
  auto world = std::make_unique<ServedWorld>(scenario, clock_, authority_.get());
  if (auto done = world->restore(*world_state); !done) {
    clock_ = std::move(before);
    return done;
  }
  world_ = std::move(world);
  changes_ = std::move(changes);
  pending_.clear();
  listen();
  return {};
}

}  // namespace rolechain
