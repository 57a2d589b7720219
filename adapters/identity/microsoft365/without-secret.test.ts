import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { VendorError } from '../../../core/errors.js';
import { withoutSecret } from './without-secret.js';

const SECRET = 'canary-4Kd+';

describe('a failure while a secret was being sent', () => {
  it('says what went wrong, and quotes nothing that could hold the secret, however deep', () => {
    const cause = new Error('reset', { cause: { body: { passwordProfile: { password: SECRET } } } });
    const error = new VendorError('Microsoft 365', 'unavailable', `It broke at ${SECRET}`, {
      vendorStatus: 503,
      outcomeUnknown: true,
      retryAfter: 7,
      cause,
    });
    const told = withoutSecret(error, SECRET, 'set a password');
    expect(inspect(told, { depth: 20, showHidden: true })).not.toContain(SECRET);
    expect(told).toMatchObject({ failure: 'unavailable', vendorStatus: 503, outcomeUnknown: true, retryAfter: 7 });
    expect(withoutSecret(new Error('x'), SECRET, 'set a password')).toMatchObject({ outcomeUnknown: true });
  });
});
