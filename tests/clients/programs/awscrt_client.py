# The AWS Common Runtime (C) by its Python binding: its providers, its signer, its HTTP client.
# Requests are put together by hand. Steps: README.md.
import hashlib
import io as streams
import os
import re
import sys
import urllib.parse
import urllib.request

import awscrt
from awscrt import auth, http, io

if sys.argv[1:] == ["--version"]:
    from importlib.metadata import version
    print(version("awscrt"))
    sys.exit()
URL = os.environ.get("URL")
REGION = os.environ["AWS_REGION"]
bootstrap = io.ClientBootstrap.get_or_create_static_default()
tls = io.ClientTlsContext(io.TlsContextOptions()) if URL is None else None
providers = {}


class Refused(Exception):
    pass


def fresh(name, profile=None):
    if profile:
        providers[name] = auth.AwsCredentialsProvider.new_profile(profile_name=profile)
    else:
        providers[name] = auth.AwsCredentialsProvider.new_default_chain()


def send(name, service, path, body, headers, method="POST"):
    where = urllib.parse.urlsplit(URL or f"https://{service}.{REGION}.amazonaws.com")
    port = where.port or 443
    request = http.HttpRequest(method, path)
    host = where.netloc
    for key, value in {"Host": host, "Content-Length": str(len(body)), **headers}.items():
        request.headers.add(key, value)
    request.body_stream = streams.BytesIO(body)
    config = auth.AwsSigningConfig(
        algorithm=auth.AwsSigningAlgorithm.V4,
        signature_type=auth.AwsSignatureType.HTTP_REQUEST_HEADERS,
        credentials_provider=providers[name], region=REGION, service=service,
        use_double_uri_encode=service != "s3", should_normalize_uri_path=service != "s3",
        signed_body_value=hashlib.sha256(body).hexdigest(),
        signed_body_header_type=auth.AwsSignedBodyHeaderType.X_AMZ_CONTENT_SHA_256)
    auth.aws_sign_request(request, config).result(30)
    connection = http.HttpClientConnection.new(
        where.hostname, port, bootstrap,
        tls_connection_options=_tls(where.hostname) if where.scheme == "https" else None).result(30)
    answer = {"body": b""}
    stream = connection.request(
        request, lambda http_stream, status_code, headers, **_: answer.update(status=status_code),
        lambda http_stream, chunk, **_: answer.update(body=answer["body"] + chunk))
    stream.activate()
    stream.completion_future.result(30)
    text = answer["body"].decode()
    if answer["status"] >= 300:
        code = re.search(r"<Code>(\w+)</Code>|\"__type\":\"[^\"]*#(\w+)\"", text)
        raise Refused(code.group(1) or code.group(2) if code else "-")
    return text


def _tls(host):
    options = tls.new_connection_options()
    options.set_server_name(host)
    return options


def element(text, name):
    return re.search(f"<{name}>([^<]*)</{name}>", text).group(1)


def sts(name, **parameters):
    body = urllib.parse.urlencode({"Version": "2011-06-15", **parameters}).encode()
    return send(name, "sts", "/", body, {"Content-Type": "application/x-www-form-urlencoded"})


def dynamodb(name, operation, body):
    send(name, "dynamodb", "/", body.encode(), {
        "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810." + operation})
    return "done"


def whoami(name):
    return element(sts(name, Action="GetCallerIdentity"), "Arn")


def assume(new, name, role_arn, session_name, *more):
    wanted = {"Action": "AssumeRole", "RoleArn": role_arn, "RoleSessionName": session_name}
    for word in more:
        key, value = word.split("=", 1)
        wanted[{"external-id": "ExternalId", "seconds": "DurationSeconds"}[key]] = value
    reply = sts(name, **wanted)
    providers[new] = auth.AwsCredentialsProvider.new_static(
        element(reply, "AccessKeyId"), element(reply, "SecretAccessKey"),
        element(reply, "SessionToken"))
    return element(reply, "Arn")


def get_object(name, bucket, key):
    return send(name, "s3", f"/{bucket}/{key}", b"", {}, "GET")


def put_object(name, bucket, key):
    send(name, "s3", f"/{bucket}/{key}", b"hello", {}, "PUT")
    return "done"


def put_item(name, table):
    return dynamodb(name, "PutItem", f'{{"TableName": "{table}", "Item": {{"id": {{"S": "o-1"}}}}}}')


def get_item(name, table):
    return dynamodb(name, "GetItem", f'{{"TableName": "{table}", "Key": {{"id": {{"S": "o-1"}}}}}}')


def post(path, *body):
    request = urllib.request.Request(os.environ["CONTROL"] + path, method="POST", data=" ".join(body).encode())
    urllib.request.urlopen(request).read()


def token(text):
    with open(os.environ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"], "w") as file:
        file.write(text)


STEPS = {"fresh": fresh, "whoami": whoami, "assume": assume, "get-object": get_object,
         "put-object": put_object, "put-item": put_item, "get-item": get_item, "post": post,
         "token": token}

for line in sys.stdin:
    word, *arguments = line.split()
    try:
        result = STEPS[word](*arguments)
    except Refused as error:
        result = f"refused awscrt {error}"
    except awscrt.exceptions.AwsCrtError as error:
        result = f"refused AwsCrtError {error.name}"
    if result is not None:
        print(word, arguments[0] + ":", result, flush=True)
