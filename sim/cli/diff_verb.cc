// rolechain diff: what a change grants and takes.
#include <filesystem>

#include <fmt/format.h>

#include "sim/cli/command_line.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/opened.h"
#include "sim/cli/verbs.h"
#include "sim/diff/diff.h"
#include "sim/report/report.h"

namespace rolechain {
namespace {

// One side, with all that it points into.
struct OpenedSide {
  Sources sources;
  DiskReader reader;
  Loader loader{sources, reader};
  DiffSide side;
};

// Reports name places as a repository does: below where one stands, relative to it.
std::string shown_path(const std::string& path) {
  std::error_code error;
  const std::string here = std::filesystem::current_path(error).generic_string() + "/";
  std::string out = std::filesystem::path(path).lexically_normal().generic_string();
  if (!error && out.starts_with(here)) out.erase(0, here.size());
  return out;
}

std::unique_ptr<OpenedSide> open_side(const std::string& path, const DiffVerbOptions& options,
                                      Terminal& terminal) {
  auto out = std::make_unique<OpenedSide>();
  DiffOptions how;
  how.load.allow_external_files = options.read.allow_external_files;
  how.account = options.account;
  how.region = options.region;
  how.parameters = options.parameters;
  if (options.as == "trust") how.policy_kind = DiffKind::trust;
  if (options.as == "resource") how.policy_kind = DiffKind::resource;
  if (options.as == "identity") how.policy_kind = DiffKind::policy;
  auto side = open_diff_side(out->loader, out->sources, out->reader, shown_path(path), how);
  if (!side) {
    terminal.error(render(side.error()));
    return nullptr;
  }
  out->side = *std::move(side);
  return out;
}

std::string text_of(const DiffReport& report, const std::string& format) {
  if (format == "json") return to_json_diff(report);
  return format == "markdown" ? to_markdown(report) : to_text(report);
}

std::string with_article(DiffKind kind) {
  return kind == DiffKind::policy ? std::string("an identity policy")
                                  : fmt::format("a {}", diff_kind_name(kind));
}

}  // namespace

int diff_verb(const DiffVerbOptions& options, Terminal& terminal) {
  const auto before = open_side(options.before, options, terminal);
  const auto after = open_side(options.after, options, terminal);
  if (before == nullptr || after == nullptr) return kExitInvalid;
  if (before->side.kind != after->side.kind) {
    terminal.error(render(UsageError{
        fmt::format("`{}` is {} and `{}` is {}", options.before, with_article(before->side.kind),
                    options.after, with_article(after->side.kind)),
        "compare two of one kind"}));
    return kExitInvalid;
  }
  const DiffReport report = make_diff(before->side, after->side);
  const int written = write_report(options.output, text_of(report, options.format), terminal);
  if (written != kExitPassed) return written;
  switch (report.status()) {
    case DiffReport::Status::equal:
      return kExitPassed;
    case DiffReport::Status::different:
      return kExitFailed;
    case DiffReport::Status::undecided:
      return kExitInvalid;
  }
  return kExitInternal;
}

}  // namespace rolechain
