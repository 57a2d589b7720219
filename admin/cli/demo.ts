import { InvalidInput } from '../../core/errors.js';
import { DEFAULT_PSA, PSA_NAMES } from '../../sandbox/psas.js';
import { SCENARIOS } from '../../sandbox/scenarios/index.js';
import { playScenario, type Report, type TimelineStep } from '../../sandbox/scenarios/report.js';
import type { Scenario } from '../../sandbox/scenarios/scenario.js';
import { askedPsa } from './asked-psa.js';
import { howToListTickets } from './list-tickets.js';
import { type DemoStage, setStage } from './stage.js';
import { untilToldToStop } from './told-to-stop.js';

export interface DemoOptions {
  scenario: string;
  psa: string;
  once?: boolean;
  list?: boolean;
  json?: boolean;
  realTime?: boolean;
}

/** Characters: the longest name and some space. */
const NAME_COLUMN = Math.max(...SCENARIOS.map(({ name }) => name.length)) + 2;

/** How fast the demo's calls play by default. */
const DEMO_SPEED = 20;

/** `frontdesk demo`: a story, played against the pretend world by the product itself. Exit code 1 when it went wrong. */
export async function demo(options: DemoOptions, print: (line: string) => void): Promise<number> {
  if (options.list) {
    for (const { name, title } of SCENARIOS) print(`${name.padEnd(NAME_COLUMN)}${title}`);
    return 0;
  }
  const { scenario, psa } = chosen(options);
  const stage = await setStage({ ...scenario, psa, logLevel: process.env.LOG_LEVEL ?? 'silent' });
  try {
    if (!options.json) print(`${scenario.title}\n`);
    const report = await playScenario(scenario, {
      sandbox: stage.sandbox,
      speed: options.realTime ? 1 : DEMO_SPEED,
      ...(options.json ? {} : { onStep: (step: TimelineStep) => print(timelineLine(step)) }),
    });
    if (options.json) print(JSON.stringify(report, null, 2));
    else printOutcome(report, print);
    if (options.once) return report.ok ? 0 : 1;
    if (!options.json) printWhereToLook(stage, print);
    await untilToldToStop();
    return report.ok ? 0 : 1;
  } finally {
    await stage.stop();
  }
}

function chosen({ scenario: name, psa: word }: DemoOptions): { scenario: Scenario; psa: string } {
  const psa = askedPsa(word);
  const scenario = SCENARIOS.find((entry) => entry.name === name);
  if (!scenario) {
    const known = SCENARIOS.map((entry) => entry.name).join(', ');
    throw new InvalidInput('unknown_scenario', `--scenario ${name}: known are ${known}`);
  }
  if (scenario.defaultPsaOnly && psa !== DEFAULT_PSA) {
    const { [DEFAULT_PSA]: only } = PSA_NAMES;
    throw new InvalidInput('scenario_of_one_psa', `--psa ${word}: the story ${name} is told with ${only} only`);
  }
  return { scenario, psa };
}

function timelineLine({ at, what, detail }: TimelineStep): string {
  const indent = ' '.repeat(22);
  const text = typeof detail === 'string' ? detail : JSON.stringify(detail);
  return `${`${(at / 1000).toFixed(2)} s`.padStart(8)}  ${what.padEnd(12)}${text.split('\n').join(`\n${indent}`)}`;
}

function printOutcome(report: Report, print: (line: string) => void): void {
  print('\nWhat reached Microsoft Graph');
  for (const { at, method, path, status, write } of report.graphCalls) {
    print(
      `${`${(at / 1000).toFixed(2)} s`.padStart(8)}  ${method.padEnd(6)} ${status} ${write ? 'CHANGED ' : '        '}${path}`,
    );
  }
  const timings = Object.entries(report.timings).map(([name, ms]) => `${name} ${ms} ms`);
  print(`\nTimings: ${timings.join(', ')}`);
  print(report.ok ? 'The story went as it should.' : `THE STORY WENT WRONG: ${report.problem ?? ''}`);
}

function printWhereToLook({ sandbox, frontdesk }: DemoStage, print: (line: string) => void): void {
  print('\nEverything keeps running. Where to look:');
  print(`  Frontdesk            ${frontdesk.url}/readyz and ${frontdesk.url}/metrics`);
  const [first = '', ...rest] = howToListTickets(sandbox.psa);
  print(`  Tickets and notes    ${first}`);
  for (const line of rest) print(`                         ${line}`);
  print('  Stop it with Ctrl-C.');
}
