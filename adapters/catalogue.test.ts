import { describe, expect, it } from '@jest/globals';
import { secretFieldsOf } from '../core/integrations/integration.js';
import { catalogue } from './catalogue.js';
import { createOutgoing } from './http.js';

describe('the catalogue of integrations', () => {
  it('marks the fields that are secret, so that they are stored encrypted and never shown', () => {
    expect(Object.fromEntries(catalogue.map(({ kind, credentials }) => [kind, secretFieldsOf(credentials)]))).toEqual({
      autotask: ['secret', 'trackingIdentifier'],
      connectwise_psa: ['privateKey'],
      halopsa: ['clientSecret'],
      superops: ['apiToken'],
      m365: ['clientSecret', 'certificate'],
      model: ['apiKey'],
      hudu: ['apiKey'],
      itglue: ['apiKey'],
      ninjaone: ['clientSecret', 'scriptRefreshToken'],
      mcp: ['token', 'clientSecret'],
      traceless: ['signingSecret'],
      sms_verification: ['authToken'],
    });
  });

  it('refuses credentials that cannot work, and makes no request when it connects', () => {
    for (const { connect } of catalogue) {
      const deps = { http: createOutgoing(), now: () => new Date() };
      expect(() => connect({}, deps)).toThrow();
      expect(() => connect(undefined, deps)).toThrow();
    }
  });
});
