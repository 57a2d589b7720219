import type { Activity } from '../activity/record.js';
import { Conflict, FrontdeskError, InvalidInput, NotFound, reasonOf } from '../errors.js';
import type { Authorizations } from '../integrations/authorizations.js';
import type { Connections } from '../integrations/connections.js';
import type { Finding, ToolReviews, ToolToReview } from '../integrations/integration.js';
import type { Webhooks } from '../integrations/webhooks.js';
import type { Author } from './author.js';
import type { Deployment } from './deployment.js';
import type { Upkeep } from './upkeep.js';

/** The way in which people connect and disconnect integrations: stored, recorded, and taken into the clients' agents. */
export interface IntegrationChanges {
  /**
   * Stores credentials, looks with them whether they work, and has webhooks registered. What the check finds is kept as
   * the integration's health. Returns whether anything changed. Throws NotFound for an unknown integration, InvalidInput
   * with a line for each wrong field; no error repeats what was filled in.
   */
  connect(kind: string, credentials: Record<string, unknown>, by: Author): Promise<boolean>;
  /** The live check, now. Throws NotFound when it is not connected. */
  check(kind: string): Promise<Finding[]>;
  /**
   * Takes webhooks back where the vendor can be reached, then erases the credentials. Mappings of clients stay, for
   * connecting it again. Returns what could not be taken back. Throws NotFound when it is not connected.
   */
  disconnect(kind: string, by: Author): Promise<string[]>;
  /** See `Authorizations.begin`. */
  authorize(kind: string, session: string): Promise<{ url: string }>;
  /** See `Authorizations.finish`; the integration is tried at once. Returns what was authorized. */
  authorized(
    query: Readonly<Record<string, string>>,
    session: string,
    by: Author,
  ): Promise<{ integration: string; title: string; findings: Finding[] }>;
  /** Tools that are new or changed at the vendor since an admin looked. Throws NotFound when it is not connected. */
  reviews(kind: string): Promise<ToolToReview[]>;
  /**
   * Somebody has looked at what a tool says of itself now; from now on its policy decides. Throws NotFound when it is not
   * connected, Conflict `tool_not_as_seen` when the tool says something else than what was seen.
   */
  review(kind: string, seen: { tool: string; hash: string }, by: Author): Promise<void>;
}

export function createIntegrationChanges({
  connections,
  upkeep,
  authorizations,
  webhooks,
  deployment,
  activity,
}: {
  connections: Pick<Connections, 'overviewOf' | 'save' | 'remove' | 'get'>;
  upkeep: Pick<Upkeep, 'check'>;
  authorizations: Authorizations;
  webhooks: Pick<Webhooks, 'registerSoon' | 'takeBack'>;
  deployment: Pick<Deployment, 'deployAll'>;
  activity: Pick<Activity, 'add'>;
}): IntegrationChanges {
  async function connected(kind: string) {
    const found = await connections.overviewOf(kind);
    if (!found.connected) throw new NotFound('connected integration', kind);
    return found;
  }

  async function check(kind: string): Promise<Finding[]> {
    try {
      return await upkeep.check(kind);
    } catch (error) {
      if (!(error instanceof FrontdeskError) || error.code !== 'vault_unreadable') throw error;
      return [{ ok: false, what: 'Read the stored credentials', problem: `${error.message}; connect it again` }];
    }
  }

  async function reviewsOf(kind: string): Promise<ToolReviews | undefined> {
    const found = await connections.get(kind);
    if (!found) throw new NotFound('connected integration', kind);
    return found.connection.reviews;
  }

  return {
    async connect(kind, credentials, by) {
      const { title, connected: before } = await connections.overviewOf(kind);
      const isChanged = await connections.save(kind, credentials).catch((error: unknown) => {
        throw withoutValues(error, credentials);
      });
      if (isChanged) {
        const what = before ? `${by.name} changed the credentials of ${title}` : `${by.name} connected ${title}`;
        await activity.add({ kind: 'integration.connected', what, detail: { by, integration: kind } });
        await webhooks.registerSoon();
      }
      await check(kind);
      // After it was tried: only then it is known which tools some integrations have.
      if (isChanged) await deployment.deployAll();
      return isChanged;
    },
    async check(kind) {
      await connected(kind);
      return check(kind);
    },
    async disconnect(kind, by) {
      const { title } = await connected(kind);
      const problems = await webhooks.takeBack(kind);
      if (!(await connections.remove(kind))) throw new NotFound('connected integration', kind);
      const what = `${by.name} disconnected ${title}; its credentials are erased`;
      await activity.add({ kind: 'integration.removed', what, detail: { by, integration: kind, problems } });
      await deployment.deployAll();
      return problems;
    },
    authorize: (kind, session) => authorizations.begin(kind, session),
    async authorized(query, session, by) {
      const { integration, title } = await authorizations.finish(query, session);
      const what = `${by.name} signed in at ${title} for Frontdesk`;
      await activity.add({ kind: 'integration.authorized', what, detail: { by, integration } });
      const findings = await check(integration);
      await deployment.deployAll();
      return { integration, title, findings };
    },
    async reviews(kind) {
      return (await reviewsOf(kind))?.pending() ?? [];
    },
    async review(kind, { tool, hash }, by) {
      if (!(await (await reviewsOf(kind))?.confirm(tool, hash))) {
        throw new Conflict(
          'tool_not_as_seen',
          `${tool} is not what you saw: it has changed since, or there is nothing to look at; look at it again`,
        );
      }
      const what = `${by.name} looked at what ${tool} says of itself now; its policy decides again`;
      await activity.add({ kind: 'integration.reviewed', what, detail: { by, integration: kind, tool, hash } });
      await check(kind);
      await deployment.deployAll();
    },
  };
}

/** Shorter ones would only tear words apart. Characters. */
const WORTH_HIDING = 4;

/** The same refusal without anything that was filled in: a key may have been pasted into the wrong field. */
function withoutValues(error: unknown, credentials: Record<string, unknown>): unknown {
  if (!(error instanceof InvalidInput)) return error;
  const values = Object.values(credentials)
    .filter((value) => typeof value === 'string')
    .filter((value) => value.trim().length >= WORTH_HIDING)
    .sort((a, b) => b.length - a.length);
  const clean = (text: string) =>
    values.reduce((rest, value) => rest.replaceAll(value, '…').replaceAll(value.trim(), '…'), text);
  const message = clean(reasonOf(error));
  return new InvalidInput(error.code, message, { details: { problems: message.split('\n') } });
}
