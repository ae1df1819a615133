#include "mocks/http/faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

constexpr std::array<std::string_view, 8> kEndpoints{
    "*", "imds", "imds-token", "ecs", "pod-identity", "sts", "s3", "dynamodb"};
constexpr std::array<std::string_view, 12> kKeys{"fault", "of",          "action", "workload",
                                                 "times", "after",       "status", "ms",
                                                 "bytes", "probability", "seed",   "seconds"};
constexpr std::int64_t kDelay_ms_max = 600'000;

bool is_credential_endpoint(std::string_view name) {
  return name == "imds" || name == "imds-token" || name == "ecs" || name == "pod-identity";
}

Node text_node(std::string_view text) { return Node::make_string(std::string(text)); }

Node number_node(std::string text) {
  Node out;
  out.kind = Node::Kind::number;
  out.text = std::move(text);
  return out;
}
Node number_node(std::int64_t value) { return number_node(std::to_string(value)); }

// The n-th of a stream of numbers in [0, 1) that follows from the seed (splitmix64).
double chance(std::uint64_t seed, std::int64_t n) {
  std::uint64_t z = seed + static_cast<std::uint64_t>(n + 1) * 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  z ^= z >> 31U;
  return static_cast<double>(z >> 11U) / 9007199254740992.0;  // 53 bits
}

std::unexpected<FaultError> wrong(std::string message, std::string help) {
  return std::unexpected(FaultError{std::move(message), std::move(help)});
}

const FaultWord& row_of(FaultKind kind) {
  return *std::ranges::find(kFaultWords, kind, &FaultWord::kind);
}

std::vector<std::string_view> words() {
  std::vector<std::string_view> out;
  for (const FaultWord& row : kFaultWords) out.push_back(row.word);
  return out;
}

// "did you mean", or all that there is.
std::string help_for(std::string_view word, const std::vector<std::string_view>& known) {
  if (std::string near = did_you_mean(word, known); !near.empty()) return near;
  std::string out = "one of ";
  for (const std::string_view one : known) {
    if (out.size() > 7) out += ", ";
    out += one;
  }
  return out;
}

class FaultReader {
 public:
  FaultReader(const Node& node, const std::vector<std::string_view>& workloads)
      : node_(node), workloads_(workloads) {}

  std::expected<FaultRule, FaultError> read() {
    if (!node_.is_map()) {
      return wrong(fmt::format("a fault is a map, not {}", describe(node_)),
                   R"({"fault": "throttling", "of": "sts", "times": 2})");
    }
    for (const Member& member : node_.members) {
      if (std::ranges::find(kKeys, member.key) != kKeys.end()) continue;
      return wrong(fmt::format("a fault has no `{}`", member.key),
                   help_for(member.key, {kKeys.begin(), kKeys.end()}));
    }
    read_kind();
    read_of();
    read_numbers();
    if (error_) return std::unexpected(*std::move(error_));
    check_needs();
    if (error_) return std::unexpected(*std::move(error_));
    return rule_;
  }

 private:
  void fail(std::string message, std::string help) {
    if (!error_) error_ = FaultError{std::move(message), std::move(help)};
  }

  std::optional<std::string> text(std::string_view key) {
    const Node* value = node_.find(key);
    if (value == nullptr) return std::nullopt;
    if (!value->is_string() || value->text.empty()) {
      fail(fmt::format("`{}` must be a text, not {}", key, describe(*value)), "write a name");
      return std::nullopt;
    }
    return value->text;
  }

  std::optional<std::int64_t> integer(std::string_view key, std::int64_t min, std::int64_t max) {
    const Node* value = node_.find(key);
    if (value == nullptr) return std::nullopt;
    std::int64_t out = 0;
    const char* const end = value->text.data() + value->text.size();
    const auto parsed = std::from_chars(value->text.data(), end, out);
    const bool good = value->kind == Node::Kind::number && parsed.ec == std::errc{} &&
                      parsed.ptr == end && out >= min && out <= max;
    if (good) return out;
    fail(fmt::format("`{}` must be a whole number, not {}", key, describe(*value)),
         max == kMax ? fmt::format("{} or more", min) : fmt::format("from {} to {}", min, max));
    return std::nullopt;
  }

  void read_kind() {
    const auto word = text("fault");
    if (!word) return fail("`fault` is missing: which one", help_for("", words()));
    const auto* const row = std::ranges::find(kFaultWords, *word, &FaultWord::word);
    if (row == kFaultWords.end()) {
      return fail(fmt::format("`{}` is no fault", *word), help_for(*word, words()));
    }
    rule_.kind = row->kind;
  }

  void read_of() {
    if (const auto of = text("of")) {
      if (std::ranges::find(kEndpoints, *of) != kEndpoints.end()) {
        rule_.of = *of;
      } else if (std::ranges::find(workloads_, *of) != workloads_.end()) {
        rule_.of = "credentials";
        rule_.workload = *of;
      } else {
        std::vector<std::string_view> known(kEndpoints.begin(), kEndpoints.end());
        known.insert(known.end(), workloads_.begin(), workloads_.end());
        fail(fmt::format("`{}` is neither an endpoint nor a workload", *of), help_for(*of, known));
      }
    }
    if (const auto workload = text("workload")) {
      if (std::ranges::find(workloads_, *workload) == workloads_.end()) {
        fail(fmt::format("there is no workload `{}`", *workload), help_for(*workload, workloads_));
      }
      rule_.workload = *workload;
    }
    if (const auto action = text("action")) {
      if (!action->contains(':')) {
        fail(fmt::format("`{}` is no action", *action), "write `sts:AssumeRole`");
      }
      rule_.action = *action;
    }
  }

  void read_numbers() {
    rule_.times = integer("times", 1, kMax);
    rule_.after = integer("after", 0, kMax).value_or(0);
    rule_.ms = integer("ms", 0, kDelay_ms_max).value_or(0);
    rule_.seconds = integer("seconds", -kMax, kMax).value_or(0);
    rule_.seed = static_cast<std::uint64_t>(integer("seed", 0, kMax).value_or(1));
    if (const auto bytes = integer("bytes", 0, kMax)) {
      rule_.bytes = static_cast<std::size_t>(*bytes);
    }
    if (const auto status = integer("status", 400, 599)) rule_.status = static_cast<int>(*status);
    if (const Node* value = node_.find("probability")) {
      double out = -1.0;
      const char* const end = value->text.data() + value->text.size();
      const auto parsed = std::from_chars(value->text.data(), end, out);
      if (value->kind != Node::Kind::number || parsed.ptr != end || !(out >= 0.0 && out <= 1.0)) {
        fail(fmt::format("`probability` must be a number, not {}", describe(*value)),
             "from 0 to 1");
      }
      rule_.probability = out;
    }
  }

  void check_needs() {
    const FaultWord& row = row_of(rule_.kind);
    for (const std::string_view key : {"status", "ms", "bytes", "seconds"}) {
      const bool fits =
          row.parameter == key || (key == "status" && rule_.kind == FaultKind::throttling);
      if (node_.find(key) != nullptr && !fits) {
        return fail(fmt::format("`{}` means nothing to the fault `{}`", key, row.word),
                    "leave it out");
      }
    }
    const bool needs = rule_.kind == FaultKind::latency || rule_.kind == FaultKind::clock_skew;
    if (needs && node_.find(row.parameter) == nullptr) {
      return fail(fmt::format("the fault `{}` needs `{}`", row.word, row.parameter),
                  fmt::format("add \"{}\": 1000", row.parameter));
    }
    const bool is_error = rule_.kind == FaultKind::error;
    if (is_error && rule_.status != 500 && rule_.status != 502 && rule_.status != 503) {
      return fail(fmt::format("`status` of an error cannot be {}", rule_.status),
                  "500, 502 or 503");
    }
    const bool throttles = rule_.kind == FaultKind::throttling && node_.find("status") != nullptr;
    if (throttles && rule_.status != 429 && rule_.status != 503) {
      return fail(fmt::format("`status` of throttling cannot be {}", rule_.status),
                  "429 or 503, of a credential endpoint");
    }
    const bool credentials = is_credential_endpoint(rule_.of) || rule_.of == "credentials";
    if (row.where == FaultWord::Where::credentials && !credentials && rule_.of != "*") {
      return fail(fmt::format("`{}` gives no credential documents", rule_.of),
                  fmt::format("`{}` is of imds, ecs, pod-identity or a workload", row.word));
    }
    if (row.where == FaultWord::Where::services && credentials) {
      return fail(fmt::format("`{}` is no service that could have the fault `{}`",
                              node_.find("of")->text, row.word),
                  "of sts, s3 or dynamodb");
    }
  }

  static constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();

  const Node& node_;
  const std::vector<std::string_view>& workloads_;
  FaultRule rule_;
  std::optional<FaultError> error_;
};

// A failure replaces the answer; of several, the first counts.
void take(const FaultRule& rule, const FaultTarget& facts, FaultEffects& out) {
  switch (rule.kind) {
    case FaultKind::throttling:
    case FaultKind::throughput:
    case FaultKind::unavailable:
    case FaultKind::error:
    case FaultKind::hang:
    case FaultKind::reset:
      if (!out.failure) {
        out.failure = rule.kind;
        out.status = rule.status;
      }
      return;
    case FaultKind::latency:
      out.delay_ms += rule.ms;
      return;
    case FaultKind::truncated:
      out.truncates = true;
      out.bytes = rule.bytes;
      return;
    case FaultKind::clock_skew:
      out.skew_s += rule.seconds;
      return;
    case FaultKind::stale:
    case FaultKind::no_expiration:
    case FaultKind::empty_document:
    case FaultKind::expired:
      if (facts.of_credentials() && !out.document) out.document = rule.kind;
      return;
  }
}

}  // namespace

bool FaultTarget::of_credentials() const { return is_credential_endpoint(endpoint); }

std::expected<FaultRule, FaultError> read_fault(const Node& node,
                                                const std::vector<std::string_view>& workloads) {
  return FaultReader(node, workloads).read();
}

std::expected<std::vector<int>, FaultError> Faults::add_json(
    const Node& body, const std::vector<std::string_view>& workloads) {
  std::vector<FaultRule> rules;
  const std::vector<Node> one{body};
  for (const Node& node : body.is_list() ? body.items : one) {
    auto rule = read_fault(node, workloads);
    if (!rule) return std::unexpected(std::move(rule.error()));
    rules.push_back(*std::move(rule));
  }
  std::vector<int> out;
  for (FaultRule& rule : rules) out.push_back(add(std::move(rule)));
  return out;
}

int Faults::add(FaultRule rule) {
  active_.push_back({++last_number_, std::move(rule), 0, 0});
  return last_number_;
}

bool Faults::remove(int number) {
  return std::erase_if(active_, [&](const Active& one) { return one.number == number; }) > 0;
}

bool Faults::fits(const FaultRule& rule, const FaultTarget& facts) {
  const FaultWord::Where where = row_of(rule.kind).where;
  const bool credentials = facts.of_credentials();
  if (where == FaultWord::Where::credentials && (!credentials || facts.endpoint == "imds-token")) {
    return false;
  }
  if (where == FaultWord::Where::services && credentials) return false;
  if (rule.kind == FaultKind::throughput && facts.endpoint != "dynamodb") return false;
  // The token of the metadata service is part of it.
  const bool of = rule.of == "*" || rule.of == facts.endpoint ||
                  (rule.of == "credentials" && credentials) ||
                  (rule.of == "imds" && facts.endpoint == "imds-token");
  return of && (rule.action.empty() || equals_ignore_case(rule.action, facts.action)) &&
         (rule.workload.empty() || rule.workload == facts.workload);
}

FaultEffects Faults::meet(const FaultTarget& facts) {
  FaultEffects out;
  for (Active& one : active_) {
    if (!fits(one.rule, facts)) continue;
    if (one.rule.times && one.hit >= *one.rule.times) continue;
    const std::int64_t n = one.seen++;
    if (n < one.rule.after) continue;
    if (one.rule.probability && chance(one.rule.seed, n) >= *one.rule.probability) continue;
    ++one.hit;
    if (!out.label.empty()) out.label += ',';
    out.label += fmt::format("{}#{}", fault_word(one.rule.kind), one.number);
    take(one.rule, facts, out);
  }
  return out;
}

Node Faults::node_of(const Active& one) {
  const FaultRule& rule = one.rule;
  const FaultWord& row = row_of(rule.kind);
  Node out = Node::make_map();
  out.set("id", number_node(one.number));
  out.set("fault", text_node(row.word));
  out.set("of", text_node(rule.of == "credentials" ? rule.workload : rule.of));
  if (!rule.action.empty()) out.set("action", text_node(rule.action));
  if (!rule.workload.empty() && rule.of != "credentials") {
    out.set("workload", text_node(rule.workload));
  }
  if (rule.times) out.set("times", number_node(*rule.times));
  if (rule.after > 0) out.set("after", number_node(rule.after));
  if (rule.probability) {
    out.set("probability", number_node(fmt::format("{}", *rule.probability)));
    out.set("seed", number_node(static_cast<std::int64_t>(rule.seed)));
  }
  if (row.parameter == "status") out.set("status", number_node(rule.status));
  if (row.parameter == "ms") out.set("ms", number_node(rule.ms));
  if (row.parameter == "seconds") out.set("seconds", number_node(rule.seconds));
  if (rule.bytes) out.set("bytes", number_node(static_cast<std::int64_t>(*rule.bytes)));
  if (rule.kind == FaultKind::throttling && rule.status != 503) {
    out.set("status", number_node(rule.status));
  }
  out.set("seen", number_node(one.seen));
  out.set("hit", number_node(one.hit));
  return out;
}

Node Faults::to_node() const {
  Node out = Node::make_list();
  for (const Active& one : active_) out.items.push_back(node_of(one));
  return out;
}

bool Faults::restore(const Node& node, const std::vector<std::string_view>& workloads) {
  if (!node.is_list()) return false;
  std::vector<Active> read;
  int last = 0;
  for (const Node& item : node.items) {
    Active one;
    const auto count = [&](std::string_view key) -> std::int64_t {
      const Node* value = item.find(key);
      std::int64_t out = -1;
      if (value != nullptr) {
        std::from_chars(value->text.data(), value->text.data() + value->text.size(), out);
      }
      return out;
    };
    const std::int64_t number = count("id");
    one.seen = count("seen");
    one.hit = count("hit");
    if (number < 1 || number > std::numeric_limits<int>::max() || one.seen < 0 || one.hit < 0) {
      return false;
    }
    one.number = static_cast<int>(number);
    Node told = item;
    std::erase_if(told.members, [](const Member& member) {
      return member.key == "id" || member.key == "seen" || member.key == "hit";
    });
    auto rule = read_fault(told, workloads);
    if (!rule) return false;
    one.rule = *std::move(rule);
    last = std::max(last, one.number);
    read.push_back(std::move(one));
  }
  active_ = std::move(read);
  last_number_ = last;
  return true;
}

}  // namespace rolechain
