// Asks npm @cedar-policy/cedar-wasm what cedar/src/main.rs asks Cedar's Rust crate: where there is
// no Rust to build that with. Prints one JSON list.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [, , file, seconds] = process.argv;
const installed = createRequire(pathToFileURL(`${process.cwd()}/`));
const cedar = installed('@cedar-policy/cedar-wasm/nodejs');
const { policies, entities, calls } = JSON.parse(readFileSync(file, 'utf8'));

const parsed = cedar.preparsePolicySet('realistic', { staticPolicies: policies });
if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed));
const requests = calls.map((call) => ({
  principal: { type: 'Role', id: call.principal },
  action: { type: 'Action', id: call.action },
  resource: { type: 'Arn', id: call.resource },
  context: call.context,
  preparsedPolicySetId: 'realistic',
  entities,
}));
const ask = (request) => cedar.statefulIsAuthorized(request);

requests.forEach((request, i) => {
  const answer = ask(request);
  const allowed = answer.response?.decision === 'allow';
  if (allowed !== calls[i].expected || answer.response.diagnostics.errors.length > 0) {
    console.error(`error: Cedar says ${JSON.stringify(answer)} to ${calls[i].action}`);
    process.exit(1);
  }
});

function run(time_s) {
  const start = performance.now();
  const cpu = process.cpuUsage();
  let decisions = 0;
  while (performance.now() - start < time_s * 1000) {
    for (const request of requests) ask(request);
    decisions += requests.length;
  }
  const used = process.cpuUsage(cpu);
  return {
    decisions,
    cpu_s: (used.user + used.system) / 1e6,
    wall_s: (performance.now() - start) / 1000,
    calls: requests.length,
  };
}

run(1); // warm
console.log(JSON.stringify([{ row: 'cedar-wasm', ...run(Number(seconds)) }]));
