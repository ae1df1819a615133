# An instance's credentials, then a role of another account, with boto3 as Debian has it.
# arguments: ENDPOINT ROLE_ARN EXTERNAL_ID. Prints what it became and what it was refused.
import sys

import boto3
from botocore.exceptions import ClientError

endpoint, role_arn, external_id = sys.argv[1:4]


def identity(session):
    return session.client("sts", endpoint_url=endpoint).get_caller_identity()["Arn"]


base = boto3.Session()
print("method", base.get_credentials().method)
print("base", identity(base))
sts = base.client("sts", endpoint_url=endpoint)
try:
    sts.assume_role(RoleArn=role_arn, RoleSessionName="web-orders", ExternalId="wrong")
except ClientError as error:
    print("refused", error.response["Error"]["Code"], error.response["Error"]["Message"])
try:
    sts.assume_role(RoleArn=role_arn, RoleSessionName="web-orders", ExternalId=external_id,
                    DurationSeconds=7200)
except ClientError as error:
    print("refused", error.response["Error"]["Code"], error.response["Error"]["Message"])
reply = sts.assume_role(RoleArn=role_arn, RoleSessionName="web-orders", ExternalId=external_id)
keys = reply["Credentials"]
writer = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
print("assumed", reply["AssumedRoleUser"]["Arn"])
print("writer", identity(writer))
