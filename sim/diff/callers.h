// Whom two policies with principals must be asked about so that the answers hold for everybody:
// each principal that one of them names, somebody else of each account that they name, and a
// stranger.
#pragma once

#include <string>
#include <vector>

#include "mocks/policy/compiled.h"
#include "mocks/policy/request.h"

namespace rolechain {

struct CallerInPlay {
  std::string name;  // "arn:aws:iam::…:role/app", "any principal of account 111111111111"
  Caller caller;
  // Who stands for many, by account or for everybody: aws:PrincipalArn is free. The others' is
  // known.
  enum class Scope : std::uint8_t { one, account, everybody };
  Scope scope = Scope::one;
  std::vector<ContextEntry> known;  // keys that follow from who it is
};

// Strangers first: what holds for them need not be said again of one of them. `accounts`: more than
// the policies name. Either policy may be null.
std::vector<CallerInPlay> callers_in_play(const CompiledPolicy* before, const CompiledPolicy* after,
                                          const std::vector<std::string>& accounts);

}  // namespace rolechain
