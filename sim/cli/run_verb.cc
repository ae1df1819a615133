// rolechain run: many scenarios, on several threads, to one report.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>

#include "mocks/base/text.h"
#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/opened.h"
#include "sim/cli/verbs.h"
#include "sim/fix/fix.h"
#include "sim/load/load.h"
#include "sim/report/report.h"
#include "sim/run/bless.h"
#include "sim/run/find.h"
#include "sim/run/run.h"

namespace rolechain {
namespace {

// What one thread reads with. A loader is not shared; the sources live until the report is written.
struct Worker {
  Sources sources;
  DiskReader reader;
  Loader loader{sources, reader};
};

LoadOptions load_options(const RunOptions& options) {
  LoadOptions out;
  out.allow_external_files = options.read.allow_external_files;
  return out;
}

FixOptions fix_options() {
  FixOptions out;
  std::error_code error;
  out.directory = std::filesystem::current_path(error).generic_string();
  return out;
}

// A file that cannot be read matches: what is broken must be seen.
bool matches(Worker& worker, const std::string& path, const RunOptions& options) {
  const auto file = worker.loader.read(path, load_options(options));
  if (!file) return true;
  const Node* name = file->tree.find("name");
  if (name != nullptr && name->text.find(options.filter) != std::string::npos) return true;
  const Node* tags = file->tree.find("tags");
  return tags != nullptr && std::ranges::any_of(tags->items, [&](const Node& tag) {
           return tag.text == options.filter;
         });
}

// "12/41 scenarios" on a terminal, once a run takes long enough to wonder.
class Progress {
 public:
  Progress(Terminal& terminal, std::size_t total) : terminal_(terminal), total_(total) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() {
    if (shown_) terminal_.progress("");
  }

  void one_done() {
    if (!terminal_.shows_progress()) return;
    const std::scoped_lock lock(mutex_);
    ++done_;
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < std::chrono::milliseconds(300)) return;
    last_ = now;
    shown_ = true;
    terminal_.progress(fmt::format("{}/{} scenarios", done_, total_));
  }

 private:
  Terminal& terminal_;
  std::size_t total_;
  std::mutex mutex_;
  std::size_t done_ = 0;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

// Scenarios are independent: each thread takes the next one; reports keep the files' order.
std::vector<ScenarioReport> run_all(const std::vector<std::string>& files,
                                    std::vector<std::unique_ptr<Worker>>& workers,
                                    const RunOptions& options, Terminal& terminal) {
  std::vector<ScenarioReport> reports(files.size());
  std::vector<std::exception_ptr> broken(workers.size());
  std::atomic<std::size_t> next = 0;
  Progress progress(terminal, files.size());
  const auto work = [&](std::size_t worker) {
    try {
      for (std::size_t at = next++; at < files.size(); at = next++) {
        reports[at] = run_scenario(workers[worker]->loader, files[at], load_options(options));
        add_fixes(workers[worker]->reader, load_options(options), reports[at], fix_options());
        progress.one_done();
      }
    } catch (...) {
      broken[worker] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < workers.size(); ++i) threads.emplace_back(work, i);
    work(0);
  }
  for (const std::exception_ptr& error : broken) {
    if (error) std::rethrow_exception(error);
  }
  return reports;
}

// Rewrites the file where its expected grants failed, and runs it again.
int bless_file(const std::string& path, ScenarioReport& report,
               std::vector<std::unique_ptr<Worker>>& workers, const RunOptions& options,
               Terminal& terminal) {
  // A loader keeps what it read, so the changed file needs another.
  Worker& worker = *workers.emplace_back(std::make_unique<Worker>());
  const auto file = worker.loader.read(path, load_options(options));
  if (!file || report.cases.empty() || !report.cases.front().execution) return kExitPassed;
  const auto text = blessed_text(*file, *report.cases.front().execution);
  if (!text) {
    terminal.error(render(text.error()));
    return kExitPassed;  // the report says what failed
  }
  if (*text == file->tree.span.file->text) return kExitPassed;
  const int written = write_report(path, *text, terminal);
  if (written != kExitPassed) return written;
  terminal.error(fmt::format("{}: rewrote its expected grants\n", path));
  Worker& again = *workers.emplace_back(std::make_unique<Worker>());
  report = run_scenario(again.loader, path, load_options(options));
  return kExitPassed;
}

// One patch for all that failed: where scenarios share a policy, each sees the others' changes.
int write_fixes(const std::vector<std::string>& files, const std::vector<ScenarioReport>& reports,
                const RunOptions& options, Terminal& terminal) {
  DiskReader reader;
  FileTexts texts;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (reports[i].status() != Status::failed) continue;
    texts = fix_files(reader, files[i], load_options(options), std::move(texts), fix_options());
  }
  const std::string patch = patch_of(reader, texts, fix_options());
  if (patch.empty()) {
    terminal.error("nothing to fix: no patch was written\n");
    return kExitPassed;
  }
  const int written = write_report(options.fix, patch, terminal);
  if (written == kExitPassed) {
    terminal.error(fmt::format("{0}: `patch -p1 < {0}` makes the changes\n", options.fix));
  }
  return written;
}

std::string report_text(const std::vector<ScenarioReport>& reports, const RunOptions& options,
                        bool colour) {
  if (options.format == "json") return to_json_report(reports);
  if (options.format == "junit") return to_junit(reports);
  return to_text(reports, {options.verbose, colour});
}

}  // namespace

int run_verb(const RunOptions& options, Terminal& terminal) {
  auto files = find_scenarios(options.paths);
  if (!files) {
    terminal.error(render(files.error()));
    return kExitInvalid;
  }
  std::vector<std::unique_ptr<Worker>> workers;
  workers.push_back(std::make_unique<Worker>());
  if (!options.filter.empty()) {
    std::erase_if(*files,
                  [&](const auto& path) { return !matches(*workers.front(), path, options); });
  }
  if (files->empty()) {
    terminal.error(render(UsageError{fmt::format("no scenario matches `{}`", options.filter),
                                     "a filter is a tag, or a part of a scenario's name"}));
    return kExitInvalid;
  }
  const std::size_t wanted =
      options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  while (workers.size() < std::min(wanted, files->size())) {
    workers.push_back(std::make_unique<Worker>());
  }

  std::vector<ScenarioReport> reports = run_all(*files, workers, options, terminal);
  for (std::size_t i = 0; options.bless && i < reports.size(); ++i) {
    if (reports[i].status() != Status::failed) continue;
    const int blessed = bless_file((*files)[i], reports[i], workers, options, terminal);
    if (blessed != kExitPassed) return blessed;
  }
  const bool colour = terminal.colour(options.colour);
  if (!options.output.empty()) {
    terminal.out(to_text(reports, {options.verbose, colour}), Painted::yes);
    const int written =
        write_report(options.output, report_text(reports, options, false), terminal);
    if (written != kExitPassed) return written;
  } else {
    const Painted painted = options.format == "text" ? Painted::yes : Painted::no;
    terminal.out(report_text(reports, options, colour), painted);
  }
  if (!options.fix.empty()) {
    const int written = write_fixes(*files, reports, options, terminal);
    if (written != kExitPassed) return written;
  }
  return exit_code(summarize(reports));
}

}  // namespace rolechain
