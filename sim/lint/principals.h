// How widely a trust policy opens its role: the statements that let in a whole account, or anyone,
// and whether a condition narrows that down.
#pragma once

#include <string>
#include <vector>

#include "mocks/policy/compiled.h"

namespace rolechain {

struct OpenStatement {
  enum class Width { account, anyone };
  const Statement* statement = nullptr;
  Width width = Width::account;
  std::string principal;  // as written
  SourceSpan where;       // of the principal, else of the statement
  bool narrowed = false;  // a condition says which callers
};

// Statements that allow an assumption, in the document's order; one for each wide principal.
std::vector<OpenStatement> open_statements(const CompiledPolicy& trust);

}  // namespace rolechain
