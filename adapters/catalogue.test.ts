import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { secretFieldsOf } from '../core/integrations/integration.js';
import { catalogue } from './catalogue.js';
import { createOutgoing } from './http.js';

const KEYS: Record<string, unknown> = {
  connectwise_psa: {
    site: 'https://na.myconnectwise.net',
    companyId: 'tallowmere',
    publicKey: 'public',
    privateKey: 'private',
    clientId: 'client',
  },
  m365: { clientId: 'client', clientSecret: 'secret' },
  model: { apiKey: 'key', model: 'some-model' },
};

describe('the catalogue of integrations', () => {
  it('marks the fields that are secret, so that they are stored encrypted and never shown', () => {
    expect(Object.fromEntries(catalogue.map(({ kind, credentials }) => [kind, secretFieldsOf(credentials)]))).toEqual({
      connectwise_psa: ['privateKey'],
      m365: ['clientSecret'],
      model: ['apiKey'],
    });
  });

  it('refuses credentials that cannot work, and makes no request when it connects', () => {
    for (const { connect } of catalogue) {
      const deps = { http: createOutgoing(), now: () => new Date() };
      expect(() => connect({}, deps)).toThrow();
      expect(() => connect(undefined, deps)).toThrow();
    }
  });

  it('names every tool after its integration, once, with an input that a model can be shown', () => {
    const http = {
      request: async () => {
        throw new Error('Connecting must not make a request');
      },
    };
    const names: string[] = [];
    for (const { kind, connect } of catalogue) {
      for (const tool of connect(KEYS[kind], { http, now: () => new Date() }).tools()) {
        expect(tool.name.split(':')).toEqual([kind, expect.stringMatching(/^[a-z0-9-]+$/)]);
        expect(z.toJSONSchema(tool.input)).toMatchObject({ type: 'object', additionalProperties: false });
        expect([tool.name, tool.observe === undefined]).toEqual([tool.name, tool.effect === 'read']);
        expect([tool.name, tool.undo === undefined]).toEqual([tool.name, tool.effect === 'read']);
        names.push(tool.name);
      }
    }
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBe(14 + 9);
  });
});
