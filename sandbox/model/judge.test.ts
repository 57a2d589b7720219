import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createFaults } from '../faults.js';
import { createRecords } from '../records.js';
import { converse, judgementWireOf } from './desk.js';
import { createPretendModel, type PretendModel } from './pretend-model.js';
import type { ScriptName } from './scripts.js';

describe('the scripted model, asked whether a ticket is sensitive', () => {
  let model: PretendModel;
  beforeAll(async () => {
    model = await createPretendModel({ records: createRecords(), faults: createFaults() });
  });
  afterAll(() => model.stop());
  afterEach(() => model.script('technician'));
  const judged = async (ticket: string) => (await converse(model, judgementWireOf(ticket), 1)).arguments;

  it.each([
    ['I forgot my password', ['credentials']],
    ['Bitte mein Kennwort zurücksetzen', ['credentials']],
    ['I am locked out and I have a new phone', ['credentials', 'multi-factor authentication']],
    ['Please add me to the Finance group', ['access rights']],
    ['Our bank account has changed', ['payment']],
    ['There is a new colleague on Monday', ['administration']],
    ['Forward all mail of Omar to me', ['data leaving']],
    ['Please install the scanner program', ['remote access and installation']],
  ])('finds %j sensitive, and says why', async (ticket, reasons) => {
    expect(await judged(ticket)).toEqual({ sensitive: true, reasons });
  });

  it.each(['A shelf is loose', 'The printer is out of toner', 'Outlook is slow'])(
    'finds nothing in %j',
    async (ticket) => {
      expect(await judged(ticket)).toEqual({ sensitive: false, reasons: [] });
    },
  );

  it.each<[ScriptName, boolean]>([
    ['disabled-write', true],
    ['wrong-target', true],
    ['endless', true],
    ['injected', true],
    ['nonsense', false],
    ['unknown-tool', false],
  ])('as %s answers: %s', async (script, usable) => {
    model.script(script);
    const ending = await converse(model, judgementWireOf('The printer is out of toner'), 1).catch(() => undefined);
    expect(ending?.name === 'judge_request').toBe(usable);
  });

  it('judges honestly beside the rules of a test', async () => {
    model.script([{ words: /printer/, turn: { text: 'Which one?' } }]);
    expect(await judged('The printer is out of toner')).toEqual({ sensitive: false, reasons: [] });
  });
});
