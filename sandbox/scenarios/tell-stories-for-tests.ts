import { afterEach, describe, expect, it } from '@jest/globals';
import { type DemoStage, setStage } from '../../admin/cli/stage.js';
import { DEFAULT_PSA } from '../psas.js';
import { SCENARIOS } from './index.js';
import { playScenario } from './report.js';

export interface Telling {
  name: string;
  psa: string;
  /** Only whoever has the ticket decides, also where the PSA would let anybody. */
  assignedOnly?: boolean;
}

/** Every story with one PSA, each on a stage of its own. */
export function tellStories({ name, psa, assignedOnly = false }: Telling): void {
  describe(`the stories with ${name}`, () => {
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
}
