import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createStage, DANA, failureOf, HARBOR, type Stage } from './stage-for-tests.js';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterEach(() => stage.reset());
afterAll(() => stage.stop());

const LARKMERE = 'larkmere-logistics';
const read = (connection: ReturnType<Stage['connect']>, company = HARBOR) =>
  stage.tool('get-user', connection).run(stage.scope(company), { user: stage.emailOf(stage.seat(company, 3)) });

describe('a tenant that is asked too much', () => {
  it('is waited for as long as it says, and no other tenant with it', async () => {
    const connection = stage.connect();
    await read(connection);
    await read(connection, LARKMERE);
    stage.vendor.throttle(HARBOR, { retryAfter: 7, times: 1 });
    const begun = stage.waits.length;
    await read(connection, LARKMERE);
    expect(stage.waits).toHaveLength(begun);
    await read(connection);
    expect(stage.waits.slice(begun)).toEqual([7_000]);
    await read(connection, LARKMERE);
    expect(stage.waits).toHaveLength(begun + 1);
  });

  it('does not hold up another while it waits', async () => {
    const connection = stage.connect();
    await Promise.all([read(connection), read(connection, LARKMERE)]);
    stage.vendor.throttle(HARBOR, { retryAfter: 30 });
    const throttled = Promise.all(Array.from({ length: 8 }, () => failureOf(read(connection))));
    const other = await Promise.all(Array.from({ length: 8 }, () => read(connection, LARKMERE)));
    expect(other).toHaveLength(8);
    const failures = (await throttled).map(({ failure, retryAfter }) => [failure, retryAfter]);
    expect(new Set(failures.map(String))).toEqual(new Set(['throttled,30']));
    stage.vendor.throttle(HARBOR, null);
  });

  it('is tried again after pauses of our own where it does not say how long', async () => {
    stage.vendor.throttle(HARBOR, { times: 2 });
    expect((await read(stage.connect())).summary).toContain('enabled');
  });

  it('changes nothing twice: what was not taken is sent again, what failed is not', async () => {
    stage.vendor.throttle(HARBOR, { retryAfter: 1, times: 1 });
    const before = stage.writes();
    await stage.change('revoke-sessions').run(stage.scope(), { user: stage.emailOf(DANA) });
    expect(stage.writes()).toBe(before + 1);
    stage.faults.add({ vendor: 'microsoft', method: 'POST', path: /members/, kind: 'status', status: 503 });
    const mark = stage.mark();
    const error = await failureOf(
      stage.change('add-group-member').run(stage.scope(), { user: stage.emailOf(DANA), group: 'Front Office' }),
    );
    expect(error.outcomeUnknown).toBe(true);
    expect(stage.graphCalls(mark).filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});

describe('an answer that is none', () => {
  const odd = ['html', 'null', 'cut', 'huge'] as const;

  it.each(odd)('to a read (%s) is an error that says so', async (kind) => {
    stage.faults.add({ vendor: 'microsoft', path: /\/users\//, kind, bytes: 12 * 1024 * 1024 });
    const error = await failureOf(read(stage.connect()));
    expect([error.failure, error.outcomeUnknown]).toEqual(['unexpected', false]);
  });

  it.each(odd)('to a request for a token (%s) is an error that says so', async (kind) => {
    stage.faults.add({ vendor: 'microsoft', path: /token$/, kind });
    const connection = stage.connect();
    const error = await failureOf(read(connection));
    expect([error.failure, error.outcomeUnknown]).toEqual(['unexpected', false]);
    const [finding] = await connection.checkClient(stage.vendor.tenantId(HARBOR));
    expect(finding?.ok).toBe(false);
  });

  it('with the status of a failure is that failure', async () => {
    for (const [status, failure] of [
      [403, 'forbidden'],
      [500, 'unavailable'],
      [404, 'not_found'],
    ] as const) {
      stage.faults.clear();
      stage.faults.add({ vendor: 'microsoft', path: /\/subscribedSkus/, kind: 'html', status });
      const error = await failureOf(stage.tool('list-available-licenses').run(stage.scope(), {}));
      expect([status, error.failure]).toEqual([status, failure]);
    }
  });

  it('to a change leaves its outcome unknown', async () => {
    for (const kind of ['html', 'cut'] as const) {
      stage.faults.clear();
      stage.faults.add({ vendor: 'microsoft', method: 'POST', path: /revokeSignInSessions/, kind });
      const error = await failureOf(stage.change('revoke-sessions').run(stage.scope(), { user: stage.emailOf(DANA) }));
      expect([kind, error.outcomeUnknown]).toEqual([kind, true]);
    }
  });

  it('makes a preview fail, not the plan: what cannot be known now is no refusal', async () => {
    stage.faults.add({ vendor: 'microsoft', path: /\/users\//, kind: 'status', status: 503 });
    const preview = stage.change('disable-user').preview?.(stage.scope(), { user: stage.emailOf(DANA) });
    expect((await failureOf(preview)).passing).toBe(true);
  });

  it('is never so long that a model drowns in it', async () => {
    for (let count = 0; count < 300; count += 1) {
      stage.vendor.addGroup(HARBOR, `${'Long name of a group '.repeat(10)}${count}`, {
        members: [stage.vendor.userId(DANA)],
      });
    }
    const { output, summary } = await stage.tool('list-user-groups').run(stage.scope(), { user: stage.emailOf(DANA) });
    expect(JSON.stringify(output).length).toBeLessThan(20_000);
    expect([summary, output]).toEqual([
      expect.stringMatching(/is in 30\d groups/),
      expect.objectContaining({ notShown: expect.stringMatching(/\d+ more/) }),
    ]);
  });
});

describe('a password kept by an earlier step', () => {
  it('is set by its reference, kept for whoever hands it over, and told to nobody', async () => {
    const at = stage.scope();
    const value = 'Front-desk "mailbox" 77\\x!';
    await at.secrets.keep({ label: 'password of an entry', value, subject: 'Front desk mailbox' });
    const args = { user: stage.emailOf(DANA), passwordSecretId: 'secret-1' };
    const reset = stage.change('reset-password');
    const preview = await reset.preview?.({ ...at, secrets: { keep: at.secrets.keep } }, args);
    expect(preview?.sentence).toContain('the kept password');
    const result = await reset.run(at, args);
    expect(stage.vendor.user(DANA).passwords.at(-1)?.password).toBe(value);
    expect(result.secretIds).toEqual(['secret-2']);
    expect(JSON.stringify([result, stage.attempts])).not.toContain('mailbox');
    stage.faults.add({ vendor: 'microsoft', method: 'PATCH', kind: 'status', status: 400 });
    const error = await failureOf(reset.run(at, args));
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('mailbox');
  });

  it('that cannot be opened changes nothing', async () => {
    const before = stage.writes();
    const at = stage.scope();
    const args = { user: stage.emailOf(DANA), passwordSecretId: 'secret-9' };
    const error = await failureOf(stage.change('reset-password').run(at, args));
    expect([error.failure, error.message.includes('secret-9'), at.kept, stage.writes()]).toEqual([
      'invalid',
      true,
      [],
      before,
    ]);
  });

  it('is in no message that quotes what was sent, however it is cut', async () => {
    const value = `Quoted ${'x'.repeat(300)} secret`;
    const at = stage.scope();
    await at.secrets.keep({ label: 'x', value, subject: 'x' });
    const http = {
      request: async (request: Parameters<typeof stage.http.request>[0]) => {
        const answer = await stage.http.request(request);
        if (request.method !== 'PATCH') return answer;
        const message = `${'The value '.repeat(25)}${value} does not comply`;
        const body = Buffer.from(JSON.stringify({ error: { code: 'Request_BadRequest', message } }));
        return {
          ...answer,
          status: 400,
          body,
          text: () => String(body),
          json: (): unknown => JSON.parse(String(body)),
        };
      },
    };
    const reset = stage.change('reset-password', stage.connect({}, http));
    const error = await failureOf(reset.run(at, { user: stage.emailOf(DANA), passwordSecretId: 'secret-1' }));
    expect([error.failure, error.message.includes('Quoted'), error.message.includes('(removed)')]).toEqual([
      'invalid',
      false,
      true,
    ]);
  });
});
