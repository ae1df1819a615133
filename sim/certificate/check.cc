// What is trusted: authorize() and the tests of policies' elements (mocks), the service reference,
// the sets of ARNs (sim/grants/shapes.h), and this room's own code. Nothing that searched for the
// proof is.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "mocks/base/json.h"
#include "mocks/base/text.h"
#include "mocks/iam/services.h"
#include "mocks/policy/glob.h"
#include "mocks/policy/serialize.h"
#include "sim/certificate/certificate.h"
#include "sim/certificate/check_keys.h"
#include "sim/certificate/check_session.h"
#include "sim/certificate/check_texts.h"

namespace rolechain::certificate {
namespace {

class Check {
 public:
  Check(const Node& certificate, const Scenario& scenario, const Claims& claims)
      : certificate_(certificate), scenario_(scenario), claims_(claims) {}

  Checked run() {
    auto bad = read_head();
    if (!bad) bad = read_tables();
    if (!bad) bad = check_sessions();
    Checked out = counts_;
    if (bad) {
      out.verdict = bad->verdict;
      out.message = bad->message;
      out.where = bad->where;
    }
    return out;
  }

 private:
  static Fault fault(std::string message, const Node& at) {
    return {Verdict::refuted, std::move(message), at.span};
  }
  [[nodiscard]] const Node& list(std::string_view key) const {
    static const Node none = Node::make_list();
    const Node* found = certificate_.find(key);
    return found != nullptr && found->is_list() ? *found : none;
  }
  [[nodiscard]] std::string text(std::string_view key) const {
    const Node* found = certificate_.find(key);
    return found != nullptr && found->is_string() ? found->text : std::string();
  }

  std::optional<Fault> read_head() const {
    if (text("certificate") != kVersion) {
      return Fault{
          Verdict::unchecked,
          certificate_.find("certificate") == nullptr
              ? "this is no certificate of rolechain"
              : fmt::format("certificates of version `{}` are not known", text("certificate")),
          certificate_.span};
    }
    const ServiceReference reference = ServiceReference::embedded();
    if (text("reference") != reference.version()) {
      return Fault{Verdict::unchecked,
                   fmt::format("it was made for the service reference {}, this is {}",
                               text("reference"), reference.version()),
                   certificate_.span};
    }
    if (text("model") != context_model_name(ContextModel::realistic)) {
      return Fault{Verdict::unchecked, "only the realistic context model is checked",
                   certificate_.span};
    }
    if (text("scenario") != scenario_.name) {
      return fault(fmt::format("it is about the scenario `{}`", text("scenario")), certificate_);
    }
    return std::nullopt;
  }

  std::optional<Fault> read_tables() {
    for (const Node& row : list("lists").items) {
      auto one = read_list(row);
      if (!one) return fault("a pattern list needs `kind` and `patterns`", row);
      tables_.lists.push_back(*std::move(one));
    }
    tables_.automata = &list("automata");
    for (const Node& automaton : tables_.automata->items) counts_.states += automaton.items.size();
    for (const Node& row : list("keys").items) {
      auto key = check_key(row, *tables_.automata);
      if (!key) return key.error();
      tables_.keys.push_back(*std::move(key));
    }
    for (const Node& row : list("policies").items) tables_.policies.push_back(&row);
    return std::nullopt;
  }

  static std::optional<GlobList> read_list(const Node& row) {
    const Node* kind = row.find("kind");
    const Node* patterns = row.find("patterns");
    if (kind == nullptr || patterns == nullptr || !patterns->is_list()) return std::nullopt;
    GlobList out;
    for (const GlobKind one : {GlobKind::resource, GlobKind::arn, GlobKind::arn_any_case,
                               GlobKind::text, GlobKind::text_any_case}) {
      if (glob_kind_name(one) != kind->text) continue;
      out.kind = one;
      for (const Node& pattern : patterns->items) out.patterns.push_back(pattern.text);
      return out;
    }
    return std::nullopt;
  }

  std::optional<Fault> check_sessions() {
    const Node& sessions = list("sessions");
    if (sessions.items.size() != claims_.claims.size()) {
      return fault(fmt::format("it is about {} sessions, the scenario says something of {}",
                               sessions.items.size(), claims_.claims.size()),
                   certificate_);
    }
    for (std::size_t i = 0; i < sessions.items.size(); ++i) {
      if (auto bad = check_session(sessions.items[i], claims_.claims[i], tables_, counts_)) {
        return bad;
      }
      ++counts_.sessions;
    }
    return std::nullopt;
  }

  const Node& certificate_;
  const Scenario& scenario_;
  const Claims& claims_;
  Tables tables_;
  Checked counts_;
};

constexpr std::string_view kDigest = ",\n\"digest\":\"";

std::string digest_of(std::string_view text) { return fmt::format("{:016x}", stable_hash(text)); }

}  // namespace

std::string seal(std::string text) {
  const std::size_t old = text.rfind(kDigest);
  text.erase(old == std::string::npos ? text.rfind("\n}") : old);
  const std::string digest = digest_of(text);
  return text += fmt::format("{}{}\"\n}}\n", kDigest, digest);
}

bool is_sealed(std::string_view text) {
  const std::size_t at = text.rfind(kDigest);
  return at != std::string_view::npos &&
         text.substr(at) == fmt::format("{}{}\"\n}}\n", kDigest, digest_of(text.substr(0, at)));
}

Checked check(const Node& certificate, const Scenario& scenario, const Claims& claims) {
  return Check(certificate, scenario, claims).run();
}

}  // namespace rolechain::certificate
