// The JSON of `rolechain diff`; sim/report/json-report.md lists its members.
#include "sim/diff/diff.h"
#include "sim/report/json_parts.h"
#include "sim/report/report.h"

namespace rolechain {
namespace {

std::string_view presence_word(Presence presence) {
  switch (presence) {
    case Presence::both:
      return "both";
    case Presence::added:
      return "added";
    case Presence::removed:
      return "removed";
  }
  return "";
}

std::string_view diff_status_word(DiffReport::Status status) {
  switch (status) {
    case DiffReport::Status::equal:
      return "equal";
    case DiffReport::Status::different:
      return "different";
    case DiffReport::Status::undecided:
      return "undecided";
  }
  return "";
}

Json subject_json(const SubjectDiff& one) {
  return {{"name", one.name},
          {"role", one.role},
          {"presence", presence_word(one.presence)},
          {"verdict", proof_verdict_name(one.verdict.verdict())},
          {"contexts", context_model_name(one.verdict.model)},
          {"where", place_json(one.where)},
          {"counts", counts_json(one.verdict)},
          {"differences", differences_json(one.verdict)},
          {"undecided", diagnostics_json(one.verdict.undecided)}};
}

}  // namespace

std::string to_json_diff(const DiffReport& report) {
  Json subjects = Json::array();
  for (const SubjectDiff& one : report.subjects) subjects.push_back(subject_json(one));
  Json reach = Json::array();
  for (const ReachChange& one : report.reach) {
    reach.push_back(
        {{"from", one.from}, {"role", one.role}, {"gained", one.gained}, {"path", one.path}});
  }
  Json trusts = Json::array();
  for (const TrustChange& one : report.trusts) {
    trusts.push_back({{"role", one.role},
                      {"statement", one.words},
                      {"gained", one.gained},
                      {"where", place_json(one.where)}});
  }
  return dump_json({{"report", "v1"},
                    {"kind", diff_kind_name(report.kind)},
                    {"before", report.before},
                    {"after", report.after},
                    {"status", diff_status_word(report.status())},
                    {"subjects", std::move(subjects)},
                    {"reach", std::move(reach)},
                    {"trust", std::move(trusts)},
                    {"undecided", diagnostics_json(report.undecided)}});
}

}  // namespace rolechain
