import { FrontdeskError, VendorError } from '../../core/errors.js';

/**
 * Asks an outside system for an admin, who has to learn why it did not answer: throws what a VendorError says as 424, whose
 * text is told, in the place of 502, whose text is not.
 */
export async function tellingWhy<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    throw new FrontdeskError(error.code, error.message, { status: 424, cause: error });
  }
}
