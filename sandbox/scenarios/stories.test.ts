import { afterEach, describe, expect, it } from '@jest/globals';
import { catalogue } from '../../adapters/catalogue.js';
import { type DemoStage, setStage } from '../../admin/cli/stage.js';
import { DEFAULT_PSA, PSA_KINDS } from '../psas.js';
import { SCENARIOS } from './index.js';
import { playScenario } from './report.js';

/** Of which there is an adapter. */
const PSAS = PSA_KINDS.filter((kind) => catalogue.some((entry) => entry.kind === kind));

interface Played {
  name: string;
  psa: string;
  /** Only whoever has the ticket decides, also where the PSA would let anybody. */
  assignedOnly?: boolean;
}
const played: Played[] = [
  ...PSAS.map((psa) => ({ name: psa, psa })),
  // Narrowed by a setting: the same as on the PSAs where assignment decides anyway.
  { name: 'connectwise_psa, assigned technicians only', psa: 'connectwise_psa', assignedOnly: true },
];

describe.each(played)('the stories with $name', ({ psa, assignedOnly = false }) => {
  let stage: DemoStage | undefined;
  afterEach(() => stage?.stop());

  for (const scenario of SCENARIOS) {
    if (scenario.defaultPsaOnly && (psa !== DEFAULT_PSA || assignedOnly)) continue;
    if (assignedOnly && !['locked-out', 'denied'].includes(scenario.name)) continue;
    it(scenario.title, async () => {
      stage = await setStage({
        ...scenario,
        psa,
        ...(assignedOnly ? { msp: { ...scenario.msp, approvals: { assignedOnly } } } : {}),
      });
      const report = await playScenario(scenario, { sandbox: stage.sandbox, speed: 20 });

      expect(report.problem).toBeUndefined();
      expect(report.ok).toBe(true);
      expect(report).toMatchObject({ psa, ticket: { number: expect.any(String) } });
      const transcripts = report.notes.filter(({ text }) => text.startsWith('Telephone call to the helpdesk'));
      expect(transcripts.length > 0).toBe(report.steps.some(({ what }) => what === 'call'));
      for (const note of transcripts) expect(note).toMatchObject({ internal: true, author: { kind: 'own' } });
      const passwords = stage.sandbox.records
        .writes('microsoft')
        .flatMap(({ detail }) => /"password":\s*"([^"]+)"/.exec(JSON.stringify(detail))?.[1] ?? []);
      for (const password of passwords) expect(JSON.stringify(report)).not.toContain(password);
    });
  }
});
