import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type DemoStage, setStage } from '../../admin/cli/stage.js';
import type { ServiceNote, Ticket } from '../connectwise/index.js';
import type { PhoneCall } from '../twilio/twilio.js';
import { eventually } from './scenario.js';
import { numberIn } from './telephone.js';
import { quiet } from './ticket-desk.js';

const DANA = 'harbor-dental/dana-whitfield';
const TRANSCRIPT = /^Telephone call to the helpdesk/;
const ENDED = /Duration: /;

let stage: DemoStage;
/** What there was before this test: the calls of a stage follow one another on it. */
let earlier: { tickets: number; creations: number; sessions: number };

/** One stage for all tests of a group. */
function onStage(tuning: NonNullable<Parameters<typeof setStage>[0]['tuning']> = {}): void {
  beforeAll(async () => {
    stage = await setStage({ mode: 'plan', tuning });
  });
  beforeEach(() => {
    earlier = {
      tickets: stage.sandbox.connectwise.tickets().length,
      creations: creations().length,
      sessions: listening().length,
    };
  });
  afterEach(() => stage.sandbox.faults.clear());
  afterAll(() => stage.stop());
}

const dana = () => stage.sandbox.world.person(DANA);
const phone = (from = dana().phone, speed = 40) => stage.sandbox.twilio.call({ from, speed });
const rest = () => quiet({ sandbox: stage.sandbox, speed: 1, tell: () => undefined }, 250, 20_000);

/** What Dana and the assistant say to each other until she has her ticket, one step after another. */
const STEPS: readonly ((call: PhoneCall) => Promise<unknown>)[] = [
  (call) => call.hears(/who am I speaking with/i),
  (call) => call.says('dana-hello'),
  (call) => call.hears(/is that Dana Whitfield at Harbor Dental/i),
  (call) => call.says('dana-yes'),
  (call) => call.hears(/help you/i),
  (call) => call.says('dana-locked-out'),
  (call) => call.hears(/ticket number is/i),
];

async function talk(call: PhoneCall, steps = STEPS): Promise<string> {
  let last: unknown = '';
  for (const step of steps) last = await step(call);
  return String(last);
}

const sayGoodbye = async (call: PhoneCall) => {
  await call.says('thats-all');
  await call.hears(/good-?bye/i);
  await call.ended;
};

/** The one ticket that this test's call has made, with its one complete transcript. */
async function theTicket(timeoutMs = 25_000): Promise<{ ticket: Ticket; note: ServiceNote }> {
  const { connectwise } = stage.sandbox;
  const isNew = ({ id }: Ticket) =>
    !connectwise
      .tickets()
      .slice(0, earlier.tickets)
      .some((old) => old.id === id);
  await connectwise.noteAppears(
    undefined,
    ({ text }, ticket) => isNew(ticket) && TRANSCRIPT.test(text) && ENDED.test(text),
    timeoutMs,
  );
  await rest();
  const tickets = connectwise.tickets().slice(earlier.tickets);
  expect(tickets).toHaveLength(1);
  expect(creations()).toHaveLength(earlier.creations + 1);
  const [ticket] = tickets;
  if (!ticket) throw new Error('no ticket was made');
  const transcripts = connectwise.notes(ticket.id).filter(({ text }) => TRANSCRIPT.test(text));
  expect(transcripts).toHaveLength(1);
  const [note] = transcripts;
  if (!note) throw new Error('the ticket has no transcript');
  return { ticket, note };
}

/** Tickets that the product had made, whether it heard of it or not. */
const creations = () =>
  stage.sandbox.records
    .of('connectwise')
    .filter(({ method, path, write }) => method === 'POST' && write && /\/service\/tickets$/.test(path));

const listening = () => stage.sandbox.deepgram.sessions().filter(({ path }) => path === '/v1/listen');

describe('whatever happens to a call', () => {
  onStage();

  describe('a caller who hangs up', () => {
    for (let heard = 0; heard <= STEPS.length; heard += 1) {
      it(`after step ${heard} of the dialogue leaves one ticket with what was said`, async () => {
        const call = await phone();
        await talk(call, STEPS.slice(0, heard));
        await call.hangsUp();
        const { ticket, note } = await theTicket();

        if (heard >= 4) expect(ticket.contact?.id).toBe(stage.sandbox.connectwise.contactId(DANA));
        else expect(note.text).toContain(dana().phone);
        if (heard >= 2) expect(note.text).toMatch(/Dana Whitfield/);
        if (heard >= 6) expect(note.text).toMatch(/Caller: .*locked out/i);
        expect(note.internalAnalysisFlag).toBe(true);
      });
    }
  });

  describe('a caller', () => {
    it('who never says a word is asked kindly, and a ticket says whom to call back', async () => {
      const call = await phone();
      await call.hears(/who am I speaking with/i);
      const bye = call.hears(/good-?bye/i, { timeoutMs: 25_000 });
      await call.staysSilent(120_000).catch(() => undefined);
      expect(await bye).toMatch(/cannot hear you/i);
      expect((await call.ended).by).toBe('callee');
      const { note } = await theTicket();
      expect(note.text).toContain(dana().phone);
      expect(note.text).toMatch(/fell silent/);
    });

    it('whose number is withheld is served, and the ticket says so', async () => {
      const call = await phone('anonymous');
      const spoken = await talk(call, STEPS.slice(0, 2)).then(() => call.hears(/\?/));
      if (/company/i.test(spoken)) {
        await call.says('dana-company');
        await call.hears(/is that Dana/i);
      }
      await call.says('dana-yes');
      await call.hears(/help you/i);
      await call.says('dana-locked-out');
      const id = Number(numberIn(await call.hears(/ticket number is/i)));
      await sayGoodbye(call);
      const { ticket, note } = await theTicket();
      expect(ticket.id).toBe(id);
      expect(ticket.contact?.id).toBe(stage.sandbox.connectwise.contactId(DANA));
      expect(note.text).toMatch(/Caller's number: (withheld|anonymous)/);
    });

    it('whose number is withheld and who hangs up without a word leaves nothing to work on', async () => {
      const call = await phone('anonymous');
      await call.hears(/who am I speaking with/i);
      await call.hangsUp();
      await rest();
      expect(stage.sandbox.connectwise.tickets()).toHaveLength(earlier.tickets);
    });

    it('whose audio connection is lost is met again where the talk was', async () => {
      const call = await phone();
      await talk(call, STEPS.slice(0, 3));
      await call.losesMedia();
      await call.hears(/cut off/i);
      await call.hears(/is that Dana Whitfield/i);
      await talk(call, STEPS.slice(3));
      await sayGoodbye(call);
      const { ticket, note } = await theTicket();
      expect(ticket.contact?.id).toBe(stage.sandbox.connectwise.contactId(DANA));
      expect(note.text).toMatch(/this is Dana Whitfield/i);
      expect(note.text).toMatch(/locked out/i);
    });
  });

  describe('Deepgram', () => {
    const LISTEN = { vendor: 'deepgram', method: 'WS', path: /\/v1\/listen/ } as const;

    for (const status of [401, 429]) {
      it(`that refuses to listen (${status}) leaves the call to Twilio's own ears`, async () => {
        stage.sandbox.faults.add({ ...LISTEN, kind: 'status', status });
        const call = await phone();
        // The pretend Twilio recognises speech in Gather by the same recordings.
        await call.hears(/who am I speaking with|your first and last name|what can I help|problem/i);
        await call.says('dana-hello');
        await call.hears(/is that Dana Whitfield/i);
        await call.presses('1');
        await call.hears(/help you/i);
        await call.says('dana-locked-out');
        Number(numberIn(await call.hears(/ticket number is/i)));
        await sayGoodbye(call);
        const { ticket, note } = await theTicket();
        expect(ticket.contact?.id).toBe(stage.sandbox.connectwise.contactId(DANA));
        expect(note.text).toMatch(/Note: .*transcription could not be had/i);
        expect(note.text).toMatch(/locked out/i);
      });
    }

    it('that dies once in mid-call (1011) costs the caller nothing', async () => {
      stage.sandbox.faults.add({ ...LISTEN, kind: 'close', status: 1011, delayMs: 400, times: 1 });
      const call = await phone();
      await talk(call);
      await sayGoodbye(call);
      const { ticket, note } = await theTicket();
      expect(ticket.contact?.id).toBe(stage.sandbox.connectwise.contactId(DANA));
      expect(note.text).toMatch(/locked out/i);
      expect(listening()).toHaveLength(earlier.sessions + 2);
    });

    it('that is gone for good in mid-call hands over to Twilio, and the note says so', async () => {
      const { faults } = stage.sandbox;
      faults.add({ ...LISTEN, kind: 'close', status: 1011, delayMs: 600, times: 1 });
      const call = await phone();
      await call.hears(/who am I speaking with/i);
      faults.add({ ...LISTEN, kind: 'status', status: 503 });
      await eventually(
        () => (listening()[earlier.sessions]?.open === false ? true : undefined),
        'the end of the session',
      );
      await call.hears(/cut off|name/i);
      await call.says('dana-hello');
      await call.hears(/is that Dana Whitfield/i);
      await call.presses('1');
      await call.hears(/help you/i);
      await call.says('dana-locked-out');
      await call.hears(/ticket number is/i);
      await sayGoodbye(call);
      const { note } = await theTicket();
      expect(note.text).toMatch(/Note: .*transcription could not be had/i);
      expect(note.text).toMatch(/locked out/i);
    });

    it('that refuses to speak leaves the speaking to Twilio', async () => {
      stage.sandbox.faults.add({
        vendor: 'deepgram',
        method: 'POST',
        path: /\/v1\/speak/,
        kind: 'status',
        status: 500,
      });
      const call = await phone();
      await call.hears(/who am I speaking with/i);
      await call.says('dana-hello');
      await call.hears(/is that Dana Whitfield/i);
      await call.presses('1');
      await call.hears(/help you/i);
      await call.says('dana-locked-out');
      await call.hears(/ticket number is/i);
      await sayGoodbye(call);
      const { note } = await theTicket();
      expect(note.text).toMatch(/Note: .*voice could not be had/i);
    });
  });
});

describe('ConnectWise', () => {
  onStage({ ticketTimeoutMs: 1_000 });
  const noted = async () => {
    const call = await phone();
    await talk(call, STEPS.slice(0, 6));
    const kind = await call.hears(/noted everything/i, { timeoutMs: 25_000 });
    await sayGoodbye(call);
    return { call, kind };
  };

  for (const down of [{ kind: 'status', status: 500 } as const, { kind: 'drop' } as const]) {
    it(`that is down while the call lasts gets one ticket with the whole call when it is back (${down.kind})`, async () => {
      const { faults, connectwise } = stage.sandbox;
      const back = faults.add({ vendor: 'connectwise', path: /\/service\//, ...down });
      const { kind } = await noted();
      expect(kind).toMatch(/as soon as possible/i);
      expect(connectwise.tickets()).toHaveLength(earlier.tickets);
      back();
      const { ticket, note } = await theTicket();
      expect(ticket.contact?.id).toBe(connectwise.contactId(DANA));
      expect(note.text).toMatch(/this is Dana Whitfield/i);
      expect(note.text).toMatch(/locked out/i);
      expect(note.text).toMatch(/good-?bye/i);
      await connectwise.noteAppears(ticket.id, ({ text }) => text.includes('plan only'), 20_000);
    });
  }

  it('that is slow makes the caller wait no longer than said, and gets one ticket', async () => {
    const { faults, connectwise } = stage.sandbox;
    faults.add({ vendor: 'connectwise', method: 'POST', path: /\/service\/tickets$/, kind: 'slow', delayMs: 4_000 });
    await noted();
    const { ticket } = await theTicket();
    expect(ticket.contact?.id).toBe(connectwise.contactId(DANA));
  });

  it('that opens the ticket and breaks off before it says so gets no second one', async () => {
    const { faults } = stage.sandbox;
    const path = /\/service\/tickets$/;
    faults.add({ vendor: 'connectwise', method: 'POST', path, kind: 'drop-after', times: 1 });
    const call = await phone();
    await talk(call, STEPS.slice(0, 6));
    const heard = await call.hears(/number is|noted everything/i);
    await sayGoodbye(call);
    const { ticket } = await theTicket();
    if (/number is/i.test(heard)) expect(ticket.id).toBe(Number(numberIn(heard)));
  });

  it('that breaks off, and cannot be asked either what became of the ticket, still gets no second one', async () => {
    const { faults, records } = stage.sandbox;
    const OPENING = /\/service\/tickets$/;
    faults.add({ vendor: 'connectwise', method: 'POST', path: OPENING, kind: 'drop-after', times: 1 });
    // From then on it cannot be asked either.
    let back: (() => void) | undefined;
    const stop = records.watch(({ vendor, method, path, status }) => {
      if (back || vendor !== 'connectwise' || method !== 'POST' || !OPENING.test(path) || status !== 0) return;
      back = faults.add({ vendor: 'connectwise', path: OPENING, kind: 'status', status: 500 });
    });
    await noted();
    stop();
    await eventually(
      () =>
        records.of('connectwise').filter(({ path, status }) => OPENING.test(path) && status === 500).length > 1
          ? true
          : undefined,
      'two questions without an answer',
    );
    back?.();
    await theTicket();
  });
});
