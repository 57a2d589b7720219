/** A question that an article of the client's documentation answers: the answer is the article's words, with its address. */
import { textOf } from './json.js';
import { failed, looked } from './look.js';
import { outcomesOf } from './outcomes.js';
import type { Reading } from './reading.js';
import { askPerson, call, proposePlan, type Turn } from './turn.js';

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
  const hit = hits.found.find((object) => textOf(object, 'id') && textOf(object, 'title', 'name'));
  const id = textOf(hit, 'id');
  if (!id) return askPerson(`${diagnosis} No article was found for "${query}".`);
  const [answer] = outcomesOf(reading, get);
  if (!answer) return call(get, { id });
  const problem = failed(answer);
  if (problem) return askPerson(`${diagnosis} The article could not be read: ${problem}`);
  const article = looked(reading, get, { id });
  if ('turn' in article) return article.turn;
  const page = article.found.find((object) => textOf(object, 'text', 'content', 'markdown', 'body'));
  const title = textOf(page, 'title', 'name') ?? textOf(hit, 'title', 'name') ?? 'the documentation';
  const url = textOf(page, 'url', 'link') ?? textOf(hit, 'url', 'link');
  const words = textOf(page, 'text', 'content', 'markdown', 'body') ?? '';
  const text = `${words}\n\nFrom "${title}"${url ? ` (${url})` : ''}.`;
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

/** What is asked, without the question word. */
function questionIn(ticket: string): string {
  const asked = /\bhow (?:do|can|should) (?:I|we|you|one) ([^?\n]{3,100})/i.exec(ticket)?.[1] ?? ticket;
  return asked.trim().slice(0, 100);
}
