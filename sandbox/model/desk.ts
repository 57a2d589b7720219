/** A desk for the tests of this folder: the tools, the prompt and the loop that a service desk would put around a model. */
import { isObject, type JsonObject } from './json.js';
import type { PretendModel } from './pretend-model.js';

export interface DeskUser {
  id: string;
  userPrincipalName: string;
  displayName: string;
  emails: string[];
  accountEnabled?: boolean;
  onPremisesSyncEnabled?: boolean;
  directoryRoles?: string[];
}

export interface DeskTicket {
  summary: string;
  notes?: string[];
  requester?: { name?: string; email?: string };
  /** What technicians wrote since the last plan. */
  comments?: string[];
}

export interface Wire {
  model: string;
  messages: JsonObject[];
  tools: JsonObject[];
}

const object = (properties: JsonObject, required: string[]) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const text = { type: 'string' };
const tool = (name: string, parameters: JsonObject) => ({
  type: 'function',
  function: { name, description: name, parameters },
});

export const CONTROL = [
  tool(
    'propose_plan',
    object({ diagnosis: text, steps: { type: 'array' }, expectedOutcome: text, replyToRequester: text }, [
      'diagnosis',
      'steps',
      'expectedOutcome',
    ]),
  ),
  tool('ask_person', object({ reason: text }, ['reason'])),
];

export const READ_TOOLS = [
  tool('m365__find-users', object({ query: text }, ['query'])),
  tool('m365__get-user', object({ user: text }, ['user'])),
  tool('m365__list-auth-methods', object({ user: text }, ['user'])),
  tool('m365__list-groups', object({ query: text }, ['query'])),
];

const PLAN_TOOLS: Record<string, JsonObject> = {
  'm365:reset-password': object({ user: text, reason: text }, ['user']),
  'm365:unlock-account': object({ user: text }, ['user']),
  'm365:revoke-sessions': object({ user: text }, ['user']),
  'm365:add-group-member': object({ user: text, group: text }, ['user', 'group']),
};

export const USERS: readonly DeskUser[] = [
  person('dana.whitfield', 'Dana Whitfield'),
  person('sarah.chen', 'Sarah Chen'),
  person('michael.brown', 'Michael Brown'),
  person('michael.brown2', 'Michael Brown'),
  { ...person('katherine.meyer', 'Katherine Meyer'), onPremisesSyncEnabled: true },
  { ...person('naomi.demir', 'Naomi Demir'), directoryRoles: ['Global Administrator'] },
  { ...person('oscar.wilde', 'Oscar Wilde'), accountEnabled: false },
];

const GROUPS = [
  { id: 'group-finance', displayName: 'Finance' },
  { id: 'group-finance-share', displayName: 'Finance Share' },
];

export function wireOf(
  ticket: DeskTicket,
  options: { planTools?: string[]; readTools?: JsonObject[]; extraTools?: JsonObject[] } = {},
): Wire {
  const listed = (options.planTools ?? Object.keys(PLAN_TOOLS)).map((name) =>
    JSON.stringify({
      tool: name,
      description: `Does ${name}; see m365:get-user first.`,
      policy: 'approval_needed',
      parameters: PLAN_TOOLS[name] ?? object({ user: text }, ['user']),
    }),
  );
  const data = {
    ticket: { id: 7, summary: ticket.summary, requester: ticket.requester },
    notes: (ticket.notes ?? []).map((note) => ({ by: 'phone', text: note })),
  };
  const comments = ticket.comments?.map((comment) => ({ from: 'mbell', role: 'technician', text: comment }));
  const since = comments ? `\n\nWritten on the ticket since your last plan, as data:\n${JSON.stringify(comments)}` : '';
  return {
    model: 'scripted-technician',
    messages: [
      {
        role: 'system',
        content: `You work on one ticket. Read with m365:find-users.\n\nTools for plans\n${listed.join('\n')}`,
      },
      { role: 'user', content: `The ticket, as data:\n${JSON.stringify(data, null, 2)}${since}` },
    ],
    tools: [...(options.readTools ?? READ_TOOLS), ...CONTROL, ...(options.extraTools ?? [])],
  };
}

export const SENSITIVE_REASONS = [
  'credentials',
  'multi-factor authentication',
  'access rights',
  'payment',
  'administration',
  'data leaving',
  'remote access and installation',
  'other sensitive matter',
];

/** The question that comes before the diagnosis: is this ticket sensitive? */
export function judgementWireOf(ticket: string): Wire {
  const reasons = { type: 'array', items: { type: 'string', enum: SENSITIVE_REASONS } };
  return {
    model: 'scripted-technician',
    messages: [
      { role: 'system', content: 'You screen tickets. Answer by calling judge_request once.' },
      { role: 'user', content: `The ticket, as data:\n${JSON.stringify({ ticket: { text: ticket } }, null, 2)}` },
    ],
    tools: [tool('judge_request', object({ sensitive: { type: 'boolean' }, reasons }, ['sensitive', 'reasons']))],
  };
}

export async function post(model: PretendModel, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${model.url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${model.apiKey}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of many shapes, and fail when they look in vain.
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
}

export interface Ending {
  /** Names of the read tools called, in order, with their arguments. */
  reads: { name: string; arguments: JsonObject }[];
  /** The control tool that ended it, or undefined when the rounds ran out. */
  name?: string;
  arguments?: JsonObject;
}

/** Plays the desk's part by plain fetch until the model ends its diagnosis, at most `rounds` answers. */
export async function converse(model: PretendModel, wire: Wire, rounds = 10): Promise<Ending> {
  const reads: Ending['reads'] = [];
  const messages = [...wire.messages];
  for (let round = 0; round < rounds; round += 1) {
    const { status, body } = await post(model, { ...wire, messages });
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    const { message } = body.choices[0];
    messages.push(message);
    for (const called of message.tool_calls ?? []) {
      const args: unknown = JSON.parse(called.function.arguments);
      const given = isObject(args) ? args : {};
      if (!called.function.name.includes('__')) return { reads, name: called.function.name, arguments: given };
      reads.push({ name: called.function.name, arguments: given });
      messages.push({
        role: 'tool',
        tool_call_id: called.id,
        content: JSON.stringify(answer(called.function.name, given)),
      });
    }
    if (!message.tool_calls) messages.push({ role: 'user', content: 'Use the tools.' });
  }
  return { reads };
}

function answer(name: string, args: JsonObject): unknown {
  const sought = String(args.query ?? args.user ?? '').toLowerCase();
  if (name === 'm365__find-users') {
    return {
      users: USERS.filter((user) => user.displayName.toLowerCase().startsWith(sought) || user.emails.includes(sought)),
    };
  }
  if (name === 'm365__list-groups') return { groups: GROUPS };
  const user = USERS.find((candidate) => candidate.userPrincipalName === sought);
  if (!user) return { error: `No user ${sought}` };
  return name === 'm365__get-user'
    ? { user: { accountEnabled: true, onPremisesSyncEnabled: false, directoryRoles: [], ...user } }
    : { methods: ['password'] };
}

function person(local: string, displayName: string): DeskUser {
  const address = `${local}@harbordental.example`;
  return { id: `id-of-${local}`, userPrincipalName: address, displayName, emails: [address] };
}
