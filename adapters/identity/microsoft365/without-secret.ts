import { VendorError } from '../../../core/errors.js';
import { VENDOR } from './vendor.js';

/** What may be told of a failure while a secret was being sent: nothing that could quote it, and no cause. */
export function withoutSecret(error: unknown, secret: string, doing: string): VendorError {
  if (!(error instanceof VendorError)) {
    return new VendorError(VENDOR, 'unexpected', `It is not known whether it worked to ${doing}`, {
      outcomeUnknown: true,
    });
  }
  return new VendorError(VENDOR, error.failure, error.message.replaceAll(secret, '(removed)'), {
    outcomeUnknown: error.outcomeUnknown,
    ...(error.vendorStatus === undefined ? {} : { vendorStatus: error.vendorStatus }),
    ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
  });
}
