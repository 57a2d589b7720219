import assert from 'node:assert/strict';
import { DANA, FORMER, MORGAN, openTicket, refused, type Theme } from './case.js';

export const notes: Theme = {
  name: 'notes',
  cases: [
    {
      promises: 'has no notes of a ticket that nobody wrote on',
      async run(stage) {
        const { id } = await openTicket(stage);
        assert.deepEqual(await stage.psa.notes(id), []);
      },
    },
    {
      promises: 'lists notes oldest first, with who wrote them and who sees them',
      async run(stage) {
        const { psa, pretend } = stage;
        const { id } = await openTicket(stage);
        const later = () => stage.advance(2_000);
        later();
        await psa.addNote(id, { text: 'We look into it.', visibility: 'public' });
        later();
        pretend.technicianAddsNote(id, { technician: MORGAN, text: 'Approve' });
        later();
        pretend.contactAddsNote(id, { personKey: DANA, text: 'It is urgent!' });
        later();
        pretend.technicianAddsNote(id, { technician: MORGAN, text: 'On my way.', internal: false });
        later();
        await psa.addNote(id, { text: 'Plan: restart the spooler.', visibility: 'internal' });
        const listed = await psa.notes(id);
        assert.deepEqual(
          listed.map(({ text, author, visibility, ticketId }) => [text, author.kind, visibility, ticketId]),
          [
            ['We look into it.', 'own', 'public', id],
            ['Approve', 'technician', 'internal', id],
            ['It is urgent!', 'contact', 'public', id],
            ['On my way.', 'technician', 'public', id],
            ['Plan: restart the spooler.', 'own', 'internal', id],
          ],
        );
        assert.equal(listed[1]?.author.id, pretend.technicianId(MORGAN));
        assert.equal(listed[2]?.author.id ?? pretend.contactId(DANA), pretend.contactId(DANA));
        assert.ok(listed.every(({ createdAt }) => createdAt instanceof Date));
        assert.equal(new Set(listed.map((note) => note.id)).size, listed.length);
      },
    },
    {
      promises: 'keeps an internal note from the customer, and lets them see a public one',
      async run(stage) {
        const { psa, pretend } = stage;
        const { id } = await openTicket(stage);
        const hidden = await psa.addNote(id, { text: 'Only for us', visibility: 'internal' });
        const shown = await psa.addNote(id, { text: 'For everybody', visibility: 'public' });
        assert.deepEqual([hidden.visibility, shown.visibility], ['internal', 'public']);
        const stored = [...pretend.notes(id)].map(({ text, internal, author }) => [text, internal, author.kind]);
        assert.deepEqual(stored, [
          ['Only for us', true, 'own'],
          ['For everybody', false, 'own'],
        ]);
      },
    },
    {
      promises: 'adds a note once, although it is asked again, after a restart too',
      async run(stage) {
        const { id } = await openTicket(stage);
        const text = 'Plan:\n1. Restart the spooler.\n2. Print a test page.';
        const note = await stage.psa.addNote(id, { text, visibility: 'internal' });
        const again = await stage.psa.addNote(id, { text, visibility: 'internal' });
        const restarted = await stage.connect().psa.addNote(id, { text, visibility: 'internal' });
        assert.deepEqual([again.id, restarted.id], [note.id, note.id]);
        assert.equal(stage.pretend.notes(id).length, 1);
      },
    },
    {
      promises: 'adds the same words again for other readers, and on another ticket',
      async run(stage) {
        const { psa, pretend } = stage;
        const [one, other] = [await openTicket(stage), await openTicket(stage)];
        await psa.addNote(one.id, { text: 'The same words', visibility: 'internal' });
        await psa.addNote(one.id, { text: 'The same words', visibility: 'public' });
        await psa.addNote(other.id, { text: 'The same words', visibility: 'internal' });
        assert.deepEqual(
          [...pretend.notes(one.id)].map(({ internal }) => internal),
          [true, false],
        );
        assert.equal(pretend.notes(other.id).length, 1);
      },
    },
    {
      promises: 'never takes the words of a technician or a contact for its own, even the very same words',
      async run(stage) {
        const { psa, pretend } = stage;
        const { id } = await openTicket(stage);
        pretend.technicianAddsNote(id, { technician: MORGAN, text: 'Approve', internal: true });
        pretend.contactAddsNote(id, { personKey: DANA, text: 'Thank you' });
        const ours = [
          await psa.addNote(id, { text: 'Approve', visibility: 'internal' }),
          await psa.addNote(id, { text: 'Thank you', visibility: 'public' }),
        ];
        assert.deepEqual(
          ours.map(({ author }) => author.kind),
          ['own', 'own'],
        );
        assert.equal(pretend.notes(id).length, 4);
      },
    },
    {
      promises: 'tells notes apart that differ in a word',
      async run(stage) {
        const { id } = await openTicket(stage);
        await stage.psa.addNote(id, { text: 'Restart the spooler', visibility: 'internal' });
        await stage.psa.addNote(id, { text: 'Restart the spooler now', visibility: 'internal' });
        assert.equal(stage.pretend.notes(id).length, 2);
      },
    },
    {
      promises: 'takes the note of a technician who has left for theirs',
      async run(stage) {
        const { psa, pretend } = stage;
        const { id } = await openTicket(stage);
        pretend.technicianAddsNote(id, { technician: FORMER, text: 'My last words' });
        const [note] = await psa.notes(id);
        assert.deepEqual([note?.author.kind, note?.author.id], ['technician', pretend.technicianId(FORMER)]);
      },
    },
    {
      promises: 'lists a long conversation to its end, in its order',
      async run(stage) {
        const { psa, pretend } = stage;
        const { id } = await openTicket(stage);
        const texts = Array.from({ length: 130 }, (_, index) => `Message number ${index}`);
        for (const [index, text] of texts.entries()) {
          stage.advance(2_000);
          if (index % 3 === 0) pretend.contactAddsNote(id, { personKey: DANA, text });
          else pretend.technicianAddsNote(id, { technician: MORGAN, text, internal: index % 3 === 1 });
        }
        assert.deepEqual(
          (await psa.notes(id)).map(({ text }) => text),
          texts,
        );
      },
    },
    {
      promises: 'edits a note of its own, and nothing else of the ticket',
      needs: 'editNote',
      async run(stage) {
        const { psa, pretend } = stage;
        const { id } = await openTicket(stage);
        const note = await psa.addNote(id, { text: 'First words', visibility: 'internal' });
        const other = await psa.addNote(id, { text: 'Other words', visibility: 'public' });
        const edited = await psa.editNote?.(id, note.id, 'Better <words> & "quotes"\nin two lines');
        assert.deepEqual([edited?.id, edited?.visibility, edited?.author.kind], [note.id, 'internal', 'own']);
        const listed = (await psa.notes(id)).map(({ id: noteId, text, visibility }) => [noteId, text, visibility]);
        assert.deepEqual(listed, [
          [note.id, 'Better <words> & "quotes"\nin two lines', 'internal'],
          [other.id, 'Other words', 'public'],
        ]);
        assert.ok(pretend.notes(id)[0]?.internal);
      },
    },
    {
      promises: 'refuses to edit a note that does not exist',
      needs: 'editNote',
      async run(stage) {
        const { id } = await openTicket(stage);
        await refused(stage, stage.psa.editNote?.(id, '99999999', 'Words') ?? Promise.resolve(), 'not_found');
      },
    },
    {
      promises: 'finds the ticket that a note is on, whoever wrote it, and none where there is no such note',
      needs: 'ticketOfNote',
      async run(stage) {
        const { psa, pretend } = stage;
        const { id } = await openTicket(stage);
        const own = await psa.addNote(id, { text: 'Ours', visibility: 'internal' });
        const theirs = pretend.technicianAddsNote(id, { technician: MORGAN, text: 'Theirs' });
        const customers = pretend.contactAddsNote(id, { personKey: DANA, text: 'The customer’s' });
        for (const noteId of [own.id, theirs.id, customers.id]) assert.equal(await psa.ticketOfNote?.(noteId), id);
        assert.equal(await psa.ticketOfNote?.('99999999'), undefined);
      },
    },
  ],
};
