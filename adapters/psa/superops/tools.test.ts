import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from '../../../core/integrations/integration.js';
import type { ToolScope } from '../../../core/tools/tool.js';
import { type Bench, DANA, failureOf, HARBOR, startBench } from './bench-for-tests.js';

let bench: Bench;
let vendor: Bench['vendor'];

beforeEach(async () => {
  bench = await startBench();
  ({ vendor } = bench);
});
afterEach(() => bench.stop());

const scopeOf = (slug: string): ToolScope => ({
  clientId: slug,
  mapping: vendor.companyId(slug),
  secrets: { keep: async () => ({ secretId: 'kept' }) },
});

function toolOf(connection: Connection, name: string) {
  const tool = connection.tools().find((each) => each.name === `superops:superops-${name}`);
  if (!tool) throw new Error(`There is no tool ${name}`);
  return tool;
}

describe('the tools', () => {
  it('triage a ticket, tell what was there before, and know whether it happened', async () => {
    const connection = bench.connect();
    const { id } = await bench.open(connection.psa);
    const triage = toolOf(connection, 'triage-ticket');
    const args = { ticketId: id, priority: 'high', urgency: 'High', group: 'Alerts', technician: 'Morgan Bell' };
    expect(await triage.observe?.(scopeOf(HARBOR), args, bench.now())).toBe('not_happened');
    const { output, summary } = await triage.run(scopeOf(HARBOR), args);
    expect(vendor.storedTicket(id)).toMatchObject({
      priority: 'High',
      urgency: 'High',
      technician: vendor.technicianId('mbell'),
    });
    expect(output).toMatchObject({ before: { group: 'Service Desk' }, after: { group: 'Alerts', priority: 'High' } });
    expect(summary).toContain('Before:');
    expect(await triage.observe?.(scopeOf(HARBOR), args, bench.now())).toBe('happened');
  });

  it('reply once, although the answer is lost, and know that it was sent', async () => {
    const connection = bench.connect();
    const { id } = await bench.open(connection.psa);
    const reply = toolOf(connection, 'add-public-reply');
    const args = { ticketId: id, text: 'Please restart.' };
    bench.faults.add({ vendor: 'superops', ...vendor.requests.addNote, kind: 'drop-after', times: 1 });
    await reply.run(scopeOf(HARBOR), args);
    await reply.run(scopeOf(HARBOR), args);
    expect(vendor.storedConversations(id).filter(({ mailed }) => mailed)).toHaveLength(1);
    expect(await reply.observe?.(scopeOf(HARBOR), args, bench.now())).toBe('happened');
  });

  it('read a ticket with what it began with, its talk and its notes apart', async () => {
    const connection = bench.connect();
    const { id } = await bench.open(connection.psa, { description: 'It smokes.' });
    vendor.technicianAddsNote(id, { technician: 'mbell', text: 'Known issue' });
    vendor.contactAddsNote(id, { personKey: DANA, text: 'Hurry' });
    const read = async (name: string) => (await toolOf(connection, name).run(scopeOf(HARBOR), { ticketId: id })).output;
    expect(await read('get-ticket')).toMatchObject({
      description: 'It smokes.',
      requester: { id: vendor.contactId(DANA) },
    });
    expect(await read('list-notes')).toMatchObject({ notes: [{ text: 'Known issue', visibility: 'internal' }] });
    expect(await read('list-conversations')).toMatchObject({
      conversations: [{ text: 'It smokes.' }, { text: 'Hurry' }],
    });
  });

  it('refuse what is another client’s without saying whose it is', async () => {
    const connection = bench.connect();
    const { id } = await bench.open(connection.psa);
    const error = await failureOf(
      toolOf(connection, 'get-ticket').run(scopeOf('larkmere-logistics'), { ticketId: id }),
    );
    expect([error.failure, error.message]).toEqual([
      'forbidden',
      `Ticket ${id} does not belong to this client in SuperOps.`,
    ]);
  });
});
