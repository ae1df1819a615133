#include "sim/run/calls.h"

#include <utility>

#include "mocks/base/text.h"
#include "mocks/iam/authorize.h"
#include "mocks/iam/denial.h"
#include "mocks/iam/errors.h"

namespace rolechain {

void refuse(StepRecord& record, const ApiError& error) {
  record.ok = false;
  record.http = error.http;
  record.error_code = error.code;
  record.error_message = error.message;
  record.reason = error.reason;
}

void skip(StepRecord& record, std::string why) {
  record.ran = false;
  record.ok = false;
  record.http = 0;
  record.reason = "not-run";
  record.error_message = std::move(why);
}

void make_call(const World& world, const Session& session, const Call& call,
               const std::vector<ContextEntry>& context, EpochSeconds now_s, StepRecord& record) {
  if (session.expired(now_s)) {
    refuse(record, expired_token(to_lower(service_of_action(call.action))));
    return;
  }
  Trace& trace = record.traces.emplace_back();
  const Decision decision =
      authorize(world, session, {call.action, call.resource, context, {}}, now_s, &trace);
  record.ok = decision.allowed();
  if (!record.ok) {
    refuse(record, denial(session.arn, call.action, call.resource, decision, audience_of(trace)));
  }
  // What the answer of sts:GetCallerIdentity would be, so that `identity:` can be asked of it.
  if (record.ok && equals_ignore_case(call.action, "sts:GetCallerIdentity")) {
    record.identity = session.arn;
  }
}

}  // namespace rolechain
