#include "sim/cli/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

constexpr std::array<VerbHelp, 16> kVerbs{{
    {"run", "PATH...", "check scenarios, and say why where one fails",
     "Runs each scenario and compares it with what it expects. A directory stands for every\n"
     "scenario below it. Prints what failed, and one line of summary.",
     "  rolechain run scenarios/\n"
     "  rolechain run infra/ --format junit --output report.xml\n"
     "  rolechain run infra/ --filter cross-account --verbose\n"
     "  rolechain run infra/ --fix grants.patch; patch -p1 < grants.patch"},
    {"explain", "FILE", "say why a step was allowed or denied",
     "Carries out the steps and shows, for one of them or for all, what each side of the decision\n"
     "said: the statement with its file and line, and a fix where the answer is no.",
     "  rolechain explain scenarios/pitfalls/trust-missing.yaml --step writer_session\n"
     "  rolechain explain role.yaml --case \"wrong external id is refused\""},
    {"grants", "FILE [SESSION]", "print what a session may do, as an IAM policy",
     "Carries out the steps and prints all that a session may do, over every action of AWS's\n"
     "service reference. Without SESSION: each session by its name.",
     "  rolechain grants scenarios/cross-account/ec2-writes-one-table.yaml writer_session\n"
     "  rolechain grants role.yaml --certificate proof.json"},
    {"check-certificate", "CERTIFICATE FILE", "verify a proof of grants by itself",
     "Verifies with small code of its own that the proof is complete, is about this scenario, and\n"
     "that every request in it is decided as it says. Ends with 1 where it is wrong, with 3 where\n"
     "it cannot be checked.",
     "  rolechain check-certificate proof.json role.yaml"},
    {"diff", "BEFORE AFTER", "say what a change grants and what it takes",
     "Two scenarios, two CloudFormation templates or two policies (identity, trust, resource): "
     "what\n"
     "each session (by its step's id) or role (by its logical id) may do that it could not "
     "before,\n"
     "and what it may do no more; who reaches which role; whom trust policies allow. Ends with 0\n"
     "where nothing differs, 1 where something does, 3 where it is not decided.",
     "  rolechain diff old/policy.json policy.json\n"
     "  rolechain diff old/trust.json trust.json --as trust\n"
     "  rolechain diff main/infra.yaml infra.yaml --account 111111111111 --parameter Stage=test\n"
     "  rolechain diff main/role.yaml role.yaml --format markdown --output comment.md"},
    {"graph", "FILE", "draw who can become whom, or answer a question about it",
     "Workloads, users and roles; an arrow where one gets the other's credentials; dashed, with\n"
     "the reason, where one side of the hop says no. SVG needs Graphviz (package graphviz).\n"
     "With a question: its answer, or with --format svg a drawing in which it stands out.\n"
     "Ends with 3 where the answer hangs on a hop that could not be decided.",
     "  rolechain graph scenarios/pitfalls/trust-missing.yaml --format mermaid\n"
     "  rolechain graph role.yaml --format svg --output roles.svg\n"
     "  rolechain graph role.yaml --from web --to admin --cut\n"
     "  rolechain graph role.yaml --crossing --boundary-tag env"},
    {"who-can", "FILE ACTION ARN", "list who can make a request, with the way",
     "Workloads, users and roles that can make this request themselves or through any chain of\n"
     "roles: each hop with what it sends, and the statements that allow it. ARN may be `@name`.\n"
     "Ends with 1 where nobody can, with 3 where somebody could not be decided.",
     "  rolechain who-can role.yaml dynamodb:PutItem @orders\n"
     "  rolechain who-can role.yaml s3:GetObject arn:aws:s3:::acme-config/app.json \\\n"
     "      --when aws:SourceIp=192.0.2.7 --format json"},
    {"lint", "PATH...", "find the usual mistakes without running anything",
     "Missing trust policies, hops that lead nowhere, roles that trust too many, base roles that\n"
     "may too much, ways to administrator rights. Ends with 1 where a finding is an error.",
     "  rolechain lint scenarios/pitfalls/trust-missing.yaml\n"
     "  rolechain lint infra/ --format json"},
    {"rules", "[ID...]", "list the rules of AWS that decide, with their sources",
     "Each rule of AWS that rolechain follows: what it says, whether AWS documents it, where, and\n"
     "which tests watch it. ID is a rule or the beginning of several; one whole id shows all.",
     "  rolechain rules R-COND-02\n"
     "  rolechain rules trust eval\n"
     "  rolechain rules --format json"},
    {"serve", "FILE", "answer real SDKs as the scenario's AWS would",
     "Instance metadata, container credentials and the APIs of AWS on one port of this machine,\n"
     "until SIGTERM or SIGINT. Requests are authenticated and decided as everywhere else. Prints "
     "one\n"
     "line of JSON when it is ready: the address, and where each workload finds its credentials.\n"
     "Below /_rolechain/ is its control API: clock, faults, set, audit, explain, graph, snapshot.",
     "  rolechain serve scenarios/cross-account/ec2-writes-one-table.yaml --port 8600\n"
     "  rolechain serve role.yaml --record what-happened.yaml --state role.state\n"
     "  rolechain serve role.yaml --ready-file ready.json --audit audit.jsonl &"},
    {"env", "", "print what a client needs to reach `rolechain serve`",
     "Shell lines to evaluate, or a program's own settings as a comment where it has no variable\n"
     "for them.",
     "  rolechain env --ready-file ready.json --for boto3\n"
     "  eval \"$(rolechain env --ready-file ready.json --workload web)\""},
    {"exec", "FILE -- COMMAND...",
     "run a program as a workload of the scenario, with nothing else "
     "in reach",
     "In namespaces of its own, in which the names and addresses of AWS (169.254.169.254, "
     "169.254.170.2,\n"
     "sts.amazonaws.com and all others, with TLS) are the scenario's and nothing else is there: "
     "any\n"
     "client works unmodified. Needs no root where user namespaces are allowed; ends with 4 where\n"
     "they are not. Otherwise ends as the program does, with 127 where there is no such program.",
     "  rolechain exec role.yaml -- aws sts get-caller-identity\n"
     "  rolechain exec role.yaml --workload web --audit audit.jsonl -- python3 app_test.py"},
    {"credentials", "", "print a workload's credentials, as a `credential_process` does",
     "Asks a running `rolechain serve` as an SDK would: instance metadata, container credentials\n"
     "or STS, then AssumeRole for each role. Ends with 1 where the answer is no.",
     "  rolechain credentials --ready-file ready.json --workload web\n"
     "  credential_process = rolechain credentials --ready-file ready.json --role-arn ARN"},
    {"schema", "", "print the JSON Schema of scenario files",
     "For completion and checks in an editor.", "  rolechain schema > scenario.v1.schema.json"},
    {"version", "", "print the version", "The same as --version.", "  rolechain version"},
    {"help", "[VERB]", "explain a verb", "The same as VERB --help.", "  rolechain help run"},
}};

constexpr std::string_view kExitCodes =
    "exit codes:\n"
    "  0  all passed\n"
    "  1  an expectation failed, lint found an error, nobody can, or diff a difference\n"
    "  2  the command line is wrong\n"
    "  3  a scenario is invalid or unsupported, or there is none\n"
    "  4  an error in rolechain itself\n";

// Two columns; a text that is broken into lines stays in its column.
std::string table(std::span<const OptionHelp> rows) {
  std::size_t width = 0;
  for (const OptionHelp& row : rows) width = std::max(width, row.names.size());
  std::string out;
  for (const OptionHelp& row : rows) {
    std::string_view lead = row.names;
    for (const std::string_view line : split(row.text, '\n')) {
      out += fmt::format("  {:<{}}  {}\n", lead, width, line);
      lead = "";
    }
  }
  return out;
}

}  // namespace

std::span<const VerbHelp> verb_helps() { return kVerbs; }

const VerbHelp* find_verb(std::string_view name) {
  const auto* const found = std::ranges::find(kVerbs, name, &VerbHelp::name);
  return found == kVerbs.end() ? nullptr : found;
}

std::vector<std::string_view> verb_names() {
  std::vector<std::string_view> out;
  out.reserve(kVerbs.size());
  for (const VerbHelp& verb : kVerbs) out.push_back(verb.name);
  return out;
}

std::string program_help() {
  std::vector<OptionHelp> verbs;
  verbs.reserve(kVerbs.size());
  for (const VerbHelp& verb : kVerbs) {
    verbs.push_back({fmt::format("{} {}", verb.name, verb.arguments), std::string(verb.summary)});
  }
  std::string out =
      "rolechain checks offline that a design of AWS roles grants exactly what was intended\n\n"
      "usage: rolechain VERB [OPTION...]\n\nverbs:\n";
  out += table(verbs);
  out += "\nexamples:\n";
  for (const VerbHelp& verb : kVerbs) {
    out += fmt::format("{}\n", verb.examples.substr(0, verb.examples.find('\n')));
  }
  out += "\n`rolechain VERB --help` lists a verb's options.\n\n";
  return out += kExitCodes;
}

std::string verb_help(const VerbHelp& verb, std::span<const OptionHelp> options) {
  std::string out = fmt::format("usage: rolechain {}{}{}{}\n\n{}\n\n", verb.name,
                                verb.arguments.empty() ? "" : " ", verb.arguments,
                                options.empty() ? "" : " [OPTION...]", verb.text);
  if (!options.empty()) out += "options:\n" + table(options) + '\n';
  return out += fmt::format("examples:\n{}\n", verb.examples);
}

}  // namespace rolechain
