import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing } from '../../../core/ports/outgoing.js';
import { VENDOR } from './failure.js';

/** Works as a stable path on every server. Source: ConnectWise facts, Developer Guide. */
const FALLBACK = 'v4_6_release/';

const companyInfo = z.object({ Codebase: z.string().regex(/^[\w.-]+\/?$/) }).nullable();

export interface Codebase {
  /** The first part of every API path, with its slash at the end. */
  current(): Promise<string>;
  /** Asks again after an address that must exist was not found; true when there is reason to try once more. */
  moved(): Promise<boolean>;
  /** Throws VendorError when the site does not know the company id or cannot be asked. */
  confirm(): Promise<void>;
}

/** Which release of ConnectWise serves this company: `GET /login/companyinfo/{companyId}`, no sign-in, asked once. */
export function createCodebase({ site, companyId, http }: { site: URL; companyId: string; http: Outgoing }): Codebase {
  let asking: Promise<string> | undefined;

  async function ask(): Promise<string> {
    const answer = await http.request({
      method: 'GET',
      url: `${site.origin}/login/companyinfo/${encodeURIComponent(companyId)}`,
      headers: { accept: 'application/json' },
      maxBytes: 100_000,
    });
    if (answer.status !== 200) return FALLBACK;
    const parsed = companyInfo.safeParse(answer.json());
    if (!parsed.success) return FALLBACK;
    if (parsed.data === null) {
      throw new VendorError(
        VENDOR,
        'unauthorized',
        `ConnectWise at ${site.host} knows no company id ${companyId}. Check it.`,
      );
    }
    return parsed.data.Codebase.replace(/\/?$/, '/');
  }

  function current(): Promise<string> {
    asking ??= ask().catch((error: unknown) => {
      asking = undefined;
      // The page may be switched off on a self-hosted server; the keys decide then.
      if (error instanceof VendorError && error.failure === 'unexpected') return FALLBACK;
      throw error;
    });
    return asking;
  }

  return {
    current,
    async moved() {
      const before = await current();
      asking = undefined;
      const now = await current();
      return now !== before;
    },
    async confirm() {
      asking = undefined;
      await current();
    },
  };
}
