// The smallest fix of a session that holds too much or too little: which elements of which
// statements to change, proved by running the changed files before it is told.
// Of each difference every way out that we know is one clause; the sets of changes that hit all
// clauses are tried by size. Nothing is told that the proof does not confirm, on the whole scenario
// with its cases: all that passed before passes still.
#pragma once

#include <cstddef>
#include <string>

#include "sim/fix/change.h"
#include "sim/load/load.h"
#include "sim/run/report.h"

namespace rolechain {

struct FixOptions {
  std::size_t trials = 200;  // of one check
  std::size_t checks = 16;   // of one scenario that get a fix
  std::size_t rounds = 64;   // of fix_files()
  // Paths below this directory are relative to it in patches; empty: as they are.
  std::string directory;
};

// Puts a fix beside each failed grants check of the report, or says that there is none.
// REQUIRES: the report was made from what `reader` reads.
void add_fixes(FileReader& reader, const LoadOptions& options, ScenarioReport& report,
               const FixOptions& how = {});

// The files with one fix after the other made, until no check is left that has one. `texts`: what
// other scenarios' fixes made of the files before; the result holds these, too.
FileTexts fix_files(FileReader& reader, const std::string& path, const LoadOptions& options,
                    FileTexts texts, const FixOptions& how = {});

// A patch of all the files: `patch -p1` and `git apply` take it in the working directory.
std::string patch_of(FileReader& reader, const FileTexts& texts, const FixOptions& how = {});

}  // namespace rolechain
