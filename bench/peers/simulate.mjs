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
  for (const { simulation, expected } of calls) {
    const { action, resource } = simulation.request;
    let result;
    try {
      result = await ask(simulation);
    } catch (error) {
      result = `an exception (${error.message})`;
    }
    if ((result === 'Allowed') === expected && !result.startsWith('an exception')) {
      good.push(simulation);
    } else {
      console.error(`${name} left out ${action} on ${resource.resource}: it says ${result}`);
    }
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
