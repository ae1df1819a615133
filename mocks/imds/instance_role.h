// The instance profile's role as an instance sees it: the session that EC2 makes of it, when it is
// made anew, and the two documents that tell about it.
// Source: EC2 User Guide, "IAM roles for Amazon EC2"; IAM User Guide, "Troubleshoot IAM and Amazon
// EC2" (the codes of the documents).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mocks/base/clock.h"
#include "mocks/cloud/session.h"
#include "mocks/cloud/world.h"
#include "mocks/sts/sts.h"

namespace rolechain {

// How the credentials were read: the first version of the service needs no token. A session keeps
// it as ec2:RoleDelivery (R-IMDS-07).
enum class RoleDelivery : std::uint8_t { v1, v2 };

// R-IMDS-05: about six and a half hours, whatever the role's MaxSessionDuration says.
inline constexpr std::int64_t kInstanceSession_s = 23'700;
// R-IMDS-06: new keys are there at least this long before the old ones expire.
inline constexpr std::int64_t kRotateBefore_s = 300;

class InstanceRole {
 public:
  // Keeps references: they must outlive it.
  InstanceRole(const World& world, Sts& sts, const Clock& clock, std::string instance_id)
      : world_(world), sts_(sts), clock_(clock), instance_id_(std::move(instance_id)) {}

  // What the `iam/` subtree shows: nothing for an instance without a profile, or with one without
  // a role; no role where the profile was deleted. A change of profile or role shows when the
  // session is made anew, not before (R-IMDS-08).
  struct Names {
    std::string profile_arn;
    std::string profile_id;
    std::string role_arn;
    std::string role_name;
    bool profile_found = true;
  };
  [[nodiscard]] std::optional<Names> names(RoleDelivery delivery) const;

  // The JSON texts of iam/info and iam/security-credentials/<role>. Failures are documents with a
  // Code other than Success (R-IMDS-04).
  [[nodiscard]] std::string info_document(RoleDelivery delivery) const;
  std::string credentials_document(RoleDelivery delivery);

  // The session that the last credentials_document() carried keys of, or null after a failure.
  [[nodiscard]] const Session* session(RoleDelivery delivery) const;
  // What was asked when that session was made, or refused.
  [[nodiscard]] const StsTrace& trace() const { return trace_; }

  struct Held {
    Session session;
    Names names;
  };
  // The sessions that were made, fresh or not; and those of a state that was put away.
  [[nodiscard]] const std::map<RoleDelivery, Held>& held() const { return held_; }
  void restore(std::map<RoleDelivery, Held> held) { held_ = std::move(held); }

 private:
  // The session that need not be made anew yet, or null.
  [[nodiscard]] const Held* fresh(RoleDelivery delivery) const;
  [[nodiscard]] std::optional<Names> names_now() const;
  ApiResult<Session> assume(const Names& names, RoleDelivery delivery);

  const World& world_;
  Sts& sts_;
  const Clock& clock_;
  std::string instance_id_;
  std::map<RoleDelivery, Held> held_;
  StsTrace trace_;
};

}  // namespace rolechain
