import { VendorError } from '../../core/errors.js';

/** Without the right for it, what is only nice to know stays unknown; anything else is thrown on. */
export function ignoreMissingRight(error: unknown): undefined {
  if (error instanceof VendorError && error.failure === 'forbidden') return undefined;
  throw error;
}
