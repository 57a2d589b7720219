/** Very many articles of 2 to 20 kB for measurements: made from a seed, so the same each time. */

export interface BulkArticle {
  name: string;
  content: string;
}

const PRODUCTS = [
  'Outlook',
  'Teams',
  'OneDrive',
  'SharePoint',
  'Excel',
  'the scanner',
  'the VPN',
  'the label printer',
  'the phone system',
  'the payroll program',
  'the door system',
  'the accounting program',
  'Acrobat',
  'the file server',
  'the wireless network',
  'the meeting room screen',
  'the backup agent',
  'Chrome',
  'the time clock',
  'the card reader',
];
const TOPICS = [
  'Install',
  'Repair',
  'Reset',
  'Update',
  'Sign in to',
  'Share from',
  'Print from',
  'Move',
  'Sync',
  'Remove',
  'Speed up',
  'Troubleshoot',
  'Configure',
  'Recover',
  'Order',
];
const PLACES = [
  'a laptop',
  'a phone',
  'the front desk',
  'a home office',
  'a new computer',
  'a tablet',
  'the warehouse',
];
const WORDS =
  `account adapter address alert archive battery browser button cable cache calendar certificate channel client cloud
  column command computer connection contact cursor database desktop dialog directory disk display document domain drive
  driver editor error export extension fan field file filter firewall folder font form gateway group guest handle hardware
  header icon image import index input install keyboard label language layout library licence link list location lock log
  mailbox map margin memory menu message meeting monitor mouse network notebook notice number office option order page panel
  paper parameter patch path permission phone picture pointer policy port power printer privacy process profile
  program project prompt proxy queue quota record recovery region register remote report request restart role room router
  rule sample scanner schedule screen script search section sector server service session setting share shortcut signature
  site socket speaker spooler staff status storage stream switch table tablet task team template tenant terminal text ticket
  toner toolbar transfer tray update upload user value version video view voice volume warning window wizard workspace`.split(
    /\s+/,
  );
const VERBS = ['open', 'check', 'choose', 'close', 'restart', 'compare', 'copy', 'note', 'wait for', 'replace', 'test'];
const SMALLEST = 2_000;
const LARGEST = 20_000;

const SENTENCES = 3_000;

/**
 * Makes articles by their place, from 0: each has a title of its own, and in its text a word that no other has
 * (`marker<place>`).
 */
export function createBulkArticles(): (place: number) => BulkArticle {
  const sentences = Array.from({ length: SENTENCES }, (_, place) => sentence(random(place + 7)));
  return (place) => {
    const next = random(place + 1);
    const pick = (from: readonly string[]) => from[Math.floor(next() * from.length)] ?? '';
    const one = () => pick(sentences);
    const [topic, product, where] = [pick(TOPICS), pick(PRODUCTS), pick(PLACES)];
    const name = `${topic} ${product} on ${where} (${place + 1})`;
    const blocks = [
      () => `<h2>${pick(TOPICS)} ${pick(PRODUCTS)}</h2><p>${one()} ${one()} ${one()}</p>`,
      () => `<ol><li>${one()}</li><li>${one()}</li><li>${one()}</li><li>${one()}</li></ol>`,
      () =>
        `<table><tr><th>${pick(WORDS)}</th><th>${pick(WORDS)}</th></tr><tr><td>${one()}</td><td>${one()}</td></tr></table>`,
      () => `<pre><code>${pick(WORDS)} --${pick(WORDS)} ${pick(WORDS)}</code></pre>`,
    ];
    const size = SMALLEST + Math.floor(next() * (LARGEST - SMALLEST - 600));
    const parts = [`<h1>${name}</h1><p>Known as <code>marker${place}</code>.</p>`];
    let length = parts[0]?.length ?? 0;
    while (length < size) {
      const part = blocks[Math.floor(next() * blocks.length)]?.() ?? '';
      parts.push(part);
      length += part.length;
    }
    return { name, content: parts.join('\n') };
  };
}

function sentence(next: () => number): string {
  const pick = (from: readonly string[]) => from[Math.floor(next() * from.length)] ?? '';
  const words = Array.from({ length: 6 + Math.floor(next() * 10) }, () => pick(WORDS));
  return `${pick(VERBS).replace(/^./, (letter) => letter.toUpperCase())} the ${words.join(' ')}.`;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed * 0x9e3779b1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
