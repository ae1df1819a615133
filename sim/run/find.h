// Which files are scenarios: the one answer for the command line and for the test suite.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "mocks/base/diagnostic.h"

namespace rolechain {

// A file is taken as it is named. A directory gives, from all levels below it, each .yaml, .yml and
// .json file that says `scenario:` at its top level, also one that is broken further down. Left out
// are hidden directories, and files that are meant to be refused: those with their expected message
// beside them (bad.yaml, bad.yaml.expected), which the tests compare.
//
// Sorted within each path, in the order of the paths, each file once. Errors: no-such-file,
// no-scenario (a directory without any: a run must not be green on nothing).
std::expected<std::vector<std::string>, Diagnostics> find_scenarios(
    const std::vector<std::string>& paths);

// Files below the directory that have their expected message beside them; sorted.
std::vector<std::string> find_refused_scenarios(const std::string& directory);

}  // namespace rolechain
