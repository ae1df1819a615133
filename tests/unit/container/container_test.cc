// ECS task roles and EKS Pod Identity.
#include <gtest/gtest.h>

#include "mocks/base/json.h"
#include "mocks/container/ecs_task.h"
#include "mocks/container/pod_identity.h"
#include "mocks/oidc/issuer.h"
#include "tests/unit/sts/lab.h"

namespace rolechain::sts_testing {
namespace {

constexpr std::string_view kBoth = R"(["sts:AssumeRole","sts:TagSession"])";
constexpr std::string_view kTask = "0123456789abcdef0123456789abcdef";

std::string member(const HttpResponse& response, std::string_view name) {
  const SourceFile file{"response", response.body};
  const auto node = parse_json(file);
  const Node* value = node ? node->find(name) : nullptr;
  return value == nullptr ? "-" : value->text;
}

struct EcsLab : Lab {
  EcsLab() {
    task.task_id = kTask;
    task.account = kApp;
    task.cluster = "shop";
    task.task_role_arn = add_role(kApp, "task", trust_service("ecs-tasks.amazonaws.com"));
  }
  EcsTask task;
};

// R-ECS-01.
TEST(EcsTask, SessionBearsTheTasksId) {
  EcsLab lab;
  const auto reply = ecs_task_credentials(lab.sts, lab.task);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->session.arn,
            "arn:aws:sts::111111111111:assumed-role/task/" + std::string(kTask));
  EXPECT_EQ(reply->session.expires_s, lab.clock.now_s() + kEcsSession_s);
}

TEST(EcsTask, TrustSeesTheTasksAccountAndArn) {
  struct Row {
    std::string_view condition;
    bool allowed;
  };
  for (const Row& row :
       {Row{R"({"StringEquals":{"aws:SourceAccount":"111111111111"}})", true},
        Row{R"({"StringEquals":{"aws:SourceAccount":"222222222222"}})", false},
        Row{R"({"ArnLike":{"aws:SourceArn":"arn:aws:ecs:eu-west-1:111111111111:*"}})", true},
        Row{R"({"ArnLike":{"aws:SourceArn":"arn:aws:ecs:us-east-1:111111111111:*"}})", false}}) {
    EcsLab lab;
    lab.role("task").trust =
        lab.policy(PolicyType::trust,
                   trust_service("ecs-tasks.amazonaws.com", R"("sts:AssumeRole")", row.condition));
    EXPECT_EQ(ecs_task_credentials(lab.sts, lab.task).has_value(), row.allowed) << row.condition;
  }
}

TEST(EcsTask, TheRoleMustTrustTasks) {
  EcsLab lab;
  lab.role("task").trust = lab.policy(PolicyType::trust, trust_service("ecs.amazonaws.com"));
  EXPECT_EQ(outcome(ecs_task_credentials(lab.sts, lab.task)),
            "ClientException: ECS was unable to assume the role "
            "'arn:aws:iam::111111111111:role/task' that was provided for this task. Please verify "
            "that the role being passed has the proper trust relationship and permissions and that "
            "your IAM user has permissions to pass this role.");
}

// R-ECS-02.
TEST(EcsEndpoint, DocumentAndErrors) {
  EcsLab lab;
  EcsCredentialsEndpoint endpoint(lab.sts, lab.task);
  const auto get = [&](std::string path) {
    return endpoint.handle({"GET", std::move(path), {}, ""});
  };
  const HttpResponse document = get(endpoint.relative_uri());
  EXPECT_EQ(document.status, 200);
  EXPECT_EQ(member(document, "RoleArn"), lab.task.task_role_arn);
  EXPECT_EQ(member(document, "AccessKeyId"), endpoint.session()->credentials.access_key_id);
  EXPECT_EQ(member(document, "Token"), endpoint.session()->credentials.session_token);
  EXPECT_EQ(member(document, "Expiration"), "2026-01-15T15:00:00Z");
  EXPECT_EQ(get(endpoint.relative_uri()).body, document.body);  // the same keys until they age
  lab.clock.advance(kEcsSession_s - 60);
  EXPECT_NE(get(endpoint.relative_uri()).body, document.body);

  struct Row {
    std::string path;
    int status;
    std::string_view code;
  };
  for (const Row& row :
       {Row{"/v2/credentials", 400, "NoIdInRequest"}, Row{"/v2/credentials/", 400, "NoIdInRequest"},
        Row{"/v2/credentials/another", 400, "InvalidIdInRequest"}}) {
    const HttpResponse response = get(row.path);
    EXPECT_EQ(response.status, row.status) << row.path;
    EXPECT_EQ(member(response, "code"), row.code);
    EXPECT_EQ(member(response, "HTTPErrorCode"), std::to_string(row.status));
  }
  EcsTask roleless = lab.task;
  roleless.task_role_arn.clear();
  EcsCredentialsEndpoint without(lab.sts, roleless);
  EXPECT_EQ(member(without.handle({"GET", without.relative_uri(), {}, ""}), "code"),
            "InvalidIdInRequest");
  lab.clock.advance(kEcsSession_s);
  lab.role("task").trust = nullptr;
  EXPECT_EQ(get(endpoint.relative_uri()).status, 503);
  EXPECT_EQ(member(get(endpoint.relative_uri()), "code"), "CredentialsUninitialized");
}

struct PodLab : Lab {
  PodLab() {
    pod.cluster_name = "shop-cluster";
    pod.account = kApp;
    pod.kubernetes_namespace = "shop";
    pod.service_account = "writer";
    pod.pod_name = "writer-7d4b9c6f5-x2x2x";
    pod.pod_uid = "8d8f2c7e-0b3a-4a57-9a5c-0d4f3e8b9a11";
    pod.role_arn =
        add_role(kApp, "pod", trust_service("pods.eks.amazonaws.com", kBoth), allow(kBoth));
    next = add_role(kData, "next", trust_account(kApp, kBoth));
  }
  PodIdentity pod;
  std::string next;
};

// R-EKS-01.
TEST(PodIdentity, SixTransitiveTags) {
  PodLab lab;
  const auto reply = pod_identity_credentials(lab.sts, lab.pod);
  ASSERT_TRUE(reply) << reply.error().message;
  ASSERT_EQ(reply->session.tags.size(), 6U);
  EXPECT_EQ(reply->session.transitive.size(), 6U);
  EXPECT_EQ(reply->session.tags[0].value,
            "arn:aws:eks:eu-west-1:111111111111:cluster/shop-cluster");
  EXPECT_TRUE(reply->session.session_name.starts_with("eks-shop-cluste-writer-7d4b-"));
  EXPECT_LE(reply->session.session_name.size(), 64U);
  // AWS: about three quarters of the space, which later tags of the chain have to share.
  EXPECT_GT(reply->packed_policy_size_percent.value_or(0), 60);
  EXPECT_LE(reply->packed_policy_size_percent.value_or(101), 85);
}

TEST(PodIdentity, APodWithoutNameAndUidGetsSteadyOnes) {
  PodLab lab;
  lab.pod.pod_name.clear();
  lab.pod.pod_uid.clear();
  const auto one = pod_identity_credentials(lab.sts, lab.pod);
  const auto two = pod_identity_credentials(lab.sts, lab.pod);
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->session.tags[4].value, "writer");
  EXPECT_EQ(one->session.tags[5].value.size(), 36U);
  EXPECT_EQ(one->session.tags[5].value, two->session.tags[5].value);
}

TEST(PodIdentity, TrustNeedsBothActions) {
  for (const std::string_view actions : {R"("sts:AssumeRole")", R"("sts:TagSession")"}) {
    PodLab lab;
    lab.role("pod").trust =
        lab.policy(PolicyType::trust, trust_service("pods.eks.amazonaws.com", actions));
    EXPECT_EQ(pod_identity_credentials(lab.sts, lab.pod).error().code, "AccessDeniedException")
        << actions;
  }
}

TEST(PodIdentity, TrustSeesTheTagsAndTheCluster) {
  struct Row {
    std::string_view condition;
    bool allowed;
  };
  for (const Row& row :
       {Row{R"({"StringEquals":{"aws:RequestTag/kubernetes-namespace":"shop"}})", true},
        Row{R"({"StringEquals":{"aws:RequestTag/kubernetes-namespace":"other"}})", false},
        Row{R"({"StringEquals":{"aws:SourceAccount":"111111111111"}})", true},
        Row{R"({"ArnEquals":{"aws:SourceArn":
               "arn:aws:eks:eu-west-1:111111111111:cluster/other"}})",
            false}}) {
    PodLab lab;
    lab.role("pod").trust = lab.policy(
        PolicyType::trust, trust_service("pods.eks.amazonaws.com", kBoth, row.condition));
    EXPECT_EQ(pod_identity_credentials(lab.sts, lab.pod).has_value(), row.allowed) << row.condition;
  }
}

TEST(PodIdentity, NextHopNeedsTagSessionOnBothSides) {
  struct Row {
    std::string_view identity;
    std::string_view trusted;
    bool allowed;
  };
  constexpr std::string_view kOne = R"("sts:AssumeRole")";
  for (const Row& row : {Row{kBoth, kBoth, true}, Row{kOne, kBoth, false}, Row{kBoth, kOne, false},
                         Row{kOne, kOne, false}}) {
    PodLab lab;
    lab.role("pod").policies[0].policy = lab.policy(PolicyType::identity, allow(row.identity));
    lab.role("next").trust = lab.policy(PolicyType::trust, trust_account(kApp, row.trusted));
    const auto pod = pod_identity_credentials(lab.sts, lab.pod);
    ASSERT_TRUE(pod);
    const auto next = lab.sts.assume_role(pod->session, lab.input(lab.next));
    EXPECT_EQ(next.has_value(), row.allowed);
    if (row.allowed) {
      EXPECT_EQ(next->session.tags.size(), 6U);  // they went along into the other account
    } else {
      EXPECT_EQ(outcome(next), "AccessDenied: User: " + pod->session.arn +
                                   " is not authorized to perform: sts:TagSession on resource: "
                                   "arn:aws:iam::222222222222:role/next");
    }
    // An association without session tags has no such need.
    lab.pod.session_tags = false;
    const auto plain = pod_identity_credentials(lab.sts, lab.pod);
    ASSERT_TRUE(plain);
    EXPECT_TRUE(plain->session.tags.empty());
    EXPECT_EQ(outcome(lab.sts.assume_role(plain->session, lab.input(lab.next))), "ok");
  }
}

TEST(PodIdentity, LittleRoomIsLeftForFurtherTags) {
  PodLab lab;
  const auto pod = pod_identity_credentials(lab.sts, lab.pod);
  ASSERT_TRUE(pod);
  AssumeRoleInput input = lab.input(lab.next);
  input.tags = {{"Team", "blue"}};
  EXPECT_EQ(outcome(lab.sts.assume_role(pod->session, input)), "ok");
  input.tags.push_back({"Description", std::string(200, 'x')});
  EXPECT_EQ(lab.sts.assume_role(pod->session, input).error().code, "PackedPolicyTooLarge");
}

// R-EKS-02.
TEST(PodIdentityAgent, HostAndToken) {
  PodLab lab;
  const std::string url = "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC";
  OidcIssuer issuer(url, lab.clock, lab.ids);
  ServiceAccountToken wanted;
  wanted.service_namespace = "shop";
  wanted.service_account = "writer";
  wanted.audience = {std::string(kPodIdentityAudience)};
  ServiceAccountToken irsa = wanted;
  irsa.audience = {std::string(kStsAudience)};
  ServiceAccountToken brief = wanted;
  brief.lifetime_s = 0;
  const std::string good = issuer.token(wanted);
  PodIdentityAgent agent(lab.sts, url, lab.pod);
  const auto get = [&](std::string host, std::string token, std::string path = "/v1/credentials") {
    HttpRequest request{"GET", std::move(path), {}, ""};
    if (!host.empty()) request.headers.push_back({"Host", host});
    if (!token.empty()) request.headers.push_back({"Authorization", token});
    return agent.handle(request);
  };
  const HttpResponse document = get("169.254.170.23", good);
  EXPECT_EQ(document.status, 200);
  EXPECT_EQ(member(document, "AccountId"), kApp);
  EXPECT_EQ(member(document, "AccessKeyId"), agent.session()->credentials.access_key_id);
  EXPECT_EQ(get("", good).status, 200);
  EXPECT_EQ(get("[fd00:ec2::23]", good).status, 200);
  EXPECT_EQ(get("localhost", good).status, 403);
  EXPECT_EQ(get("169.254.170.23", "").status, 400);
  EXPECT_EQ(get("169.254.170.23", issuer.token(irsa)).status, 400);
  EXPECT_EQ(get("169.254.170.23", issuer.token(brief)).status, 400);
  EXPECT_EQ(get("169.254.170.23", good + "x").status, 400);
  EXPECT_EQ(get("169.254.170.23", OidcIssuer("other", lab.clock, lab.ids).token(wanted)).status,
            400);
  EXPECT_EQ(get("169.254.170.23", good, "/v2").status, 404);
  lab.clock.advance(kPodIdentitySession_s);
  lab.role("pod").trust = nullptr;
  EXPECT_EQ(get("169.254.170.23", issuer.token(wanted)).status, 400);
}

}  // namespace
}  // namespace rolechain::sts_testing
