// The APIs of AWS behind one port: who signed, for which service, what STS and the other services
// say to it. A function of (state, request, time); sockets are elsewhere.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "mocks/base/http_message.h"
#include "mocks/http/audit.h"
#include "mocks/http/authenticate.h"
#include "mocks/http/authorization_messages.h"
#include "mocks/http/dynamodb/dynamodb.h"
#include "mocks/http/faults.h"
#include "mocks/http/recent_calls.h"
#include "mocks/http/s3/s3.h"
#include "mocks/http/session_book.h"
#include "mocks/http/wire.h"
#include "mocks/sts/sts.h"

namespace rolechain {

class AwsApi {
 public:
  // Keeps references: they must outlive it. `context`: condition keys of every request.
  AwsApi(Sts& sts, SessionBook& sessions, AuditLog& audit, std::vector<ContextEntry> context)
      : sts_(sts),
        sessions_(sessions),
        audit_(audit),
        context_(std::move(context)),
        authenticator_(sessions, sts.clock()) {}

  // `peer`: the client's address (aws:SourceIp). A failure among `met` is the answer, in the words
  // of the service; where nothing comes back (hang, reset) it only is in the audit log.
  struct Sender {
    std::string peer;
    std::string workload;  // empty: nobody knows
  };
  HttpResponse handle(const HttpRequest& request, const Sender& sender,
                      const FaultEffects& met = {});
  HttpResponse handle(const HttpRequest& request, const std::string& peer) {
    return handle(request, Sender{peer, ""});
  }
  // A changed file's keys of every request.
  void set_context(std::vector<ContextEntry> context) { context_ = std::move(context); }

  [[nodiscard]] S3& s3() { return s3_; }
  [[nodiscard]] DynamoDb& dynamodb() { return dynamodb_; }
  [[nodiscard]] RecentCalls& recent() { return recent_; }
  [[nodiscard]] const RecentCalls& recent() const { return recent_; }

 private:
  struct Call;  // one request on its way
  HttpResponse sts(Call& call);
  HttpResponse data(Call& call);  // S3, DynamoDB
  HttpResponse ec2(Call& call);
  HttpResponse other(Call& call);  // every other service
  HttpResponse answer(Call& call);
  static void note_claim(Call& call);
  void keep(Call& call, int status);
  HttpResponse refuse(Call& call, const ApiError& error,
                      std::span<const SignatureError::Field> fields = {});
  [[nodiscard]] std::vector<ContextEntry> context_of(const Call& call) const;
  [[nodiscard]] ServiceCall service_call(const Call& call) const;

  Sts& sts_;
  SessionBook& sessions_;
  AuditLog& audit_;
  RecentCalls recent_;
  std::vector<ContextEntry> context_;
  Authenticator authenticator_;
  AuthorizationMessages messages_;
  S3 s3_;
  DynamoDb dynamodb_;
};

}  // namespace rolechain
