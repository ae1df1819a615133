#include "mocks/iam/required_permissions.h"

#include <algorithm>
#include <array>

#include "mocks/base/text.h"

namespace rolechain {
namespace {

constexpr std::string_view kPassRole = "iam:PassRole";

// Rows of one call stand together.
constexpr std::array kTable = {
    RequiredPermission{"autoscaling:CreateLaunchConfiguration", kPassRole, "ec2.amazonaws.com",
                       "IamInstanceProfile"},
    RequiredPermission{"cloudformation:CreateChangeSet", kPassRole, "cloudformation.amazonaws.com",
                       "RoleARN"},
    RequiredPermission{"cloudformation:CreateStack", kPassRole, "cloudformation.amazonaws.com",
                       "RoleARN"},
    RequiredPermission{"cloudformation:DeleteStack", kPassRole, "cloudformation.amazonaws.com",
                       "RoleARN"},
    RequiredPermission{"cloudformation:UpdateStack", kPassRole, "cloudformation.amazonaws.com",
                       "RoleARN"},
    RequiredPermission{"codebuild:CreateProject", kPassRole, "codebuild.amazonaws.com",
                       "serviceRole"},
    RequiredPermission{"codebuild:UpdateProject", kPassRole, "codebuild.amazonaws.com",
                       "serviceRole"},
    RequiredPermission{"codepipeline:CreatePipeline", kPassRole, "codepipeline.amazonaws.com",
                       "roleArn"},
    RequiredPermission{"codepipeline:UpdatePipeline", kPassRole, "codepipeline.amazonaws.com",
                       "roleArn"},
    RequiredPermission{"ec2:AssociateIamInstanceProfile", kPassRole, "ec2.amazonaws.com",
                       "IamInstanceProfile"},
    RequiredPermission{"ec2:ReplaceIamInstanceProfileAssociation", kPassRole, "ec2.amazonaws.com",
                       "IamInstanceProfile"},
    RequiredPermission{"ec2:RunInstances", kPassRole, "ec2.amazonaws.com", "IamInstanceProfile"},
    RequiredPermission{"ecs:RegisterTaskDefinition", kPassRole, "ecs-tasks.amazonaws.com",
                       "taskRoleArn"},
    RequiredPermission{"ecs:RegisterTaskDefinition", kPassRole, "ecs-tasks.amazonaws.com",
                       "executionRoleArn"},
    RequiredPermission{"ecs:RunTask", kPassRole, "ecs-tasks.amazonaws.com",
                       "overrides.taskRoleArn"},
    RequiredPermission{"ecs:RunTask", kPassRole, "ecs-tasks.amazonaws.com",
                       "overrides.executionRoleArn"},
    RequiredPermission{"eks:CreateCluster", kPassRole, "eks.amazonaws.com", "roleArn"},
    RequiredPermission{"eks:CreateNodegroup", kPassRole, "eks.amazonaws.com", "nodeRole"},
    RequiredPermission{"eks:CreatePodIdentityAssociation", kPassRole, "pods.eks.amazonaws.com",
                       "roleArn"},
    RequiredPermission{"events:PutTargets", kPassRole, "events.amazonaws.com", "Targets.RoleArn"},
    RequiredPermission{"glue:CreateJob", kPassRole, "glue.amazonaws.com", "Role"},
    RequiredPermission{"glue:UpdateJob", kPassRole, "glue.amazonaws.com", "Role"},
    RequiredPermission{"iam:AddRoleToInstanceProfile", kPassRole, "ec2.amazonaws.com", "RoleName"},
    RequiredPermission{"lambda:CreateFunction", kPassRole, "lambda.amazonaws.com", "Role"},
    RequiredPermission{"lambda:UpdateFunctionConfiguration", kPassRole, "lambda.amazonaws.com",
                       "Role"},
    RequiredPermission{"sagemaker:CreateNotebookInstance", kPassRole, "sagemaker.amazonaws.com",
                       "RoleArn"},
    RequiredPermission{"sagemaker:CreateTrainingJob", kPassRole, "sagemaker.amazonaws.com",
                       "RoleArn"},
    RequiredPermission{"scheduler:CreateSchedule", kPassRole, "scheduler.amazonaws.com",
                       "Target.RoleArn"},
    RequiredPermission{"states:CreateStateMachine", kPassRole, "states.amazonaws.com", "roleArn"},
    RequiredPermission{"states:UpdateStateMachine", kPassRole, "states.amazonaws.com", "roleArn"},
};

}  // namespace

std::span<const RequiredPermission> required_permissions(std::string_view action) {
  const auto is_call = [&](const RequiredPermission& row) {
    return equals_ignore_case(row.call, action);
  };
  const auto* first = std::ranges::find_if(kTable, is_call);
  const auto* last = std::find_if_not(first, kTable.end(), is_call);
  return {first, last};
}

}  // namespace rolechain
