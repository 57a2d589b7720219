import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createFaults } from './faults.js';
import { createRecords } from './records.js';
import { type Door, openDoor } from './serve.js';

describe('the door of a pretend vendor', () => {
  const [records, faults] = [createRecords(), createFaults()];
  let door: Door;
  let asked = 0;
  beforeEach(async () => {
    asked = 0;
    const answer = () => {
      asked += 1;
      return { status: 200, body: { fine: true }, write: true };
    };
    door = await openDoor({
      vendor: 'example',
      port: 0,
      records,
      faults,
      answer,
      refuse: ({ status }) => ({ status }),
    });
  });
  afterEach(() => door.stop());

  it.each([
    ['a web page', { kind: 'html' }, 200, 'text/html', /^<!DOCTYPE html>/],
    ['a web page with a status', { kind: 'html', status: 502 }, 502, 'text/html', /<\/html>/],
    ['null', { kind: 'null' }, 200, 'application/json', /^null$/],
    ['half an answer', { kind: 'cut' }, 200, 'application/json', /[^}]$/],
    ['an endless answer', { kind: 'huge', bytes: 5_000_000 }, 200, 'application/json', /x{1000}/],
  ] as const)('can be told to answer %s in place of doing the work', async (_what, fault, status, type, text) => {
    faults.add({ vendor: 'example', path: /list/, times: 1, ...fault });
    const odd = await fetch(`${door.url}/list`, { method: 'POST', body: 'a' });
    expect([odd.status, odd.headers.get('content-type')?.split(';')[0], asked]).toEqual([status, type, 0]);
    const told = await odd.text();
    expect([text.test(told), told.length >= ('bytes' in fault ? fault.bytes : 1)]).toEqual([true, true]);
    expect(records.all().at(-1)).toMatchObject({ status, write: false, detail: { fault: fault.kind, body: 'a' } });
    expect(await (await fetch(`${door.url}/list`)).json()).toEqual({ fine: true });
  });
});
