import type { Accounts } from '../../core/accounts/account.js';
import type { ApiTokens } from '../../core/accounts/api-tokens.js';
import type { FirstAdmin } from '../../core/accounts/first-admin.js';
import type { Oidc } from '../../core/accounts/oidc.js';
import type { Sessions } from '../../core/accounts/sessions.js';
import type { SignIn } from '../../core/accounts/sign-in.js';
import type { Clientele } from '../../core/clients/clientele.js';
import type { IntegrationChanges } from '../../core/clients/integration-changes.js';
import type { Removing } from '../../core/clients/removing.js';
import type { Connections } from '../../core/integrations/connections.js';
import type { AgentWork } from './agent-work.js';
import type { Cookies } from './cookies.js';

/** The part of the core that clients, settings and integrations are looked at and changed with. */
export interface ClienteleDeps {
  clientele: Clientele;
  removing: Pick<Removing, 'remove'>;
  connections: Connections;
  integrations: IntegrationChanges;
}

/** What routes and pages work with. A route file takes the part that it needs: `Pick<ApiDeps, 'accounts'>`. */
export interface ApiDeps extends ClienteleDeps, AgentWork {
  accounts: Accounts;
  sessions: Sessions;
  signIn: SignIn;
  tokens: ApiTokens;
  firstAdmin: FirstAdmin;
  oidc: Oidc;
  cookies: Cookies;
  /** Scheme and host under which people reach this installation. */
  publicBaseUrl: string;
  version: string;
}
