import { reasonOf, VendorError } from '../../../core/errors.js';
import type { Finding } from '../../../core/integrations/integration.js';

/** The outcome of an attempt as a finding. Never throws for what the vendor says. */
export async function look(what: string, attempt: () => Promise<unknown>): Promise<Finding> {
  try {
    await attempt();
    return { ok: true, what };
  } catch (error) {
    const passing = error instanceof VendorError && error.passing;
    return { ok: false, what, problem: reasonOf(error), ...(passing ? { passing } : {}) };
  }
}
