# Keys that somebody has seen, with a secret or a token that he has not.
# argument: ENDPOINT. Prints the error of each.
import sys

import boto3
from botocore.exceptions import ClientError

endpoint = sys.argv[1]
keys = boto3.Session().get_credentials().get_frozen_credentials()


def ask(name, key, secret, token):
    sts = boto3.Session(key, secret, token).client("sts", endpoint_url=endpoint)
    try:
        print(name, sts.get_caller_identity()["Arn"])
    except ClientError as error:
        print(name, error.response["Error"]["Code"])


ask("secret", keys.access_key, "x" * 40, keys.token)
ask("token", keys.access_key, keys.secret_key, "made-up")
ask("no token", keys.access_key, keys.secret_key, None)
ask("key", "ASIAAAAAAAAAAAAAAAAA", keys.secret_key, keys.token)
