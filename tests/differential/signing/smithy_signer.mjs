// Signs requests with @smithy/signature-v4 and -v4a; in and out as botocore_signer.py has them.
// Started in the directory where the packages are installed.
import { createHash, createHmac } from "node:crypto";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(`${process.cwd()}/`);
const { SignatureV4 } = require("@smithy/signature-v4");
const { SignatureV4a } = require("@smithy/signature-v4a");

class Sha256 {
  constructor(secret) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret);
  }
  update(data) {
    this.hash.update(data);
  }
  async digest() {
    return new Uint8Array(this.hash.digest());
  }
}

// As the packages themselves write a query.
const escapeUri = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

function parseTarget(target) {
  const [path, search] = target.split(/\?(.*)/s);
  const query = {};
  for (const pair of (search ?? "").split("&").filter((pair) => pair !== "")) {
    const [name, value] = pair.split(/=(.*)/s).map((part) => decodeURIComponent(part ?? ""));
    if (name in query) query[name] = [query[name], value ?? ""].flat();
    else query[name] = value ?? "";
  }
  return { path, query };
}

function writeTarget({ path, query }) {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    [value].flat().map((one) => `${escapeUri(name)}=${escapeUri(one)}`),
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join("&")}`;
}

async function sign(test) {
  const headers = Object.fromEntries(test.headers);
  // As the SDK's own presigner for S3 says it.
  if (test.service === "s3" && test.mode === "query") headers["X-Amz-Content-Sha256"] = "UNSIGNED-PAYLOAD";
  const options = {
    credentials: {
      accessKeyId: test.key,
      secretAccessKey: test.secret,
      ...(test.token === "" ? {} : { sessionToken: test.token }),
    },
    region: test.region,
    service: test.service,
    sha256: Sha256,
    uriEscapePath: test.service !== "s3",
    applyChecksum: true,
  };
  const signer = test.algorithm === "v4a" ? new SignatureV4a(options) : new SignatureV4(options);
  const request = {
    method: test.method,
    protocol: "https:",
    hostname: headers.Host,
    headers,
    body: test.body,
    ...parseTarget(test.target),
  };
  const signed =
    test.mode === "query" ? await signer.presign(request, { expiresIn: 600 }) : await signer.sign(request);
  return { target: writeTarget(signed), headers: Object.entries(signed.headers), body: test.body };
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await sign(JSON.parse(line))));
}
