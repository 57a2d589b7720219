/** A question that an article of the client's documentation answers: the answer is the article's words, with its address. */
import { type JsonObject, textOf } from './json.js';
import { looked } from './look.js';
import type { Reading } from './reading.js';
import type { OfferedTool } from './request.js';
import { askPerson, proposePlan, type Turn } from './turn.js';

const SEARCH = /^(hudu|itglue):search-(articles|documents)$/;
const GET = /^(hudu|itglue):get-(article|document)$/;
const NOTE = /:(\w+-)?add-ticket-note$|:(create|add)-(ticket-)?note$/;

export function answerQuestion(reading: Reading, diagnosis: string): Turn {
  const search = [...reading.offered.keys()].find((name) => SEARCH.test(name));
  const get = [...reading.offered.keys()].find((name) => GET.test(name));
  const note = [...reading.forPlans.keys()].find((name) => NOTE.test(name));
  if (!search || !get || !note || !reading.ticketId) return askPerson(diagnosis);
  const query = questionIn(reading.ticket);
  const hits = looked(reading, search, { query });
  if ('turn' in hits) return hits.turn;
  const hit = hits.found.find((object) => idOf(object) && textOf(object, 'title', 'name'));
  const id = hit && idOf(hit);
  const argument = firstRequired(reading.offered.get(get));
  if (!id || !argument) return askPerson(`${diagnosis} No article was found for "${query}".`);
  const article = looked(reading, get, { [argument]: id });
  if ('turn' in article) return article.turn;
  const page = article.found.find((object) => wordsOf(object));
  const words = page && wordsOf(page);
  if (!words) return askPerson(`${diagnosis} The article found for "${query}" is empty.`);
  const title = textOf(page, 'title', 'name') ?? 'the documentation';
  const address = textOf(page, 'address', 'url', 'link');
  const text = `${words}\n\nFrom "${title}"${address ? `: ${address}` : ''}`;
  return proposePlan({
    diagnosis: `The article "${title}" answers the question.`,
    steps: [
      {
        tool: note,
        arguments: { ticketId: reading.ticketId, text, visibility: 'public' },
        why: 'The requester reads the answer on the ticket.',
      },
    ],
    expectedOutcome: 'The requester knows how it is done.',
  });
}

const idOf = (object: JsonObject) => textOf(object, 'articleId', 'documentId', 'id');
const wordsOf = (object: JsonObject) => textOf(object, 'markdown', 'text', 'content', 'body');

/** What a tool has to be told above all. */
function firstRequired(tool: OfferedTool | undefined): string | undefined {
  const required = tool?.parameters.required;
  return Array.isArray(required) && typeof required[0] === 'string' ? required[0] : undefined;
}

/** What is asked, without the question word. */
function questionIn(ticket: string): string {
  const asked = /\bhow (?:do|can|should) (?:I|we|you|one) ([^?\n]{3,100})/i.exec(ticket)?.[1] ?? ticket;
  return asked.trim().slice(0, 100);
}
