// The verbs that answer real clients, or run them.
#include <fmt/format.h>

#include "sim/cli/reader.h"
#include "sim/serve/client_env.h"

namespace rolechain::cli {
namespace {
constexpr unsigned kMaxPort = 65'535;
}  // namespace

void Reader::add_serve() {
  Verb& verb = add("serve", ServeOptions{});
  auto& options = std::get<ServeOptions>(verb.command);
  CLI::App& app = *verb.app;
  app.add_option("FILE", options.file)->group("");
  app.add_option("--port", port_, "listen on this port (default: any that is free)")
      ->type_name("N");
  app.add_option("--address", options.address,
                 "listen there (default: 127.0.0.1, this machine alone)")
      ->type_name("ADDRESS");
  app.add_option("--ready-file", options.ready_file, "write the line of readiness to FILE, too")
      ->type_name("FILE");
  app.add_option("--audit", options.audit_file, "write the audit log to FILE, line by line")
      ->type_name("FILE");
  app.add_option("--record", options.record_file,
                 "write what happened to FILE at the end, as a scenario that passes")
      ->type_name("FILE");
  app.add_option("--state", options.state_file,
                 "take up the state in FILE where it is there, and write it at the end")
      ->type_name("FILE");
  app.add_option("--ca-file", options.ca_file,
                 "speak TLS on the same port, too, and write a throw-away authority's\n"
                 "certificate to FILE")
      ->type_name("FILE");
  app.add_flag("--frozen", options.frozen, "the clock stands still until it is moved");
  add_case(verb, options.case_name);
  add_external(verb, options.read);
  verb.check = [this, &options]() -> Checked {
    if (auto ok = need("serve", "scenario file", !options.file.empty()); !ok) return ok;
    if (port_.empty() || port_ == "0") return {};
    auto port = parse_number("--port", port_, kMaxPort);
    if (!port) return std::unexpected(std::move(port.error()));
    options.port = static_cast<int>(*port);
    return {};
  };
}

void Reader::add_env() {
  Verb& verb = add("env", EnvOptions{});
  auto& options = std::get<EnvOptions>(verb.command);
  CLI::App& app = *verb.app;
  app.add_option("--for", options.client,
                 fmt::format("{} (default: sh)", fmt::join(kClients, ", ")))
      ->type_name("CLIENT");
  app.add_option("--ready-file", options.ready_file, "what `rolechain serve --ready-file` wrote")
      ->type_name("FILE");
  app.add_option("--workload", options.workload, "whose credentials (default: the first one's)")
      ->type_name("NAME");
  verb.check = [&options]() -> Checked {
    if (auto ok = need("env", "`--ready-file`", !options.ready_file.empty()); !ok) return ok;
    return check_choice("client", options.client, kClients);
  };
}

void Reader::add_exec() {
  Verb& verb = add("exec", ExecOptions{});
  auto& options = std::get<ExecOptions>(verb.command);
  CLI::App& app = *verb.app;
  app.add_option("FILE", options.file)->group("");
  app.add_option("COMMAND", options.command)->group("");
  app.add_option("--workload", options.workload, "as whom it runs (default: the first one)")
      ->type_name("NAME");
  app.add_option("--audit", options.audit_file, "write the audit log to FILE at the end")
      ->type_name("FILE");
  app.add_flag("--frozen", options.frozen, "the clock stands still until it is moved");
  add_case(verb, options.case_name);
  add_external(verb, options.read);
  verb.check = [&options]() -> Checked {
    if (auto ok = need("exec", "scenario file", !options.file.empty()); !ok) return ok;
    return need("exec", "command after `--`", !options.command.empty());
  };
}

void Reader::add_credentials() {
  Verb& verb = add("credentials", CredentialsOptions{});
  auto& options = std::get<CredentialsOptions>(verb.command);
  CLI::App& app = *verb.app;
  app.add_option("--ready-file", options.ready_file, "what `rolechain serve --ready-file` wrote")
      ->type_name("FILE");
  app.add_option("--workload", options.workload, "whose credentials (default: the first one's)")
      ->type_name("NAME");
  app.add_option("--role-arn", options.role_arns,
                 "assume this role with them; again: the next one with that one's")
      ->type_name("ARN")
      ->allow_extra_args(false);
  app.add_option("--session-name", options.session_name, "of the assumed roles' sessions")
      ->type_name("NAME");
  app.add_option("--external-id", options.external_id, "sent with the last --role-arn")
      ->type_name("ID");
  verb.check = [&options]() -> Checked {
    return need("credentials", "`--ready-file`", !options.ready_file.empty());
  };
}

}  // namespace rolechain::cli
