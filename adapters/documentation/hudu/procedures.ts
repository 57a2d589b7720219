import { createFullText } from '../full-text.js';
import { htmlToPlainText } from '../html-to-plain-text.js';
import type { HuduClient } from './client.js';
import { notHere } from './failure.js';
import { everyRow } from './paging.js';
import { type ProcedureRow, procedureShape, type TaskRow, taskShape } from './shapes.js';

export interface Procedures {
  /** Processes of this company and those for every company, no runs, the best match first. Throws VendorError. */
  search(companyId: number, query: string, limit: number, signal?: AbortSignal): Promise<ProcedureRow[]>;
  /** One of this company (a run too) or for every company, with its tasks in order. Throws VendorError. */
  get(companyId: number, procedureId: number, signal?: AbortSignal): Promise<{ row: ProcedureRow; tasks: TaskRow[] }>;
}

const DOING = 'read processes';

export function createProcedures({ client, pageSize }: { client: HuduClient; pageSize: number }): Procedures {
  const listed = (query: { company_id: number } | { process_scope: string }, signal: AbortSignal | undefined) =>
    everyRow(client, {
      doing: DOING,
      path: '/procedures',
      name: 'procedures',
      row: procedureShape,
      query: { type: 'process', archived: 'false', ...query },
      pageSize,
      signal,
    });

  /** That this list is paged like the others is unconfirmed; if it is not, all of it comes each time. */
  const tasksOf = (procedureId: number, signal: AbortSignal | undefined): Promise<TaskRow[]> =>
    everyRow(client, {
      doing: 'read the tasks of a process',
      path: '/procedure_tasks',
      name: 'procedure_tasks',
      row: taskShape,
      query: { procedure_id: procedureId },
      pageSize,
      signal,
    });

  return {
    async search(companyId, query, limit, signal) {
      const rows = [
        ...(await listed({ company_id: companyId }, signal)),
        ...(await listed({ process_scope: 'global' }, signal)),
      ].filter((row) => isSeenBy(companyId, row) && row.run !== true);
      const index = createFullText();
      const byId = new Map(rows.map((row) => [row.id, row]));
      for (const row of byId.values()) {
        const tasks = (row.procedure_tasks_attributes ?? []).map(({ name }) => name ?? '');
        index.put(row.id, {
          title: row.name ?? '',
          text: `${htmlToPlainText(row.description ?? '')}\n${tasks.join('\n')}`,
        });
      }
      return index.search(query, limit).flatMap(({ id }) => byId.get(id) ?? []);
    },
    async get(companyId, procedureId, signal) {
      const asked = { doing: 'read a process', path: `/procedures/${procedureId}`, signal };
      const row = await client.find(asked, 'procedure', procedureShape);
      if (!row || row.id !== procedureId || !isSeenBy(companyId, row)) throw notHere('process', String(procedureId));
      const inside = row.procedure_tasks_attributes ?? [];
      const isComplete = inside.length > 0 || !row.total;
      const tasks = isComplete ? inside : await tasksOf(procedureId, signal);
      const own = tasks.filter((task) => (task.procedure_id ?? procedureId) === procedureId);
      return { row, tasks: own.sort((one, other) => (one.position ?? 0) - (other.position ?? 0)) };
    },
  };
}

/** What belongs to no company is for all, unless it is a run: that is somebody's. */
function isSeenBy(companyId: number, row: ProcedureRow): boolean {
  const isGlobal = (row.company_id === null || row.company_id === undefined) && row.run !== true;
  return (isGlobal || row.company_id === companyId) && row.archived !== true;
}

/**
 * The words of a task: base64 by the API's description, taken as they are where they are none.
 * Source: Swagger 2.44.0, Procedure_Task.
 */
export function decodedTask(description: string | null | undefined): string {
  const text = (description ?? '').trim();
  const packed = text.replace(/\s+/g, '');
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) return text;
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(packed, 'base64'));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what is no text has them
    return /[\u0000-\u0008\u000E-\u001F]/.test(decoded) ? text : decoded;
  } catch {
    return text;
  }
}
