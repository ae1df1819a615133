# boto3. Steps: README.md.
import os
import sys
import urllib.request

import boto3
import botocore
from botocore.exceptions import BotoCoreError, ClientError

URL = os.environ.get("URL") or None  # newer releases know AWS_ENDPOINT_URL
sessions = {}


def client(name, service):
    return sessions[name].client(service, endpoint_url=URL)


def fresh(name, profile=None):
    sessions[name] = boto3.Session(profile_name=profile)


def whoami(name):
    return client(name, "sts").get_caller_identity()["Arn"]


def assume(new, name, role_arn, session_name, *more):
    wanted = {"RoleArn": role_arn, "RoleSessionName": session_name}
    for word in more:
        key, value = word.split("=", 1)
        if key == "external-id":
            wanted["ExternalId"] = value
        elif key == "seconds":
            wanted["DurationSeconds"] = int(value)
        elif key == "tag":
            tag, value = value.split(":")
            wanted["Tags"] = [{"Key": tag, "Value": value}]
            wanted["TransitiveTagKeys"] = [tag]
    reply = client(name, "sts").assume_role(**wanted)
    keys = reply["Credentials"]
    sessions[new] = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"],
                                  keys["SessionToken"])
    return reply["AssumedRoleUser"]["Arn"]


def get_object(name, bucket, key):
    return client(name, "s3").get_object(Bucket=bucket, Key=key)["Body"].read().decode()


def put_object(name, bucket, key):
    client(name, "s3").put_object(Bucket=bucket, Key=key, Body=b"hello")
    return "done"


def put_item(name, table):
    client(name, "dynamodb").put_item(TableName=table, Item={"id": {"S": "o-1"}})
    return "done"


def get_item(name, table):
    client(name, "dynamodb").get_item(TableName=table, Key={"id": {"S": "o-1"}})
    return "done"


def post(path, body=""):
    request = urllib.request.Request(os.environ["CONTROL"] + path, method="POST", data=body.encode())
    urllib.request.urlopen(request).read()


def token(text):
    with open(os.environ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"], "w") as file:
        file.write(text)


STEPS = {"fresh": fresh, "whoami": whoami, "assume": assume, "get-object": get_object,
         "put-object": put_object, "put-item": put_item, "get-item": get_item, "post": post,
         "token": token}

if sys.argv[1:] == ["--version"]:
    print(boto3.__version__, "botocore", botocore.__version__)
    sys.exit()
for line in sys.stdin:
    word, *arguments = line.split()
    try:
        result = STEPS[word](*arguments)
    except ClientError as error:
        result = "refused {} {}".format(type(error).__name__, error.response["Error"]["Code"])
    except (BotoCoreError, RuntimeError) as error:
        result = "refused {} -".format(type(error).__name__)
    if result is not None:
        print(word, arguments[0] + ":", result, flush=True)
