// Scenes asked of both evaluators: the product in every way that it can be asked, and the
// reference.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "mocks/iam/authorize.h"
#include "tests/reference/evaluator.h"
#include "tests/reference/scene.h"

namespace rolechain::reference {

// Built once, changed from scene to scene.
class Stage {
 public:
  Stage();
  // Asks both; nothing where they agree, else the scene and the verdicts for people. The product is
  // asked by its pieces, and on some of the worlds in every other way as well.
  std::optional<std::string> disagreement(const Scene& scene);
  // In every way, and one Authorizer for all of `more`.
  std::optional<std::string> any_disagreement(const Scene& scene,
                                              const std::vector<NextRequest>& more);

  [[nodiscard]] std::size_t compared() const { return compared_; }
  [[nodiscard]] std::size_t allowed() const { return allowed_; }
  [[nodiscard]] std::size_t denied_explicitly() const { return denied_; }

 private:
  void set_scene(const Scene& scene);
  void set_accounts(const Scene& scene);
  void set_guardrails(const Scene& scene);
  void set_resource(const Scene& scene);
  void set_session(const Scene& scene);
  void set_policies(const Scene& scene);

  Verdict ask_pieces(const Scene& scene);     // gather(), make_context(), decide()
  Verdict ask_traced(const Scene& scene);     // the same with a trace, which takes another way
  Verdict ask_authorize(const Scene& scene);  // authorize(), once
  Verdict ask_reference(const Scene& scene);
  [[nodiscard]] Verdict evaluate_in_place(const Scene& scene) const;
  void set_context(const Scene& scene, const ApiCall& call);
  void count(Verdict verdict);
  Verdict decide_scene(const Scene& scene, Trace* trace);
  std::optional<std::string> compare(const Scene& scene, Verdict product, Verdict reference,
                                     std::string_view how);

  World world_;
  Json full_access_;
  Json rcp_full_access_;
  std::optional<Scene> placed_;  // whose request the members below hold
  Session session_;
  Caller caller_;
  ApiCall call_;
  Context context_;
  RequestContext request_context_;  // the same for the reference
  std::size_t compared_ = 0;
  std::size_t allowed_ = 0;
  std::size_t denied_ = 0;
};

}  // namespace rolechain::reference
