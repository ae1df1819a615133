#include "sim/load/cloudformation_shapes.h"

#include <algorithm>
#include <array>

namespace rolechain {
namespace {

using enum RefGives;

constexpr std::array<ResourceShape, 34> kShapes = {{
    {"AWS::IAM::Role", "RoleName", name, "arn:{partition}:iam::{account}:role{path}{name}"},
    {"AWS::IAM::User", "UserName", name, "arn:{partition}:iam::{account}:user{path}{name}"},
    {"AWS::IAM::Group", "GroupName", name, "arn:{partition}:iam::{account}:group{path}{name}"},
    {"AWS::IAM::ManagedPolicy", "ManagedPolicyName", arn,
     "arn:{partition}:iam::{account}:policy{path}{name}"},
    {"AWS::IAM::InstanceProfile", "InstanceProfileName", name,
     "arn:{partition}:iam::{account}:instance-profile{path}{name}"},
    {"AWS::IAM::OIDCProvider", "Url", arn, "arn:{partition}:iam::{account}:oidc-provider/{name}"},
    {"AWS::IAM::Policy", "PolicyName", name, ""},
    {"AWS::S3::Bucket", "BucketName", name, "arn:{partition}:s3:::{name}"},
    {"AWS::DynamoDB::Table", "TableName", name,
     "arn:{partition}:dynamodb:{region}:{account}:table/{name}"},
    {"AWS::DynamoDB::GlobalTable", "TableName", name,
     "arn:{partition}:dynamodb:{region}:{account}:table/{name}"},
    {"AWS::SQS::Queue", "QueueName", queue_url, "arn:{partition}:sqs:{region}:{account}:{name}"},
    {"AWS::SNS::Topic", "TopicName", arn, "arn:{partition}:sns:{region}:{account}:{name}"},
    {"AWS::KMS::Key", "", name, "arn:{partition}:kms:{region}:{account}:key/{name}"},
    {"AWS::KMS::Alias", "AliasName", name, "arn:{partition}:kms:{region}:{account}:{name}"},
    {"AWS::Lambda::Function", "FunctionName", name,
     "arn:{partition}:lambda:{region}:{account}:function:{name}"},
    {"AWS::SecretsManager::Secret", "Name", arn,
     "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-000000"},
    {"AWS::SSM::Parameter", "Name", name,
     "arn:{partition}:ssm:{region}:{account}:parameter/{name}"},
    {"AWS::Logs::LogGroup", "LogGroupName", name,
     "arn:{partition}:logs:{region}:{account}:log-group:{name}:*"},
    {"AWS::ECR::Repository", "RepositoryName", name,
     "arn:{partition}:ecr:{region}:{account}:repository/{name}"},
    {"AWS::ECS::Cluster", "ClusterName", name,
     "arn:{partition}:ecs:{region}:{account}:cluster/{name}"},
    {"AWS::CodeBuild::Project", "Name", name,
     "arn:{partition}:codebuild:{region}:{account}:project/{name}"},
    {"AWS::CodePipeline::Pipeline", "Name", name,
     "arn:{partition}:codepipeline:{region}:{account}:{name}"},
    {"AWS::CodeCommit::Repository", "RepositoryName", unknown,
     "arn:{partition}:codecommit:{region}:{account}:{name}"},
    {"AWS::CloudFormation::Stack", "", arn,
     "arn:{partition}:cloudformation:{region}:{account}:stack/{name}/0"},
    {"AWS::StepFunctions::StateMachine", "StateMachineName", arn,
     "arn:{partition}:states:{region}:{account}:stateMachine:{name}"},
    {"AWS::Events::Rule", "Name", name, "arn:{partition}:events:{region}:{account}:rule/{name}"},
    {"AWS::Events::EventBus", "Name", name,
     "arn:{partition}:events:{region}:{account}:event-bus/{name}"},
    {"AWS::Kinesis::Stream", "Name", name,
     "arn:{partition}:kinesis:{region}:{account}:stream/{name}"},
    {"AWS::KinesisFirehose::DeliveryStream", "DeliveryStreamName", name,
     "arn:{partition}:firehose:{region}:{account}:deliverystream/{name}"},
    {"AWS::EFS::FileSystem", "", name,
     "arn:{partition}:elasticfilesystem:{region}:{account}:file-system/{name}"},
    {"AWS::EKS::Cluster", "Name", name, "arn:{partition}:eks:{region}:{account}:cluster/{name}"},
    {"AWS::RDS::DBInstance", "DBInstanceIdentifier", name,
     "arn:{partition}:rds:{region}:{account}:db:{name}"},
    {"AWS::EC2::Instance", "", name, "arn:{partition}:ec2:{region}:{account}:instance/{name}"},
    {"AWS::EC2::VPC", "", name, "arn:{partition}:ec2:{region}:{account}:vpc/{name}"},
}};

}  // namespace

const ResourceShape* find_shape(std::string_view type) {
  const auto it = std::ranges::find(kShapes, type, &ResourceShape::type);
  return it == kShapes.end() ? nullptr : &*it;
}

std::string fill_shape(std::string_view pattern,
                       std::initializer_list<std::pair<std::string_view, std::string>> values) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::size_t close = pattern[i] == '{' ? pattern.find('}', i) : std::string_view::npos;
    if (close == std::string_view::npos) {
      out += pattern[i];
      continue;
    }
    const std::string_view name = pattern.substr(i + 1, close - i - 1);
    for (const auto& [key, value] : values) {
      if (key == name) out += value;
    }
    i = close;
  }
  return out;
}

}  // namespace rolechain
