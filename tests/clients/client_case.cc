#include "tests/clients/client_case.h"

namespace rolechain::tests {
namespace {

constexpr std::string_view kOneTable = "scenarios/cross-account/ec2-writes-one-table.yaml";
constexpr std::string_view kThreeHops = "scenarios/chaining/three-hops.yaml";
constexpr std::string_view kTasks = "scenarios/workloads/ecs-task-roles.yaml";
constexpr std::string_view kPod = "scenarios/workloads/eks-pod-identity.yaml";
constexpr std::string_view kFourWays = "scenarios/workloads/one-bucket-four-ways.yaml";
constexpr std::string_view kIrsa = "scenarios/workloads/eks-irsa.yaml";

const std::vector<ClientCase> kCases{
    {Speaks::everything, "Ec2ToRole", "EC2 → role", kOneTable, "web", "",
     "fresh base\n"
     "whoami base\n"
     "assume none base arn:aws:iam::222222222222:role/orders-writer web-orders external-id=acme-8\n"
     "assume none base arn:aws:iam::222222222222:role/orders-writer web-orders external-id=acme-7 "
     "seconds=7200\n"
     "assume writer base arn:aws:iam::222222222222:role/orders-writer web-orders "
     "external-id=acme-7\n"
     "whoami writer\n",
     "whoami base: arn:aws:sts::111111111111:assumed-role/app-base/i-0abc1234def567890\n"
     "assume none: refused {sts AccessDenied}\n"
     "assume none: refused {sts ValidationError}\n"
     "assume writer: arn:aws:sts::222222222222:assumed-role/orders-writer/web-orders\n"
     "whoami writer: arn:aws:sts::222222222222:assumed-role/orders-writer/web-orders\n"},
    {Speaks::everything, "ThreeHops", "EC2 → role → role → role", kThreeHops, "web", "",
     "fresh base\n"
     "assume gate base arn:aws:iam::222222222222:role/gate one\n"
     "assume broker gate arn:aws:iam::222222222222:role/brokers/broker two\n"
     "assume writer broker arn:aws:iam::333333333333:role/ledger-writer three\n"
     "whoami writer\n"
     "put-item writer ledger\n"
     "put-item broker ledger\n"
     "assume none base arn:aws:iam::333333333333:role/ledger-writer short-cut\n"
     "assume none writer arn:aws:iam::222222222222:role/gate way-back\n",
     "assume gate: arn:aws:sts::222222222222:assumed-role/gate/one\n"
     "assume broker: arn:aws:sts::222222222222:assumed-role/broker/two\n"
     "assume writer: arn:aws:sts::333333333333:assumed-role/ledger-writer/three\n"
     "whoami writer: arn:aws:sts::333333333333:assumed-role/ledger-writer/three\n"
     "put-item writer: done\n"
     "put-item broker: refused {dynamodb AccessDeniedException}\n"
     "assume none: refused {sts AccessDenied}\n"
     "assume none: refused {sts AccessDenied}\n"},
    {Speaks::everything, "ThreeHopsByProfile", "the same by profiles", kThreeHops, "web",
     "export AWS_CONFIG_FILE=\"$HOME/config\"; cat >\"$AWS_CONFIG_FILE\" <<'CONFIG'\n"
     "[profile gate]\n"
     "role_arn = arn:aws:iam::222222222222:role/gate\n"
     "role_session_name = one\n"
     "credential_source = Ec2InstanceMetadata\n"
     "[profile broker]\n"
     "role_arn = arn:aws:iam::222222222222:role/brokers/broker\n"
     "role_session_name = two\n"
     "source_profile = gate\n"
     "[profile writer]\n"
     "role_arn = arn:aws:iam::333333333333:role/ledger-writer\n"
     "role_session_name = three\n"
     "source_profile = broker\n"
     "CONFIG\n",
     "fresh writer writer\n"
     "whoami writer\n"
     "put-item writer ledger\n"
     "fresh broker broker\n"
     "put-item broker ledger\n",
     "whoami writer: arn:aws:sts::333333333333:assumed-role/ledger-writer/three\n"
     "put-item writer: done\n"
     "put-item broker: refused {dynamodb AccessDeniedException}\n"},
    {Speaks::everything, "EcsTask", "ECS task", kTasks, "shop", "",
     "fresh task\n"
     "whoami task\n"
     "assume writer task arn:aws:iam::222222222222:role/orders-writer shop\n"
     "put-item writer orders\n"
     "put-item task orders\n",
     "whoami task: "
     "arn:aws:sts::111111111111:assumed-role/shop-task/1111aaaa2222bbbb3333cccc4444dddd\n"
     "assume writer: arn:aws:sts::222222222222:assumed-role/orders-writer/shop\n"
     "put-item writer: done\n"
     "put-item task: refused {dynamodb AccessDeniedException}\n"},
    {Speaks::everything, "PodIdentity", "EKS Pod Identity", kPod, "pod", "",
     "fresh pod\n"
     "whoami pod\n"
     "assume writer pod arn:aws:iam::222222222222:role/orders-writer shop\n",
     "whoami pod: arn:aws:sts::111111111111:assumed-role/shop-pod/eks-main-writer-7c9f-UUID\n"
     // Six tags travel on: sts:TagSession is missing.
     "assume writer: refused {sts AccessDenied}\n"},
    {Speaks::everything, "PodIdentityToken", "its token file, read again", kPod, "pod",
     "unset AWS_CONTAINER_AUTHORIZATION_TOKEN\n"
     "good=$(cat \"$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE\")\n",
     "token made-up\n"
     "fresh first\n"
     "whoami first\n"
     "token $good\n"
     "fresh second\n"
     "whoami second\n",
     "whoami first: refused {credentials -}\n"
     "whoami second: arn:aws:sts::111111111111:assumed-role/shop-pod/eks-main-writer-7c9f-UUID\n"},
    {Speaks::everything, "Irsa", "EKS IRSA", kIrsa, "writer_pod", "",
     "fresh pod\n"
     "whoami pod\n"
     "assume writer pod arn:aws:iam::222222222222:role/orders-writer shop\n"
     "put-item writer orders\n",
     "whoami pod: arn:aws:sts::111111111111:assumed-role/shop-writer-pod/writer_pod\n"
     "assume writer: arn:aws:sts::222222222222:assumed-role/orders-writer/shop\n"
     "put-item writer: done\n"},
    {Speaks::everything, "Expiry", "expiry, by the clock", kOneTable, "web", "",
     "fresh base\n"
     "assume writer base arn:aws:iam::222222222222:role/orders-writer web-orders "
     "external-id=acme-7\n"
     "post /_rolechain/clock?advance=59m\n"
     "whoami writer\n"
     "post /_rolechain/clock?advance=2m\n"
     "whoami writer\n"
     "get-object writer acme-config app.json\n"
     "put-item writer orders\n"
     "get-object base acme-config app.json\n",
     "assume writer: arn:aws:sts::222222222222:assumed-role/orders-writer/web-orders\n"
     "whoami writer: arn:aws:sts::222222222222:assumed-role/orders-writer/web-orders\n"
     "whoami writer: refused {sts ExpiredToken}\n"
     "get-object writer: refused {s3 ExpiredToken}\n"
     "put-item writer: refused {dynamodb ExpiredTokenException}\n"
     "get-object base: debug: false\n"},
    {Speaks::everything, "Refresh", "refresh, where Expiration has passed", kTasks, "shop", "",
     // The keys themselves are good for six hours; only the document says that they are not.
     "post /_rolechain/faults {\"fault\":\"expired\",\"of\":\"ecs\",\"times\":TIMES}\n"
     "fresh task\n"
     "whoami task\n"
     "post /_rolechain/clock?advance=7h\n"
     "whoami task\n",
     "whoami task: {expired-document -}\n"
     "whoami task: "
     "arn:aws:sts::111111111111:assumed-role/shop-task/1111aaaa2222bbbb3333cccc4444dddd\n"},
    {Speaks::everything, "ArticlesExample", "S3 with the base role, one table with another",
     kOneTable, "web", "",
     "fresh base\n"
     "assume writer base arn:aws:iam::222222222222:role/orders-writer web-orders "
     "external-id=acme-7\n"
     "get-object base acme-config app.json\n"
     "put-object base acme-config other.json\n"
     "put-item base orders\n"
     "put-item writer orders\n"
     "put-item writer payments\n"
     "get-item writer orders\n"
     "get-object writer acme-config app.json\n",
     "assume writer: arn:aws:sts::222222222222:assumed-role/orders-writer/web-orders\n"
     "get-object base: debug: false\n"
     "put-object base: refused {s3 AccessDenied}\n"
     "put-item base: refused {dynamodb AccessDeniedException}\n"
     "put-item writer: done\n"
     "put-item writer: refused {dynamodb AccessDeniedException}\n"
     "get-item writer: refused {dynamodb AccessDeniedException}\n"
     "get-object writer: refused {s3 AccessDenied}\n"},
    {Speaks::s3_only, "S3Ec2", "EC2", kFourWays, "web", "",
     "fresh web\n"
     "get-object web acme-maps web/map.txt\n"
     "get-object web acme-maps task/map.txt\n"
     "put-object web acme-maps web/new.txt\n",
     "get-object web: for web\n"
     "get-object web: refused {s3 AccessDenied}\n"
     "put-object web: refused {s3-put AccessDenied}\n"},
    {Speaks::s3_only, "S3Ecs", "ECS task", kFourWays, "task", "",
     "fresh task\n"
     "get-object task acme-maps task/map.txt\n"
     "get-object task acme-maps web/map.txt\n"
     "put-object task acme-maps task/new.txt\n",
     "get-object task: for task\n"
     "get-object task: refused {s3 AccessDenied}\n"
     "put-object task: refused {s3-put AccessDenied}\n"},
    {Speaks::s3_only, "S3PodIdentity", "EKS Pod Identity", kFourWays, "pod", "",
     "fresh pod\n"
     "get-object pod acme-maps pod/map.txt\n"
     "get-object pod acme-maps web/map.txt\n"
     "put-object pod acme-maps pod/new.txt\n",
     "get-object pod: for pod\n"
     "get-object pod: refused {s3 AccessDenied}\n"
     "put-object pod: refused {s3-put AccessDenied}\n"},
    {Speaks::s3_only, "S3Irsa", "EKS IRSA", kFourWays, "irsa", "",
     "fresh irsa\n"
     "get-object irsa acme-maps irsa/map.txt\n"
     "get-object irsa acme-maps web/map.txt\n"
     "put-object irsa acme-maps irsa/new.txt\n",
     "get-object irsa: for irsa\n"
     "get-object irsa: refused {s3 AccessDenied}\n"
     "put-object irsa: refused {s3-put AccessDenied}\n"},
    {Speaks::s3_only, "S3Listed", "EC2, a bucket that it may list", kFourWays, "web", "",
     "fresh web\n"
     "get-object web acme-share map.txt\n"
     "put-object web acme-share new.txt\n",
     "get-object web: for share\n"
     "put-object web: refused {s3-put AccessDenied}\n"},
    {Speaks::s3_only, "S3ByProfile", "EC2 → role, by a profile", kFourWays, "web",
     "export AWS_CONFIG_FILE=\"$HOME/config\"; cat >\"$AWS_CONFIG_FILE\" <<'CONFIG'\n"
     "[profile archive]\n"
     "role_arn = arn:aws:iam::222222222222:role/archive-reader\n"
     "role_session_name = maps\n"
     "credential_source = Ec2InstanceMetadata\n"
     "CONFIG\n",
     "fresh archive archive\n"
     "get-object archive acme-archive map.txt\n"
     "get-object archive acme-maps web/map.txt\n",
     "get-object archive: for archive\n"
     "get-object archive: refused {s3 AccessDenied}\n"},
};

}  // namespace

const std::vector<ClientCase>& client_cases() { return kCases; }

}  // namespace rolechain::tests
