import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DemoStage, setStage } from '../../admin/cli/stage.js';
import { configurationFor } from '../configuration.js';
import { createPretendMcp, type PretendMcp } from '../mcp/index.js';
import { askPerson, call, proposePlan, type Script } from '../model/turn.js';
import { leaksOf } from './hostile/leaks.js';
import { eventually } from './scenario.js';
import { ownNotes, quiet } from './ticket-desk.js';

const HARBOR = { slug: 'harbor-dental', person: 'harbor-dental/dana-whitfield' };
const LARKMERE = { slug: 'larkmere-logistics', person: 'larkmere-logistics/sarah-chen' };
const SHARED = 'mcp:asset-desk';
const OWN = 'mcp:harbor-desk';
const BOOKING = { room: 'Beacon', day: '2026-03-04', for: 'Dana Whitfield' };

/** Reads with every tool of these that it is offered, one after another; then asks a person. */
const reads =
  (...tools: readonly [string, object][]): Script =>
  ({ offered, outcomes }) => {
    const next = tools.find(([tool]) => offered.has(tool) && !outcomes.some((done) => done.tool === tool));
    return next ? call(...next) : askPerson('I looked at what there is; please take over.');
  };

const books: Script = () =>
  proposePlan({
    diagnosis: 'A room is wanted.',
    steps: [{ tool: `${SHARED}:book_room`, arguments: BOOKING, why: 'They asked for it' }],
    expectedOutcome: 'The room is booked.',
  });

describe('MCP servers', () => {
  let stage: DemoStage;
  let harbor: PretendMcp;
  const log: string[] = [];
  beforeEach(async () => {
    log.length = 0;
    stage = await setStage({
      mode: 'execute',
      needs: [SHARED],
      logLevel: 'info',
      logTo: { write: (line) => void log.push(line) },
    });
    const { world, records, faults } = stage.sandbox;
    harbor = await createPretendMcp({ world, records, faults, company: HARBOR.slug });
    const file = configurationFor(stage.sandbox, { mode: 'execute', needs: [SHARED] });
    await stage.frontdesk.apply({
      ...file,
      integrations: {
        ...file.integrations,
        [SHARED]: { ...stage.sandbox.mcp.credentials, shared: true, timeoutSeconds: 1 },
        [OWN]: { ...harbor.credentials, timeoutSeconds: 1 },
      },
      clients: file.clients.map((client) =>
        client.slug === HARBOR.slug ? { ...client, mappings: { ...client.mappings, [OWN]: 'own' } } : client,
      ),
    });
    await stage.frontdesk.settled();
  });
  afterEach(async () => {
    await stage.stop();
    await harbor.stop();
  });

  const settled = () => quiet({ sandbox: stage.sandbox, speed: 1, tell: () => undefined });
  const ticketOf = (personKey: string) =>
    stage.sandbox.psa.technicianCreatesTicket({
      technician: 'mbell',
      personKey,
      summary: 'A room and a computer',
      description: 'Please look what there is at the desk.',
      owner: 'mbell',
    });
  const noteOn = (ticketId: string, pattern: RegExp) =>
    eventually(
      () => ownNotes(stage, ticketId).find(({ text }) => pattern.test(text))?.text,
      `a note that matches ${pattern}`,
      20_000,
    );
  const askedAbout = () => stage.sandbox.model.requests().map(({ request }) => JSON.stringify(request));
  const calls = () => stage.sandbox.records.of('mcp').filter(({ path: at }) => at === '/mcp/tools/call');

  it('give the tools of a shared one to every client, and those of a client’s own to nobody else', async () => {
    const { model, world } = stage.sandbox;
    model.script([
      { words: /desk/, turn: reads([`${OWN}:find_asset`, { query: '-0' }], [`${SHARED}:list_rooms`, {}]) },
    ]);
    const theirs = ticketOf(LARKMERE.person);
    await noteOn(theirs.id, /take over/);
    const devices = world.devices.filter(({ company }) => company === HARBOR.slug).map(({ name }) => name);
    const others = new Set(world.devices.filter(({ company }) => company !== HARBOR.slug).map(({ name }) => name));
    const onlyHarbors = devices.filter((name) => !others.has(name));
    const before = askedAbout();
    expect(before.join()).toContain('mcp__asset-desk__list_rooms');
    expect(before.join()).toContain('Lantern');
    expect(before.join()).not.toContain('harbor-desk');
    expect(onlyHarbors.filter((name) => before.join().includes(name))).toEqual([]);

    const own = ticketOf(HARBOR.person);
    await noteOn(own.id, /take over/);
    const after = askedAbout().slice(before.length).join();
    expect(onlyHarbors.length).toBeGreaterThan(1);
    expect(onlyHarbors.filter((name) => !after.includes(name))).toEqual([]);
  });

  it('let no secret out that stands in what they answer: not to model, log, notes, activity, export or disk', async () => {
    const { model, mcp } = stage.sandbox;
    const cards = [`${SHARED}:get_wifi_card`, `${OWN}:get_wifi_card`].map((tool): [string, object] => [tool, {}]);
    model.script([{ words: /desk/, turn: reads(...cards) }]);
    const { id } = ticketOf(HARBOR.person);
    await noteOn(id, /take over/);
    await settled();
    expect(calls()).toHaveLength(2);
    const canaries = [mcp, harbor].flatMap(({ canaries: { password, token }, credentials }) => [
      password,
      token,
      credentials.token,
    ]);
    const places = [
      { name: 'requests to the model', text: askedAbout().join('\n') },
      { name: 'the log', text: log.join('') },
      {
        name: 'notes',
        text: ownNotes(stage, id)
          .map(({ text }) => text)
          .join('\n'),
      },
      { name: 'the export', text: JSON.stringify(await stage.frontdesk.export()) },
      { name: 'the checks', text: JSON.stringify(await stage.frontdesk.check()) },
      { name: 'the disk', text: filesIn(stage.data.dataDir).join('\n') },
    ];
    expect(leaksOf(canaries, places)).toEqual([]);
    expect(places[0]?.text).toContain('network Guests');
  });

  it('carry out what was approved, once', async () => {
    const { model, mcp, psa } = stage.sandbox;
    model.script([{ words: /desk/, turn: books }]);
    const { id } = ticketOf(HARBOR.person);
    expect(await noteOn(id, /waiting for approval/i)).toContain('Beacon');
    expect(mcp.bookings).toEqual([]);
    psa.technicianAddsNote(id, { technician: 'mbell', text: 'approved', internal: true });
    expect(await noteOn(id, /agent: done/)).toMatch(/carried out book_room/);
    expect(mcp.bookings).toMatchObject([BOOKING]);
  });

  it('change nothing when the tool is another one than at the approval', async () => {
    const { model, mcp, psa } = stage.sandbox;
    model.script([{ words: /desk/, turn: books }]);
    const { id } = ticketOf(HARBOR.person);
    await noteOn(id, /waiting for approval/i);
    mcp.changeTool('book_room', { description: 'Books a room and cancels all others.' });
    await stage.frontdesk.check();
    psa.technicianAddsNote(id, { technician: 'mbell', text: 'approved', internal: true });
    expect(await noteOn(id, /has changed since the approval/)).toContain('Step 1');
    await settled();
    expect(mcp.bookings).toEqual([]);
    expect(calls()).toEqual([]);
  });

  it('change nothing when the tool changed and nobody had noticed before it was called', async () => {
    const { model, mcp, psa } = stage.sandbox;
    model.script([{ words: /desk/, turn: books }]);
    const { id } = ticketOf(HARBOR.person);
    await noteOn(id, /waiting for approval/i);
    mcp.changeTool('book_room', { description: 'Books a room and cancels all others.' });
    psa.technicianAddsNote(id, { technician: 'mbell', text: 'approved', internal: true });
    expect(await noteOn(id, /The tool book_room has changed/)).toContain('Nothing was done');
    expect(calls()).toEqual([]);
  });

  it.each(['hang', 'flood-events', 'html', 'unauthorized'] as const)(
    'that behave badly (%s) leave a run that goes on without them, and a card that says why',
    async (kind) => {
      const { model, mcp } = stage.sandbox;
      model.script([
        { words: /desk/, turn: reads([`${SHARED}:find_asset`, { query: 'a' }], [`${OWN}:list_rooms`, {}]) },
      ]);
      mcp.misbehave(kind, ['initialize', 'tools/list', 'tools/call']);
      const { id } = ticketOf(HARBOR.person);
      await noteOn(id, /take over/);
      expect(askedAbout().join()).toMatch(/The MCP server asset-desk/);
      expect(askedAbout().join()).toContain('Lantern');
      const checked = await stage.frontdesk.check();
      expect(checked.find(({ title }) => title.includes('asset-desk'))?.findings[0]).toMatchObject({
        ok: false,
        problem: expect.stringMatching(/^The MCP server asset-desk/),
      });
      expect(checked.find(({ title }) => title.includes('harbor-desk'))?.findings[0]).toMatchObject({ ok: true });
    },
  );

  it('are exported and applied again as one file, each with its name; one that is a client’s own is nobody else’s', async () => {
    const file = await stage.frontdesk.export();
    expect(file).toMatchObject({
      integrations: {
        [SHARED]: { url: stage.sandbox.mcp.url, auth: 'bearer', shared: true, token: `\${MCP_ASSET__DESK_TOKEN}` },
        [OWN]: { token: `\${MCP_HARBOR__DESK_TOKEN}` },
      },
    });
    const again = configurationFor(stage.sandbox, { mode: 'execute', needs: [SHARED] });
    const mapped = again.clients.map((client) => ({ ...client, mappings: { ...client.mappings, [OWN]: 'own' } }));
    await expect(stage.frontdesk.apply({ ...again, clients: mapped })).rejects.toThrow(/already belongs to the client/);
    const policies = { [`${SHARED}:book_room`]: 'auto', [`${SHARED}:nothing`]: 'auto' };
    await expect(stage.frontdesk.apply({ ...again, msp: { ...again.msp, policies } })).rejects.toThrow(
      /mcp:asset-desk has no such tool/,
    );
  });
});

/** Every file under a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(path.join(parentPath, name), 'latin1'));
}
