// rolechain_differential: generated requests for another evaluator, and its answers laid beside
// ours.
//   rolechain_differential cases --seed S --count N            one request a line
//   rolechain_differential compare --seed S --count N --register FILE [--show CLASS]   < its lines
// Exit code 1: a disagreement has no class, or a class no entry in the register.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <string>

#include "tests/differential/case.h"
#include "tests/differential/classes.h"
#include "tests/differential/compare.h"
#include "tests/differential/table.h"

namespace {

using namespace rolechain::differential;

struct Options {
  std::uint64_t seed = 1;
  std::uint64_t count = 0;
  std::string show;
  std::string file;  // disagreements.md
};

// Every class has its entry, `## id`, and every entry its class.
bool is_registered(const std::string& path) {
  std::ifstream in(path);
  std::vector<std::string> entries;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("## ")) entries.push_back(line.substr(3));
  }
  std::vector<std::string> classes;
  for (const DisagreementClass& known : disagreement_classes()) classes.emplace_back(known.id);
  std::ranges::sort(entries);
  std::ranges::sort(classes);
  std::vector<std::string> unpaired;
  std::ranges::set_symmetric_difference(entries, classes, std::back_inserter(unpaired));
  for (const std::string& id : unpaired) {
    fmt::print(stderr, "error: {}: the class `{}` is there, or in classes.cc, but not in both\n",
               path, id);
  }
  return unpaired.empty();
}

int print_cases(const Options& options) {
  for (std::uint64_t number = 0; number < options.count; ++number) {
    const auto one = make_case(options.seed, number);
    const std::string line = to_peer_line(*one, decide_case(*one));
    if (std::puts(line.c_str()) < 0) return 2;
  }
  return 0;
}

int compare_all(const Options& options) {
  const bool registered = is_registered(options.file);
  Table table(options.show);
  std::string line;
  for (std::uint64_t number = 0; number < options.count; ++number) {
    const auto one = make_case(options.seed, number);
    if (!std::getline(std::cin, line)) {
      fmt::print(stderr, "error: the peer stopped after {} of {} requests\n", number,
                 options.count);
      return 2;
    }
    const auto theirs = parse_peer_line(line);
    if (!theirs || theirs->number != number) {
      fmt::print(stderr, "error: request {}: the peer's line is none of ours: {}\n", number,
                 line.substr(0, 200));
      return 2;
    }
    table.add(*one, decide_case(*one), *theirs);
  }
  fmt::print("{}", table.text(options.seed));
  if (!table.clean()) {
    fmt::print(
        stderr,
        "error: disagreements without a class, above\n"
        "  help: who is right by AWS's documentation? Mend the evaluator, or add the class to "
        "classes.cc and {}\n",
        options.file);
  }
  return table.clean() && registered ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) try {
  CLI::App app("compares rolechain's verdicts with another evaluator's on generated requests");
  app.require_subcommand(1);
  Options options;
  for (const char* verb : {"cases", "compare"}) {
    CLI::App* sub = app.add_subcommand(verb);
    sub->add_option("--seed", options.seed);
    sub->add_option("--count", options.count)->required();
    sub->add_option("--show", options.show, "one example of this class, in full");
    sub->add_option("--register", options.file, "what is known of each class");
  }
  CLI11_PARSE(app, argc, argv);
  return app.got_subcommand("cases") ? print_cases(options) : compare_all(options);
} catch (const std::exception& error) {
  fmt::print(stderr, "error: {}\n", error.what());
  return 2;
}
