import { describe, expect, it } from '@jest/globals';
import { redact, redactText } from './redact.js';

const VALUE = 'Sunny-4711';
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';
const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----';

describe('what is recorded', () => {
  it.each([
    ...[
      'password',
      'newPassword',
      'PASSWORD',
      'user_password',
      'passwd',
      'pwd',
      'passphrase',
      'passcode',
      'passwordProfile',
    ],
    ...[
      'secret',
      'clientSecret',
      'client_secret',
      'client-secret',
      'token',
      'accessToken',
      'refresh_tokens',
      'hookToken',
      'hookSecret',
    ],
    ...[
      'authorization',
      'Proxy-Authorization',
      'apiKey',
      'x-api-key',
      'privateKey',
      'signingKey',
      'cookie',
      'credentials',
    ],
    ...[
      'accessPass',
      'temporaryAccessPass',
      'code',
      'verificationCode',
      'one_time_code',
      'smsCode',
      'recoveryCodes',
      'backupCode',
    ],
    ...['otp', 'smsOtp', 'pin', 'userPin', 'user_pin', 'totp', 'sealed', 'bearer', 'Authorization'],
  ])('never holds the value of %s, however deep', (name) => {
    for (const value of [VALUE, [VALUE], { value: VALUE }]) {
      const kept = redact({ [name]: value, list: [{ inner: { [name]: value } }] });
      expect(kept).toEqual({ [name]: '[secret]', list: [{ inner: { [name]: '[secret]' } }] });
    }
  });

  it.each<[string, unknown]>([
    ...(['secretId', 'statusCode', 'postalCode', 'countryCode', 'errorCode', 'zip_code', 'languageCode'] as const).map(
      (name): [string, unknown] => [name, VALUE],
    ),
    ['tokens', { input: 12, output: 3 }],
    ['inputTokens', 12],
    ['secretIds', ['a']],
    ['passwordSecretId', 'a'],
    ['pinned', VALUE],
    ['shippingPoint', VALUE],
    ['spin', VALUE],
    ['option', VALUE],
    ['passenger', VALUE],
    ['code', 'Request_ResourceNotFound'],
    ['code', 'ECONNREFUSED'],
    ['code', 404],
    ['forceChangePassword', true],
    ['password', null],
  ])('holds %s: %j, which is no secret', (name, value) => {
    expect(redact({ [name]: value })).toEqual({ [name]: value });
  });

  it.each([
    ['a bearer token', `curl -H "Authorization: Bearer abcdef0123456789abcdef"`, 'abcdef0123456789'],
    ['a web token', `it answered ${JWT} at once`, 'dozjgNry'],
    ['a private key', `the key is ${PEM}, keep it`, 'MIIEow'],
    ['a private key whose end is missing', PEM.slice(0, 50), 'MIIEow'],
    ['a password in an address', 'see https://dana:hunter2@files.example/x', 'hunter2'],
    ['a secret in a form', 'grant_type=client_credentials&client_secret=s3cr3t~value&scope=x', 's3cr3t'],
    ['a password in JSON', '{"password": "hunter22"}', 'hunter22'],
    ['a token across the cut', `${'x'.repeat(19_980)} ${JWT}`, 'eyJhbGci'],
  ])('holds no text that looks like %s', (_what, text, secret) => {
    expect(redactText(text)).not.toContain(secret);
    expect(JSON.stringify(redact({ list: [{ text }] }))).not.toContain(secret);
  });

  it('leaves plain sentences as they are', () => {
    const text = "Reset the password of dana@harbor.example; basic checks passed. Her token: 2 of 3. What's next?";
    expect(redactText(text)).toBe(text);
  });

  it('is cut where it is too long, too many, too deep or circular, and says so', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const deep = Array.from({ length: 40 }).reduce<unknown>((inner) => ({ inner }), 'bottom');
    expect(redact(circle)).toEqual({ self: '[circular]' });
    expect(JSON.stringify(redact(deep))).toContain('[deeper]');
    expect(redact(Array.from({ length: 600 }, (_, at) => at))).toHaveLength(501);
    expect(String(redact('x'.repeat(1_000_000)))).toHaveLength(20_005);
    const many = Array.from({ length: 100 }, () => 'x'.repeat(19_000));
    expect(JSON.stringify(redact(many)).length).toBeLessThan(500_000);
    const fields = Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`f${at}`, at]));
    expect(redact(fields)).toMatchObject({ '[more]': 100 });
  });

  it('is plain JSON, whatever it was', () => {
    const odd = {
      at: new Date(0),
      bytes: Buffer.from('x'),
      error: new Error('no'),
      n: Number.NaN,
      u: undefined,
      big: 5n,
    };
    expect(redact(odd)).toEqual({ at: '1970-01-01T00:00:00.000Z', bytes: '[1 bytes]', error: 'no', n: null, big: '5' });
    expect(redact({ 'half \ud800': 'half \udfff', 'a\0b': 1 })).toEqual({ 'half \ufffd': 'half \ufffd', ab: 1 });
  });
});
