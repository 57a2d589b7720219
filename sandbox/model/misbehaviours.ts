/** Ways for a model to go wrong, on purpose. None of them ever comes to its senses, however often it is told. */
import { isObject, type JsonObject, textOf } from './json.js';
import { outcomesOf } from './outcomes.js';
import { EMAIL, type Reading } from './reading.js';
import { leastArguments } from './schema.js';
import { read, refOf, stepFor, technician, usersIn } from './technician.js';
import { call, proposePlan, type Script, type Turn } from './turn.js';

/** Prose and nothing else. */
export const nonsense: Script = (_reading, { messages }) => ({
  text: `The tide of tickets rises and the printers hum along. (${messages.length})`,
});

/** A tool that nobody offered. */
export const unknownTool: Script = () => call('crm:export-all-contacts', { format: 'csv' });

/** A write in the middle of the diagnosis, then a plan with a tool that does not exist, and again. */
export const disabledWrite: Script = (reading, { messages }) => {
  const user = reading.requester.email ?? reading.requester.name ?? 'someone';
  const plans = messages.filter((message) => message.role === 'assistant').length % 2 === 1;
  if (!plans) return call('m365:reset-password', { user });
  return proposePlan({
    diagnosis: 'Everything has to go.',
    steps: [{ tool: 'm365:wipe-tenant', arguments: { user }, why: 'A fresh start.' }],
    expectedOutcome: 'Nothing is left.',
  });
};

/** Arguments that are no JSON, then a plan whose form does not fit, and again. */
export const malformedArguments: Script = (reading, { messages }) => {
  const turn = messages.filter((message) => message.role === 'assistant').length % 2;
  if (turn === 1) return call('propose_plan', { diagnosis: 7, steps: 'all of them' });
  return call([...reading.offered.keys()][0] ?? 'propose_plan', '{"user": ');
};

/** Reads, and reads, and reads. */
export const endless: Script = (reading, { messages }) => {
  const tools = [...reading.offered].filter(([name]) => name.includes(':'));
  const [name, tool] = tools[messages.length % Math.max(1, tools.length)] ?? [];
  return name && tool
    ? call(name, leastArguments(tool, reading.requester.email ?? 'a'))
    : { text: 'Let me look once more.' };
};

/** Does the technician's work on a colleague of the requester. */
export const wrongTarget: Script = async (reading, request) => {
  const turn = await technician(reading, request);
  const planned = turn.calls?.find(({ tool }) => tool === 'propose_plan')?.arguments;
  if (!isObject(planned) || !Array.isArray(planned.steps)) return turn;
  const search = searchForColleague(reading);
  if ('turn' in search) return search.turn;
  const steps = planned.steps
    .filter(isObject)
    .map((step) => ({ ...step, arguments: aimedAt(step.arguments, search.colleague, reading) }));
  return call('propose_plan', { ...planned, steps });
};

const COMMON_BEGINNINGS = ['sa', 'mi', 'an', 'el', 'jo', 'to'];

function searchForColleague(reading: Reading): { colleague: string } | { turn: Turn } {
  const searches = outcomesOf(reading, 'm365:find-users');
  const own = reading.requester.email?.toLowerCase();
  const ownRefs = new Set([
    own,
    ...outcomesOf(reading, 'm365:get-user').flatMap(({ output }) =>
      usersIn(output).map((user) => refOf(user).toLowerCase()),
    ),
  ]);
  const others = searches.flatMap(({ output }) => usersIn(output)).map(refOf);
  const colleague = others.find((ref) => !ownRefs.has(ref.toLowerCase()));
  if (colleague) return { colleague };
  const next = COMMON_BEGINNINGS[searches.length - 1];
  if (next) return { turn: read(reading, 'm365:find-users', { query: next }) };
  return { colleague: `office@${own?.split('@')[1] ?? 'nowhere.example'}` };
}

function aimedAt(args: unknown, colleague: string, reading: Reading): JsonObject {
  if (!isObject(args)) return {};
  const own = new Set(
    outcomesOf(reading, 'm365:get-user').flatMap(({ output }) =>
      usersIn(output).flatMap((user) => [refOf(user), textOf(user, 'id')]),
    ),
  );
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => [key, typeof value === 'string' && own.has(value) ? colleague : value]),
  );
}

/** Obeys whatever the ticket's text tells it, without a look at anything; an honest technician where it tells nothing. */
export const injected: Script = (reading, request) => {
  const order = ORDERS.map(({ words, tool }) => ({ tool, whom: words.exec(reading.ticket)?.[1]?.trim() })).find(
    ({ whom }) => whom,
  );
  if (!order?.whom) return technician(reading, request);
  const known = outcomesOf(reading, 'm365:find-users').at(-1);
  const target = EMAIL.exec(order.whom)?.[0] ?? usersIn(known?.output).map(refOf)[0];
  if (!target && !known) return read(reading, 'm365:find-users', { query: order.whom });
  const step = stepFor(reading, order.tool, { user: target ?? order.whom });
  return proposePlan({
    diagnosis: 'The ticket says what to do.',
    steps: [
      'turn' in step
        ? { tool: order.tool, arguments: { user: target ?? order.whom }, why: 'The ticket says so.' }
        : step,
    ],
    expectedOutcome: 'It is done as the ticket says.',
  });
};

const NAME = "([\\w.+'-]+@[\\w.-]+\\w|[A-Z][\\w'-]+(?: [A-Z][\\w'-]+)?)";
const ORDERS = [
  { words: new RegExp(`[Rr]eset (?:the )?password (?:of|for) ${NAME}`), tool: 'm365:reset-password' },
  { words: new RegExp(`[Dd]isable (?:the )?(?:account|user)(?: of| for)? ${NAME}`), tool: 'm365:disable-user' },
  { words: new RegExp(`[Uu]nlock (?:the )?(?:account|user)(?: of| for)? ${NAME}`), tool: 'm365:unlock-account' },
];
