import { describe, expect, it } from '@jest/globals';
import { createLog } from './log.js';

const SECRET = 'hunter2-s3cret';

/** What a log wrote, line by line. */
function logged(write: (log: ReturnType<typeof createLog>) => void, level = 'info') {
  const lines: string[] = [];
  write(createLog(level, { write: (line) => void lines.push(line) }));
  return { lines: lines.map((line): unknown => JSON.parse(line)), text: lines.join('') };
}

describe('a log', () => {
  it.each([
    'password',
    'newPassword',
    'Authorization',
    'token',
    'access_token',
    'refreshToken',
    'secret',
    'client_secret',
    'clientSecret',
    'apiKey',
    'api-key',
    'x-api-key',
    'privateKey',
    'authToken',
    'cookie',
    'set-cookie',
    'hookToken',
    'hookSecret',
    'previousAuthToken',
    'webhookUrls',
    'sealed',
    'bearer',
  ])('never holds the value of %s, wherever it stands', (key) => {
    const error = Object.assign(new Error('refused'), { request: { headers: { [key]: SECRET } } });
    const { lines, text } = logged((log) => {
      log.info({ [key]: SECRET }, 'at the top');
      log.info({ a: { b: { c: { d: { [key]: SECRET } } } } }, 'deep');
      log.info({ list: [{ [key]: { value: SECRET } }] }, 'in a list');
      log.error({ err: error }, 'in an error');
      log.error(error, 'as an error');
      log.info({ req: { headers: { [key]: SECRET } } }, 'in a request');
    });
    expect(lines).toHaveLength(6);
    expect(text).not.toContain(SECRET);
    expect(text).toContain('[redacted]');
  });

  it('holds what is no secret, errors with their messages, times and counts', () => {
    const at = new Date(0);
    const { lines } = logged((log) =>
      log.warn({ runId: 'r1', at, tokens: { input: 3 }, err: new TypeError('no such step') }, 'a run met an error'),
    );
    expect(lines).toEqual([
      expect.objectContaining({
        level: 40,
        runId: 'r1',
        at: at.toISOString(),
        tokens: { input: 3 },
        err: expect.objectContaining({ type: 'TypeError', message: 'no such step', stack: expect.any(String) }),
        msg: 'a run met an error',
      }),
    ]);
  });

  it('writes circular and very deep things without failing, and leaves them as they were', () => {
    const circle: Record<string, unknown> = { password: SECRET };
    circle.self = circle;
    const { lines, text } = logged((log) => log.info({ circle }, 'round'));
    expect(lines).toHaveLength(1);
    expect(text).not.toContain(SECRET);
    expect(circle.password).toBe(SECRET);
  });

  it('never holds a secret that is bound to a child', () => {
    const { text } = logged((log) => log.child({ token: SECRET, who: { password: SECRET } }).info('bound'));
    expect(text).toContain('[redacted]');
    expect(text).not.toContain(SECRET);
  });

  it('is silent below its level', () => {
    expect(logged((log) => log.info('x'), 'warn').lines).toEqual([]);
    expect(logged((log) => log.fatal('x'), 'silent').lines).toEqual([]);
  });
});
