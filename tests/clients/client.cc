#include "tests/clients/client.h"

#include <algorithm>
#include <iterator>

namespace rolechain::tests {
namespace {

constexpr std::string_view kOwnAddress = "asks at AWS's own address, with no setting for another";
constexpr std::string_view kNoFullUri = "this release knows no AWS_CONTAINER_CREDENTIALS_FULL_URI";
constexpr std::string_view kNoTokenFile = "this release knows no token file";
constexpr std::string_view kOneSource =
    "a profile whose source_profile has a source of its own is refused by this release";
// What a client says that goes on with keys whose document has expired, until it has others.
constexpr std::string_view kGoesOn =
    "arn:aws:sts::111111111111:assumed-role/shop-task/1111aaaa2222bbbb3333cccc4444dddd";
constexpr std::string_view kKeepsExpired =
    "keeps a document that has expired for a time of its own before it asks for another";
constexpr std::string_view kListsFirst =
    "it lists the bucket before anything else, which this role may not (S3Listed)";
constexpr std::string_view kNoStsEndpoint =
    "calls STS by itself, at the place of AWS: no setting of this release leads it elsewhere";

std::vector<Client> debian_clients() {
  return {
      {.name = "boto3",
       .title = "boto3",
       .from = "Debian",
       .env_name = "boto3",
       // Debian's, whatever else stands first on PATH.
       .program = "/usr/bin/python3 tests/clients/programs/boto3_client.py",
       .version = {},
       .lacks = {},
       .errors = {{"expired-document", "", "refused RuntimeError -"},
                  {"credentials", "", "CredentialRetrievalError -"},
                  {"", "", "ClientError {code}"}},
       .exceptions = {{"ThreeHopsByProfile", Way::exec, kNoStsEndpoint},
                      {"PodIdentityToken", Way::cannot, kNoTokenFile},
                      {"Irsa", Way::exec, kNoStsEndpoint}}},
      {.name = "awscli",
       .title = "AWS CLI v2",
       .from = "Debian",
       .env_name = "awscli",
       .program = "AWS=/usr/bin/aws bash tests/clients/programs/awscli_client.sh",
       .version = {},
       .lacks = {},
       .errors = {{"expired-document", "", "refused exit-255 -"}, {"", "", "exit-254 {code}"}},
       .exceptions = {{"ThreeHopsByProfile", Way::exec, kNoStsEndpoint},
                      {"PodIdentityToken", Way::cannot, kNoTokenFile},
                      {"Irsa", Way::exec, kNoStsEndpoint}}},
      {.name = "js",
       .title = "AWS SDK for JavaScript v3",
       .from = "npm",
       .env_name = "js",
       .program = "node build/clients/js/client.mjs",
       .version = {},
       .lacks = {},
       .errors = {{"expired-document", "", kGoesOn},
                  {"credentials", "", "CredentialsProviderError -"},
                  {"sts", "", "STSServiceException {code}"},
                  {"s3", "", "S3ServiceException {code}"},
                  {"dynamodb", "", "DynamoDBServiceException {code}"}},
       .times = "3",
       .exceptions = {}},
      {.name = "go_v1",
       .title = "AWS SDK for Go v1",
       .from = "Debian",
       .env_name = "go",
       .program = "build/clients/go-v1",
       .version = {},
       .lacks = {},
       .errors = {{"expired-document", "", kGoesOn}, {"", "", "awserr.RequestFailure {code}"}},
       .exceptions = {{"PodIdentityToken", Way::cannot, kNoTokenFile}}},
      {.name = "go_v2",
       .title = "AWS SDK for Go v2",
       .from = "Debian",
       .env_name = "go",
       .program = "build/clients/go-v2",
       .version = {},
       .lacks = {},
       .errors = {{"expired-document", "", kGoesOn}, {"", "", "smithy.GenericAPIError {code}"}},
       .exceptions = {{"PodIdentityToken", Way::cannot, kNoTokenFile}}},
      {.name = "ruby",
       .title = "AWS SDK for Ruby v3 (STS, S3)",
       .from = "Debian",
       .env_name = "ruby",
       .program = "/usr/bin/ruby tests/clients/programs/ruby_client.rb",
       .version = {},
       .lacks = {"put-item", "get-item"},
       .errors = {{"expired-document", "", kGoesOn},
                  {"sts", "", "Aws::STS::Errors::{code} {code}"},
                  {"s3", "", "Aws::S3::Errors::{code} {code}"}},
       .exceptions = {{"Ec2ToRole", Way::exec, kOwnAddress},
                      {"ThreeHops", Way::exec, kOwnAddress},
                      {"ThreeHopsByProfile", Way::cannot, kOneSource},
                      {"EcsTask", Way::exec, kOwnAddress},
                      {"Refresh", Way::exec, kOwnAddress},
                      {"Expiry", Way::exec, kOwnAddress},
                      {"ArticlesExample", Way::exec, kOwnAddress},
                      {"Irsa", Way::exec, kNoStsEndpoint},
                      {"PodIdentity", Way::cannot, kNoFullUri},
                      {"PodIdentityToken", Way::cannot, kNoFullUri}}},
      {.name = "awscrt",
       .title = "AWS Common Runtime (C)",
       .from = "Debian",
       .env_name = "awscrt",
       .program = "/usr/bin/python3 tests/clients/programs/awscrt_client.py",
       .version = "dpkg-query -W -f '${Version}' python3-awscrt",
       .lacks = {},
       .errors = {{"", "", "awscrt {code}"}},
       .exceptions = {{"Refresh", Way::cannot, kKeepsExpired},
                      {"Ec2ToRole", Way::exec, kOwnAddress},
                      {"ThreeHops", Way::exec, kOwnAddress},
                      {"Expiry", Way::exec, kOwnAddress},
                      {"ArticlesExample", Way::exec, kOwnAddress},
                      {"ThreeHopsByProfile", Way::cannot, kOneSource},
                      {"Irsa", Way::exec, kNoStsEndpoint},
                      {"PodIdentityToken", Way::cannot, kNoTokenFile}}},
      {.name = "curl",
       .title = "curl --aws-sigv4",
       .from = "Debian",
       .env_name = "curl",
       .program = "bash tests/clients/programs/curl_client.sh",
       .version = {},
       .lacks = {},
       .errors = {{"credentials", "", "curl -"}, {"", "", "curl {code}"}},
       .exceptions = {{"ThreeHopsByProfile", Way::cannot,
                       "curl reads no profile; ThreeHops is done by hand"},
                      {"Refresh", Way::cannot, "curl fetches no credentials by itself"}}},
      {.name = "rclone",
       .title = "rclone",
       .from = "Debian",
       .env_name = "rclone",
       .speaks = Speaks::s3_only,
       .program = "bash tests/clients/programs/rclone_client.sh",
       .version = {},
       .lacks = {},
       // It asks for the object by HEAD: a refusal without a body.
       .errors = {{"s3-put", "", "exit-1 {code}"}, {"", "", "exit-1 -"}},
       .exceptions = {}},
      {.name = "gdal",
       .title = "GDAL /vsis3/",
       .from = "Debian",
       .env_name = "gdal",
       .speaks = Speaks::s3_only,
       .program = "/usr/bin/python3 tests/clients/programs/gdal_client.py",
       .version = {},
       .lacks = {},
       .errors = {{"s3-put", "", "RuntimeError -"}, {"", "", "RuntimeError 403"}},
       .exceptions =
           {{"S3Ecs", Way::exec, kOwnAddress},
            {"S3PodIdentity", Way::cannot, kNoFullUri},
            {"S3ByProfile", Way::cannot,
             "its profiles take keys or a web identity as their source, not an instance"}}},
      {.name = "s3fs",
       .title = "s3fs",
       .from = "Debian",
       .env_name = "s3fs",
       .speaks = Speaks::s3_only,
       .program = "bash tests/clients/programs/s3fs_client.sh",
       .version = {},
       .lacks = {},
       .errors = {{"", "", "errno Operation-not-permitted"}},
       .exceptions = {{"S3Listed", Way::exec, kOwnAddress},
                      {"S3Ec2", Way::cannot, kListsFirst},
                      {"S3Ecs", Way::cannot, kListsFirst},
                      {"S3PodIdentity", Way::cannot, kNoFullUri},
                      {"S3Irsa", Way::cannot, "it knows no web identity"},
                      {"S3ByProfile", Way::cannot, "it assumes no role"}}},
  };
}

// By AWS_ENDPOINT_URL, which all of them know: no program names an address.
std::vector<Client> today_clients() {
  return {
      {.name = "boto3",
       .title = "boto3",
       .from = "PyPI",
       .env_name = "boto3",
       .origin = Origin::today,
       .program = "URL= build/clients/today/boto3/bin/python3 "
                  "tests/clients/programs/boto3_client.py",
       .version = {},
       .lacks = {},
       .errors = {{"expired-document", "", "refused RuntimeError -"},
                  {"credentials", "", "CredentialRetrievalError -"},
                  {"s3", "AccessDenied", "AccessDenied {code}"},
                  {"", "", "ClientError {code}"}},
       .exceptions = {}},
      {.name = "awscli_v1",
       .title = "AWS CLI v1",
       .from = "PyPI",
       .env_name = "awscli",
       .origin = Origin::today,
       .program = "URL= AWS=build/clients/today/awscli/bin/aws "
                  "bash tests/clients/programs/awscli_client.sh",
       .version = {},
       .lacks = {},
       .errors = {{"expired-document", "", "refused exit-255 -"},
                  {"credentials", "", "exit-255 -"},
                  {"", "", "exit-255 {code}"}},
       .exceptions = {}},
      {.name = "go_v2",
       .title = "AWS SDK for Go v2",
       .from = "Go modules",
       .env_name = "go",
       .origin = Origin::today,
       .program = "build/clients/today/go/client",
       .version = {},
       .lacks = {},
       .errors = {{"expired-document", "", kGoesOn},
                  {"credentials", "", "client.EndpointError -"},
                  {"", "", "smithy.GenericAPIError {code}"}},
       .exceptions = {}},
      {.name = "java",
       .title = "AWS SDK for Java v2",
       .from = "Maven",
       .env_name = "java",
       .origin = Origin::today,
       .program = "java -XX:TieredStopAtLevel=1 -cp "
                  "'build/clients/today/java/classes:build/clients/today/java/lib/*' Client",
       .version = {},
       .lacks = {},
       .errors = {{"expired-document", "", kGoesOn},
                  {"credentials", "", "SdkClientException -"},
                  {"sts", "", "StsException {code}"},
                  {"s3", "AccessDenied", "AccessDeniedException {code}"},
                  {"s3", "", "S3Exception {code}"},
                  {"dynamodb", "", "DynamoDbException {code}"}},
       .exceptions = {}},
      {.name = "rust",
       .title = "AWS SDK for Rust",
       .from = "crates.io",
       .env_name = "rust",
       .origin = Origin::today,
       .program = "build/clients/today/rust/target/debug/rust-client",
       .version = {},
       .lacks = {},
       .errors = {{"expired-document", "", kGoesOn},
                  {"credentials", "", "DispatchFailure -"},
                  {"", "", "ServiceError {code}"}},
       .exceptions = {}},
      {.name = "awscrt",
       .title = "AWS Common Runtime (C)",
       .from = "PyPI",
       .env_name = "awscrt",
       .origin = Origin::today,
       .program = "build/clients/today/awscrt/bin/python3 tests/clients/programs/awscrt_client.py",
       .version = {},
       .lacks = {},
       .errors = {{"expired-document", "", kGoesOn},
                  {"credentials", "", "AwsCrtError AWS_AUTH_SIGNING_NO_CREDENTIALS"},
                  {"", "", "awscrt {code}"}},
       .exceptions = {{"Ec2ToRole", Way::exec, kOwnAddress},
                      {"ThreeHops", Way::exec, kOwnAddress},
                      {"Expiry", Way::exec, kOwnAddress},
                      {"ArticlesExample", Way::exec, kOwnAddress},
                      {"ThreeHopsByProfile", Way::exec, kNoStsEndpoint},
                      {"Irsa", Way::exec, kNoStsEndpoint}}},
  };
}

std::string with_code(std::string_view says, std::string_view code) {
  constexpr std::string_view kMark = "{code}";
  std::string out(says);
  for (std::size_t at = out.find(kMark); at != std::string::npos; at = out.find(kMark)) {
    out.replace(at, kMark.size(), code);
  }
  return out;
}

}  // namespace

const Exception* Client::exception(std::string_view case_name) const {
  const auto found = std::ranges::find(exceptions, case_name, &Exception::case_name);
  return found == exceptions.end() ? nullptr : &*found;
}

std::string Client::error(std::string_view service, std::string_view code) const {
  for (const ErrorForm& form : errors) {
    if ((form.service.empty() || form.service == service) &&
        (form.code.empty() || form.code == code)) {
      return with_code(form.says, code);
    }
  }
  return {};
}

const std::vector<Client>& clients() {
  static const std::vector<Client> all = [] {
    std::vector<Client> out = debian_clients();
    std::ranges::move(today_clients(), std::back_inserter(out));
    return out;
  }();
  return all;
}

}  // namespace rolechain::tests
