// rolechain grants --certificate, rolechain check-certificate: the proof written down, and
// verified.
#include <fmt/format.h>

#include "mocks/base/json.h"
#include "mocks/base/text.h"
#include "sim/certificate/certificate.h"
#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/opened.h"
#include "sim/cli/verbs.h"

namespace rolechain {
namespace {

void tell_left_out(const certificate::Claims& claims, Terminal& terminal) {
  if (claims.left_out.empty()) return;
  terminal.error(fmt::format("note: left out: {}\n", join(claims.left_out, ", ")));
}

// Nothing to prove proves nothing.
int refuse_empty(const std::string& file, Terminal& terminal) {
  terminal.error(render(UsageError{fmt::format("`{}` says nothing of a session's grants", file),
                                   "add `expect: grants:`"}));
  return kExitInvalid;
}

int refute(const std::string& place, const std::string& message, Terminal& terminal) {
  terminal.out(fmt::format("refuted: {}{}{}\n", place, place.empty() ? "" : ": ", message));
  return kExitFailed;
}

}  // namespace

int write_certificate(const std::string& path, const Carried& carried, Terminal& terminal) {
  const Scenario& scenario = *carried.opened->scenario;
  const certificate::Claims claims = certificate::claims_of(scenario, carried.execution);
  tell_left_out(claims, terminal);
  if (claims.claims.empty()) return refuse_empty(scenario.path, terminal);
  const certificate::Written written = certificate::write(scenario, claims);
  if (!written.refuted.empty()) {
    terminal.error(render(
        UsageError{fmt::format("no certificate: not as intended: {}", join(written.refuted, ", ")),
                   fmt::format("`rolechain run {}` says how", scenario.path)}));
    return kExitFailed;
  }
  if (!written.undecided.empty()) {
    terminal.error(render(written.undecided));
    return kExitInvalid;
  }
  return write_report(path, written.text, terminal);
}

int check_certificate_verb(const CheckCertificateOptions& options, Terminal& terminal) {
  const auto carried = carry_out(options.file, "", options.read, terminal);
  if (!carried) return carried.error();
  DiskReader reader;
  auto text = reader.read(options.certificate);
  if (!text) {
    terminal.error(
        render(UsageError{fmt::format("cannot read `{}`: {}", options.certificate, text.error()),
                          "`rolechain grants FILE --certificate OUT` writes one"}));
    return kExitInvalid;
  }
  Sources& sources = carried->opened->sources;
  const SourceFile& source = sources.add(options.certificate, *std::move(text));
  const auto node = parse_json(source);
  if (!node) {
    terminal.error(render(Diagnostics{node.error()}));
    return kExitInvalid;
  }
  const Scenario& scenario = *carried->opened->scenario;
  const certificate::Claims claims = certificate::claims_of(scenario, carried->execution);
  tell_left_out(claims, terminal);
  if (claims.claims.empty()) return refuse_empty(scenario.path, terminal);
  const certificate::Checked checked = certificate::check(*node, scenario, claims);
  switch (checked.verdict) {
    case certificate::Verdict::refuted:
      return refute(location(checked.where), checked.message, terminal);
    case certificate::Verdict::unchecked:
      terminal.error(render(UsageError{fmt::format("cannot be checked: {}", checked.message),
                                       "write the certificate anew with this rolechain"}));
      return kExitInvalid;
    case certificate::Verdict::verified:
      break;
  }
  if (!certificate::is_sealed(source.text)) {
    return refute(options.certificate, "the digest does not fit: a byte was changed", terminal);
  }
  terminal.out(fmt::format("verified: {} session{}, {} classes of ARNs, {} states, {} requests\n",
                           checked.sessions, checked.sessions == 1 ? "" : "s", checked.classes,
                           checked.states, checked.requests));
  return kExitPassed;
}

}  // namespace rolechain
