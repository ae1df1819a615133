// A solver as a program of its own, asked over pipes: one process for all questions, until one
// takes too long.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolechain::differential {

enum class SolverAnswer : std::uint8_t { sat, unsat, unknown };

class Solver {
 public:
  // `command`: the program and its arguments; its own limit of time is among them. `patience`:
  // after that it is ended and started anew, since solvers do not always keep their limit. Throws
  // std::runtime_error where it cannot be run.
  Solver(std::vector<std::string> command, std::string prelude, std::chrono::milliseconds patience);
  ~Solver();
  Solver(const Solver&) = delete;
  Solver& operator=(const Solver&) = delete;

  // `question` ends in a check-sat. Unknown: it took too long, or the solver says so. Throws where
  // the solver says something else or is gone.
  SolverAnswer ask(const std::string& question);

 private:
  void start();
  void end();
  void send(std::string_view text) const;
  // Nothing: not before the time is up.
  std::optional<std::string> line(std::chrono::steady_clock::time_point until);

  std::vector<std::string> command_;
  std::string prelude_;
  std::chrono::milliseconds patience_;
  pid_t process_ = -1;
  int to_ = -1;
  int from_ = -1;
  std::string buffer_;
};

}  // namespace rolechain::differential
