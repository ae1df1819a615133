// What a load found wrong so far: loading goes on after a problem, so that all are reported.
#pragma once

#include <string>
#include <utility>

#include "mocks/base/diagnostic.h"

namespace rolechain {

class Problems {
 public:
  void error(std::string code, std::string message, SourceSpan where, std::string help = {}) {
    add({Severity::error, std::move(code), std::move(message), where, std::move(help)});
  }
  void unsupported(std::string code, std::string message, SourceSpan where, std::string help = {}) {
    add({Severity::unsupported, std::move(code), std::move(message), where, std::move(help)});
  }
  void warning(std::string code, std::string message, SourceSpan where, std::string help = {}) {
    add({Severity::warning, std::move(code), std::move(message), where, std::move(help)});
  }
  void add(Diagnostic diagnostic);
  void add(const Diagnostics& diagnostics) {
    for (const Diagnostic& diagnostic : diagnostics) add(diagnostic);
  }

  // By file, in the order of their first problem, and by place in the file.
  [[nodiscard]] Diagnostics sorted() const;
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  Diagnostics all_;
  bool failed_ = false;
};

}  // namespace rolechain
