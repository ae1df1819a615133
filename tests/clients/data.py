# The article's example: configuration from S3 with the base role, one table of another account with
# the role assumed for it, and each refused what is the other's.
# arguments: ENDPOINT ROLE_ARN EXTERNAL_ID.
import sys

import boto3
from botocore.exceptions import ClientError

endpoint, role_arn, external_id = sys.argv[1:4]


def attempt(what, call):
    try:
        print(what, call())
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        print(what, type(error).__name__, error.response["Error"]["Code"], status)


base = boto3.Session()
keys = base.client("sts", endpoint_url=endpoint).assume_role(
    RoleArn=role_arn, RoleSessionName="web-orders", ExternalId=external_id)["Credentials"]
writer = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
for name, session in (("base", base), ("writer", writer)):
    s3 = session.client("s3", endpoint_url=endpoint)
    dynamodb = session.client("dynamodb", endpoint_url=endpoint)
    item = {"id": {"S": "o-1"}, "total": {"N": "12"}}
    attempt(name + " reads", lambda: s3.get_object(Bucket="acme-config", Key="app.json")["Body"].read())
    attempt(name + " reads another", lambda: s3.get_object(Bucket="acme-config", Key="none.json"))
    attempt(name + " writes S3", lambda: s3.put_object(Bucket="acme-config", Key="x", Body=b"x"))
    attempt(name + " writes", lambda: dynamodb.put_item(TableName="orders", Item=item)[
        "ResponseMetadata"]["HTTPStatusCode"])
    attempt(name + " writes payments", lambda: dynamodb.put_item(TableName="payments", Item=item))
    attempt(name + " gets", lambda: dynamodb.get_item(TableName="orders", Key={"id": {"S": "o-1"}}))
