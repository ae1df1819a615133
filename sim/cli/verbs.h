// What the program does, one function a verb. Each returns the exit code; reports go to standard
// output, messages about what the user gave to standard error.
#pragma once

#include "sim/cli/options.h"
#include "sim/cli/terminal.h"

namespace rolechain {

struct Carried;  // opened.h

int run_verb(const RunOptions& options, Terminal& terminal);
int explain_verb(const ExplainOptions& options, Terminal& terminal);
int grants_verb(const GrantsOptions& options, Terminal& terminal);
int check_certificate_verb(const CheckCertificateOptions& options, Terminal& terminal);
int graph_verb(const GraphOptions& options, Terminal& terminal);
int who_can_verb(const WhoCanOptions& options, Terminal& terminal);
int diff_verb(const DiffVerbOptions& options, Terminal& terminal);
int lint_verb(const LintOptions& options, Terminal& terminal);
int rules_verb(const RulesOptions& options, Terminal& terminal);
int serve_verb(const ServeOptions& options, Terminal& terminal);
int env_verb(const EnvOptions& options, Terminal& terminal);
int exec_verb(const ExecOptions& options, Terminal& terminal);
int credentials_verb(const CredentialsOptions& options, Terminal& terminal);
int schema_verb(const SchemaOptions& options, Terminal& terminal);

// Part of grants_verb: the proof of what the scenario says of its sessions, into a file.
int write_certificate(const std::string& path, const Carried& carried, Terminal& terminal);

}  // namespace rolechain
