"""Signs requests with botocore: a JSON object a line in, one a line out.

In:  {service, region, key, secret, token, mode: header|query, method, target, headers, body}
Out: {target, headers, body}, as they go on the wire; headers are lists of [name, value].
"""

import json
import sys

from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

SIGNERS = {
    ("s3", "header"): auth.S3SigV4Auth,
    ("s3", "query"): auth.S3SigV4QueryAuth,
    ("", "header"): auth.SigV4Auth,
    ("", "query"): auth.SigV4QueryAuth,
}


def sign(case):
    host = next(value for name, value in case["headers"] if name.lower() == "host")
    request = AWSRequest(
        method=case["method"],
        url="https://" + host + case["target"],
        data=case["body"].encode(),
    )
    for name, value in case["headers"]:
        request.headers.add_header(name, value)
    credentials = Credentials(case["key"], case["secret"], case["token"] or None)
    signer = SIGNERS["s3" if case["service"] == "s3" else "", case["mode"]]
    signer(credentials, case["service"], case["region"]).add_auth(request)
    return {
        "target": request.url[len("https://" + host) :],
        "headers": [[name, value] for name, value in request.headers.items()],
        "body": case["body"],
    }


for line in sys.stdin:
    print(json.dumps(sign(json.loads(line))))
