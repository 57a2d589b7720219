import { AccessDenied, FrontdeskError } from '../errors.js';
import type { Account, Accounts } from './account.js';
import type { LoginLimits } from './login-limits.js';
import type { Passwords } from './password.js';
import type { Session, Sessions } from './sessions.js';

/** Where somebody signs in from. */
export interface Origin {
  /** The remote address. */
  address: string;
  /** What the browser says it is. */
  userAgent?: string | undefined;
  /** What an earlier sign-in of this browser returned as `knownBrowser`. */
  knownBrowser?: string | undefined;
}

export interface SignedIn {
  account: Account;
  /** For the session's cookie. */
  token: string;
  session: Session;
}

export interface SignIn {
  /**
   * Throws AccessDenied `wrong_sign_in` (401), word for word the same whether the account is unknown, switched off,
   * without a password or the password is wrong; InvalidInput `too_many_attempts` or `busy` (429).
   */
  withPassword(given: { email: string; password: string }, from: Origin): Promise<SignedIn & { knownBrowser: string }>;
  /** For somebody who has proved otherwise to be this account. */
  as(account: Account, from: Origin): Promise<SignedIn>;
  /** Changes the own password and ends all other sign-ins. Throws like `withPassword`, and InvalidInput `weak_password`. */
  changePassword(account: Account, given: { current: string; password: string }, from: Origin): Promise<SignedIn>;
}

export interface SignInOptions {
  accounts: Accounts;
  passwords: Passwords;
  sessions: Sessions;
  limits: LoginLimits;
}

export function createSignIn({ accounts, passwords, sessions, limits }: SignInOptions): SignIn {
  /** The account whose password this is. */
  async function prove(given: { email: string; password: string }, from: Origin) {
    const attempt = await limits.attempt({ email: given.email, address: from.address, browser: from.knownBrowser });
    const account = await accounts.byEmail(given.email);
    const stored = account?.active ? await accounts.passwordHashOf(account.id) : undefined;
    const { right, weak } = await passwords.verify(given.password, stored).catch(async (error: unknown) => {
      if (error instanceof FrontdeskError && error.code === 'busy') await attempt.withdrawn();
      throw error;
    });
    if (!right || !account || stored === undefined) {
      throw new AccessDenied('wrong_sign_in', 'The e-mail address or the password is not right');
    }
    const knownBrowser = await attempt.succeeded();
    if (weak) await accounts.rehash(account.id, given.password, stored);
    return { account, knownBrowser };
  }

  const signIn: SignIn = {
    async withPassword(given, from) {
      const { account, knownBrowser } = await prove(given, from);
      return { ...(await signIn.as(account, from)), knownBrowser };
    },
    async as(account, { address, userAgent }) {
      await accounts.signedIn(account.id);
      const begun = await sessions.begin(account, { address, ...(userAgent ? { browser: userAgent } : {}) });
      return { account, ...begun };
    },
    async changePassword({ email }, { current, password }, from) {
      const { account } = await prove({ email, password: current }, from);
      return signIn.as(await accounts.setPassword(account.id, password), from);
    },
  };
  return signIn;
}
