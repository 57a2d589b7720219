import { z } from 'zod';
import { badQuery, recordNotFound } from './errors.js';
import type { JsonObject, Row } from './json.js';
import { MODELS, type Model } from './models.js';
import type { Notes } from './notes.js';
import { type Asked, count, created, list, noContent, ok, one, type Route } from './server.js';
import type { BoardChoice } from './shapes.js';
import type { Stored, Table } from './stored.js';
import type { Tickets } from './tickets.js';

/** `/service/…`: boards and what belongs to them, priorities, sources, tickets and their notes. */
export function serviceRoutes(deps: { stored: Stored; tickets: Tickets; notes: Notes }): Route[] {
  return [...boardRoutes(deps.stored), ...ticketRoutes(deps.stored, deps.tickets), ...noteRoutes(deps.notes)];
}

const get = (path: string, answer: Route['answer']): Route => ({ method: 'GET', path, answer });

function boardRoutes(stored: Stored): Route[] {
  const board = (id: number) => {
    const found = stored.boards.get(id);
    if (!found) throw recordNotFound('Board', id);
    return found;
  };
  const choices = (path: string, table: Table<BoardChoice>): Route[] =>
    collection(path, MODELS.boardChoice, (asked) => {
      const { id } = board(asked.id());
      return table.all().filter((row) => row.board.id === id);
    });
  return [
    ...collection('/service/boards', MODELS.board, () => stored.boards.all()),
    get('/service/boards/:id', (asked) => one(asked, board(asked.id()))),
    ...collection('/service/boards/:id/statuses', MODELS.boardStatus, (asked) => {
      const { id } = board(asked.id());
      return stored.statuses.all().filter((row) => row.board.id === id);
    }),
    ...choices('/service/boards/:id/types', stored.types),
    ...choices('/service/boards/:id/subtypes', stored.subTypes),
    ...choices('/service/boards/:id/items', stored.items),
    get('/service/boards/:id/typeSubTypeItemAssociations', (asked) => {
      const { id } = board(asked.id());
      const reference = (row: BoardChoice) => ({ id: row.id, name: row.name });
      const types = stored.types.all().filter((row) => row.board.id === id);
      const subTypes = stored.subTypes.all().filter((row) => row.board.id === id);
      const pairs = types.flatMap((type) => subTypes.map((subType) => ({ type, subType })));
      const rows = pairs.map(({ type, subType }) => ({
        id: type.id * 1000 + subType.id,
        type: reference(type),
        subType: reference(subType),
        item: null,
      }));
      return list(asked, rows, MODELS.association);
    }),
    ...collection('/service/boards/:id/teams', MODELS.boardTeam, (asked) => {
      const { id } = board(asked.id());
      return stored.teams.all().filter((row) => row.boardId === id);
    }),
    ...collection('/service/priorities', MODELS.priority, () => stored.priorities.all()),
    ...collection('/service/sources', MODELS.lookup, () => stored.sources.all()),
  ];
}

/** A list and its count. */
function collection(path: string, model: Model, rows: (asked: Asked) => Row[]): Route[] {
  return [
    get(path, (asked) => list(asked, rows(asked), model)),
    get(`${path}/count`, (asked) => count(asked, rows(asked), model)),
  ];
}

function ticketRoutes(stored: Stored, tickets: Tickets): Route[] {
  const path = '/service/tickets/:id';
  return [
    ...collection('/service/tickets', MODELS.ticket, () => stored.tickets.all()),
    {
      method: 'POST',
      path: '/service/tickets/search',
      answer: (asked) => list(asked, stored.tickets.all(), MODELS.ticket, readSearch(asked.object())),
    },
    {
      method: 'POST',
      path: '/service/tickets',
      answer: (asked) => created(tickets.create(asked.actor, asked.object())),
    },
    get(path, (asked) => one(asked, tickets.get(asked.id()))),
    { method: 'PATCH', path, answer: (asked) => ok(tickets.patch(asked.actor, asked.id(), asked.body())) },
    {
      method: 'DELETE',
      path,
      answer(asked) {
        tickets.remove(asked.actor, asked.id());
        return noContent();
      },
    },
    get(`${path}/scheduleentries`, (asked) => {
      const { id } = tickets.get(asked.id());
      const entries = stored.scheduleEntries.all().filter((entry) => entry.objectId === id);
      const rows = entries.map((entry) => ({ id: entry.id, description: entry.name, _info: entry._info }));
      return list(asked, rows, MODELS.recordReference);
    }),
    get(`${path}/timeentries`, (asked) => {
      const { id } = tickets.get(asked.id());
      const entries = stored.timeEntries.all().filter((entry) => entry.chargeToId === id);
      return list(
        asked,
        entries.map((entry) => ({ id: entry.id, _info: entry._info })),
        MODELS.recordReference,
      );
    }),
    get(`${path}/configurations`, (asked) => {
      tickets.get(asked.id());
      return list(asked, [], MODELS.configuration);
    }),
    get(`${path}/documents`, (asked) => {
      tickets.get(asked.id());
      return list(asked, [], MODELS.document);
    }),
  ];
}

const search = z.object({
  conditions: z.string().optional(),
  childConditions: z.string().optional(),
  customFieldConditions: z.string().optional(),
  orderBy: z.string().optional(),
});

/** The body of a search; the model spells some of its keys in lower case, so case does not matter. */
function readSearch(body: JsonObject): JsonObject {
  const keys = new Map(Object.keys(search.shape).map((key) => [key.toLowerCase(), key]));
  const named = Object.entries(body).map(([key, value]) => [keys.get(key.toLowerCase()) ?? key, value]);
  const read = search.safeParse(Object.fromEntries(named.filter(([, value]) => value !== null)));
  if (!read.success) throw badQuery('The search takes conditions, childConditions, customFieldConditions and orderBy.');
  return { ...read.data };
}

function noteRoutes(notes: Notes): Route[] {
  const path = '/service/tickets/:id/notes';
  const note = `${path}/:noteId`;
  return [
    ...collection(path, MODELS.note, (asked) => notes.of(asked.id())),
    get('/service/tickets/:id/allNotes', (asked) => list(asked, notes.allOf(asked.id()), MODELS.ticketNote)),
    { method: 'POST', path, answer: (asked) => created(notes.create(asked.actor, asked.id(), asked.object())) },
    get(note, (asked) => one(asked, notes.get(asked.id(), asked.id('noteId')))),
    {
      method: 'PATCH',
      path: note,
      answer: (asked) => ok(notes.patch(asked.actor, asked.id(), asked.id('noteId'), asked.body())),
    },
    {
      method: 'DELETE',
      path: note,
      answer(asked) {
        notes.remove(asked.actor, asked.id(), asked.id('noteId'));
        return noContent();
      },
    },
  ];
}
