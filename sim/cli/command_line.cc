// CLI11 cuts the command line into options and arguments, the rest (messages, layout of --help,
// which values there are) is ours.
#include "sim/cli/command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "mocks/base/text.h"
#include "sim/cli/reader.h"

namespace rolechain {
namespace cli {
namespace {

constexpr unsigned kMaxJobs = 256;
constexpr unsigned kMaxHops = 1000;

}  // namespace

std::unexpected<UsageError> usage(std::string message, std::string help) {
  return std::unexpected(UsageError{std::move(message), std::move(help)});
}

Checked need(std::string_view verb, std::string_view what, bool is_there) {
  if (is_there) return {};
  return usage(fmt::format("`rolechain {}` needs a {}", verb, what),
               fmt::format("`rolechain {} --help` has examples", verb));
}

std::expected<unsigned, UsageError> parse_number(std::string_view option, const std::string& text,
                                                 unsigned most) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && number >= 1 && number <= most) {
    return number;
  }
  return usage(fmt::format("`{}` needs a number, not `{}`", option, text),
               fmt::format("give a number from 1 to {}", most));
}

Reader::Reader() {
  app_.set_help_flag();
  app_.allow_extras();
  app_.require_subcommand(0, 1);  // a later word that is a verb too is an argument
  app_.add_flag("-h,--help", help_, "print this text");
  app_.add_flag("--version", version_, "print the version");
  add_run();
  add_explain();
  add_grants();
  add_check_certificate();
  add_graph();
  add_who_can();
  add_lint();
  add_diff();
  add_rules();
  add_serve();
  add_env();
  add_exec();
  add_credentials();
  add("schema", SchemaOptions{});
  add("version", VersionOptions{});
  Verb& help = add("help", HelpOptions{});
  help.app->add_option("VERB", help_verb_)->group("");
}

Verb& Reader::add(std::string_view name, Command command) {
  auto& verb = *(verbs_[std::string(name)] = std::make_unique<Verb>());
  verb.command = std::move(command);
  verb.app = app_.add_subcommand(std::string(name));
  verb.app->set_help_flag();
  verb.app->allow_extras();
  verb.app->add_flag("-h,--help", verb.help, "print this text");
  return verb;
}

void Reader::add_external(Verb& verb, ReadOptions& options) {
  verb.app->add_flag("--allow-external-files", options.allow_external_files,
                     "read files outside the scenario's directory, too");
}

void Reader::add_case(Verb& verb, std::string& name) {
  verb.app->add_option("--case", name, "of this case, by its name")->type_name("NAME");
}

void Reader::add_run() {
  Verb& verb = add("run", RunOptions{});
  auto& options = std::get<RunOptions>(verb.command);
  CLI::App& app = *verb.app;
  app.add_option("PATH", options.paths)->group("");
  app.add_option("--format", options.format, "text (default), json or junit")->type_name("FORMAT");
  app.add_option("-o,--output", options.output,
                 "write the report to FILE; the text is printed as well")
      ->type_name("FILE");
  app.add_option("--fix", options.fix, "write a patch of the policies that mends failed grants")
      ->type_name("FILE");
  app.add_option("--filter", options.filter, "only scenarios with this tag, or this in their name")
      ->type_name("TEXT");
  app.add_option("-j,--jobs", jobs_, "scenarios at a time (default: one for each processor)")
      ->type_name("N");
  app.add_flag("-v,--verbose", options.verbose, "list what passed, too");
  app.add_flag("--bless", options.bless, "rewrite expected grants to what the sessions may do");
  app.add_option("--color", colour_, "auto (default), always or never; NO_COLOR is heeded")
      ->type_name("WHEN");
  app.add_flag("--no-color", no_colour_, "the same as --color never");
  add_external(verb, options.read);
  verb.check = [this, &options]() -> Checked {
    static constexpr std::array<std::string_view, 3> formats{"text", "json", "junit"};
    static constexpr std::array<std::string_view, 3> colours{"auto", "always", "never"};
    if (auto ok = need("run", "file or a directory", !options.paths.empty()); !ok) return ok;
    if (auto ok = check_choice("format", options.format, formats); !ok) return ok;
    if (auto ok = check_choice("colour", colour_, colours); !ok) return ok;
    if (!options.output.empty() && options.format == "text") {
      return usage("`--output` needs a `--format` other than text", "add `--format junit`");
    }
    if (no_colour_ || colour_ == "never") {
      options.colour = ColourMode::never;
    } else if (colour_ == "always") {
      options.colour = ColourMode::always;
    }
    if (jobs_.empty()) return {};
    auto jobs = parse_number("--jobs", jobs_, kMaxJobs);
    if (!jobs) return std::unexpected(std::move(jobs.error()));
    options.jobs = *jobs;
    return {};
  };
}

void Reader::add_explain() {
  Verb& verb = add("explain", ExplainOptions{});
  auto& options = std::get<ExplainOptions>(verb.command);
  verb.app->add_option("FILE", options.file)->group("");
  verb.app->add_option("--step", options.step, "only this step, by its id or number")
      ->type_name("ID");
  add_case(verb, options.case_name);
  verb.app->add_option("--format", options.format, "text (default) or json")->type_name("FORMAT");
  verb.app->add_flag("--all", all_,
                     "every statement that was looked at, and the request's context");
  verb.app->add_flag("--outline", outline_,
                     "without places and hints: what `expect: explain` compares");
  add_external(verb, options.read);
  verb.check = [this, &options]() -> Checked {
    static constexpr std::array<std::string_view, 2> formats{"text", "json"};
    if (auto ok = need("explain", "file", !options.file.empty()); !ok) return ok;
    if (all_ && outline_) return usage("`--all` and `--outline` do not go together", "use one");
    options.detail = all_ ? Detail::all : outline_ ? Detail::outline : Detail::normal;
    return check_choice("format", options.format, formats);
  };
}

void Reader::add_grants() {
  Verb& verb = add("grants", GrantsOptions{});
  auto& options = std::get<GrantsOptions>(verb.command);
  verb.app->add_option("FILE", options.file)->group("");
  verb.app->add_option("SESSION", options.session)->group("");
  verb.app
      ->add_option("--certificate", options.certificate,
                   "write the proof that grants are as intended to FILE; prints no policies")
      ->type_name("FILE");
  add_case(verb, options.case_name);
  add_external(verb, options.read);
  verb.check = [&options]() -> Checked {
    if (auto ok = need("grants", "file", !options.file.empty()); !ok) return ok;
    const bool whole = options.session.empty() && options.case_name.empty();
    if (options.certificate.empty() || whole) return {};
    return usage("`--certificate` is about all sessions of the scenario",
                 "leave out SESSION and `--case`");
  };
}

void Reader::add_check_certificate() {
  Verb& verb = add("check-certificate", CheckCertificateOptions{});
  auto& options = std::get<CheckCertificateOptions>(verb.command);
  verb.app->add_option("CERTIFICATE", options.certificate)->group("");
  verb.app->add_option("FILE", options.file)->group("");
  add_external(verb, options.read);
  verb.check = [&options]() -> Checked {
    if (auto ok = need("check-certificate", "certificate", !options.certificate.empty()); !ok) {
      return ok;
    }
    return need("check-certificate", "scenario file", !options.file.empty());
  };
}

void Reader::add_graph() {
  Verb& verb = add("graph", GraphOptions{});
  auto& options = std::get<GraphOptions>(verb.command);
  CLI::App& app = *verb.app;
  app.add_option("FILE", options.file)->group("");
  app.add_option("--from", options.from, "what NAME reaches; with --to: the shortest chain")
      ->type_name("NAME");
  app.add_option("--to", options.to, "who reaches NAME")->type_name("NAME");
  app.add_option("--chains", chains_, "with --from and --to: all chains of at most N hops")
      ->type_name("N");
  app.add_flag("--cut", options.cut,
               "with --from and --to: the fewest hops, or statements, to remove");
  app.add_option("--choke", options.choke, "roles that every way to NAME passes through")
      ->type_name("NAME");
  app.add_flag("--cycles", options.cycles, "roles that can become each other");
  app.add_flag("--admins", options.admins, "administrators, and who reaches one");
  app.add_flag("--unreached", options.unreached, "roles that no workload and no user reaches");
  app.add_flag("--crossing", options.crossing, "hops from one account into another");
  app.add_option("--boundary-tag", options.boundary_tag,
                 "with --crossing: hops between values of this tag, too")
      ->type_name("KEY");
  app.add_flag("--escalation", options.escalation,
               "ways other than sts:AssumeRole, too: passing roles to services, editing IAM");
  app.add_option("--format", options.format,
                 "dot (default), svg, mermaid, graphml or json; of a question text (default),\n"
                 "json, or a drawing in which the answer stands out")
      ->type_name("FORMAT");
  app.add_option("--collapse", options.collapse,
                 "what one box stands for: none, equal (roles of the same policies), account,\n"
                 "or auto (default: as much as a large drawing needs)")
      ->type_name("HOW");
  app.add_option("-o,--output", options.output, "write to FILE")->type_name("FILE");
  add_case(verb, options.case_name);
  add_external(verb, options.read);
  verb.check = [this, &options] { return check_graph(options); };
}

Checked Reader::check_graph(GraphOptions& options) const {
  static constexpr std::array<std::string_view, 6> formats{"dot",  "svg",     "mermaid",
                                                           "json", "graphml", "text"};
  static constexpr std::array<std::string_view, 4> hows{"auto", "none", "equal", "account"};
  if (auto ok = need("graph", "file", !options.file.empty()); !ok) return ok;
  const bool both = !options.from.empty() && !options.to.empty();
  if (!chains_.empty()) {
    auto hops = parse_number("--chains", chains_, kMaxHops);
    if (!hops) return std::unexpected(std::move(hops.error()));
    options.chains = *hops;
  }
  if ((options.cut || options.chains > 0) && !both) {
    return usage(fmt::format("`{}` needs two ends", options.cut ? "--cut" : "--chains"),
                 "add `--from NAME --to NAME`");
  }
  const int questions = int{!options.from.empty() || !options.to.empty()} +
                        int{!options.choke.empty()} + int{options.cycles} + int{options.admins} +
                        int{options.unreached} + int{options.crossing} +
                        int{options.cut && options.chains > 0};
  if (questions > 1) return usage("more than one question at a time", "ask them one by one");
  if (!options.boundary_tag.empty() && !options.crossing) {
    return usage("`--boundary-tag` needs `--crossing`", "add `--crossing`");
  }
  if (options.format.empty()) options.format = options.asks() ? "text" : "dot";
  if (options.format == "text" && !options.asks()) {
    return usage("`--format text` is the answer to a question", "ask one, or `--format mermaid`");
  }
  if (auto ok = check_choice("collapse", options.collapse, hows); !ok) return ok;
  return check_choice("format", options.format, formats);
}

namespace {

// `key=value`; a key that comes twice has two values.
Checked read_when(const std::vector<std::string>& words, std::vector<ContextEntry>& out) {
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0 || !word.contains(':')) {
      return usage(fmt::format("`--when` needs `key=value`, not `{}`", word),
                   "for example `--when aws:SourceIp=192.0.2.7`");
    }
    const std::string key = word.substr(0, equals);
    const auto same = std::ranges::find_if(
        out, [&](const ContextEntry& entry) { return equals_ignore_case(entry.key, key); });
    if (same == out.end()) {
      out.push_back({key, {word.substr(equals + 1)}, false});
    } else {
      same->values.push_back(word.substr(equals + 1));
      same->multi_valued = true;
    }
  }
  return {};
}

}  // namespace

void Reader::add_who_can() {
  Verb& verb = add("who-can", WhoCanOptions{});
  auto& options = std::get<WhoCanOptions>(verb.command);
  verb.app->add_option("FILE", options.file)->group("");
  verb.app->add_option("ACTION", options.action)->group("");
  verb.app->add_option("ARN", options.resource)->group("");
  verb.app->add_option("--when", when_, "a condition key of the request; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  verb.app->add_option("--format", options.format, "text (default) or json")->type_name("FORMAT");
  add_case(verb, options.case_name);
  add_external(verb, options.read);
  verb.check = [this, &options]() -> Checked {
    static constexpr std::array<std::string_view, 2> formats{"text", "json"};
    if (auto ok = need("who-can", "file", !options.file.empty()); !ok) return ok;
    if (auto ok = need("who-can", "action", !options.action.empty()); !ok) return ok;
    if (auto ok = need("who-can", "resource", !options.resource.empty()); !ok) return ok;
    if (auto ok = read_when(when_, options.when); !ok) return ok;
    return check_choice("format", options.format, formats);
  };
}

void Reader::add_lint() {
  Verb& verb = add("lint", LintOptions{});
  auto& options = std::get<LintOptions>(verb.command);
  verb.app->add_option("PATH", options.paths)->group("");
  verb.app->add_option("--format", options.format, "text (default) or json")->type_name("FORMAT");
  add_external(verb, options.read);
  verb.check = [&options]() -> Checked {
    static constexpr std::array<std::string_view, 2> formats{"text", "json"};
    if (auto ok = need("lint", "file or a directory", !options.paths.empty()); !ok) return ok;
    return check_choice("format", options.format, formats);
  };
}

namespace {

Checked check_account(const std::string& id) {
  constexpr std::size_t kDigits = 12;
  if (id.size() == kDigits && id.find_first_not_of("0123456789") == std::string::npos) return {};
  return usage(fmt::format("`{}` is no account id", id), "an account id has 12 digits");
}

}  // namespace

void Reader::add_diff() {
  Verb& verb = add("diff", DiffVerbOptions{});
  auto& options = std::get<DiffVerbOptions>(verb.command);
  CLI::App& app = *verb.app;
  app.add_option("BEFORE", options.before)->group("");
  app.add_option("AFTER", options.after)->group("");
  app.add_option("--format", options.format, "text (default), json or markdown")
      ->type_name("FORMAT");
  app.add_option("-o,--output", options.output, "write to FILE")->type_name("FILE");
  app.add_option("--account", options.account, "of a template's stack (default: 123456789012)")
      ->type_name("ID");
  app.add_option("--region", options.region, "of a template's stack (default: us-east-1)")
      ->type_name("REGION");
  app.add_option("--as", options.as, "of policies: trust, resource or identity")->type_name("KIND");
  app.add_option("--parameter", parameters_, "of both templates; may be given again")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->take_all();
  add_external(verb, options.read);
  verb.check = [this, &options]() -> Checked {
    static constexpr std::array<std::string_view, 3> formats{"text", "json", "markdown"};
    if (auto ok = need("diff", "file before and a file after", !options.after.empty()); !ok) {
      return ok;
    }
    static constexpr std::array<std::string_view, 3> kinds{"trust", "resource", "identity"};
    if (auto ok = check_choice("format", options.format, formats); !ok) return ok;
    if (!options.as.empty()) {
      if (auto ok = check_choice("kind", options.as, kinds); !ok) return ok;
    }
    if (auto ok = check_account(options.account); !ok) return ok;
    for (const std::string& parameter : parameters_) {
      const std::size_t at = parameter.find('=');
      if (at == std::string::npos || at == 0) {
        return usage(fmt::format("`--parameter` needs a name and a value, not `{}`", parameter),
                     "write `--parameter Stage=test`");
      }
      options.parameters[parameter.substr(0, at)] = parameter.substr(at + 1);
    }
    return {};
  };
}

void Reader::add_rules() {
  Verb& verb = add("rules", RulesOptions{});
  auto& options = std::get<RulesOptions>(verb.command);
  verb.app->add_option("ID", options.ids)->group("");
  verb.app->add_option("--format", options.format, "text (default), markdown or json")
      ->type_name("FORMAT");
  verb.check = [&options]() -> Checked {
    static constexpr std::array<std::string_view, 3> formats{"text", "markdown", "json"};
    return check_choice("format", options.format, formats);
  };
}

std::vector<OptionHelp> Reader::options_of(const CLI::App& app) {
  std::vector<OptionHelp> out;
  const CLI::Option* help = nullptr;
  const auto add = [&](const CLI::Option& option) {
    std::string names;
    for (const std::string& name : option.get_snames()) names += '-' + name + ", ";
    for (const std::string& name : option.get_lnames()) names += "--" + name + ", ";
    names.resize(names.size() - 2);
    if (option.get_items_expected_max() > 0) names += ' ' + option.get_type_name();
    // Options without a short name stand under the long names of those that have one.
    if (option.get_snames().empty()) names.insert(0, 4, ' ');
    out.push_back({std::move(names), option.get_description()});
  };
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional() || option->get_group().empty()) continue;
    if (option->check_lname("help")) {
      help = option;
    } else {
      add(*option);
    }
  }
  if (help != nullptr) add(*help);
  return out;
}

std::expected<Command, UsageError> Reader::help_for(const std::string& name) const {
  if (name.empty()) return HelpOptions{program_help()};
  const auto names = verb_names();
  if (auto ok = check_choice("verb", name, names); !ok) return std::unexpected(ok.error());
  const auto verb = verbs_.find(name);
  return HelpOptions{verb_help(*find_verb(name), options_of(*verb->second->app))};
}

// The first word that nobody took, as an error.
std::optional<UsageError> Reader::unknown(const Verb* verb) const {
  const CLI::App& app = verb == nullptr ? app_ : *verb->app;
  for (const std::string& word : app.remaining()) {
    if (word == "--") continue;
    const std::string name = word.substr(0, word.find('='));
    if (!name.starts_with('-') || name == "-") {
      if (verb != nullptr) {
        return UsageError{fmt::format("unexpected argument `{}`", word),
                          fmt::format("`rolechain {} --help` says what there is", app.get_name())};
      }
      auto known = check_choice("verb", word, verb_names());
      if (!known) return known.error();
      continue;
    }
    std::vector<std::string> long_names;
    for (const CLI::Option* option : app.get_options()) {
      for (const std::string& known : option->get_lnames()) long_names.push_back("--" + known);
    }
    const std::vector<std::string_view> views(long_names.begin(), long_names.end());
    std::string help = did_you_mean(name, views);
    if (help.empty()) {
      help = verb == nullptr
                 ? "options come after the verb; `rolechain --help` lists the verbs"
                 : fmt::format("`rolechain {} --help` lists the options", app.get_name());
    }
    return UsageError{fmt::format("unknown option `{}`", name), std::move(help)};
  }
  return std::nullopt;
}

std::expected<Command, UsageError> Reader::read(std::span<const char* const> arguments) {
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants them
  try {
    app_.parse(std::move(reversed));
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string text = error.what();
    return usage(fmt::format("option `{}` needs a value", text.substr(0, text.find(':'))),
                 "`rolechain VERB --help` says which");
  } catch (const CLI::ParseError& error) {
    return usage(to_lower(error.what()), "`rolechain --help` has examples");
  }
  Verb* verb = nullptr;
  for (const CLI::App* used : app_.get_subcommands()) {
    verb = verbs_.find(used->get_name())->second.get();
    break;
  }
  if (verb != nullptr && verb->help) return help_for(verb->app->get_name());
  if (help_) return help_for({});
  if (version_) return VersionOptions{};
  if (auto error = unknown(nullptr)) return std::unexpected(*std::move(error));
  if (verb == nullptr) {
    return usage("no verb", "`rolechain --help` lists the verbs, with examples");
  }
  if (auto error = unknown(verb)) return std::unexpected(*std::move(error));
  if (std::holds_alternative<HelpOptions>(verb->command)) return help_for(help_verb_);
  if (auto ok = verb->check(); !ok) return std::unexpected(std::move(ok.error()));
  return std::move(verb->command);
}

}  // namespace cli

std::string render(const UsageError& error) {
  std::string out = fmt::format("error: {}\n", error.message);
  if (!error.help.empty()) out += fmt::format("  help: {}\n", error.help);
  return out;
}

std::expected<void, UsageError> check_choice(std::string_view what, std::string_view value,
                                             std::span<const std::string_view> choices) {
  if (std::ranges::find(choices, value) != choices.end()) return {};
  std::string help = did_you_mean(value, choices);
  if (help.empty()) {
    help = choices.empty() ? fmt::format("there is no {}", what)
                           : fmt::format("one of: {}", fmt::join(choices, ", "));
  }
  return cli::usage(fmt::format("unknown {} `{}`", what, value), std::move(help));
}

std::expected<Command, UsageError> parse_command_line(std::span<const char* const> arguments) {
  return cli::Reader().read(arguments);
}

}  // namespace rolechain
