// What the user asked for, as values: made by parse_command_line(), carried out by the verbs.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "mocks/policy/request.h"
#include "sim/cli/terminal.h"
#include "sim/explain/explain.h"

namespace rolechain {

// Of each verb that reads scenarios.
struct ReadOptions {
  bool allow_external_files = false;
};

struct RunOptions {
  std::vector<std::string> paths;
  std::string format = "text";
  std::string output;  // a file for the report; the text still goes to the terminal
  std::string fix;     // a file for the patch that mends what failed
  std::string filter;  // a tag, or part of a name
  unsigned jobs = 0;   // 0: one for each processor
  bool verbose = false;
  bool bless = false;
  ColourMode colour = ColourMode::automatic;
  ReadOptions read;
};

struct ExplainOptions {
  std::string file;
  std::string step;  // empty: every step that was decided
  std::string case_name;
  std::string format = "text";
  Detail detail = Detail::normal;
  ReadOptions read;
};

struct GrantsOptions {
  std::string file;
  std::string session;  // empty: all of them
  std::string case_name;
  std::string certificate;  // a file for the proof; empty: policies are printed
  ReadOptions read;
};

struct CheckCertificateOptions {
  std::string certificate;
  std::string file;
  ReadOptions read;
};

struct GraphOptions {
  std::string file;
  std::string case_name;
  std::string format;  // empty: dot, or text where a question is asked
  std::string output;
  std::string from;  // names; empty: not asked
  std::string to;
  std::string choke;
  std::size_t chains = 0;  // hops
  bool cut = false;
  bool cycles = false;
  bool admins = false;
  bool unreached = false;
  bool crossing = false;
  bool escalation = false;
  std::string boundary_tag;
  std::string collapse = "auto";
  ReadOptions read;

  [[nodiscard]] bool asks() const {
    return !from.empty() || !to.empty() || !choke.empty() || cycles || admins || unreached ||
           crossing;
  }
};

struct WhoCanOptions {
  std::string file;
  std::string action;
  std::string resource;  // ARN, `@name` or "*"
  std::vector<ContextEntry> when;
  std::string case_name;
  std::string format = "text";
  ReadOptions read;
};

struct DiffVerbOptions {
  std::string before;
  std::string after;
  std::string format = "text";
  std::string output;
  std::string account = "123456789012";
  std::string region = "us-east-1";
  std::map<std::string, std::string> parameters;
  std::string as;  // identity, trust, resource; "": what the policies look like
  ReadOptions read;
};

struct LintOptions {
  std::vector<std::string> paths;
  std::string format = "text";
  ReadOptions read;
};

struct RulesOptions {
  std::vector<std::string> ids;  // whole ids or their beginnings; empty: all rules
  std::string format = "text";
};

struct ServeOptions {
  std::string file;
  std::string case_name;
  std::string address = "127.0.0.1";
  int port = 0;             // 0: any that is free
  std::string ready_file;   // written when requests are answered
  std::string audit_file;   // written line by line
  std::string record_file;  // what happened, as a scenario, written at the end
  std::string state_file;   // read at first where it is there, written at the end
  std::string ca_file;      // TLS is spoken, too, and the authority's certificate written there
  bool frozen = false;      // the clock moves only when told
  ReadOptions read;
};

struct EnvOptions {
  std::string client = "sh";
  std::string ready_file;
  std::string workload;  // empty: the first
};

struct ExecOptions {
  std::string file;
  std::vector<std::string> command;
  std::string workload;  // empty: the first
  std::string case_name;
  std::string audit_file;
  bool frozen = false;
  ReadOptions read;
};

struct CredentialsOptions {
  std::string ready_file;
  std::string workload;                // empty: the first
  std::vector<std::string> role_arns;  // each assumed by the one before
  std::string session_name = "rolechain";
  std::string external_id;  // sent with the last one
};

struct SchemaOptions {};
struct VersionOptions {};
struct HelpOptions {
  std::string text;
};

using Command = std::variant<HelpOptions, VersionOptions, RunOptions, ExplainOptions, GrantsOptions,
                             CheckCertificateOptions, GraphOptions, WhoCanOptions, DiffVerbOptions,
                             LintOptions, RulesOptions, ServeOptions, EnvOptions, ExecOptions,
                             CredentialsOptions, SchemaOptions>;

}  // namespace rolechain
