import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { dressings, variants } from './reply-intent/examples/variants.js';
import { forgiven } from './reply-intent/word-book.js';
import { type ReplyIntent, readReply } from './reply-intent.js';

interface Example {
  readonly group: string;
  readonly reply: string;
}

const folder = join(process.cwd(), 'core/approvals/reply-intent/examples');

/** One example a line: group, tab, reply; `\n` in a reply is a line break. */
function readExamples(intent: ReplyIntent): Example[] {
  return readFileSync(join(folder, `${intent}.tsv`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [group = '', ...reply] = line.split('\t');
      return { group, reply: reply.join('\t').replaceAll('\\n', '\n') };
    });
}

const approvals = readExamples('approve');
const refusals = readExamples('deny');
const others = readExamples('neutral');

/** Replies that were not read as wanted, in a form that shows which. */
function misread(replies: readonly string[], wanted: (intent: ReplyIntent) => boolean): string[] {
  return replies.flatMap((reply) => {
    const { intent, because } = readReply(reply);
    return wanted(intent) ? [] : [`${intent} (${because}): ${JSON.stringify(reply)}`];
  });
}

const short = (example: Example): boolean => !/[\n<>]/.test(example.reply) && example.group !== 'signature';

describe("a technician's reply to an approval request", () => {
  it('is judged on tables of at least 400 replies', () => {
    expect(
      readdirSync(folder)
        .filter((name) => name.endsWith('.tsv'))
        .sort(),
    ).toEqual(['approve.tsv', 'deny.tsv', 'neutral.tsv']);
    expect(approvals.length).toBeGreaterThanOrEqual(400);
    expect(refusals.length).toBeGreaterThanOrEqual(200);
    expect(others.length).toBeGreaterThanOrEqual(900);
  });

  const byGroup = (examples: readonly Example[]): [string, string[]][] => {
    const groups = new Map<string, string[]>();
    for (const { group, reply } of examples) groups.set(group, [...(groups.get(group) ?? []), reply]);
    return [...groups];
  };

  it.each(byGroup(approvals))('is an approval when it plainly approves (%s)', (_group, replies) => {
    expect(misread(replies, (intent) => intent === 'approve')).toEqual([]);
  });

  it.each(byGroup(refusals))('is a refusal when it plainly refuses (%s)', (_group, replies) => {
    expect(misread(replies, (intent) => intent === 'deny')).toEqual([]);
  });

  it.each(byGroup(others))('is an ordinary message when in doubt (%s)', (_group, replies) => {
    expect(misread(replies, (intent) => intent === 'neutral')).toEqual([]);
  });

  it.each(variants)('never becomes an approval or refusal by its form: %s', (_name, vary) => {
    expect(
      misread(
        others.map(({ reply }) => vary(reply)),
        (intent) => intent === 'neutral',
      ),
    ).toEqual([]);
    expect(
      misread(
        refusals.map(({ reply }) => vary(reply)),
        (intent) => intent !== 'approve',
      ),
    ).toEqual([]);
  });

  it.each(dressings)('never becomes an approval by what stands around it: %s', (_name, dress) => {
    expect(
      misread(
        others.map(({ reply }) => dress(reply)),
        (intent) => intent !== 'approve',
      ),
    ).toEqual([]);
    expect(
      misread(
        refusals.map(({ reply }) => dress(reply)),
        (intent) => intent !== 'approve',
      ),
    ).toEqual([]);
  });

  it.each([...variants, ...dressings])('is still recognised as an approval: %s', (_name, vary) => {
    const everyday = approvals.filter(short).map(({ reply }) => vary(reply));
    expect(misread(everyday, (intent) => intent !== 'deny')).toEqual([]);
    const missed = misread(everyday, (intent) => intent === 'approve');
    expect({ missed: missed.length > everyday.length * 0.05 ? missed : [] }).toEqual({ missed: [] });
  });

  it.each(variants)('is still recognised as a refusal: %s', (_name, vary) => {
    const plain = refusals.filter(short).map(({ reply }) => vary(reply));
    const missed = misread(plain, (intent) => intent === 'deny');
    expect({ missed: missed.length > plain.length * 0.05 ? missed : [] }).toEqual({ missed: [] });
  });

  it('is never an approval when an approval is put beside words that were not understood', () => {
    const strange = ['xyzzy', 'unless', 'but', 'only', 'later', 'not', 'step', '4711', 'if', 'ask', 'tomorrow'];
    const mixed = approvals
      .filter(short)
      .flatMap(({ reply }) =>
        strange.flatMap((word) => [`${reply} ${word}`, `${word} ${reply}`, `${reply}\n${word} it is`]),
      );
    expect(misread(mixed, (intent) => intent !== 'approve')).toEqual([]);
  });

  it('is never an approval when it both approves and refuses', () => {
    const refuse = ['no', 'deny', 'do not proceed', 'not approved', 'stop', '👎'];
    const mixed = approvals
      .filter(short)
      .flatMap(({ reply }) =>
        refuse.flatMap((no) => [`${reply}. ${no}`, `${no}. ${reply}`, `${reply}\n${no}`, `${reply}, ${no}`]),
      );
    expect(misread(mixed, (intent) => intent !== 'approve')).toEqual([]);
  });

  it('is never an approval when it asks', () => {
    const asked = approvals
      .filter(short)
      .flatMap(({ reply }) => [`${reply}?`, `${reply} ?`, `should I say ${reply}`, `${reply}, right?`]);
    expect(misread(asked, (intent) => intent === 'neutral')).toEqual([]);
  });

  it('is never an approval when the words are quoted', () => {
    const quoted = approvals
      .filter(short)
      .flatMap(({ reply }) => [
        `> ${reply}`,
        `"${reply}"`,
        `she wrote "${reply}"`,
        `Rosa wrote:\n> ${reply}`,
        `<blockquote>${reply}</blockquote>`,
      ]);
    expect(misread(quoted, (intent) => intent === 'neutral')).toEqual([]);
  });

  it('is understood with one letter wrong in a long word', () => {
    const slips = ['approve', 'approved', 'proceed'].flatMap((word) => oneSlipForms(word));
    const missed = misread(slips, (intent) => intent === 'approve');
    expect(slips.length).toBeGreaterThan(50);
    expect(missed.length).toBeLessThanOrEqual(slips.length * 0.05);
  });

  it('keeps a slip of the keyboard from turning a refusal into an approval', () => {
    const slips = refusals
      .filter(short)
      .flatMap(({ reply }) => oneSlipForms(reply))
      .concat(['disapprove', 'disapproved', 'unapproved', 'not approved'].flatMap((reply) => oneSlipForms(reply)));
    const approved = misread(slips, (intent) => intent !== 'approve');
    expect(approved).toEqual([]);
    expect(forgiven.length).toBeGreaterThan(0);
  });

  it('says which rule decided and what the own words were', () => {
    const reading = readReply('<p>Approved</p><p>Thanks,<br>Jin</p><blockquote>no</blockquote>');
    expect(reading).toEqual({ intent: 'approve', because: 'clear-approval', own: 'Approved' });
    expect(readReply('approved if she calls').because).toBe('not-understood');
    expect(readReply('go ahead and reset her password').because).toBe('approval-naming-an-action');
    expect(readReply('> approved').because).toBe('no-own-words');
  });
});

/** Every form of a text with one letter missing, doubled, or swapped with the next. */
function oneSlipForms(text: string): string[] {
  const forms: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    forms.push(text.slice(0, at) + text.slice(at + 1));
    forms.push(text.slice(0, at) + text.charAt(at) + text.slice(at));
    if (at + 1 < text.length)
      forms.push(text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2));
  }
  return [...new Set(forms)].filter((form) => form !== text);
}

describe('a hostile note', () => {
  const million = 1_000_000;
  const fill = (unit: string): string => unit.repeat(Math.floor(million / unit.length));
  const hostile: [string, string][] = [
    ['open tags', fill('<a ')],
    ['half tags', fill('<a href="')],
    ['mixed quotes', fill(`<a b="<a c='`)],
    ['nested elements', fill('<div>')],
    ['hidden elements', fill('<p style="display:none">')],
    ['end tags', fill('</div>')],
    ['comments', fill('<!--')],
    ['entities', fill('&#x41;&amp')],
    ['quote marks', fill('>')],
    ['quoted lines', fill('> approved\n')],
    ['attributions', fill('On 1 \n')],
    ['one long attribution', `On ${fill('1 ').slice(100)} wrote:`],
    ['approvals', fill('approved ')],
    ['yes', fill('yes, ')],
    ['dashes', fill('-')],
    ['stars', fill('*a ')],
    ['dots', fill('. ')],
    ['letters', fill('a')],
    ['line breaks', fill('\n')],
    ['lines', fill('a\n')],
    ['signature lines', fill('Jin\n')],
    ['spaces', `approved${fill(' ').slice(100)}but`],
    ['apostrophes', fill("a'")],
    ['hyphens', fill('a-')],
    ['tildes', fill('~~a')],
    ['zero-width characters', fill('a\u200b')],
  ];

  it.each(hostile)('of a megabyte is read in bounded time and never approves: %s', (_name, note) => {
    const started = performance.now();
    const { intent } = readReply(note);
    expect(intent).toBe('neutral');
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('longer than a megabyte is not read at all', () => {
    expect(readReply(`approved${' '.repeat(1_000_001)}`)).toEqual({ intent: 'neutral', because: 'too-long', own: '' });
  });

  it('takes work in proportion to its length', () => {
    const time = (length: number): number => {
      const note = `<div>${'<span class="x">text &amp; more</span>\n'.repeat(length)}</div>`;
      const started = performance.now();
      readReply(note);
      return performance.now() - started;
    };
    time(2_000);
    const small = Math.min(time(2_000), time(2_000), time(2_000));
    const large = Math.min(time(20_000), time(20_000), time(20_000));
    expect(large).toBeLessThan(Math.max(small, 1) * 60);
  });

  it('is never anything but an answer: odd input does not throw', () => {
    for (const odd of [
      '\u0000',
      '\ud800',
      '\udc00approved',
      '&#0;',
      '&#xffffff;',
      '<',
      '</',
      '<!',
      '<p',
      '\ue000',
      '\ue001',
    ]) {
      expect(['neutral', 'approve']).toContain(readReply(odd).intent);
      expect(readReply(`${odd}approved?`).intent).toBe('neutral');
    }
  });
});
