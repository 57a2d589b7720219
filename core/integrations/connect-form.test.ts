import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { connectForm } from './connect-form.js';

describe('the form that an integration is connected with', () => {
  it('has a field for each credential, with what a person has to know and no value of a secret', () => {
    const form = connectForm(
      z.strictObject({
        accountSid: z.string().regex(/^AC/),
        authToken: z.string().default('never-shown').meta({ title: 'Auth token', secret: true }),
        approvers: z.enum(['any', 'assigned']).default('any').meta({ description: 'Who may approve' }),
        port: z.coerce.number().int().optional(),
        baseUrl: z.url().transform((url) => url.trim()),
      }),
    );
    expect(form).toEqual([
      { name: 'accountSid', title: 'Account sid', type: 'text', required: true, secret: false },
      { name: 'authToken', title: 'Auth token', type: 'text', required: false, secret: true },
      {
        name: 'approvers',
        title: 'Approvers',
        description: 'Who may approve',
        type: 'choice',
        required: false,
        secret: false,
        default: 'any',
        options: ['any', 'assigned'],
      },
      { name: 'port', title: 'Port', type: 'number', required: false, secret: false },
      { name: 'baseUrl', title: 'Base url', type: 'text', required: true, secret: false },
    ]);
  });
});
