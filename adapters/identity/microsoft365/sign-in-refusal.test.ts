import { describe, expect, it } from '@jest/globals';
import { signInRefused } from './sign-in-refusal.js';

const where = { tenant: 'tenant-1', clientId: 'our app', login: 'https://login.example' };

function refused(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return signInRefused(
    { status, headers, body: Buffer.from(text), text: () => text, json: (): unknown => JSON.parse(text) },
    where,
  );
}

const withCode = (code: number) =>
  refused(400, { error: 'invalid_client', error_description: `AADSTS${code}: secret words`, error_codes: [code] });

describe('a sign-in that Microsoft refuses', () => {
  it.each([
    [65001, 'forbidden', /consent.*adminconsent\?client_id=our%20app/],
    [700016, 'forbidden', /adminconsent/],
    [7000215, 'unauthorized', /secret is wrong/],
    [7000222, 'unauthorized', /secret has expired/],
    [700027, 'unauthorized', /certificate is not accepted/],
    [90002, 'not_found', /no such tenant/],
    [5000224, 'not_found', /gone or blocked/],
    [53003, 'forbidden', /Conditional Access/],
    [424242, 'unauthorized', /AADSTS424242/],
  ])('with AADSTS%i is told in words', (code, failure, words) => {
    const error = withCode(code);
    expect([error.failure, words.test(error.message)]).toEqual([failure, true]);
    expect(error.message).not.toContain('secret words');
  });

  it('because the application is only being made known is tried again in half a minute', () => {
    const error = withCode(650051);
    expect([error.passing, error.retryAfter]).toEqual([true, 30]);
  });

  it('without a code, in HTML, or with a failing server is told as far as it can be', () => {
    expect(refused(400, '<html>').message).toContain('400');
    expect(refused(401, { error: 'invalid_client', error_description: 'AADSTS7000222: over' }).message).toContain(
      'expired',
    );
    expect(refused(503, 'null').passing).toBe(true);
    expect(refused(429, 'null', { 'retry-after': '9' })).toMatchObject({ failure: 'throttled', retryAfter: 9 });
  });
});
