import assert from 'node:assert/strict';
import type { NoteVisibility } from '../../../core/ports/psa.js';
import { DANA, MORGAN, openTicket, type PsaCase, type Theme } from './case.js';

const TEXTS: Readonly<Record<string, string>> = {
  'letters of many alphabets and pictures': 'Größe Ü – 日本語, العربية, Ελληνικά, 🖨️👩‍💻 naïve café',
  'what looks like markup': 'Set <b>bold</b> & <script>alert("x")</script> to &amp; not &lt; 5 < 6 > 4 <br/> end',
  'quotes and backslashes': `"double" 'single' “curly” \`back\` C:\\temp\\new \\n \\u0041`,
  'lines and paragraphs': 'Plan:\n1. Restart the spooler\n2. Print a page\n\nThen:\n- tell Dana\n- close',
  'a web address': 'Approve: https://desk.example/approve?id=1&token=a_b-c.d~e#top (ends in 7 days)',
  'braces, percents and dollars': 'Use ${name} and {{other}} at 100% for $5, {"a": [1]}',
  'a single sign': '👍',
};

const kept = (visibility: NoteVisibility): PsaCase[] =>
  Object.entries(TEXTS).map(([kind, text]) => ({
    promises: `gives back ${kind} of a note of ours as they were written (${visibility}), and writes it once`,
    async run(stage) {
      const { psa, pretend } = stage;
      const { id } = await openTicket(stage);
      const note = await psa.addNote(id, { text, visibility });
      assert.equal(note.text, text);
      assert.deepEqual(
        (await psa.notes(id)).map((each) => each.text),
        [text],
      );
      assert.equal((await psa.addNote(id, { text, visibility })).id, note.id);
      const [stored] = pretend.notes(id);
      assert.equal(pretend.notes(id).length, 1);
      const plain = (words: string | undefined) => words?.replace(/\s+/g, ' ').trim();
      assert.equal(plain(stored?.text), plain(text), 'a person reads something else there');
    },
  }));

const theirs: PsaCase[] = Object.entries(TEXTS).map(([kind, text]) => ({
  promises: `reads ${kind} in the notes of technicians and contacts`,
  async run({ psa, pretend }) {
    const { id } = pretend.technicianCreatesTicket({ technician: MORGAN, personKey: DANA, summary: 'Texts' });
    pretend.technicianAddsNote(id, { technician: MORGAN, text });
    pretend.contactAddsNote(id, { personKey: DANA, text });
    assert.deepEqual(
      (await psa.notes(id)).map((note) => note.text),
      [text, text],
    );
  },
}));

/** At least 30,000 characters, in lines that can be counted. */
const LONG = Array.from(
  { length: 680 },
  (_, index) => `Line ${String(index).padStart(4, '0')}: the caller said the same once more.`,
);

export const noteTexts: Theme = {
  name: 'texts of notes',
  cases: [
    ...kept('internal'),
    ...kept('public'),
    ...theirs,
    {
      promises: 'gives back a note of 30,000 characters whole, in as many notes as it needs, and writes it once',
      async run(stage) {
        const { psa, pretend } = stage;
        const { id } = await openTicket(stage);
        const text = LONG.join('\n');
        assert.ok(text.length > 30_000);
        await psa.addNote(id, { text, visibility: 'internal' });
        const stored = pretend.notes(id);
        assert.ok(stored.every(({ internal }) => internal));
        const listed = await psa.notes(id);
        const lines = listed.flatMap(
          (note) => note.text.match(/Line \d{4}: the caller said the same once more\./g) ?? [],
        );
        assert.deepEqual(lines, LONG);
        assert.ok(listed.every(({ author }) => author.kind === 'own'));
        await psa.addNote(id, { text, visibility: 'internal' });
        assert.equal(pretend.notes(id).length, stored.length);
      },
    },
    {
      promises: 'gives back one line of 30,000 letters whole',
      async run(stage) {
        const { id } = await openTicket(stage);
        await stage.psa.addNote(id, { text: 'q'.repeat(30_000), visibility: 'public' });
        const whole = (await stage.psa.notes(id)).map((note) => note.text).join('');
        assert.equal(whole.match(/q/g)?.length, 30_000);
      },
    },
    {
      promises: 'refuses a note that says nothing, and writes none',
      async run(stage) {
        const { id } = await openTicket(stage);
        const failure = await stage.psa
          .addNote(id, { text: ' \n ', visibility: 'internal' })
          .catch((error: unknown) => error);
        assert.ok(failure instanceof Error, 'an empty note was taken');
        assert.equal(stage.pretend.notes(id).length, 0);
      },
    },
  ],
};
