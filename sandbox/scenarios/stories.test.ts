import { afterEach, describe, expect, it } from '@jest/globals';
import { type DemoStage, setStage } from '../../admin/cli/stage.js';
import { SCENARIOS } from './index.js';
import { playScenario } from './report.js';

describe('the stories', () => {
  let stage: DemoStage | undefined;
  afterEach(() => stage?.stop());

  for (const scenario of SCENARIOS) {
    it(scenario.title, async () => {
      stage = await setStage({ mode: scenario.mode });
      const report = await playScenario(scenario, { sandbox: stage.sandbox, speed: 20 });

      expect(report.problem).toBeUndefined();
      expect(report.ok).toBe(true);
      expect(report.ticket).toBeDefined();
      expect(report.notes[0]?.text).toMatch(/^Telephone call to the helpdesk/);
      const passwords = stage.sandbox.records
        .writes('microsoft')
        .flatMap(({ detail }) => /"password":\s*"([^"]+)"/.exec(JSON.stringify(detail))?.[1] ?? []);
      for (const password of passwords) expect(JSON.stringify(report)).not.toContain(password);
    });
  }
});
