import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { startBench } from './client-for-tests.js';
import { ENTITIES, type Entity } from './entities/index.js';
import type { FieldType } from './fields.js';
import { placeOf } from './places.js';

const ENTITY_FILE = resolve('../shared/specs/autotask/autotask-entities-from-anteris.json');
const PATH_FILE = resolve('../shared/specs/autotask/autotask-swagger-v1-partial-2020.json');

const property = z.object({ type: z.string(), format: z.string().optional() });
type Property = z.infer<typeof property>;
const entityList = z.object({
  entities: z.record(
    z.string(),
    z.object({ required: z.array(z.string()).default([]), properties: z.record(z.string(), property) }),
  ),
});
const pathList = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown()).nullable()) });

const readEntities = () => entityList.parse(JSON.parse(readFileSync(ENTITY_FILE, 'utf8'))).entities;

function typesOf({ type, format }: Property): FieldType[] {
  if (type === 'integer') return format === 'int64' ? ['long'] : ['integer'];
  if (type === 'number') return ['decimal'];
  if (type === 'boolean') return ['boolean'];
  return format === 'date-time' ? ['datetime'] : ['string'];
}

const described = (entity: Entity) => Object.entries(entity.fields);
const describeWithEntities = existsSync(ENTITY_FILE) ? describe : describe.skip;

describeWithEntities('the vendor’s list of entities', () => {
  it('has the entities that are served, but for the one it is too old for', () => {
    const lists = readEntities();
    const unknown = ENTITIES.filter(({ name }) => !lists[name]).map(({ name }) => name);
    expect(unknown).toEqual(['TicketNoteWebhookExcludedResources']);
  });

  it('has every field, of the same type', () => {
    const lists = readEntities();
    const strange = ENTITIES.flatMap((entity) => {
      const properties = lists[entity.name]?.properties;
      if (!properties) return [];
      return described(entity).flatMap(([name, { type }]) => {
        const listed = properties[name];
        if (!listed) return [`${entity.name}.${name} is not in the list`];
        return typesOf(listed).includes(type) ? [] : [`${entity.name}.${name} is ${listed.type}, not ${type}`];
      });
    });
    expect(strange).toEqual([]);
  });

  it('demands the same fields', () => {
    const lists = readEntities();
    for (const entity of ENTITIES) {
      const listed = lists[entity.name]?.required;
      const required = described(entity).flatMap(([name, field]) => (field.required ? [name] : []));
      if (listed) expect([entity.name, required.sort()]).toEqual([entity.name, [...listed].sort()]);
    }
  });

  it('fits every record that is answered', async () => {
    const lists = readEntities();
    const known = ENTITIES.filter(({ name }) => lists[name]);
    const { autotask, ask, query, openTicket, ticketBody } = await startBench();
    try {
      autotask.takeRights([]);
      const { id } = openTicket({ owner: 'jpark' });
      await ask('POST', '/Tickets', ticketBody());
      await ask('POST', `/Tickets/${id}/Notes`, { description: 'Seen', noteType: 1, publish: 2 });
      const [role] = autotask.recordsOf('ResourceServiceDeskRoles').filter((row) => row.resourceID !== null);
      const work = { resourceID: role?.resourceID ?? 0, roleID: role?.roleID ?? 0 };
      await ask('POST', '/TimeEntries', {
        ticketID: id,
        ...work,
        startDateTime: '2026-11-25T09:00:00Z',
        endDateTime: '2026-11-25T09:15:00Z',
      });
      await ask('POST', `/Tickets/${id}/SecondaryResources`, work);
      const found = new Set<string>();
      const empty: string[] = [];
      for (const { name } of known) {
        const rows = (await query(name, [{ op: 'exist', field: 'id' }])).items();
        if (rows.length === 0) empty.push(name);
        for (const row of rows) {
          for (const [field, value] of Object.entries(row)) {
            const listed = lists[name]?.properties[field];
            if (!listed) found.add(`${name}.${field} is not in the list`);
            else if (!fits(listed, value)) found.add(`${name}.${field} is no ${listed.type}: ${JSON.stringify(value)}`);
          }
        }
      }
      expect([...found]).toEqual([]);
      expect(empty.filter((name) => !name.includes('Webhook'))).toEqual([]);
    } finally {
      await autotask.stop();
    }
  });
});

function fits({ type, format }: Property, value: unknown): boolean {
  if (value === null) return true;
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (format === 'date-time') return typeof value === 'string' && new Date(value).toISOString() === value;
  return typeof value === type;
}

const describeWithPaths = existsSync(PATH_FILE) ? describe : describe.skip;

describeWithPaths('the vendor’s list of paths', () => {
  it('knows the same verbs; webhooks of tickets are as those of companies', () => {
    const { paths } = pathList.parse(JSON.parse(readFileSync(PATH_FILE, 'utf8')));
    const unlike: string[] = [];
    let compared = 0;
    for (const [path, verbs] of Object.entries(paths)) {
      const ours = path
        .replace('CompanyWebhook', 'TicketWebhook')
        .replace(/\{\w+\}/g, '7')
        .split('/')
        .slice(2);
      const place = placeOf(ours);
      if (!place || !verbs) continue;
      compared += 1;
      const listed = Object.keys(verbs).map((verb) => verb.toUpperCase());
      if (listed.sort().join() !== [...place.methods].sort().join())
        unlike.push(`${path} knows ${listed.join()}, not ${place.methods.join()}`);
    }
    // The list is of 2020: registered fields could be deleted and so on; what it has since been given is in the facts.
    expect(unlike).toEqual([]);
    expect(compared).toBeGreaterThan(40);
  });
});
