import assert from 'node:assert/strict';
import { VendorError } from '../../../core/errors.js';
import { collect } from '../collect.js';
import { hidesSecrets, openTicket, orPassing, type PsaCase, refused, type Theme } from './case.js';
import type { OddAnswer } from './odd-server.js';

const ANSWERS: readonly OddAnswer[] = [
  'a page',
  'an error page',
  'half an answer',
  'an empty answer',
  'another shape',
  'null',
  'a redirect',
  'hang up',
];
const ANY = ['unexpected', 'unavailable', 'unauthorized', 'not_found', 'forbidden', 'invalid'] as const;

const oddAnswers: PsaCase[] = ANSWERS.map((answer) => ({
  promises: `says what went wrong when the answer to everything is: ${answer}`,
  async run(stage) {
    const { id } = await openTicket(stage);
    await stage.psa.ticket(id);
    const writes = stage.records.writes(stage.pretend.vendor).length;
    stage.answerEverythingWith(answer);
    for (const { psa, connection } of [stage, stage.connect()]) {
      await refused(stage, psa.ticket(id), ...ANY);
      await refused(stage, psa.companies(), ...ANY);
      await refused(stage, collect(psa.contacts()), ...ANY);
      await refused(stage, psa.notes(id), ...ANY);
      await refused(stage, openTicket({ ...stage, psa }), ...ANY);
      await refused(stage, psa.addNote(id, { text: 'Is anybody there?', visibility: 'internal' }), ...ANY);
      await refused(stage, psa.updateTicket(id, { summary: 'Is anybody there?' }), ...ANY);
      const findings = await connection.check();
      assert.ok(findings.some(({ ok, problem }) => !ok && (problem?.length ?? 0) > 10));
      hidesSecrets(stage, findings);
    }
    stage.behave();
    assert.equal((await stage.psa.ticket(id)).id, id);
    assert.equal(stage.records.writes(stage.pretend.vendor).length, writes);
    assert.equal(stage.redirectsFollowed(), 0);
  },
}));

export const badAnswers: Theme = {
  name: 'answers that are late, wrong or none',
  cases: [
    ...oddAnswers,
    {
      promises: 'waits as told and asks again when it is told to slow down',
      async run(stage) {
        const { id } = await openTicket(stage);
        stage.fault('readTicket', { kind: 'status', status: 429, retryAfter: 2, times: 2 });
        assert.equal((await stage.psa.ticket(id)).id, id);
      },
    },
    {
      promises: 'asks again when it is told to slow down without being told for how long',
      async run(stage) {
        const { id } = await openTicket(stage);
        stage.fault('readTicket', { kind: 'status', status: 429, times: 2 });
        assert.equal((await stage.psa.ticket(id)).id, id);
      },
    },
    {
      promises: 'opens one ticket and writes one note although it is told to slow down in between',
      async run(stage) {
        const before = stage.pretend.tickets().length;
        stage.fault('openTicket', { kind: 'status', status: 429, retryAfter: 1, times: 1 });
        const { id } = await openTicket(stage);
        stage.fault('addNote', { kind: 'status', status: 429, times: 1 });
        await stage.psa.addNote(id, { text: 'Slowly', visibility: 'internal' });
        assert.equal(stage.pretend.tickets().length, before + 1);
        assert.equal(stage.pretend.notes(id).length, 1);
      },
    },
    {
      promises: 'gives up, as something that passes, when it is told to slow down for long',
      async run(stage) {
        const { id } = await openTicket(stage);
        stage.fault('readTicket', { kind: 'status', status: 429, retryAfter: 3_600 });
        const error = await refused(stage, stage.psa.ticket(id), 'throttled');
        assert.ok(error.passing);
        assert.equal(error.retryAfter, 3_600);
        stage.behave();
        stage.fault('readTicket', { kind: 'status', status: 429 });
        assert.ok((await refused(stage, stage.psa.ticket(id), 'throttled')).passing);
        // This connection may keep still for as long as it was told.
        stage.reconnect();
      },
    },
    {
      promises: 'gets over a gateway that fails once',
      async run(stage) {
        const { id } = await openTicket(stage);
        stage.fault('readTicket', { kind: 'status', status: 503, times: 1 });
        assert.equal((await stage.psa.ticket(id)).id, id);
        stage.fault('readTicket', { kind: 'drop', times: 1 });
        assert.equal((await stage.psa.ticket(id)).id, id);
      },
    },
    {
      promises: 'takes an error of the PSA’s own for something that passes, and works once it has passed',
      async run(stage) {
        const { id } = await openTicket(stage);
        stage.fault('readTicket', { kind: 'status', status: 500, times: 1 });
        await orPassing(stage, stage.psa.ticket(id));
        assert.equal((await stage.psa.ticket(id)).id, id);
        stage.fault('readTicket', { kind: 'status', status: 500 });
        assert.ok((await refused(stage, stage.psa.ticket(id), 'unavailable')).passing);
        stage.behave();
        assert.equal((await stage.psa.ticket(id)).id, id);
      },
    },
    {
      promises: 'stops a list of contacts at an error instead of taking what it has for everything',
      async run(stage) {
        stage.fault('listContacts', { kind: 'status', status: 500 });
        assert.ok((await refused(stage, collect(stage.psa.contacts()), 'unavailable')).passing);
      },
    },
    {
      promises: 'does not wait for ever for a slow answer',
      async run(stage) {
        const { id } = await openTicket(stage);
        stage.fault('readTicket', { kind: 'slow', delayMs: 5_000 });
        stage.patience(60);
        const error = await refused(stage, stage.psa.ticket(id), 'unavailable');
        assert.ok(error instanceof VendorError && error.passing);
        stage.behave();
        assert.equal((await stage.psa.ticket(id)).id, id);
      },
    },
    {
      promises: 'waits for an answer that is only a little slow',
      async run(stage) {
        const { id } = await openTicket(stage);
        stage.fault('readTicket', { kind: 'slow', delayMs: 30, times: 1 });
        assert.equal((await stage.psa.ticket(id)).id, id);
      },
    },
  ],
};
