import type { SeenTicket } from '../psa/pretend-psa.js';
import { expect, type Scenario, type Stage } from './scenario.js';
import { numberIn, phone } from './telephone.js';
import { quiet, ticketNumbered } from './ticket-desk.js';

interface Told {
  hello: string;
  spelled: string;
  /** The question that names the one who called. */
  asked: RegExp;
  problem: string;
}

/** Two people at one company sound the same: the letters choose, on a telephone that nobody knows. */
export const homophones: Scenario = {
  name: 'homophones',
  title:
    'Sean Smith and Shawn Smyth of Quillfeather Press phone one after the other; how they spell it tells them apart.',
  mode: 'execute',
  async play(stage) {
    const { sandbox, tell } = stage;
    const sean = sandbox.psa.contactId(sandbox.world.person('quillfeather-press/sean-smith').key);
    const shawn = sandbox.psa.contactId(sandbox.world.person('quillfeather-press/shawn-smyth').key);
    const ofSean = await ticketOf(stage, '+16175550197', {
      hello: 'sean-smith-hello',
      spelled: 'sean-smith-spelled',
      asked: /is that Sean Smith at Quillfeather Press/i,
      problem: 'dana-printer',
    });
    const ofShawn = await ticketOf(stage, '+16175550198', {
      hello: 'shawn-smyth-hello',
      spelled: 'shawn-smyth-spelled',
      asked: /is that Shawn Smyth at Quillfeather Press/i,
      problem: 'shawn-smyth-drive',
    });
    await quiet(stage);

    expect(ofSean.contactId === sean, "Sean Smith's ticket is not on his contact");
    expect(ofShawn.contactId === shawn, "Shawn Smyth's ticket is not on his contact");
    tell('ticket', `Ticket ${ofSean.number} for ${ofSean.companyName}: ${ofSean.summary}`);
    return { ticketId: ofSean.id };
  },
};

/** A whole call: asked for the spelling once, for nothing else about who it is, and named rightly the first time. */
async function ticketOf(stage: Stage, from: string, told: Told): Promise<SeenTicket> {
  const call = await phone(stage, from);
  await call.hears(/who am I speaking with/i);
  await call.says(told.hello);
  await call.hears(/spell/i);
  await call.says(told.spelled);
  const named = await call.hears(/\?/);
  expect(told.asked.test(named), `after the spelling the caller was asked "${named}"`);
  await call.says('yes');
  await call.hears(/help you/i);
  await call.says(told.problem);
  const number = numberIn(await call.hears(/ticket number is/i));
  await call.says('thats-all');
  await call.hears(/good-?bye/i);
  await call.ended;
  return ticketNumbered(stage, number);
}
