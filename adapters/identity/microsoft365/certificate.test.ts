import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { InvalidInput } from '../../../core/errors.js';
import { createStage, DANA, HARBOR, type Stage } from './stage-for-tests.js';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterEach(() => stage.reset());
afterAll(() => stage.stop());

const find = (connection: ReturnType<Stage['connect']>) =>
  connection.directory.findUser(stage.vendor.tenantId(HARBOR), stage.emailOf(DANA));
const withCertificate = (certificate: string, more: Record<string, unknown> = {}) =>
  stage.connect({ clientSecret: '', certificate, ...more });

describe('signing in with a certificate', () => {
  it('works in the place of a secret, a new signature for each token', async () => {
    const { pem } = stage.vendor.registerCertificate();
    const connection = withCertificate(pem);
    const before = stage.mark();
    for (let count = 0; count < 2; count += 1) {
      expect((await find(connection))?.displayName).toBe('Dana Whitfield');
      stage.clock.now += 3_600_000;
    }
    const calls = stage.tokenCalls(before);
    expect(calls).toHaveLength(2);
    expect(JSON.stringify(calls)).not.toContain('client_secret');
    for (const { detail } of calls) {
      expect(detail).toMatchObject({
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        grant_type: 'client_credentials',
      });
    }
  });

  it('signs anew when the answer is lost, because a signature is good for one use', async () => {
    const { pem } = stage.vendor.registerCertificate();
    stage.faults.add({ vendor: 'microsoft', path: /token$/, kind: 'drop-after', times: 1 });
    expect((await find(withCertificate(pem)))?.displayName).toBe('Dana Whitfield');
  });

  it('takes what a form makes of it: without line breaks, with written ones, key first, PKCS#1', async () => {
    const { pem, certificatePem } = stage.vendor.registerCertificate();
    const key = pem.slice(certificatePem.length);
    const texts = [
      pem.replaceAll('\n', ''),
      pem.replaceAll('\n', '\\n'),
      pem.replaceAll('\n', '\r\n'),
      `${key}${certificatePem}`,
    ];
    for (const text of texts) expect((await find(withCertificate(text)))?.displayName).toBe('Dana Whitfield');
  });

  it('is refused by Microsoft in words when nobody uploaded it', async () => {
    const { pem } = stage.vendor.makeCertificate();
    const [finding] = await withCertificate(pem).checkClient(stage.vendor.tenantId(HARBOR));
    expect(finding?.problem).toContain('upload it to the application');
    expect(finding?.problem).not.toContain('PRIVATE KEY');
  });

  it('is refused before anything is sent when it cannot work, and is never quoted', () => {
    const [one, other] = [stage.vendor.makeCertificate(), stage.vendor.makeCertificate()];
    const keyOf = ({ pem, certificatePem }: typeof one) => pem.slice(certificatePem.length);
    const elliptic = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const wrong: [string, RegExp][] = [
      [one.certificatePem, /no block BEGIN PRIVATE KEY/],
      [keyOf(one), /no block BEGIN CERTIFICATE/],
      [`${one.certificatePem}${keyOf(other)}`, /does not belong/],
      [`${one.certificatePem}${elliptic.privateKey}`, /not an RSA key/],
      [`${one.certificatePem}${keyOf(one).replaceAll('PRIVATE', 'ENCRYPTED PRIVATE')}`, /passphrase/],
      ['-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----', /cannot be read/],
    ];
    for (const [text, why] of wrong) {
      const connecting = () => withCertificate(text);
      expect(connecting).toThrow(InvalidInput);
      expect(connecting).toThrow(why);
      expect(connecting).not.toThrow(/MII/);
    }
    expect(() => stage.connect({ clientSecret: '' })).toThrow('enter a client secret or a certificate');
  });
});

describe('the end of a secret or certificate', () => {
  const expiryOf = async (connection: ReturnType<Stage['connect']>) => (await connection.check()).at(-1);

  it('is warned of 30 days before, and a problem afterwards', async () => {
    const cases: [number, 'fine' | 'warned' | 'expired'][] = [
      [31, 'fine'],
      [29, 'warned'],
      [1, 'warned'],
      [-1, 'expired'],
    ];
    for (const [days, state] of cases) {
      const { pem } = stage.vendor.makeCertificate({ days });
      const day = new Date(stage.clock.now + days * 86_400_000).toISOString().slice(0, 10);
      const findings = [await expiryOf(withCertificate(pem)), await expiryOf(stage.connect({ secretExpires: day }))];
      for (const finding of findings) {
        expect([days, finding?.ok, Boolean(finding?.warning), Boolean(finding?.problem)]).toEqual([
          days,
          state !== 'expired',
          state === 'warned',
          state === 'expired',
        ]);
        expect(finding?.warning ?? finding?.problem ?? finding?.what).toContain(day);
      }
    }
  });

  it('of a secret is asked of the partner tenant, which knows better than what was entered', async () => {
    const tenantId = stage.vendor.partnerTenantId;
    stage.vendor.setSecretExpiry(new Date(stage.clock.now + 12 * 86_400_000));
    const asked = await expiryOf(stage.connect({ tenantId, secretExpires: '2031-01-01' }));
    expect(asked?.warning).toContain('in 12 days');
    stage.vendor.revokeConsent('partner', 'Application.Read.All', 'Directory.Read.All');
    const entered = await expiryOf(stage.connect({ tenantId, secretExpires: '2031-01-01' }));
    expect(entered).toEqual({ ok: true, what: 'The client secret is good until 2031-01-01' });
    expect((await expiryOf(stage.connect({ tenantId })))?.what).toContain('not known');
    stage.vendor.grantConsent('partner', 'Application.Read.All');
    stage.vendor.grantConsent('partner', 'Directory.Read.All');
  });

  it('is no date that the calendar does not have', () => {
    for (const secretExpires of ['2026-13-01', 'soon', '01.02.2027']) {
      expect(() => stage.connect({ secretExpires })).toThrow();
    }
    expect(() => stage.connect({ secretExpires: '' })).not.toThrow();
  });

  it('lists the customers of the partner tenant', async () => {
    const connection = stage.connect({ tenantId: stage.vendor.partnerTenantId });
    expect((await connection.check()).every(({ ok }) => ok)).toBe(true);
    expect(await connection.mappings()).toContainEqual({ id: stage.vendor.tenantId(HARBOR), name: 'Harbor Dental' });
  });
});
