// Serves a scenario to a test of node:test: `const world = await serve("infra/orders.yaml")`.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export async function serve(scenario, workload) {
  const child = spawn(process.env.ROLECHAIN ?? "rolechain", ["serve", scenario], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const lines = createInterface({ input: child.stdout });
  const ready = await new Promise((resolve, reject) => {
    lines.once("line", (line) => resolve(JSON.parse(line)));
    ended.then(() => reject(new Error(`rolechain could not serve ${scenario}`)));
  });
  const url = ready.endpoint;
  const control = async (method, path, body) => {
    const answer = await fetch(`${url}/_rolechain/${path}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text;
  };
  return {
    url,
    ready,
    workload: ready.workloads[workload ?? Object.keys(ready.workloads)[0]],
    control,
    advance: (duration) => control("POST", `clock?advance=${duration}`),
    fault: (fault) => control("POST", "faults", fault),
    audit: async (query = {}) =>
      (await control("GET", `audit?${new URLSearchParams(query)}`))
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

// An instance's credentials, as an SDK asks for them.
export async function instanceCredentials(metadata) {
  const put = await fetch(`${metadata}/latest/api/token`, {
    method: "PUT",
    headers: { "X-aws-ec2-metadata-token-ttl-seconds": "21600" },
  });
  if (!put.ok) throw new Error(`token: ${put.status}`);
  const headers = { "X-aws-ec2-metadata-token": await put.text() };
  const list = `${metadata}/latest/meta-data/iam/security-credentials/`;
  const role = await (await fetch(list, { headers })).text();
  return (await fetch(list + role, { headers })).json();
}
