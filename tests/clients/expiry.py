# What boto3 sees when the world's clock moves on.
# arguments: ENDPOINT ROLE_ARN EXTERNAL_ID.
import sys
import urllib.request

import boto3
from botocore.exceptions import ClientError

endpoint, role_arn, external_id = sys.argv[1:4]


def advance(by):
    url = endpoint + "/_rolechain/clock?advance=" + by
    urllib.request.urlopen(urllib.request.Request(url, method="POST")).read()


def show(what, session):
    try:
        arn = session.client("sts", endpoint_url=endpoint).get_caller_identity()["Arn"]
        print(what, arn.split(":")[-1])
    except ClientError as error:
        print(what, error.response["Error"]["Code"])


keys = boto3.Session().client("sts", endpoint_url=endpoint).assume_role(
    RoleArn=role_arn, RoleSessionName="web-orders", ExternalId=external_id)["Credentials"]
writer = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
show("writer", writer)
advance("1h")
show("after an hour", writer)

# The instance's session lives 6 h 35 min: 9 minutes are left, then 4: new keys are there by now, and
# the old ones go on to their own end. (boto3 extends what is about to expire by its own clock, so
# the second client is a new one.)
advance("5h26m")
first = boto3.Session()
show("first", first)
advance("5m")
second = boto3.Session()
print("new keys", second.get_credentials().access_key != first.get_credentials().access_key)
show("first", first)
show("second", second)
advance("5m")
show("first at its end", first)
show("second", second)
