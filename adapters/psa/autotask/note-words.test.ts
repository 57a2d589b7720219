import { describe, expect, it } from '@jest/globals';
import { noteWords } from './note-words.js';

describe('the words of a note in Autotask', () => {
  it.each([
    ['Note', 'approved'],
    ['Client Portal Note', 'approved'],
    ['RE: Ticket update', 'approved'],
    ['Approval', 'approved'],
    ['approved', 'approved'],
    ['Calling her...', 'Calling her now, then we will see'],
    ['', 'approved'],
    [null, 'approved'],
  ])('leave out a title that says nothing more: %s', (title, description) => {
    expect(noteWords({ title, description })).toBe(description);
  });

  it.each([
    ['Waiting for her manager', 'approved'],
    ['Denied', 'See the ticket above.'],
    ['Not yet a note', 'approved'],
    ['No update', 'approved'],
    ['Approved?', 'Ask Rosa'],
  ])('begin with a title that says something: %s', (title, description) => {
    expect(noteWords({ title, description })).toBe(`${title}\n\n${description}`);
  });

  it('are the title where there is nothing else', () => {
    expect(noteWords({ title: 'approved', description: '' })).toBe('approved');
  });
});
