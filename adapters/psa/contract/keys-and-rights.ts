import assert from 'node:assert/strict';
import { type Finding, secretFieldsOf } from '../../../core/integrations/integration.js';
import { collect } from '../collect.js';
import { DANA, HARBOR, hidesSecrets, newReference, openTicket, refused, type Theme } from './case.js';

const wrong = (findings: readonly Finding[]) => findings.filter(({ ok }) => !ok);
const told = (findings: readonly Finding[]) =>
  wrong(findings)
    .map(({ what, problem }) => `${what}: ${problem}`)
    .join('\n');

/** Whether a finding speaks of a right: every longer word of the right's name stands in it. */
function names({ what, problem = '' }: Finding, right: string): boolean {
  const words = right.toLowerCase().match(/[\p{L}\d]{4,}/gu) ?? [];
  const text = `${what} ${problem}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

export const keysAndRights: Theme = {
  name: 'keys and rights',
  cases: [
    {
      promises: 'finds nothing wrong with the right keys and every right, and changes nothing by looking',
      async run(stage) {
        const before = stage.records.writes(stage.pretend.vendor).length;
        const findings = await stage.connect().connection.check();
        assert.ok(findings.length >= 4, 'looks at too little');
        assert.equal(told(findings), '');
        assert.equal(new Set(findings.map(({ what }) => what)).size, findings.length);
        assert.equal(stage.records.writes(stage.pretend.vendor).length, before);
      },
    },
    {
      promises: 'names a key that is wrong, whichever it is, and gets nothing with it',
      async run(stage) {
        for (const field of secretFieldsOf(stage.integration.credentials)) {
          const right = stage.pretend.credentials[field];
          if (right === undefined) continue;
          const mistyped = `${right.slice(0, -1)}${right.endsWith('x') ? 'y' : 'x'}`;
          const { connection, psa } = stage.connect({ [field]: mistyped });
          const findings = await connection.check();
          const [first] = wrong(findings);
          assert.ok(first?.problem, `nothing is wrong although ${field} is`);
          assert.ok(!first.passing, 'it is no passing trouble');
          hidesSecrets({ secrets: () => [...stage.secrets(), mistyped] }, findings);
          await refused(stage, psa.companies(), 'unauthorized', 'forbidden');
          await refused(stage, openTicket({ ...stage, psa }), 'unauthorized', 'forbidden');
          const found = psa.findContacts({ email: stage.world.person(DANA).email });
          await refused(stage, found, 'unauthorized', 'forbidden');
        }
      },
    },
    {
      promises: 'says so once its keys are refused that were good before, and works with the new ones',
      async run(stage) {
        const { connection, psa } = stage.connect();
        assert.equal(told(await connection.check()), '');
        const { id } = await openTicket({ ...stage, psa });
        stage.pretend.rotateCredentials();
        await refused(stage, psa.ticket(id), 'unauthorized', 'forbidden');
        await refused(stage, openTicket({ ...stage, psa }), 'unauthorized', 'forbidden');
        await refused(
          stage,
          psa.addNote(id, { text: 'Too late', visibility: 'internal' }),
          'unauthorized',
          'forbidden',
        );
        assert.notEqual(told(await connection.check()), '');
        stage.reconnect();
        assert.equal(told(await stage.connection.check()), '');
        assert.equal((await stage.psa.ticket(id)).id, id);
        assert.equal(stage.pretend.notes(id).length, 0);
      },
    },
    {
      promises: 'names each right that is missing, and all of them when several are',
      needs: 'rights',
      async run({ pretend, connect, unneededRights }) {
        pretend.takeRights(unneededRights);
        assert.equal(told(await connect().connection.check()), '');
        for (const right of pretend.rights.filter((each) => !unneededRights.includes(each))) {
          pretend.takeRights([right]);
          const findings = await connect().connection.check();
          assert.ok(
            wrong(findings).some((finding) => names(finding, right)),
            `"${right}" is missing, and the check says: ${told(findings) || 'all is well'}`,
          );
        }
        pretend.takeRights(pretend.rights);
        assert.ok(wrong(await connect().connection.check()).length > 0);
        pretend.takeRights([]);
        assert.equal(told(await connect().connection.check()), '');
      },
    },
    {
      promises: 'is refused for what it has no right to, says so, and changes nothing',
      needs: 'rights',
      async run(stage) {
        const { pretend, records } = stage;
        const { id } = await openTicket(stage);
        pretend.takeRights(pretend.rights);
        const before = records.writes(pretend.vendor).length;
        const { psa } = stage.connect();
        const companyId = pretend.companyId(HARBOR);
        const work = [
          () => psa.companies(),
          () => collect(psa.contacts()),
          () => psa.ticket(id),
          () => psa.openTicket({ companyId, summary: 'No right', reference: newReference() }),
          () => psa.updateTicket(id, { summary: 'No right' }),
          () => psa.addNote(id, { text: 'No right', visibility: 'public' }),
        ];
        for (const attempt of work) {
          const error = await refused(stage, attempt(), 'forbidden', 'unauthorized');
          assert.ok(!error.outcomeUnknown);
        }
        assert.equal(records.writes(pretend.vendor).length, before);
      },
    },
    {
      promises: 'can do everything again once its rights are given back, without being connected anew',
      needs: 'rights',
      async run(stage) {
        const { id } = await openTicket(stage);
        stage.pretend.takeRights(stage.pretend.rights);
        await refused(stage, stage.psa.ticket(id), 'forbidden', 'unauthorized');
        stage.pretend.takeRights([]);
        assert.equal((await stage.psa.ticket(id)).id, id);
        assert.ok((await openTicket(stage)).id);
      },
    },
  ],
};
