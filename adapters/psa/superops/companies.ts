import { z } from 'zod';
import type { Company } from '../../../core/ports/psa.js';
import { collect } from '../collect.js';
import { createRemembered } from '../remembered.js';
import type { SuperOpsClient } from './client.js';
import { documents } from './documents.js';
import { saysNothing } from './failure.js';
import { idOf } from './ids.js';
import { type ClientRow, clientShape, stageShape } from './shapes.js';

export interface Companies {
  companies(): Promise<Company[]>;
  /** Undefined when there is no such client. */
  company(id: string): Promise<Company | undefined>;
  /** Its name, not older than a few minutes. */
  nameOf(id: string): Promise<string | undefined>;
}

/**
 * Stages of clients that are none yet, or no more: by the stage's constant, or its name where the MSP made the stage. Only
 * `ACTIVE` is documented, so a stage that is not known here counts as served: clients are picked one by one.
 */
const NOT_SERVED = new Set(['lead', 'prospect', 'inactive', 'churned', 'archived', 'lost']);

/** Clients. What SuperOps calls their stage and status are their types. Source: SuperOps facts, clients. */
export function createCompanies({ client, now }: { client: SuperOpsClient; now: () => Date }): Companies {
  const stages = createRemembered<Map<string, string>>(now);
  const names = createRemembered<string | undefined>(now);

  /** Constants of stages by name. Only a help: without it, names speak for themselves. */
  const constants = () =>
    stages('stages', async () => {
      const rows = await client.ask('list client stages', documents.stages, z.array(stageShape)).catch(() => undefined);
      return new Map((rows ?? []).map(({ name, constant }) => [name.toLowerCase(), (constant ?? name).toLowerCase()]));
    });

  async function toCompany(row: ClientRow): Promise<Company> {
    const stage = row.stage?.toLowerCase() ?? '';
    return {
      id: row.accountId,
      name: row.name,
      types: [row.stage, row.status].flatMap((type) => (type ? [type] : [])),
      active: !NOT_SERVED.has((await constants()).get(stage) ?? stage),
    };
  }

  async function companies(): Promise<Company[]> {
    const rows = await collect(client.everyRow('list clients', documents.clients, { pace: 'bulk' }));
    return Promise.all(rows.map(toCompany));
  }

  async function company(id: string): Promise<Company | undefined> {
    const accountId = idOf('client', id);
    try {
      const row = await client.ask(`read client ${id}`, documents.client, clientShape, { accountId });
      return row && (await toCompany(row));
    } catch (error) {
      if (!saysNothing(error)) throw error;
      return (await companies()).find((each) => each.id === accountId);
    }
  }

  return {
    companies,
    company,
    nameOf: (id) => names(id, async () => (await company(id))?.name),
  };
}
