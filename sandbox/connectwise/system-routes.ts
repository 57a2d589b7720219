import type { Callbacks } from './callbacks.js';
import { badQuery, recordNotFound } from './errors.js';
import { MODELS } from './models.js';
import type { Assignments } from './schedule-time.js';
import { SCHEDULE_TYPES } from './schedule-time.js';
import { count, created, list, noContent, ok, one, type Route } from './server.js';
import type { Stored } from './stored.js';

export interface SystemRoutesOptions {
  stored: Stored;
  callbacks: Callbacks;
  assignments: Assignments;
  /** What `/login/companyinfo/{companyId}` says of the one company that lives here. */
  installation: {
    companyId: string;
    companyName: string;
    codebase: string;
    codebases: readonly string[];
    versionCode: string;
  };
  signingKey: { path: string; key: string };
}

const VERSION_NUMBER = 'v4.6.104283';

/** `/system/…`, `/schedule/…`, `/time/…`, and the two addresses that need no credentials. */
export function systemRoutes(options: SystemRoutesOptions): Route[] {
  const { stored, callbacks, assignments, installation, signingKey } = options;
  const get = (path: string, answer: Route['answer']): Route => ({ method: 'GET', path, answer });
  return [
    {
      ...get('/login/companyinfo/:companyId', (asked) => {
        const known = asked.text('companyId').toLowerCase() === installation.companyId.toLowerCase();
        return ok(
          known
            ? {
                CompanyName: installation.companyName,
                Codebase: `${installation.codebase}/`,
                VersionCode: installation.versionCode,
                VersionNumber: VERSION_NUMBER,
                CompanyID: installation.companyId,
                IsCloud: true,
              }
            : null,
        );
      }),
      open: true,
    },
    { ...get(signingKey.path, () => ok({ signing_key: signingKey.key })), open: true },
    // Answers whoever asks: it proves nothing about the credentials. Source: field notes of an integrator.
    ...installation.codebases.map(
      (codebase): Route => ({
        ...get(`/${codebase}/apis/3.0/system/info`, () =>
          ok({
            version: VERSION_NUMBER,
            isCloud: true,
            serverTimeZone: 'Eastern Standard Time',
            licenseBits: [],
            cloudRegion: 'NA',
            maxWorkFlowRecordsAllowed: 500,
          }),
        ),
        open: true,
      }),
    ),
    get('/system/members', (asked) => list(asked, stored.members.all(), MODELS.member)),
    get('/system/members/count', (asked) => count(asked, stored.members.all(), MODELS.member)),
    get('/system/members/:id', (asked) => {
      const member = stored.members.get(asked.id());
      if (!member) throw recordNotFound('Member', asked.id());
      return one(asked, member);
    }),
    get('/system/documents', (asked) => {
      const { recordType, recordId, ...query } = asked.query;
      if (typeof recordType !== 'string' || typeof recordId !== 'string' || !/^\d+$/.test(recordId))
        throw badQuery('recordType and recordId are required.');
      return list({ ...asked, query }, [], MODELS.document);
    }),
    get('/system/callbacks', (asked) => list(asked, stored.callbacks.all(), MODELS.callback)),
    get('/system/callbacks/count', (asked) => count(asked, stored.callbacks.all(), MODELS.callback)),
    get('/system/callbacks/:id', (asked) => one(asked, callbacks.get(asked.id()))),
    {
      method: 'POST',
      path: '/system/callbacks',
      answer: (asked) => created(callbacks.create(asked.actor, asked.object())),
    },
    {
      method: 'PATCH',
      path: '/system/callbacks/:id',
      answer: (asked) => ok(callbacks.patch(asked.actor, asked.id(), asked.body())),
    },
    {
      method: 'DELETE',
      path: '/system/callbacks/:id',
      answer(asked) {
        callbacks.remove(asked.id());
        return noContent();
      },
    },
    get('/schedule/types', (asked) =>
      list(
        asked,
        SCHEDULE_TYPES.map((type) => ({ ...type })),
        MODELS.lookup,
      ),
    ),
    get('/schedule/entries', (asked) => list(asked, stored.scheduleEntries.all(), MODELS.scheduleEntry)),
    {
      method: 'POST',
      path: '/schedule/entries',
      answer: (asked) => created(assignments.createEntry(asked.actor, asked.object())),
    },
    get('/time/entries', (asked) => list(asked, stored.timeEntries.all(), MODELS.timeEntry)),
    {
      method: 'POST',
      path: '/time/entries',
      answer: (asked) => created(assignments.createTime(asked.actor, asked.object())),
    },
  ];
}
