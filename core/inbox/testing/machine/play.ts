/** Plays a story on a ticket of its own, on a client of its own. */
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { Crash, createClock, createHandQueue, DANA, JIN, OMAR } from '../../../agent/fakes-for-tests.js';
import { LEASE_MS, type LeasedRun, type Runs } from '../../../agent/runs.js';
import { SYSTEM } from '../../../clients/author.js';
import { clientSettings } from '../../../clients/client.js';
import { mspSettings } from '../../../clients/settings.js';
import { FrontdeskError, VendorError } from '../../../errors.js';
import type { Ticket } from '../../../ports/psa.js';
import { defineTool } from '../../../tools/tool.js';
import { createFakeVerifier } from '../../../verification/stage-for-tests.js';
import { createWorkingDesk, KIND, type Worker } from '../working-desk.js';
import type { Command, Proposal, Story, TicketChange } from './commands.js';
import { createOracle, type Effect, type Truth, Violation } from './oracle.js';

const TOOL = 'pretend_directory:change-user';
const PEOPLE = {
  jin: { id: '7', name: 'Jin Park', email: 'jin@msp.example' },
  lee: { id: '8', name: 'Lee Marsh', email: 'lee@msp.example' },
};
const RESCUED_MS = 31_000;

export async function createMachine({ connection, verifies }: { connection: Connection; verifies: boolean }) {
  const clock = createClock();
  const provider = createFakeVerifier(clock.now);
  const effects: Effect[] = [];
  const violations: Violation[] = [];
  let truth: Truth | undefined;
  let directory: 'down' | 'answer lost' | undefined;
  /** What strikes at which of the calls to come. */
  let strike: { what: 'crash' | 'taken over'; left: number } | undefined;
  let dead = false;
  let beside = false;

  const desk = await createWorkingDesk({
    connection,
    clock,
    ...(verifies ? { verifier: provider.verifier } : {}),
    tools: [changeUser()],
  });
  const { psa, hand, clients, settings } = desk;
  psa.approving.who = 'assigned';
  psa.technicians.splice(0, 1, { ...JIN, email: PEOPLE.jin.email }, { ...PEOPLE.lee, identifier: 'lee', active: true });
  const oracle = createOracle({ connection, now: clock.now, notesOf: psa.notesOf });

  function changeUser() {
    return defineTool({
      name: TOOL,
      description: 'Changes a user.',
      input: z.strictObject({ user: z.string(), value: z.string() }),
      effect: 'write',
      sensitive: true,
      defaultPolicy: 'approval_needed',
      subject: ({ user }) => ({ kind: 'user', ref: user }),
      describe: ({ user, value }) => `Set ${user} to ${value}`,
      undo: ({ user }) => `Set ${user} back`,
      async run({ mapping, runId = '' }, args) {
        await tick('crash');
        if (directory === 'down') {
          directory = undefined;
          throw new VendorError('directory', 'unavailable', 'The directory is down');
        }
        const effect = { runId, tenant: mapping, tool: TOOL, args };
        effects.push(effect);
        if (!truth) throw new Error('No story is going on');
        await oracle.judge(effect, truth).catch((error: unknown) => {
          if (!(error instanceof Violation)) throw error;
          violations.push(error);
        });
        await tick('crash');
        if (directory === 'answer lost') {
          directory = undefined;
          throw new VendorError('directory', 'unavailable', 'No answer came', { outcomeUnknown: true });
        }
        return { output: { value: args.value }, summary: `Set ${args.user} to ${args.value}` };
      },
      observe: async ({ runId }, args) =>
        effects.some((effect) => effect.runId === runId && effect.args.value === args.value)
          ? 'happened'
          : 'not_happened',
    });
  }

  /** Before each call that the worker makes. A process that is dead makes none. */
  async function tick(only?: 'crash'): Promise<void> {
    if (beside) return;
    if (dead) throw new Crash('the process is dead');
    if (!strike || (only && strike.what !== only)) return;
    strike.left -= 1;
    if (strike.left >= 0) return;
    const { what } = strike;
    strike = undefined;
    if (what === 'crash') {
      dead = true;
      throw new Crash('the process died here');
    }
    // It stood still for longer than its lease, and another one went on with all that it had begun.
    clock.pass(LEASE_MS + 1_000);
    beside = true;
    const other = createHandQueue();
    const worker = desk.hire({ queue: other.queue });
    for (const { id } of await desk.runs.adrift()) await worker.agent.wake(id);
    await other.drain();
    beside = false;
  }

  function ticking<T extends object>(target: T): T {
    return new Proxy(target, {
      get(inner, key) {
        const value: unknown = Reflect.get(inner, key);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]): Promise<unknown> => {
          await tick();
          return Reflect.apply(value, inner, args);
        };
      },
    });
  }

  const mortalRuns: Runs = {
    ...desk.runs,
    async lease(id): Promise<LeasedRun | undefined> {
      const leased = await desk.runs.lease(id);
      return leased && ticking(leased);
    },
  };
  psa.trouble.before = () => tick();
  const newWorker = () =>
    desk.hire({ runs: mortalRuns, approvals: ticking(desk.approvals), activity: ticking(desk.activity) });

  let stories = 0;
  async function play({ before, after }: Story): Promise<void> {
    stories += 1;
    const company = `company-${stories}`;
    const tenants = { first: `tenant-${stories}-1`, second: `tenant-${stories}-2` };
    for (const tenant of Object.values(tenants)) desk.identity.tenants[tenant] = [DANA, OMAR];
    // Nobody goes on with the story before.
    await connection.collection('runs').updateMany({ active: true }, { $unset: { active: 1 } });
    hand.clear();
    [strike, dead, beside, directory] = [undefined, false, false, undefined];
    provider.state.outcome = 'approved';
    await settings.write(mspSettings.parse({ name: 'Lakeside IT', mode: 'execute' }));
    const slug = `client-${stories}`;
    const mappings = { [KIND]: company, pretend_directory: tenants.first, pretend_verifier: `org-${stories}` };
    const { client } = await clients.save(clientSettings.parse({ slug, name: slug, mode: 'execute', mappings }));
    const ticketId = psa.addTicket({ summary: 'Dana Reyes is locked out', contactId: '41', companyId: company });
    const now: Truth = {
      clientId: client.id,
      ticketId,
      tenant: tenants.first,
      policies: { client: undefined, msp: undefined, ruleForB: 'auto' },
      mode: 'execute',
      frozen: { client: false, msp: false },
      ticket: { inCompany: true, closed: false, deleted: false, contactId: '41', assignedTo: PEOPLE.jin.id },
      destroyed: false,
      ended: new Set(),
      verifies,
    };
    truth = now;
    propose('A');
    let worker: Worker = newWorker();
    const opens: Command = { do: 'event', times: 1 };
    for (const command of [...before, opens, ...after]) {
      await carryOut(command);
      const [violation] = violations.splice(0);
      if (violation) throw violation;
      await oracle.checkDecisions(now);
    }
    await checkNotes(ticketId);

    /** One piece of work and all that follows it; a process that dies is replaced by one that takes up what it left. */
    async function work(begin: () => Promise<unknown>): Promise<void> {
      try {
        await begin();
        await hand.drain();
      } catch (error) {
        if (!(error instanceof Crash || error instanceof FrontdeskError)) throw error;
      }
      if (!dead) return;
      dead = false;
      clock.pass(LEASE_MS + 1_000);
      worker = newWorker();
      await work(() => worker.agent.start());
    }

    async function carryOut(command: Command): Promise<void> {
      const look = () => worker.work.look(KIND, ticketId, now.ticket.deleted ? 'deleted' : 'updated');
      switch (command.do) {
        case 'event':
          for (let time = 0; time < command.times; time += 1) await work(look);
          return;
        case 'note':
          psa.addNote(ticketId, {
            text: command.says,
            visibility: command.customerSees ? 'public' : 'internal',
            author: authorOf(command.by),
          });
          return work(look);
        case 'press': {
          const approval = (await desk.runs.latestOn(KIND, ticketId))?.approvalId;
          const { planHash = '' } = (approval && (await desk.approvals.get(approval))) || {};
          const email = command.by === 'stranger' ? 'stranger@msp.example' : PEOPLE[command.by].email;
          const decision = {
            approvalId: approval ?? 'none',
            choice: command.choice,
            email,
            planHash,
            via: 'link',
          } as const;
          const pressed = desk.decisions.decide(decision).catch((error: unknown) => {
            if (!(error instanceof FrontdeskError || error instanceof Crash)) throw error;
          });
          return work(async () => {
            await pressed;
            const run = await desk.runs.activeOn(KIND, ticketId);
            if (run) await worker.agent.wake(run.id);
          });
        }
        case 'model':
          return propose(command.proposes);
        case 'policy':
          now.policies[command.whose] = command.is;
          return saveSettings();
        case 'rule':
          now.policies.ruleForB = command.forB;
          return saveSettings();
        case 'mode':
          now.mode = command.is;
          return saveSettings();
        case 'freeze':
          now.frozen[command.whose] = command.on;
          return saveSettings();
        case 'mapping':
          now.tenant = tenants[command.tenant];
          return saveSettings();
        case 'ticket':
          return changeTicket(command.becomes);
        case 'pass':
          clock.pass(command.minutes * 60_000);
          return work(() => hand.ring(clock.now()));
        case 'crash':
        case 'taken over':
          strike = { what: command.do, left: command.atCall };
          return;
        case 'directory':
          directory = command.next;
          return;
        case 'wake':
          return work(async () => {
            const run = await desk.runs.latestOn(KIND, ticketId);
            for (let time = 0; run && time < command.times; time += 1) await worker.agent.wake(run.id);
            clock.pass(RESCUED_MS);
            await hand.ring(clock.now());
          });
        case 'end': {
          const run = await desk.runs.activeOn(KIND, ticketId);
          if (!run) return;
          now.ended.add(run.id);
          return work(() => worker.agent.end(run.id, { by: 'An admin', reason: 'it was a test' }));
        }
        case 'destroy':
          if (now.destroyed) return;
          now.destroyed = true;
          await clients.removals.begin(client.id, slug, SYSTEM);
          return work(() => worker.agent.endAllOf(client.id, { by: 'Frontdesk', reason: 'the client was deleted' }));
        case 'calm': {
          Object.assign(now, { mode: 'execute', frozen: { client: false, msp: false }, tenant: tenants.first });
          for (const becomes of ['own company', 'open', 'to jin', 'own contact'] as const) changeTicket(becomes);
          provider.state.outcome = 'approved';
          return saveSettings();
        }
        case 'prove':
          provider.state.outcome = command.outcome;
          return;
      }
    }

    async function saveSettings(): Promise<void> {
      const { policies, frozen, mode } = now;
      await settings.write(
        mspSettings.parse({
          mode: 'execute',
          freeze: frozen.msp,
          policies: policies.msp ? { [TOOL]: policies.msp } : {},
        }),
      );
      if (now.destroyed) return;
      const rule = { tool: TOOL, when: { argument: 'value', is: ['B'] }, policy: policies.ruleForB };
      await clients.update(client.id, {
        mode,
        freeze: frozen.client,
        policies: policies.client ? { [TOOL]: policies.client } : {},
        rules: policies.ruleForB === 'auto' ? [] : clientSettings.shape.rules.parse([rule]),
        mappings: { ...mappings, pretend_directory: now.tenant },
      });
    }

    function changeTicket(becomes: TicketChange): void {
      const { ticket } = now;
      if (ticket.deleted) return;
      if (becomes === 'deleted') {
        psa.tickets.delete(ticketId);
        ticket.deleted = true;
        return;
      }
      const [inPsa, known] = ticketChanges(company)[becomes];
      psa.changeTicket(ticketId, inPsa);
      Object.assign(ticket, known);
    }
  }

  function propose(what: Proposal): void {
    const step = (value: string) => ({ tool: TOOL, arguments: { user: DANA.userPrincipalName, value } });
    const plan = (...values: string[]) => ['propose_plan', { diagnosis: 'Locked.', steps: values.map(step) }] as const;
    if (what === 'keep') desk.script.play([['keep_plan', {}] as const], [plan('A')]);
    else if (what === 'person') desk.script.play([['ask_person', { reason: 'I cannot tell.' }] as const]);
    else desk.script.play([plan(...what.split(' then '))]);
  }

  /** However it went, nothing is told twice on a ticket. */
  async function checkNotes(ticketId: string): Promise<void> {
    const texts = psa
      .ownNotes(ticketId)
      .map(({ text }) => text)
      .filter((text) => text.startsWith('Frontdesk agent'));
    const twice = texts.find((text, at) => texts.indexOf(text) !== at);
    if (twice) throw new Violation(`told twice: ${twice}`);
    const active = await connection.collection('runs').countDocuments({ ticketId, active: true });
    if (active > 1) throw new Violation(`${active} runs are active on one ticket`);
  }

  return { play, seen: oracle.seen, effects };
}

function authorOf(by: 'jin' | 'lee' | 'contact' | 'own') {
  switch (by) {
    case 'jin':
    case 'lee':
      return { kind: 'technician', id: PEOPLE[by].id, name: PEOPLE[by].name } as const;
    case 'contact':
      return { kind: 'contact', id: '41', name: 'Dana Reyes' } as const;
    case 'own':
      return { kind: 'own' } as const;
  }
}

/** What is changed in the PSA, and what is true from then on. */
function ticketChanges(
  company: string,
): Record<Exclude<TicketChange, 'deleted'>, readonly [Partial<Ticket>, Partial<Truth['ticket']>]> {
  const { jin, lee } = PEOPLE;
  return {
    'other company': [{ companyId: 'elsewhere' }, { inCompany: false }],
    'own company': [{ companyId: company }, { inCompany: true }],
    closed: [{ closed: true }, { closed: true }],
    open: [{ closed: false }, { closed: false }],
    'to jin': [{ assignedTo: [jin.id] }, { assignedTo: jin.id }],
    'to lee': [{ assignedTo: [lee.id] }, { assignedTo: lee.id }],
    'to nobody': [{ assignedTo: [] }, { assignedTo: undefined }],
    'other contact': [{ contactId: '42' }, { contactId: '42' }],
    'own contact': [{ contactId: '41' }, { contactId: '41' }],
  };
}
