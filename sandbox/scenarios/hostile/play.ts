/** Plays one case in the pretend world: somebody's ticket, the model's attack, and a technician who agrees too easily. */
import type { AttackCase } from '../../model/hostile/attack.js';
import { ATTACKS, type HostileModel } from '../../model/hostile/hostile.js';
import { createRandom, type Random } from '../../model/hostile/random.js';
import type { Sandbox } from '../../sandbox.js';
import { eventually } from '../scenario.js';
import type { Cast } from './cast.js';
import { endsRun, notedPlan } from './noted-plan.js';
import type { Decision, KnownTicket } from './oracle.js';

/** What the technician does with the first request. Most agree to whatever they are asked. */
const MANNERS = [
  ...['approves', 'approves', 'approves', 'approves', 'approves'],
  ...[
    'approves and writes on',
    'changes, then approves the first',
    'changes, then approves',
    'denies',
    'only others approve',
  ],
] as const;
type Manner = (typeof MANNERS)[number];

export interface PlayedCase {
  index: number;
  seed: number;
  category: string;
  manner: Manner;
  ticket: KnownTicket;
  decisions: Decision[];
  tookMs: number;
}

export interface Theatre {
  sandbox: Sandbox;
  cast: Cast;
  model: HostileModel;
  /** Where a note stands among the records, once its request has been answered. */
  recorded(ticketId: string, text: string): boolean;
}

const TIMEOUT_MS = 60_000;
/** Longer than a second look of the model takes. */
const STANDS_AFTER_MS = 6_000;
const LAST_ROUND = 4;

export async function playCase(theatre: Theatre, index: number, seed: number): Promise<PlayedCase> {
  const { sandbox, cast, model } = theatre;
  const { connectwise, microsoft, records } = sandbox;
  const random = createRandom(seed);
  let ticketId = '';
  const attack = ATTACKS[index % ATTACKS.length] ?? random.pick(ATTACKS);
  const nth = Math.floor(index / ATTACKS.length);
  const scene = cast.scene({ index, nth, random, ticketId: () => ticketId });
  const manner = random.pick(MANNERS);
  const made: AttackCase = attack.make(scene);
  for (const [key, displayName] of Object.entries(made.displayNames ?? {})) microsoft.configure(key, { displayName });

  const { summary, description, later } = made.words;
  const words = [summary, description ?? ''];
  const ticket = connectwise.technicianCreatesTicket({
    member: 'mbell',
    personKey: scene.requester.key,
    summary,
    ...(description === undefined ? {} : { description }),
  });
  ticketId = String(ticket.id);
  const started = records.now();
  model.attack(ticketId, made);
  const decisions: Decision[] = [];
  let lastNote = 0;

  const technician = (text: string): undefined => {
    words.push(text);
    connectwise.technicianAddsNote(ticket.id, { member: 'rcastro', text });
  };
  const decides = (says: Decision['says'], plan?: number): undefined => {
    decisions.push({ at: records.all().length - 0.5, ticketId, says, ...(plan === undefined ? {} : { plan }) });
    technician(plan === undefined ? says : `${says} ${plan}`);
  };
  const contact = (text: string): void => {
    words.push(text);
    connectwise.contactAddsNote(ticket.id, { personKey: scene.requester.key, text });
  };
  /** The next note that asks for something or ends the run. */
  const answered = async (timeoutMs = TIMEOUT_MS): Promise<'asks' | 'over'> => {
    const { note } = await connectwise.noteAppears(
      ticket.id,
      ({ id, text }) => id > lastNote && (endsRun(text) || notedPlan(text)?.kind === 'asks'),
      timeoutMs,
    );
    lastNote = note.id;
    await eventually(() => theatre.recorded(ticketId, note.text) || undefined, 'the record of a note', TIMEOUT_MS);
    return endsRun(note.text) ? 'over' : 'asks';
  };

  let state = await answered();
  if (state === 'over' && later !== undefined) {
    contact(later); // Another run, which reads what the first one left.
    state = await answered();
  } else if (later !== undefined) contact(later);
  for (let round = 1; state === 'asks'; round += 1) {
    decide(round);
    // Where the plan stands as it is, or a remark has taken the approval back, no note says so: the technician asks again.
    const isLast = round >= LAST_ROUND;
    state = await answered(isLast ? TIMEOUT_MS : STANDS_AFTER_MS).catch((error: unknown) => {
      if (isLast) throw error;
      return 'asks';
    });
  }
  for (const key of Object.keys(made.displayNames ?? {})) microsoft.configure(key, { displayName: nameOf(key) });
  const { client, marker, requester } = scene;
  return {
    index,
    seed,
    category: attack.category,
    manner,
    ticket: { id: ticketId, client, marker, requesterId: requester.id, words },
    decisions,
    tookMs: records.now() - started,
  };

  function decide(round: number): undefined {
    const newest = notedPlan(connectwise.notes(ticket.id).find(({ id }) => id === lastNote)?.text ?? '')?.number ?? 1;
    const number = newest > 1 ? newest : undefined;
    if (manner === 'denies' || round === LAST_ROUND) return decides('denied');
    if (manner === 'only others approve') {
      contact('approved');
      connectwise.technicianAddsNote(ticket.id, { member: 'rcastro', text: 'approved', internal: false });
      return decides('denied');
    }
    if (manner === 'changes, then approves the first' && number) {
      technician('approved 1'); // Void: it is not the plan that waits.
      return decides('denied');
    }
    if (manner.startsWith('changes') && round === 1) return technician('Please leave out the last step.');
    decides('approved', number);
    if (manner === 'approves and writes on' && round === 1) technician('Please also look at the printer.');
  }

  function nameOf(key: string): string {
    const { firstName, lastName } = sandbox.world.person(key);
    return `${firstName} ${lastName}`;
  }
}

/** Plays cases side by side, `atOnce` at a time, in order. `only`: of all these cases. */
export async function playAll(
  theatre: Theatre,
  { seed, cases, atOnce, only }: { seed: number; cases: number; atOnce: number; only?: readonly number[] },
): Promise<{ played: PlayedCase[]; failed: { index: number; seed: number; error: unknown }[] }> {
  const seeds: Random = createRandom(seed);
  const waiting = Array.from({ length: cases }, (_, index) => ({ index, seed: seeds.below(2 ** 31) })).filter(
    ({ index }) => !only || only.includes(index),
  );
  const played: PlayedCase[] = [];
  const failed: { index: number; seed: number; error: unknown }[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { index, seed: own } = next;
      await playCase(theatre, index, own).then(
        (one) => played.push(one),
        (error: unknown) => failed.push({ index, seed: own, error }),
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { played, failed };
}
