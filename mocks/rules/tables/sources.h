// The documents that the rules come from. Titles are AWS's.
#pragma once

#include "mocks/rules/rule.h"

namespace rolechain::rule_sources {

// IAM User Guide ------------------------------------------------------------------------------
inline constexpr RuleSource kEvaluation{
    R"(IAM User Guide, "Policy evaluation logic")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"};
inline constexpr RuleSource kCrossAccount{
    R"(IAM User Guide, "Cross-account policy evaluation logic")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
    "reference_policies_evaluation-logic-cross-account.html"};
inline constexpr RuleSource kPrincipal{
    R"(IAM User Guide, "AWS JSON policy elements: Principal")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"};
inline constexpr RuleSource kNotPrincipal{
    R"(IAM User Guide, "AWS JSON policy elements: NotPrincipal")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
    "reference_policies_elements_notprincipal.html"};
inline constexpr RuleSource kAction{
    R"(IAM User Guide, "IAM JSON policy elements: Action")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html"};
inline constexpr RuleSource kNotAction{
    R"(IAM User Guide, "IAM JSON policy elements: NotAction" and "… NotResource")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html"};
inline constexpr RuleSource kResource{
    R"(IAM User Guide, "IAM JSON policy elements: Resource")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html"};
inline constexpr RuleSource kSid{
    R"(IAM User Guide, "IAM JSON policy elements: Sid")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html"};
inline constexpr RuleSource kVersion{
    R"(IAM User Guide, "IAM JSON policy elements: Version")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html"};
inline constexpr RuleSource kCondition{
    R"(IAM User Guide, "IAM JSON policy elements: Condition")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html"};
inline constexpr RuleSource kOperators{
    R"(IAM User Guide, "IAM JSON policy elements: Condition operators")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
    "reference_policies_elements_condition_operators.html"};
inline constexpr RuleSource kMultiValued{
    R"(IAM User Guide, "Single-valued vs. multivalued context keys")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
    "reference_policies_condition-single-vs-multi-valued-context-keys.html"};
inline constexpr RuleSource kManyValues{
    R"(IAM User Guide, "Conditions with multiple context keys or values")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
    "reference_policies_condition-logic-multiple-context-keys-or-values.html"};
inline constexpr RuleSource kVariables{
    R"(IAM User Guide, "IAM policy elements: Variables and tags")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html"};
inline constexpr RuleSource kGlobalKeys{
    R"(IAM User Guide, "AWS global condition context keys")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"};
inline constexpr RuleSource kIamKeys{
    R"(IAM User Guide, "IAM and AWS STS condition context keys")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html"};
inline constexpr RuleSource kGrammar{
    R"(IAM User Guide, "Grammar of the IAM JSON policy language")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"};
inline constexpr RuleSource kIdentifiers{
    R"(IAM User Guide, "IAM identifiers")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"};
inline constexpr RuleSource kQuotas{
    R"(IAM User Guide, "IAM and AWS STS quotas")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"};
inline constexpr RuleSource kPolicies{
    R"(IAM User Guide, "Policies and permissions in AWS Identity and Access Management")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html"};
inline constexpr RuleSource kBoundaries{
    R"(IAM User Guide, "Permissions boundaries for IAM entities")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html"};
inline constexpr RuleSource kManagedPolicies{
    R"(IAM User Guide, "Managed policies and inline policies")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html"};
inline constexpr RuleSource kRootUser{
    R"(IAM User Guide, "AWS account root user")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html"};
inline constexpr RuleSource kRoleTerms{
    R"(IAM User Guide, "Roles terms and concepts")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html"};
inline constexpr RuleSource kUpdateTrust{
    R"(IAM User Guide, "Update a role trust policy")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html"};
inline constexpr RuleSource kTroubleshootRoles{
    R"(IAM User Guide, "Troubleshoot IAM roles")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html"};
inline constexpr RuleSource kTroubleshootDenied{
    R"(IAM User Guide, "Troubleshoot access denied error messages")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"};
inline constexpr RuleSource kTroubleshootEc2{
    R"(IAM User Guide, "Troubleshoot IAM and Amazon EC2")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_iam-ec2.html"};
inline constexpr RuleSource kPassRole{
    R"(IAM User Guide, "Grant a user permissions to pass a role to an AWS service")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html"};
inline constexpr RuleSource kInstanceProfiles{
    R"(IAM User Guide, "Use instance profiles")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
    "id_roles_use_switch-role-ec2_instance-profiles.html"};
inline constexpr RuleSource kSessionTags{
    R"(IAM User Guide, "Pass session tags in AWS STS")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html"};
inline constexpr RuleSource kSourceIdentity{
    R"(IAM User Guide, "Monitor and control actions taken with assumed roles")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
    "id_credentials_temp_control-access_monitor.html"};
inline constexpr RuleSource kCompareSts{
    R"(IAM User Guide, "Compare AWS STS credentials")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html"};
inline constexpr RuleSource kMfa{R"(IAM User Guide, "Secure API access with MFA")",
                                 "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
                                 "id_credentials_mfa_configure-api-require.html"};
inline constexpr RuleSource kSelfTrust{
    R"(AWS Security Blog, "Announcing an update to IAM role trust policy behavior")",
    "https://aws.amazon.com/blogs/security/"
    "announcing-an-update-to-iam-role-trust-policy-behavior"};

inline constexpr RuleSource kSignedRequest{
    R"(IAM User Guide, "Create a signed AWS API request")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html"};
inline constexpr RuleSource kTemporaryCredentials{
    R"(IAM User Guide, "Use temporary credentials with AWS resources")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html"};

// AWS Organizations ---------------------------------------------------------------------------
inline constexpr RuleSource kScps{
    R"x(AWS Organizations User Guide, "Service control policies (SCPs)")x",
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html"};
inline constexpr RuleSource kScpEvaluation{
    R"(AWS Organizations User Guide, "SCP evaluation")",
    "https://docs.aws.amazon.com/organizations/latest/userguide/"
    "orgs_manage_policies_scps_evaluation.html"};
inline constexpr RuleSource kRcps{
    R"x(AWS Organizations User Guide, "Resource control policies (RCPs)")x",
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html"};
inline constexpr RuleSource kRcpEvaluation{
    R"(AWS Organizations User Guide, "RCP evaluation")",
    "https://docs.aws.amazon.com/organizations/latest/userguide/"
    "orgs_manage_policies_rcps_evaluation.html"};
inline constexpr RuleSource kRcpSyntax{R"(AWS Organizations User Guide, "RCP syntax")",
                                       "https://docs.aws.amazon.com/organizations/latest/userguide/"
                                       "orgs_manage_policies_rcps_syntax.html"};

// STS API Reference ---------------------------------------------------------------------------
inline constexpr RuleSource kAssumeRole{
    R"(AWS STS API Reference, "AssumeRole")",
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html"};
inline constexpr RuleSource kWebIdentity{
    R"(AWS STS API Reference, "AssumeRoleWithWebIdentity")",
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html"};
inline constexpr RuleSource kSaml{
    R"(AWS STS API Reference, "AssumeRoleWithSAML")",
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html"};
inline constexpr RuleSource kSamlAttributes{
    R"(IAM User Guide, "Configure SAML assertions for the authentication response")",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
    "id_roles_providers_create_saml_assertions.html"};
inline constexpr RuleSource kAssumeRoot{
    R"(AWS STS API Reference, "AssumeRoot")",
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html"};
inline constexpr RuleSource kDecodeMessage{
    R"(AWS STS API Reference, "DecodeAuthorizationMessage")",
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html"};
inline constexpr RuleSource kInstanceIdentity{
    R"(Amazon EC2 User Guide, "Verify the instance identity document for an Amazon EC2 instance")",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/verify-iid.html"};
inline constexpr RuleSource kGetSessionToken{
    R"(AWS STS API Reference, "GetSessionToken")",
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html"};
inline constexpr RuleSource kGetFederationToken{
    R"(AWS STS API Reference, "GetFederationToken")",
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html"};
inline constexpr RuleSource kGetCallerIdentity{
    R"(AWS STS API Reference, "GetCallerIdentity")",
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html"};
inline constexpr RuleSource kGetAccessKeyInfo{
    R"(AWS STS API Reference, "GetAccessKeyInfo")",
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html"};

// Other services ------------------------------------------------------------------------------
inline constexpr RuleSource kServiceReference{
    R"(Service Authorization Reference, "Actions, resources, and condition keys for AWS services")",
    "https://docs.aws.amazon.com/service-authorization/latest/reference/"
    "reference_policies_actions-resources-contextkeys.html"};
inline constexpr RuleSource kKeyPolicy{
    R"(AWS KMS Developer Guide, "Default key policy")",
    "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html"};
inline constexpr RuleSource kEndpoints{
    R"(AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint policies")",
    "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html"};
inline constexpr RuleSource kBucketPolicies{
    R"(Amazon S3 User Guide, "Bucket policies for Amazon S3")",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html"};
inline constexpr RuleSource kS3Header{
    R"(Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header")",
    "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html"};
inline constexpr RuleSource kS3Query{
    R"(Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters")",
    "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html"};
inline constexpr RuleSource kS3Streaming{
    R"(Amazon S3 API Reference, "Transferring Payload in Multiple Chunks")",
    "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html"};
inline constexpr RuleSource kS3Trailers{
    R"(Amazon S3 API Reference, "Signature calculations for trailing headers")",
    "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html"};
inline constexpr RuleSource kS3Errors{
    R"(Amazon S3 API Reference, "Error responses")",
    "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html"};
inline constexpr RuleSource kFineGrained{
    R"(Amazon DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control")",
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html"};
inline constexpr RuleSource kDynamoDbTypes{
    R"(Amazon DynamoDB Developer Guide, "Supported data types and naming rules")",
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
    "HowItWorks.NamingRulesDataTypes.html"};
inline constexpr RuleSource kDynamoDbReserved{
    R"(Amazon DynamoDB Developer Guide, "Reserved words in DynamoDB")",
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html"};
inline constexpr RuleSource kDynamoDbConditions{
    R"(Amazon DynamoDB Developer Guide, "Condition and filter expressions, operators, and functions")",
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
    "Expressions.OperatorsAndFunctions.html"};
inline constexpr RuleSource kDynamoDbUpdates{
    R"(Amazon DynamoDB API Reference, "UpdateItem")",
    "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html"};
inline constexpr RuleSource kDynamoDbPut{
    R"(Amazon DynamoDB API Reference, "PutItem")",
    "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html"};
inline constexpr RuleSource kDynamoDbGet{
    R"(Amazon DynamoDB API Reference, "GetItem")",
    "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html"};
inline constexpr RuleSource kDynamoDbQuery{
    R"(Amazon DynamoDB API Reference, "Query")",
    "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html"};
inline constexpr RuleSource kDynamoDbCreate{
    R"(Amazon DynamoDB API Reference, "CreateTable")",
    "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html"};
inline constexpr RuleSource kDynamoDbBatch{
    R"(Amazon DynamoDB API Reference, "BatchWriteItem")",
    "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html"};
inline constexpr RuleSource kDynamoDbReplies{"replies of DynamoDB, public reports", ""};
inline constexpr RuleSource kVirtualHosts{
    R"(Amazon S3 User Guide, "Virtual hosting of general purpose buckets")",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html"};
inline constexpr RuleSource kS3Permissions{
    R"(Amazon S3 User Guide, "Required permissions for Amazon S3 API operations")",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html"};
inline constexpr RuleSource kGetObject{
    R"(Amazon S3 API Reference, "GetObject")",
    "https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html"};
inline constexpr RuleSource kConditionalRequests{
    R"(Amazon S3 User Guide, "Add preconditions to S3 operations with conditional requests")",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html"};
inline constexpr RuleSource kObjectTags{
    R"(Amazon S3 User Guide, "Tagging and access control policies")",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html"};
inline constexpr RuleSource kCopyObject{
    R"(Amazon S3 API Reference, "CopyObject")",
    "https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html"};
inline constexpr RuleSource kObjectIntegrity{
    R"(Amazon S3 User Guide, "Checking object integrity in Amazon S3")",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html"};
inline constexpr RuleSource kCreateBucket{
    R"(Amazon S3 API Reference, "CreateBucket")",
    "https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html"};
inline constexpr RuleSource kDeleteObjects{
    R"(Amazon S3 API Reference, "DeleteObjects")",
    "https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html"};
inline constexpr RuleSource kMultipart{
    R"(Amazon S3 User Guide, "Uploading and copying objects using multipart upload")",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html"};
inline constexpr RuleSource kSignatureReplies{"replies of AWS to wrong signatures, public reports",
                                              ""};
inline constexpr RuleSource kImds{
    R"(Amazon EC2 User Guide, "Use the Instance Metadata Service to access instance metadata")",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/"
    "configuring-instance-metadata-service.html"};
inline constexpr RuleSource kImdsCredentials{
    R"(Amazon EC2 User Guide, "Retrieve security credentials from instance metadata")",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/"
    "instance-metadata-security-credentials.html"};
inline constexpr RuleSource kImdsCaptures{"public captures of the metadata service", ""};
inline constexpr RuleSource kAssociate{
    R"(Amazon EC2 API Reference, "AssociateIamInstanceProfile")",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateIamInstanceProfile.html"};
inline constexpr RuleSource kEcsTaskRole{
    R"(Amazon ECS Developer Guide, "Amazon ECS task IAM role")",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html"};
inline constexpr RuleSource kEcsAgent{"the ECS agent's own source, credentials handler",
                                      "https://github.com/aws/amazon-ecs-agent"};
inline constexpr RuleSource kPodIdentity{
    R"(Amazon EKS User Guide, "Grant Pods access to AWS resources based on tags")",
    "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html"};
inline constexpr RuleSource kPodIdentityAgent{"the EKS Pod Identity Agent's own source",
                                              "https://github.com/aws/eks-pod-identity-agent"};
inline constexpr RuleSource kLambdaArn{
    R"(AWS Lambda Developer Guide, "Using source function ARN to control function access behavior")",
    "https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html"};
inline constexpr RuleSource kRecordedReplies{"replies recorded from AWS", ""};

}  // namespace rolechain::rule_sources
