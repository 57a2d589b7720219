import assert from 'node:assert/strict';
import { afterAll, afterEach, beforeAll, describe, it } from '@jest/globals';
import { approvers } from './contract/approvers.js';
import { assetsAndTime } from './contract/assets-and-time.js';
import { badAnswers } from './contract/bad-answers.js';
import { cannotIndeed } from './contract/cannot.js';
import type { Theme } from './contract/case.js';
import { changing } from './contract/changing.js';
import { hostileIds } from './contract/hostile-ids.js';
import { keysAndRights } from './contract/keys-and-rights.js';
import { listing } from './contract/listing.js';
import { lostAnswers } from './contract/lost-answers.js';
import { noteTexts } from './contract/note-texts.js';
import { notes } from './contract/notes.js';
import { opening } from './contract/opening.js';
import { people } from './contract/people.js';
import { setUp } from './contract/set-up.js';
import { type PsaUnderTest, type Stage, startStage } from './contract/stage.js';
import { strangePeople } from './contract/strange-people.js';

export type { Ability, PsaUnderTest } from './contract/stage.js';

const THEMES = {
  people,
  strangePeople,
  setUp,
  opening,
  changing,
  listing,
  notes,
  noteTexts,
  approvers,
  assetsAndTime,
  keysAndRights,
  badAnswers,
  lostAnswers,
  hostileIds,
} satisfies Record<string, Theme>;

export type ThemeName = keyof typeof THEMES;
const ALL = Object.keys(THEMES).filter((name): name is ThemeName => name in THEMES);

/**
 * What every PSA adapter promises, as tests against its pretend PSA. `themes`: only these. What a PSA cannot do stands in
 * `cannot`; everything else must be there.
 */
export function describePsa(name: string, subject: PsaUnderTest, themes: readonly ThemeName[] = ALL): void {
  describe(name, () => {
    it('can do what it does not say it cannot', async () => {
      const stage = await startStage(subject);
      try {
        const members = ['editNote', 'addTime', 'ticketOfNote'] as const;
        for (const member of members) assert.equal(stage.psa[member] === undefined, stage.cannot(member), member);
        assert.equal(stage.pretend.rights.length === 0, stage.cannot('rights'), 'rights');
        assert.equal(stage.integration.category, 'psa');
        assert.equal(stage.integration.kind, stage.pretend.kind);
      } finally {
        await stage.stop();
      }
    });

    describe.each(themes.map((key) => [THEMES[key].name, THEMES[key]] as const))('%s', (_name, { cases }) => {
      let stage: Stage | undefined;
      beforeAll(async () => {
        stage = await startStage(subject);
      });
      afterEach(() => stage?.behave());
      afterAll(() => stage?.stop());

      for (const { promises, needs, run } of cases) {
        if (needs && subject.cannot?.includes(needs)) {
          it(`cannot do what this needs (${needs}): ${promises}`, async () => {
            if (!stage) throw new Error('The stage did not start');
            await cannotIndeed[needs](stage);
          });
          continue;
        }
        it(promises, async () => {
          if (!stage) throw new Error('The stage did not start');
          await run(stage);
        });
      }
    });
  });
}
