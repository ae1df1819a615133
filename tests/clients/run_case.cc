#include "tests/clients/run_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>

#include "mocks/base/text.h"
#include "tests/support/serving.h"

namespace rolechain::tests {
namespace {

// What is in S3 before anybody comes.
struct Object {
  const char* bucket;
  const char* key;
  const char* text;
};
constexpr std::array<Object, 7> kObjects{{{"acme-config", "app.json", "debug: false"},
                                          {"acme-maps", "web/map.txt", "for web"},
                                          {"acme-maps", "task/map.txt", "for task"},
                                          {"acme-maps", "pod/map.txt", "for pod"},
                                          {"acme-maps", "irsa/map.txt", "for irsa"},
                                          {"acme-share", "map.txt", "for share"},
                                          {"acme-archive", "map.txt", "for archive"}}};

std::string expected_of(const Client& client, std::string_view text) {
  std::string out;
  for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{')) {
    const std::size_t close = text.find('}', open);
    const std::string_view words = text.substr(open + 1, close - open - 1);
    const std::size_t space = words.find(' ');
    out += text.substr(0, open);
    out += client.error(words.substr(0, space), words.substr(space + 1));
    text.remove_prefix(close + 1);
  }
  return out += text;
}

std::string without_uuids(const std::string& text) {
  static const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  return std::regex_replace(text, uuid, "UUID");
}

// The lines that begin with a word that the client has.
std::string known_lines(const Client& client, std::string_view text) {
  std::string out;
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view word = line.substr(0, line.find(' '));
    if (!line.empty() && std::ranges::find(client.lacks, word) == client.lacks.end()) {
      out += fmt::format("{}\n", line);
    }
  }
  return out;
}

// The steps by standard input; `$good` in them is the shell's.
std::string command_of(const Client& client, const ClientCase& one) {
  constexpr std::string_view kTimes = "TIMES";
  std::string steps = known_lines(client, one.steps);
  if (const std::size_t at = steps.find(kTimes); at != std::string::npos) {
    steps.replace(at, kTimes.size(), client.times);
  }
  return fmt::format("{}{} <<STEPS\n{}STEPS", one.setup, client.program, steps);
}

std::string in_port_mode(const Client& client, const ClientCase& one) {
  Serving serving{std::string(one.scenario)};
  for (const Object& object : kObjects) {
    serving.served().put_object(object.bucket, object.key, object.text);
  }
  return serving.run(client.env_name, one.workload, command_of(client, one)).output;
}

// The client finds everything where AWS has it; only the control API is asked for by hand.
std::string in_sandbox(const Client& client, const ClientCase& one) {
  std::string inside =
      "HOME=$(mktemp -d); export HOME\n"
      "CONTROL=http://127.0.0.1; export CONTROL; unset URL\n";
  for (const Object& object : kObjects) {
    inside += fmt::format("curl -sf -X PUT $CONTROL/_rolechain/s3/{}/{} -d {} || exit 1\n",
                          object.bucket, object.key, shell_word(object.text));
  }
  inside += command_of(client, one) + "\ncode=$?; rm -rf \"$HOME\"; exit $code";
  return run_shell(fmt::format("rolechain exec {} --workload {} -- bash -c {}", one.scenario,
                               one.workload, shell_word(inside)))
      .output;
}

}  // namespace

CaseOutcome run_case(const Client& client, const ClientCase& one, Way way) {
  const std::string printed =
      way == Way::exec ? in_sandbox(client, one) : in_port_mode(client, one);
  return {known_lines(client, expected_of(client, one.expected)), without_uuids(printed)};
}

std::string client_version(const Client& client) {
  std::string out = run_shell(client.version.empty() ? fmt::format("{} --version", client.program)
                                                     : std::string(client.version))
                        .output;
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

}  // namespace rolechain::tests
