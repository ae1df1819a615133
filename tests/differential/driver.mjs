// Asks npm @cloud-copilot/iam-simulate, a program of its own, about the requests that stand one a
// line on standard input, and writes one line of verdict for each. It uses only what the package
// exports, and is run where ./dev differential has installed it.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const installed = createRequire(pathToFileURL(`${process.cwd()}/`));
const { anonymousPrincipal, runSimulation } = await import(
  pathToFileURL(installed.resolve('@cloud-copilot/iam-simulate')).href
);

// What one statement said: by its Sid, a flag for each element.
function statementVerdict(statement) {
  const { explain } = statement;
  return {
    action: statement.actionMatch,
    resource: statement.resourceMatch,
    principal: explain.principalMatch,
    conditions: (explain.conditions ?? []).map((condition) => ({
      operator: condition.operator,
      key: condition.conditionKeyValue,
      matches: condition.matches,
    })),
    condition: explain.conditionMatch,
    matches: explain.matches,
  };
}

function collect(analysis, into) {
  if (!analysis) return;
  for (const list of ['allowStatements', 'denyStatements', 'unmatchedStatements']) {
    for (const statement of analysis[list] ?? []) {
      if (statement.explain.identifier) into[statement.explain.identifier] = statementVerdict(statement);
    }
  }
}

async function answer(line) {
  const { number, simulation } = JSON.parse(line);
  if (simulation.request.principal === null) simulation.request.principal = anonymousPrincipal;
  let response;
  try {
    response = await runSimulation(simulation, {});
  } catch (error) {
    return { number, refused: `exception: ${error.message}` };
  }
  if (response.resultType === 'error') {
    return { number, refused: response.errors.message, detail: JSON.stringify(response.errors) };
  }
  if (response.resultType === 'wildcard') return { number, refused: 'wildcard resource' };
  const { analysis, ignoredContextKeys } = response.result;
  const statements = {};
  for (const side of ['identityAnalysis', 'resourceAnalysis', 'sessionAnalysis',
    'permissionBoundaryAnalysis', 'endpointAnalysis']) {
    collect(analysis[side], statements);
  }
  for (const side of ['scpAnalysis', 'rcpAnalysis']) {
    for (const level of analysis[side]?.ouAnalysis ?? []) collect(level, statements);
  }
  return { number, result: response.overallResult, ignored: ignoredContextKeys ?? [], statements };
}

// Lines are answered in order; the output waits for its reader.
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (line === '') continue;
  if (!process.stdout.write(`${JSON.stringify(await answer(line))}\n`)) {
    await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
}
