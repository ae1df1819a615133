// rolechain_proof_differential: random pairs of policies, each asked of the proof and of an SMT
// solver, in both directions: is there a request that one allows and the other does not?
// Exit code 0: no disagreement; 1: one at least; 2: something cannot be run; 3: nothing compared.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "mocks/base/json.h"
#include "mocks/policy/compiled.h"
#include "sim/grants/grants.h"
#include "sim/grants/lone_policy.h"
#include "tests/differential/proof/policy_pair.h"
#include "tests/differential/proof/smt.h"
#include "tests/differential/proof/solver.h"

namespace rolechain::differential {
namespace {

using Clock = std::chrono::steady_clock;
using Answer = std::optional<bool>;  // nothing: unknown

struct Options {
  std::uint64_t seed = 1;
  std::uint64_t count = 10000;
  std::uint64_t z3_sample = 200;  // pairs that z3 is asked about as well
  unsigned limit_ms = 5000;       // of one question to a solver
  std::size_t statements = 4;     // of one policy, at most
  std::string summary;            // a file; "": none
};

// Is there a request that only the first policy allows, that only the second one allows?
struct Answers {
  std::array<Answer, 2> only;
  double milliseconds = 0;  // for both
};

double since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

PolicyRef compiled(Sources& sources, const std::string& label, const PairPolicy& policy) {
  const Result<Node> node = parse_json(sources.add(label, to_policy_text(policy)));
  if (!node) throw std::runtime_error(render(node.error()));
  ParsedDocument parsed = parse_document(*node, PolicyType::identity);
  if (!parsed.ok()) throw std::runtime_error(render(parsed.diagnostics));
  return std::make_shared<const CompiledPolicy>(label, std::move(parsed.document));
}

// compare_policies(), but with the keys that are fixed.
GrantVerdict compare_held(const PolicyRef& before, const PolicyRef& after) {
  HeldPolicies held(before, after);
  for (std::vector<GrantSubject>* side : {&held.before, &held.after}) {
    for (GrantSubject& subject : *side) {
      for (const PairKey& key : pair_keys()) {
        if (key.fixed.empty()) continue;
        subject.context.push_back({std::string(key.name), {std::string(key.fixed)}, false});
      }
    }
  }
  GrantVerdict out = compare_sessions(held.before, held.after);
  if (held.undecided) out.undecided.push_back(*held.undecided);
  return out;
}

Answers ask_proof(const PolicyPair& pair) {
  Sources sources;
  const PolicyRef before = compiled(sources, "before", pair.before);
  const PolicyRef after = compiled(sources, "after", pair.after);
  Answers out;
  const auto start = Clock::now();
  const GrantVerdict verdict = compare_held(before, after);
  out.milliseconds = since(start);
  const auto any = [&](GrantDifference::Kind kind) -> Answer {
    const bool found = std::ranges::any_of(
        verdict.differences, [&](const GrantDifference& one) { return one.kind == kind; });
    if (!found && !verdict.undecided.empty()) return std::nullopt;
    return found;
  };
  out.only = {any(GrantDifference::Kind::missing), any(GrantDifference::Kind::extra)};
  return out;
}

Answer ask(Solver& solver, const PairPolicy& allowing, const PairPolicy& refusing) {
  bool unknown = false;
  for (const std::string& question : smt_questions(allowing, refusing)) {
    const SolverAnswer answer = solver.ask(question);
    if (answer == SolverAnswer::sat) return true;
    unknown |= answer == SolverAnswer::unknown;
  }
  return unknown ? std::nullopt : Answer(false);
}

Answers ask_solver(Solver& solver, const PolicyPair& pair) {
  Answers out;
  const auto start = Clock::now();
  out.only = {ask(solver, pair.before, pair.after), ask(solver, pair.after, pair.before)};
  out.milliseconds = since(start);
  return out;
}

// One who answers, beside the proof.
struct Tally {
  explicit Tally(std::string of) : name(std::move(of)) {}
  std::string name;
  std::vector<double> milliseconds;
  std::uint64_t agreed = 0;     // answers: two a pair
  std::uint64_t unknown = 0;    // to it
  std::uint64_t undecided = 0;  // by the proof
  std::uint64_t disagreed = 0;
  std::uint64_t differ = 0;  // "there is such a request"
};

void print_disagreement(const Tally& tally, std::uint64_t number, const PolicyPair& pair,
                        const Answers& ours, const Answers& theirs) {
  const auto word = [](const Answer& answer) {
    return !answer ? "unknown" : *answer ? "yes" : "no";
  };
  fmt::print(
      "pair {}: a request that only BEFORE allows: proof {}, {} {}; only AFTER: {}, {} {}\n"
      "  before {}\n  after  {}\n",
      number, word(ours.only[0]), tally.name, word(theirs.only[0]), word(ours.only[1]), tally.name,
      word(theirs.only[1]), to_policy_text(pair.before), to_policy_text(pair.after));
}

void compare(Tally& tally, std::uint64_t number, const PolicyPair& pair, const Answers& ours,
             const Answers& theirs) {
  tally.milliseconds.push_back(theirs.milliseconds);
  bool differs = false;
  for (std::size_t way = 0; way < ours.only.size(); ++way) {
    if (!ours.only[way]) {
      ++tally.undecided;
    } else if (!theirs.only[way]) {
      ++tally.unknown;
    } else if (*ours.only[way] == *theirs.only[way]) {
      ++tally.agreed;
      tally.differ += *ours.only[way] ? 1U : 0U;
    } else {
      ++tally.disagreed;
      differs = true;
    }
  }
  if (differs) print_disagreement(tally, number, pair, ours, theirs);
}

std::string row(const Tally& tally) {
  std::vector<double> sorted = tally.milliseconds;
  if (sorted.empty()) return "";
  std::ranges::sort(sorted);
  const auto at = [&](double part) {
    return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
  };
  double total = 0;
  for (const double one : sorted) total += one;
  return fmt::format("{:<10}{:>8}{:>12.3f}{:>12.3f}{:>12.3f}{:>12.3f}{:>10.1f}\n", tally.name,
                     sorted.size(), at(0.5), at(0.9), at(0.99), sorted.back(), total / 1000);
}

std::string summary_of(const Options& options, const Tally& proof,
                       const std::vector<const Tally*>& solvers) {
  std::string out = fmt::format(
      "seed {}; milliseconds a pair, both directions; one question to a solver may take {} ms\n"
      "{:<10}{:>8}{:>12}{:>12}{:>12}{:>12}{:>10}\n{}",
      options.seed, options.limit_ms, "", "pairs", "median", "p90", "p99", "max", "total s",
      row(proof));
  for (const Tally* tally : solvers) out += row(*tally);
  for (const Tally* tally : solvers) {
    if (tally->milliseconds.empty()) continue;
    out += fmt::format(
        "{}: {} answers agree ({} of them: there is such a request), {} disagree; not counted: "
        "{} unknown to {}, {} undecided by the proof\n",
        tally->name, tally->agreed, tally->differ, tally->disagreed, tally->unknown, tally->name,
        tally->undecided);
  }
  return out;
}

class Progress {
 public:
  explicit Progress(std::uint64_t count) : count_(count) {}
  void show(std::uint64_t done, std::uint64_t disagreed) {
    const bool terminal = isatty(STDERR_FILENO) != 0;
    const auto pause = terminal ? std::chrono::seconds(1) : std::chrono::seconds(30);
    if (done != count_ && Clock::now() - last_ < pause) return;
    last_ = Clock::now();
    fmt::print(stderr, "{}{} of {} pairs, {} disagreements{}", terminal ? "\r" : "", done, count_,
               disagreed, terminal && done != count_ ? "" : "\n");
  }

 private:
  std::uint64_t count_;
  Clock::time_point last_ = Clock::now();
};

int run(const Options& options) {
  const std::string limit = fmt::format("{}", options.limit_ms);
  const std::chrono::milliseconds patience(2 * options.limit_ms);
  Solver cvc5(
      {"cvc5", "--incremental", "--lang=smt2", "--strings-exp", "--tlimit-per=" + limit, "-"},
      smt_prelude(), patience);
  std::unique_ptr<Solver> z3;
  if (options.z3_sample > 0) {
    z3 = std::make_unique<Solver>(std::vector<std::string>{"z3", "-in", "-smt2", "-t:" + limit},
                                  smt_prelude(), patience);
  }
  Tally of_proof("rolechain");
  Tally of_cvc5("cvc5");
  Tally of_z3("z3");
  Progress progress(options.count);
  const std::uint64_t every =
      std::max<std::uint64_t>(1, options.count / std::max<std::uint64_t>(1, options.z3_sample));
  for (std::uint64_t number = 0; number < options.count; ++number) {
    const PolicyPair pair = make_pair(options.seed, number, options.statements);
    const Answers ours = ask_proof(pair);
    of_proof.milliseconds.push_back(ours.milliseconds);
    compare(of_cvc5, number, pair, ours, ask_solver(cvc5, pair));
    if (z3 != nullptr && number % every == 0) {
      compare(of_z3, number, pair, ours, ask_solver(*z3, pair));
    }
    progress.show(number + 1, of_cvc5.disagreed + of_z3.disagreed);
  }
  const std::string text = summary_of(options, of_proof, {&of_cvc5, &of_z3});
  fmt::print("{}", text);
  if (!options.summary.empty()) {
    std::ofstream file(options.summary);
    if (!(file << text)) throw std::runtime_error("cannot write `" + options.summary + "`");
  }
  if (of_cvc5.disagreed + of_z3.disagreed > 0) return 1;
  return of_cvc5.agreed > 0 ? 0 : 3;
}

}  // namespace
}  // namespace rolechain::differential

int main(int argc, char** argv) {
  rolechain::differential::Options options;
  CLI::App app("Random pairs of policies, asked of the proof and of a solver.");
  app.add_option("--seed", options.seed, "which pairs");
  app.add_option("--count", options.count, "how many pairs");
  app.add_option("--z3", options.z3_sample, "how many of them z3 is asked as well");
  app.add_option("--limit", options.limit_ms, "milliseconds for one question to a solver");
  app.add_option("--summary", options.summary, "a file for the table at the end");
  app.add_option("--statements", options.statements, "of one policy, at most")
      ->check(CLI::Range(1, 50));
  CLI11_PARSE(app, argc, argv);
  try {
    return rolechain::differential::run(options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return 2;
  }
}
