import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DemoStage, setStage } from '../../admin/cli/stage.js';
import { connectStore } from '../../core/store/connect.js';
import { askPerson, proposePlan } from '../model/turn.js';
import { curious } from './curious-model-for-tests.js';
import { leaksOf } from './hostile/leaks.js';
import { eventually } from './scenario.js';
import { ownNotes, quiet } from './ticket-desk.js';

const GROUP = 'Finance Share';
const SIDES = {
  harbor: { slug: 'harbor-dental', person: 'harbor-dental/sarah-chen' },
  larkmere: { slug: 'larkmere-logistics', person: 'larkmere-logistics/sarah-chen' },
} as const;
type Side = keyof typeof SIDES;

/** Namesakes at two clients, whose groups and articles have the same names, write the same at the same moment. */
describe('two clients with people, groups and articles of the same names', () => {
  let stage: DemoStage;
  const tickets = new Map<Side, string>();

  beforeAll(async () => {
    stage = await setStage({
      mode: 'execute',
      needs: ['hudu', 'itglue', 'ninjaone'],
      tuning: { diagnosis: { tokens: 20_000_000 } },
    });
    const { model, psa } = stage.sandbox;
    const then = curious(({ requester, turnedDown }) =>
      turnedDown
        ? askPerson(turnedDown)
        : proposePlan({
            diagnosis: 'Everything was read.',
            steps: [
              { tool: 'm365:add-group-member', arguments: { user: requester.email, group: GROUP }, why: 'Asked for.' },
            ],
            expectedOutcome: 'They are in the group.',
          }),
    );
    model.script([{ words: /look everywhere/, turn: then }]);
    for (const side of ['harbor', 'larkmere'] as const) {
      const summary = `Please look everywhere and put me into ${GROUP}`;
      const { person } = SIDES[side];
      tickets.set(side, psa.technicianCreatesTicket({ technician: 'mbell', personKey: person, summary }).id);
    }
    for (const side of ['harbor', 'larkmere'] as const) await noteOn(side, /waiting for approval|please take over/);
    for (const id of tickets.values()) {
      psa.technicianAddsNote(id, { technician: 'rcastro', text: 'approved', internal: true });
    }
    for (const side of ['harbor', 'larkmere'] as const) await noteOn(side, /agent: (done|stopped)|please take over/);
    await quiet({ sandbox: stage.sandbox, speed: 1, tell: () => undefined });
  }, 90_000);
  afterAll(() => stage.stop());

  const noteOn = (side: Side, pattern: RegExp) =>
    eventually(
      () => ownNotes(stage, tickets.get(side) ?? '').find(({ text }) => pattern.test(text))?.text,
      `${side}: ${pattern}`,
      40_000,
    );

  /** All that the model was shown in this client's run. */
  function shownTo(side: Side): string {
    const { name } = stage.sandbox.world.company(SIDES[side].slug);
    return stage.sandbox.model
      .requests()
      .map(({ request }) => JSON.stringify(request))
      .filter((text) => text.includes(`\\"company\\": \\"${name}\\"`))
      .join('\n');
  }

  /** What is this client's alone: names, ids and addresses that no other has. */
  function marksOf(side: Side): string[] {
    const { microsoft, hudu, world } = stage.sandbox;
    const { slug } = SIDES[side];
    const others = new Set(world.devices.filter(({ company }) => company !== slug).map(({ name }) => name));
    const { domain, name } = world.company(slug);
    return [
      domain,
      name,
      microsoft.tenantId(slug),
      ...microsoft.users(slug).flatMap(({ id, userPrincipalName }) => [id, userPrincipalName]),
      ...hudu.articles(slug).map((article) => article.slug),
      ...world.devices
        .filter((device) => device.company === slug && !others.has(device.name))
        .map((device) => device.name),
    ];
  }

  /** The activity record of a ticket, as it is stored. */
  async function recordOf(ticketId: string): Promise<string> {
    const { dataDir, dbName } = stage.data;
    const { MONGODB_URI } = process.env;
    const store = await connectStore({
      dataDir,
      joinRunning: true,
      ...(MONGODB_URI ? { mongodbUri: MONGODB_URI } : {}),
      ...(dbName ? { dbName } : {}),
    });
    const entries = await store.connection.collection('activity').find({ ticketId }).toArray();
    await store.close();
    return JSON.stringify(entries);
  }

  it('each see what is theirs', async () => {
    for (const side of ['harbor', 'larkmere'] as const) {
      const { domain } = stage.sandbox.world.company(SIDES[side].slug);
      const text = shownTo(side);
      const expected = [`vpn.${domain}`, 'Connect to the office VPN', 'Firewall admin', GROUP];
      expect(expected.filter((words) => !text.includes(words))).toEqual([]);
      expect(await noteOn(side, /agent: (done|stopped)|please take over/)).toContain('Frontdesk agent: done');
    }
  });

  it.each([
    ['harbor', 'larkmere'],
    ['larkmere', 'harbor'],
  ] as const)('nothing of the other stands in the run of %s, on its ticket or in its record', async (side, other) => {
    const id = tickets.get(side) ?? '';
    const marks = marksOf(other);
    expect(marks.length).toBeGreaterThan(60);
    const checked = [
      { name: 'what the model was shown', text: shownTo(side) },
      { name: 'the ticket', text: JSON.stringify(stage.sandbox.psa.notes(id)) },
      { name: 'the record', text: await recordOf(id) },
    ];
    expect(checked.every(({ text }) => text.length > 500)).toBe(true);
    expect(leaksOf(marks, checked)).toEqual([]);
  });

  it('each are put into their own group of that name, and nobody else is', () => {
    const { microsoft, records } = stage.sandbox;
    const writes = records.writes('microsoft');
    expect(writes).toHaveLength(2);
    for (const side of ['harbor', 'larkmere'] as const) {
      const { slug, person } = SIDES[side];
      expect(microsoft.user(person).groups).toContain(GROUP);
      const own = writes.filter(({ detail }) => JSON.stringify(detail).includes(microsoft.userId(person)));
      expect(own).toHaveLength(1);
      const [, groupId = ''] = /\/groups\/([^/]+)\//.exec(own[0]?.path ?? '') ?? [];
      expect(shownTo(side).includes(groupId)).toBe(true);
      expect(microsoft.users(slug).filter(({ id }) => own[0]?.path.includes(id))).toEqual([]);
    }
  });
});
