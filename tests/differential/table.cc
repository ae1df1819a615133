#include "tests/differential/table.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/differential/classes.h"

namespace rolechain::differential {
namespace {

constexpr std::uint64_t kPrinted = 20;  // of the disagreements without a class

std::string describe(const Case& one, const Verdict& ours, const PeerVerdict& theirs,
                     const Difference& difference) {
  std::string text =
      fmt::format("request {}: {} on {}; ours {}, the peer's {}\n", one.number, one.call.action,
                  one.call.resource, verdict_word(ours.decision), theirs.result);
  if (difference.policy != nullptr) {
    text += fmt::format("  {} of statement {} ({}): ours `{}`, the peer's `{}`\n",
                        element_word(difference.element), difference.of().sid.value,
                        policy_type_word(difference.type), difference.ours, difference.theirs);
    text += fmt::format("  {}\n", difference.of().span.text());
    if (difference.test != nullptr) {
      text += fmt::format("  {} on {}\n", difference.test->span.text(), difference.test->key.value);
    }
  }
  return text;
}

}  // namespace

void Table::count(std::string_view id, const Case& one, const Verdict& ours,
                  const PeerVerdict& theirs, const Difference& difference) {
  Row& row = classes_[std::string(id)];
  if (row.differences++ == 0) {
    row.first = one.number;
    row.example = describe(one, ours, theirs, difference);
    if (show_ == id) row.example += to_peer_line(one, ours) + "\n";
  }
  if (difference.element == Difference::Element::verdict) ++row.verdicts;
}

void Table::add(const Case& one, const Verdict& ours, const PeerVerdict& theirs) {
  ++requests_;
  if (one.refused != 0)
    refused_[one.first_refusal.substr(0, one.first_refusal.find(':'))].differences += one.refused;
  if (!theirs.refused.empty()) {
    Row& row = not_comparable_[theirs.refused.substr(0, 120)];
    if (row.differences++ == 0) row.first = one.number;
    return;
  }
  ++compared_;
  statements_ += theirs.statements.size();
  if (ours.decision.allowed()) ++allowed_;
  const auto differences = compare(one, ours, theirs);
  if (differences.empty()) ++agreed_;
  for (const Difference& difference : differences) {
    std::string_view id = classify({one, ours, theirs, difference});
    if (id.empty()) {
      ++unclassified_;
      id = "unclassified";
      if (unclassified_ <= kPrinted) {
        fmt::print("{}", describe(one, ours, theirs, difference));
      }
    }
    count(id, one, ours, theirs, difference);
  }
}

std::string Table::text(std::uint64_t seed) const {
  std::string text = fmt::format(
      "seed {}: {} requests, {} of them compared; {} allowed here, {} statements\n"
      "{} agree in the verdict and in every element of every statement\n",
      seed, requests_, compared_, allowed_, statements_, agreed_);
  text += fmt::format("\n{:<28} {:>9} {:>9} {:>9}\n", "disagreement", "elements", "verdicts",
                      "request");
  for (const auto& [id, row] : classes_) {
    text += fmt::format("{:<28} {:>9} {:>9} {:>9}\n", id, row.differences - row.verdicts,
                        row.verdicts, row.first);
  }
  text += "\nnot comparable, by what the peer says\n";
  for (const auto& [why, row] : not_comparable_) {
    text += fmt::format("{:>9}  {}\n", row.differences, why);
  }
  text += "\nnot asked: generated policies that our own parser refuses\n";
  for (const auto& [why, row] : refused_) {
    text += fmt::format("{:>9}  {}\n", row.differences, why);
  }
  if (const auto shown = classes_.find(show_); shown != classes_.end()) {
    text += "\n" + shown->second.example;
  } else if (!show_.empty()) {
    text += fmt::format("\nno disagreement of the class `{}`\n", show_);
  }
  return text;
}

}  // namespace rolechain::differential
