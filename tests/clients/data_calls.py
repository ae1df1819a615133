# Calls of S3 and DynamoDB as applications make them, by boto3 as it is. arguments: ENDPOINT.
import io
import sys
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint = sys.argv[1]
session = boto3.Session(region_name="eu-west-1")


def attempt(what, call):
    try:
        print(what, call())
    except ClientError as error:
        print(what, error.response["Error"]["Code"])


dynamodb = session.resource("dynamodb", endpoint_url=endpoint)
table = dynamodb.create_table(
    TableName="orders", BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"},
                          {"AttributeName": "n", "AttributeType": "N"}],
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "n", "KeyType": "RANGE"}])
table.wait_until_exists()
print("table", table.table_status, table.item_count)
with table.batch_writer() as batch:
    for n in range(60):
        batch.put_item(Item={"id": "a", "n": n, "price": Decimal("1.10") * n, "tags": {"x", "y"}})
print("count", table.query(KeyConditionExpression=Key("id").eq("a"), Select="COUNT")["Count"])
page = table.query(KeyConditionExpression=Key("id").eq("a") & Key("n").between(5, 30),
                   FilterExpression=Attr("price").gt(10) & Attr("tags").contains("x"),
                   ScanIndexForward=False, Limit=20)
print("page", [int(item["n"]) for item in page["Items"]][:3], page["ScannedCount"],
      int(page["LastEvaluatedKey"]["n"]))
pages = dynamodb.meta.client.get_paginator("scan").paginate(
    TableName="orders", PaginationConfig={"PageSize": 25})
print("pages", [page["Count"] for page in pages])
print("update", table.update_item(
    Key={"id": "a", "n": 1}, UpdateExpression="SET price = price + :p ADD #v :one DELETE tags :t",
    ExpressionAttributeNames={"#v": "views"}, ReturnValues="UPDATED_NEW",
    ExpressionAttributeValues={":p": Decimal("0.90"), ":one": 1, ":t": {"y"}})["Attributes"])
attempt("condition", lambda: table.put_item(Item={"id": "a", "n": 1},
                                            ConditionExpression=Attr("id").not_exists()))
attempt("reserved", lambda: table.get_item(Key={"id": "a", "n": 1}, ProjectionExpression="name"))

s3 = session.client("s3", endpoint_url=endpoint, config=Config(s3={"addressing_style": "path"}))
s3.create_bucket(Bucket="acme-new", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
print("buckets", [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]])
big = b"0123456789" * 1_700_000
s3.upload_fileobj(io.BytesIO(big), "acme-new", "big", ExtraArgs={"Metadata": {"k": "v"}},
                  Config=TransferConfig(multipart_chunksize=8 * 1024 * 1024))
head = s3.head_object(Bucket="acme-new", Key="big")
print("big", head["ContentLength"], head["ETag"][-3:], head["Metadata"])
back = io.BytesIO()
s3.download_fileobj("acme-new", "big", back)
print("same", back.getvalue() == big)
for name in ("a/1", "a/2", "b"):
    s3.put_object(Bucket="acme-new", Key=name, Body=b"x", Tagging="env=test")
listed = s3.list_objects_v2(Bucket="acme-new", Delimiter="/", MaxKeys=2)
print("list", [o["Key"] for o in listed["Contents"]] if "Contents" in listed else [],
      [p["Prefix"] for p in listed.get("CommonPrefixes", [])], listed["IsTruncated"])
print("all", [o["Key"] for page in s3.get_paginator("list_objects_v2").paginate(
    Bucket="acme-new", PaginationConfig={"PageSize": 2}) for o in page["Contents"]])
s3.copy_object(Bucket="acme-new", Key="c", CopySource={"Bucket": "acme-new", "Key": "a/1"})
print("tags", s3.get_object_tagging(Bucket="acme-new", Key="c")["TagSet"])
attempt("range", lambda: s3.get_object(Bucket="acme-new", Key="c", Range="bytes=5-")["Body"].read())
gone = s3.delete_objects(Bucket="acme-new", Delete={"Objects": [{"Key": "a/1"}, {"Key": "a/2"}]})
print("deleted", sorted(o["Key"] for o in gone["Deleted"]))
attempt("none", lambda: s3.get_object(Bucket="acme-new", Key="a/1"))
attempt("no bucket", lambda: s3.head_bucket(Bucket="acme-none"))

sqs = session.client("sqs", endpoint_url=endpoint)
attempt("queue", lambda: sqs.send_message(
    QueueUrl="https://sqs.eu-west-1.amazonaws.com/111111111111/jobs", MessageBody="x"))
attempt("secret", lambda: session.client("ssm", endpoint_url=endpoint).get_parameter(Name="/db"))
attempt("function", lambda: session.client("lambda", endpoint_url=endpoint).invoke(FunctionName="f"))
attempt("topic", lambda: session.client("sns", endpoint_url=endpoint).publish(
    TopicArn="arn:aws:sns:eu-west-1:111111111111:t", Message="x"))
