/** What the scripted model takes from a conversation: the ticket, who asks, what was read so far, what people said since. */
import { findJson, isObject, type JsonObject, jsonAt, objectsIn, textOf } from './json.js';
import { type ChatRequest, type OfferedTool, wordsOf } from './request.js';

export interface ToolOutcome {
  /** integration:tool-name */
  tool: string;
  arguments: JsonObject;
  /** JSON where the tool answered JSON, else its text. */
  output: unknown;
}

export interface Reading {
  /** Summary, description and notes, as people wrote them. */
  ticket: string;
  /** As the desk knows it; undefined where the desk does not say. */
  ticketId: string | undefined;
  requester: { name?: string; email?: string };
  /** Callable now, by their own names (integration:tool-name). */
  offered: ReadonlyMap<string, OfferedTool>;
  /** What a plan may use, from the system prompt. */
  forPlans: ReadonlyMap<string, OfferedTool>;
  outcomes: readonly ToolOutcome[];
  /** Why the last plan was turned down, when the last thing that happened to a plan was that. */
  turnedDown: string | undefined;
  /** What technicians wrote since a plan was made, oldest first. */
  comments: readonly string[];
}

const PLAN_TOOL = 'propose_plan';

export function readConversation({ messages, tools }: ChatRequest): Reading {
  const system = messages.filter(({ role }) => role === 'system' || role === 'developer').map(wordsOf);
  const said = messages.filter(({ role }) => role === 'user').map(wordsOf);
  const ticketMessage = said[0] ?? '';
  const [ticketPart = '', ...laterParts] = ticketMessage.split(SINCE);
  const outcomes = readOutcomes(messages);
  return {
    ticket: readTicket(ticketPart),
    ticketId: readTicketId(ticketPart),
    requester: readRequester(ticketPart),
    offered: new Map(tools.map((tool) => [ownName(tool.name), tool])),
    forPlans: readPlanTools(system.join('\n')),
    outcomes: outcomes.filter(({ tool }) => tool !== PLAN_TOOL),
    turnedDown: readTurnedDown(ticketMessage, outcomes),
    comments: [...readComments(laterParts.join('\n')), ...commentsAfterPlan(messages)],
  };
}

/** `m365__find-users` -> `m365:find-users`. */
export function ownName(wireName: string): string {
  return wireName.replaceAll('__', ':');
}

export function wireName(name: string): string {
  return name.replaceAll(':', '__');
}

const SINCE = /^(?=(?:Written on the ticket since|Your last proposal))/m;

/** The words of the ticket: of its JSON only the fields that people write (no notes of the desk's own), of anything else all. */
function readTicket(text: string): string {
  const json = findJson(text);
  if (!isObject(json)) return text;
  const written = objectsIn(json).filter(
    (object) => !/\b(frontdesk|agent)\b/i.test(textOf(object, 'by', 'author') ?? ''),
  );
  const parts = written.flatMap((object) => [
    textOf(object, 'summary', 'title'),
    textOf(object, 'description', 'transcript'),
    textOf(object, 'text', 'note', 'content'),
  ]);
  return parts.filter(Boolean).join('\n');
}

function readTicketId(text: string): string | undefined {
  const json = findJson(text);
  const ticket = isObject(json) && isObject(json.ticket) ? json.ticket : json;
  return isObject(ticket) ? textOf(ticket, 'id', 'ticketId') : undefined;
}

function readRequester(text: string): Reading['requester'] {
  const objects = objectsIn(findJson(text));
  const nested = objects.map((object) => object.requester ?? object.contact).find(isObject);
  const flat = objects.find((object) =>
    textOf(object, 'requesterEmail', 'requesterName', 'contactEmail', 'contactName'),
  );
  const written = objects.map((object) => textOf(object, 'requester', 'contact')).find(Boolean);
  const line = written ?? /^\W*(?:requester|contact|from|caller)\W+(.+)$/im.exec(text)?.[1] ?? '';
  const email =
    textOf(nested, 'userPrincipalName', 'email') ??
    textOf(flat, 'requesterEmail', 'contactEmail') ??
    (objects.length > 0 && !written ? undefined : EMAIL.exec(line || text)?.[0]);
  const name =
    textOf(nested, 'name', 'displayName') ??
    textOf(flat, 'requesterName', 'contactName') ??
    (objects.length > 0 && !written ? undefined : /^[^<(,@]*[^<(,@\s](?=[\s<(,]|$)/.exec(line)?.[0]);
  return { ...(name ? { name } : {}), ...(email ? { email } : {}) };
}

export const EMAIL = /[\w.+'-]+@[\w-]+(?:\.[\w-]+)+/;

/**
 * Tools listed in text, in either of two ways: a JSON object that has the tool's name and its schema, or the name followed by
 * the schema without a blank line between. A name that is only mentioned lists nothing.
 */
function readPlanTools(text: string): Map<string, OfferedTool> {
  const found = new Map<string, OfferedTool>();
  const list = (name: string, parameters: JsonObject) => found.set(name, { name: wireName(name), parameters });
  const marks = /\{|\n\s*\n|\b[a-z][a-z0-9_]*(?::[a-z0-9][a-z0-9_-]*)+/g;
  let mentioned: string | undefined;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    if (mark[0] !== '{') {
      mentioned = mark[0].trim() || undefined;
      continue;
    }
    const json = jsonAt(text, mark.index);
    if (!json || !isObject(json.value)) continue;
    const name = textOf(json.value, 'tool', 'name');
    const schema = objectsIn(json.value).find((object) => object.type === 'object');
    if (!schema || (schema !== json.value && !name)) continue;
    const owner = schema === json.value ? mentioned : name;
    if (owner) list(ownName(owner), schema);
    mentioned = undefined;
    marks.lastIndex = json.end;
  }
  return found;
}

function readOutcomes(messages: ChatRequest['messages']): ToolOutcome[] {
  const calls = new Map<string, { tool: string; arguments: JsonObject }>();
  const outcomes: ToolOutcome[] = [];
  for (const message of messages) {
    if (message.role === 'assistant') {
      for (const { id, function: call } of message.tool_calls ?? []) {
        const given = findJson(call.arguments);
        calls.set(id, { tool: ownName(call.name), arguments: isObject(given) ? given : {} });
      }
    }
    if (message.role === 'tool') {
      const call = calls.get(message.tool_call_id);
      const words = wordsOf(message);
      if (call) outcomes.push({ ...call, output: findJson(words) ?? words });
    }
  }
  return outcomes;
}

function readTurnedDown(ticketMessage: string, outcomes: readonly ToolOutcome[]): string | undefined {
  const last = outcomes.at(-1);
  if (last?.tool === PLAN_TOOL && isObject(last.output)) {
    const reason = last.output.rejected ?? last.output.refused ?? last.output.error;
    if (reason !== undefined) return Array.isArray(reason) ? reason.join('; ') : String(reason);
  }
  return /^Your last proposal was not accepted: (.+)$/m.exec(ticketMessage)?.[1];
}

function readComments(text: string): string[] {
  return objectsIn(findJson(text)).flatMap((object) =>
    object.role === 'contact' ? [] : (textOf(object, 'text') ?? []),
  );
}

/** What was said after a plan within the same conversation. */
function commentsAfterPlan(messages: ChatRequest['messages']): string[] {
  const planned = messages.findLastIndex(
    (message) => message.role === 'assistant' && message.tool_calls?.some((call) => call.function.name === PLAN_TOOL),
  );
  if (planned < 0) return [];
  return messages.slice(planned).flatMap((message) => (message.role === 'user' ? [wordsOf(message)] : []));
}
