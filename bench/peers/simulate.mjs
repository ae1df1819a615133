// Asks npm @cloud-copilot/iam-simulate about the calls of a file that rolechain_peers wrote: first
// for the right answers, then for as many as the given seconds allow. Prints one JSON list.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [, , file, seconds] = process.argv;
const installed = createRequire(pathToFileURL(`${process.cwd()}/`));
const { runSimulation, runUnsafeSimulation } = await import(
  pathToFileURL(installed.resolve('@cloud-copilot/iam-simulate')).href
);
const { calls } = JSON.parse(readFileSync(file, 'utf8'));

const safe = async (simulation) => (await runSimulation(simulation, {})).overallResult;
const unsafe = (simulation) => runUnsafeSimulation(simulation, {});

// The calls that it answers as expected; what it gets wrong is said. (As of 0.1.173
// runUnsafeSimulation throws wherever there is a resource policy.)
async function answered(name, ask) {
  const good = [];
  const left_out = {};
  for (const { simulation, expected } of calls) {
    let result;
    try {
      result = await ask(simulation);
    } catch (error) {
      result = `throws: ${error.message}`;
    }
    if (!result.startsWith('throws') && (result === 'Allowed') === expected) {
      good.push(simulation);
    } else {
      left_out[result] = (left_out[result] ?? 0) + 1;
    }
  }
  for (const [result, count] of Object.entries(left_out)) {
    console.error(`${name}: ${count} of ${calls.length} calls are left out: it says ${result}`);
  }
  return good;
}

async function run(ask, simulations, time_s) {
  const start = performance.now();
  const cpu = process.cpuUsage();
  let decisions = 0;
  while (performance.now() - start < time_s * 1000) {
    for (const simulation of simulations) await ask(simulation);
    decisions += simulations.length;
  }
  const used = process.cpuUsage(cpu);
  return {
    decisions,
    cpu_s: (used.user + used.system) / 1e6,
    wall_s: (performance.now() - start) / 1000,
    calls: simulations.length,
  };
}

const rows = [];
for (const [row, ask] of [['simulate-safe', safe], ['simulate-unsafe', unsafe]]) {
  const simulations = await answered(row, ask);
  await run(ask, simulations, 2); // warm
  rows.push({ row, ...(await run(ask, simulations, Number(seconds))) });
}
console.log(JSON.stringify(rows));
