#include "tests/differential/catalog.h"

namespace rolechain::differential {
namespace {

using Family = OperatorFamily;
using Values = std::vector<std::string_view>;

CatalogKey text(std::string_view key, Values request, Values policy) {
  return {key, Family::string, false, std::move(request), std::move(policy)};
}
CatalogKey list(std::string_view key, Values request, Values policy) {
  return {key, Family::string, true, std::move(request), std::move(policy)};
}
CatalogKey typed(std::string_view key, Family family, Values request, Values policy) {
  return {key, family, false, std::move(request), std::move(policy)};
}

// Tags carry what people put there: names, and characters that mean something in patterns.
const Values kTeams = {"orders", "payments", "*", "orders/eu", "Orders", "b3JkZXJz"};
const Values kAskedTeams = {"orders",   "payments", "ord*",
                            "*",        "orders?",  "ORDERS",
                            "b3JkZXJz", "*ders",    "${aws:PrincipalTag/team}"};

std::vector<CatalogKey> tags(std::string_view request_tag, bool resource_tag) {
  std::vector<CatalogKey> keys;
  if (resource_tag) keys.push_back(text("aws:ResourceTag/team", kTeams, kAskedTeams));
  if (!request_tag.empty()) {
    keys.push_back(text(request_tag, kTeams, kAskedTeams));
    keys.push_back(list("aws:TagKeys", {"team", "cost", "Team"}, {"team", "cost", "te*", "stage"}));
  }
  return keys;
}

std::vector<CatalogKey> joined(std::vector<CatalogKey> keys, std::vector<CatalogKey> more) {
  for (CatalogKey& key : more) keys.push_back(std::move(key));
  return keys;
}

std::vector<CatalogCall> storage_calls() {
  const CatalogKey object_tag =
      text("s3:ExistingObjectTag/class", {"internal", "public"}, {"internal", "pub*", "secret"});
  const CatalogKey acl = text("s3:x-amz-acl", {"private", "public-read"}, {"private", "public*"});
  constexpr std::string_view object = "arn:aws:s3:::acme-data/reports/2026.csv";
  const Values near = {"arn:aws:s3:::acme-data", "arn:aws:s3:::acme-database/reports/2026.csv",
                       "arn:aws:s3:::acme-data/Reports/2026.csv"};
  return {
      {"s3:GetObject", object, true, {object_tag}, near},
      {"s3:PutObject",
       object,
       true,
       {acl, text("s3:x-amz-server-side-encryption", {"aws:kms", "AES256"}, {"aws:kms", "AES*"})},
       near},
      {"s3:DeleteObject", object, true, {}, near},
      {"s3:ListBucket",
       "arn:aws:s3:::acme-data",
       true,
       {text("s3:prefix", {"home/orders/", "home/", ""},
             {"home/*", "home/${aws:PrincipalTag/team}/*", "home/orders/", "home/?rders/"}),
        typed("s3:max-keys", Family::numeric, {"10", "1000", "10.0"}, {"10", "100", "1e2", "010"}),
        text("s3:delimiter", {"/"}, {"/", "*"})},
       {"arn:aws:s3:::acme-data/reports/2026.csv", "arn:aws:s3:::acme-dat"}},
      {"s3:ListAllMyBuckets", "*", false, {}, {"arn:aws:s3:::acme-data"}},
  };
}

std::vector<CatalogCall> data_calls() {
  const CatalogKey leading =
      list("dynamodb:LeadingKeys", {"orders", "u-1", "u-2"}, {"orders", "u-*", "${aws:userid}"});
  const CatalogKey attributes =
      list("dynamodb:Attributes", {"id", "total", "secret"}, {"id", "total", "*"});
  constexpr std::string_view table = "arn:aws:dynamodb:eu-west-1:ACC:table/orders";
  constexpr std::string_view secret = "arn:aws:secretsmanager:eu-west-1:ACC:secret:app/db-AbCdEf";
  constexpr std::string_view key =
      "arn:aws:kms:eu-west-1:ACC:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const std::vector<CatalogKey> kms = {
      text("kms:ViaService", {"s3.eu-west-1.amazonaws.com"},
           {"s3.*.amazonaws.com", "s3.eu-west-1.amazonaws.com", "sqs.eu-west-1.amazonaws.com"}),
      text("kms:CallerAccount", {kApp, kOther}, {kApp, "1*"}),
      text("kms:EncryptionContext:app", {"orders"}, {"orders", "o*"}),
      list("kms:EncryptionContextKeys", {"app", "stage"}, {"app", "st*"})};
  return {
      {"dynamodb:GetItem",
       table,
       true,
       {leading, attributes},
       {"arn:aws:dynamodb:eu-west-1:ACC:table/Orders"}},
      {"dynamodb:PutItem", table, true, {leading}, {"arn:aws:dynamodb:us-east-1:ACC:table/orders"}},
      {"dynamodb:Query",
       "arn:aws:dynamodb:eu-west-1:ACC:table/orders/index/day",
       false,
       {leading, attributes},
       {table}},
      {"secretsmanager:GetSecretValue",
       secret,
       true,
       joined({text("secretsmanager:VersionStage", {"AWSCURRENT"}, {"AWSCURRENT", "AWSPREVIOUS"})},
              tags("", true)),
       {"arn:aws:secretsmanager:eu-west-1:ACC:secret:app/db"}},
      {"kms:Decrypt", key, true, kms, {"arn:aws:kms:eu-west-1:ACC:alias/app"}},
      {"kms:GenerateDataKey", key, true, kms, {"arn:aws:kms:eu-west-1:ACC:key/other"}},
      {"ssm:GetParameter",
       "arn:aws:ssm:eu-west-1:ACC:parameter/app/db",
       false,
       tags("", true),
       {"arn:aws:ssm:eu-west-1:ACC:parameter/App/db"}},
  };
}

std::vector<CatalogCall> message_calls() {
  constexpr std::string_view queue = "arn:aws:sqs:eu-west-1:ACC:jobs";
  return {
      {"sqs:SendMessage", queue, true, {}, {"arn:aws:sqs:eu-west-1:ACC:jobs-dead"}},
      {"sqs:ReceiveMessage", queue, true, {}, {"arn:aws:sqs:eu-west-2:ACC:jobs"}},
      {"sns:Publish",
       "arn:aws:sns:eu-west-1:ACC:news",
       true,
       {},
       {"arn:aws:sns:eu-west-1:ACC:new"}},
      {"lambda:InvokeFunction",
       "arn:aws:lambda:eu-west-1:ACC:function:worker",
       true,
       tags("", true),
       {"arn:aws:lambda:eu-west-1:ACC:function:worker:live"}},
      {"logs:PutLogEvents",
       "arn:aws:logs:eu-west-1:ACC:log-group:app:log-stream:one",
       false,
       {},
       {"arn:aws:logs:eu-west-1:ACC:log-group:app"}},
      {"ecr:BatchGetImage",
       "arn:aws:ecr:eu-west-1:ACC:repository/app",
       true,
       tags("", true),
       {"arn:aws:ecr:eu-west-1:ACC:repository/app/web"}},
  };
}

std::vector<CatalogCall> computing_calls() {
  constexpr std::string_view instance = "arn:aws:ec2:eu-west-1:ACC:instance/i-0abc12345";
  const CatalogKey type =
      text("ec2:InstanceType", {"t3.micro", "m7g.large"}, {"t3.*", "m7g.large", "?3.micro"});
  return {
      {"ec2:StartInstances",
       instance,
       false,
       joined({type}, tags("", true)),
       {"arn:aws:ec2:eu-west-1:ACC:volume/vol-1"}},
      {"ec2:TerminateInstances",
       instance,
       false,
       joined({type}, tags("", true)),
       {"arn:aws:ec2:eu-west-1:ACC:instance/i-0abc1234"}},
      {"ec2:DescribeInstances",
       "*",
       false,
       {text("ec2:Region", {"eu-west-1"}, {"eu-*"})},
       {instance}},
      {"ec2:CreateTags", instance, false, tags("aws:RequestTag/team", true), {}},
  };
}

std::vector<CatalogCall> identity_calls() {
  constexpr std::string_view role = "arn:aws:iam::ACC:role/writer";
  const std::vector<CatalogKey> assume = {
      text("sts:ExternalId", {"acme-7", "acme-8"}, {"acme-7", "acme-*"}),
      text("sts:RoleSessionName", {"nightly", "alice"}, {"nightly", "${aws:username}", "*"}),
      text("sts:SourceIdentity", {"alice"}, {"alice", "*"}),
      list("sts:TransitiveTagKeys", {"team"}, {"team", "cost"})};
  const Values near = {"arn:aws:iam::ACC:role/write", "arn:aws:iam::ACC:role/Writer",
                       "arn:aws:iam::ACC:role/team/writer"};
  return {
      {"sts:AssumeRole", role, true, joined(assume, tags("aws:RequestTag/team", false)), near},
      {"sts:AssumeRole", role, true, assume, near},
      {"sts:TagSession", role, true, tags("aws:RequestTag/team", false), near},
      {"sts:GetCallerIdentity", "*", false, {}, {}},
      {"iam:GetRole", role, false, {}, near},
      {"iam:PassRole",
       role,
       false,
       {text("iam:PassedToService", {"ec2.amazonaws.com", "lambda.amazonaws.com"},
             {"ec2.amazonaws.com", "*.amazonaws.com"})},
       near},
      {"iam:CreateRole", "arn:aws:iam::ACC:role/new", false,
       joined({typed("iam:PermissionsBoundary", Family::arn,
                     {"arn:aws:iam::111111111111:policy/boundary"},
                     {"arn:aws:iam::111111111111:policy/boundary", "arn:aws:iam::*:policy/b*"})},
              tags("aws:RequestTag/team", false)),
       near},
  };
}

}  // namespace

std::span<const CatalogCall> catalog() {
  static const std::vector<CatalogCall> calls = [] {
    std::vector<CatalogCall> all = storage_calls();
    for (auto make : {data_calls, message_calls, computing_calls, identity_calls}) {
      for (CatalogCall& call : make()) all.push_back(std::move(call));
    }
    return all;
  }();
  return calls;
}

const CatalogCall& web_identity_call() {
  static const CatalogCall call = {
      "sts:AssumeRoleWithWebIdentity",
      "arn:aws:iam::ACC:role/writer",
      true,
      {text("token.actions.githubusercontent.com:sub",
            {"repo:acme/app:ref:refs/heads/main", "repo:acme/app:pull_request"},
            {"repo:acme/app:*", "repo:acme/app:ref:refs/heads/main", "repo:acme/*:pull_request"}),
       text("token.actions.githubusercontent.com:aud", {"sts.amazonaws.com"},
            {"sts.amazonaws.com", "sts.*"}),
       text("sts:RoleSessionName", {"nightly"}, {"nightly", "*"})},
      {"arn:aws:iam::ACC:role/write"}};
  return call;
}

std::span<const CatalogKey> global_keys() {
  static const std::vector<CatalogKey> keys = {
      typed("aws:SourceIp", Family::ip,
            {"10.1.2.3", "203.0.113.9", "2001:db8::1", "2001:0db8:0:0::1"},
            {"10.0.0.0/8", "10.1.2.3", "10.1.2.3/32", "0.0.0.0/0", "::/0", "2001:db8::/32",
             "2001:DB8:0::1", "192.168.0.0/16"}),
      text("aws:SourceVpc", {"vpc-0a1", "vpc-0b2"}, {"vpc-0a1", "vpc-*"}),
      text("aws:UserAgent", {"aws-cli/2.1", "curl"}, {"aws-cli/*", "curl", "*cli*"}),
      text("aws:Referer", {"https://acme.example/a"}, {"https://acme.example/*"}),
      typed("aws:SecureTransport", Family::boolean, {"true", "false"},
            {"true", "false", "True", "FALSE"}),
      text("aws:RequestedRegion", {"eu-west-1", "us-east-1"}, {"eu-west-1", "eu-*", "us-east-1"}),
      list("aws:CalledVia", {"athena.amazonaws.com", "cloudformation.amazonaws.com"},
           {"cloudformation.amazonaws.com", "athena.*"}),
      typed("aws:ViaAWSService", Family::boolean, {"true", "false"}, {"true", "false"}),
      typed("aws:MultiFactorAuthPresent", Family::boolean, {"true", "false"}, {"true", "false"}),
      typed("aws:MultiFactorAuthAge", Family::numeric, {"300", "3600", "0"},
            {"300", "3599.5", "-1", "+300", "0300"}),
      typed("aws:TokenIssueTime", Family::date, {"2026-01-15T08:00:00Z"},
            {"2026-01-15T08:00:00Z", "2026-01-15", "1768464000", "2026-01-15T09:00:00+01:00",
             "2025-12-31T23:59:59Z"}),
      typed("aws:SourceArn", Family::arn,
            {"arn:aws:sns:eu-west-1:111111111111:news", "arn:aws:s3:::acme-data"},
            {"arn:aws:sns:eu-west-1:111111111111:news", "arn:aws:sns:*:111111111111:*",
             "arn:aws:s3:::*", "arn:*:news", "*", "arn:aws:sns:eu-west-1:11111111111?:n*"}),
      text("aws:SourceAccount", {kApp, kOther}, {kApp, "${aws:ResourceAccount}"}),
  };
  return keys;
}

std::span<const CatalogKey> engine_keys() {
  static const std::vector<CatalogKey> keys = {
      text("aws:PrincipalTag/team", {}, kAskedTeams),
      text("aws:PrincipalTag/Team", {}, kAskedTeams),
      typed("aws:PrincipalTag/team", Family::binary, {}, {"b3JkZXJz", "cGF5bWVudHM="}),
      text("aws:PrincipalOrgID", {}, {"o-acme1234ab", "o-*", "o-other"}),
      list("aws:PrincipalOrgPaths", {}, {"o-acme1234ab/r-acme/*", "o-acme1234ab/*", "o-x/*"}),
      text("aws:PrincipalAccount", {}, {kApp, kOther, "${aws:ResourceAccount}"}),
      text("aws:ResourceAccount", {}, {kApp, kData, "${aws:PrincipalAccount}"}),
      text("aws:ResourceOrgID", {}, {"o-acme1234ab", "${aws:PrincipalOrgID}"}),
      typed("aws:PrincipalArn", Family::arn, {},
            {"arn:aws:iam::111111111111:role/app", "arn:aws:iam::*:role/a*",
             "arn:aws:iam::111111111111:user/alice", "arn:aws:iam::111111111111:role/*/app",
             "arn:aws:sts::111111111111:assumed-role/app/*"}),
      text("aws:PrincipalType", {}, {"AssumedRole", "User", "Account"}),
      text("aws:userid", {}, {"AROA*:nightly", "AROA*", "AIDA*", "*:nightly"}),
      text("aws:username", {}, {"alice", "*"}),
      typed("aws:PrincipalIsAWSService", Family::boolean, {}, {"true", "false"}),
      text("aws:PrincipalServiceName", {}, {"sns.amazonaws.com", "*.amazonaws.com"}),
      typed("aws:CurrentTime", Family::date, {},
            {"2026-01-15T09:00:00Z", "2026-01-16T00:00:00Z", "2025-06-01T00:00:00Z", "2026-01-15",
             "1768467600", "2026-01-15T10:00:00+01:00", "2026-01-15T09:00Z"}),
      typed("aws:EpochTime", Family::date, {},
            {"1768467600", "1768467601", "2026-01-15T09:00:00Z"}),
      typed("aws:EpochTime", Family::numeric, {}, {"1768467600", "1768467601"}),
  };
  return keys;
}

}  // namespace rolechain::differential
