/** A helpdesk number between an outside world (given by the test) and the product, with the real matching. */
import type { Contactable } from '../../core/matching/contact-index.js';
import { type Desk, type DeskOptions, openDesk, PUBLIC } from './desk.js';
import { createMemoryIntake, type MemoryIntake } from './memory-intake.js';

interface Person {
  key: string;
  company: string;
  firstName: string;
  lastName: string;
  nickname?: string;
  email: string;
  phone: string;
}

/** Somebody on the telephone, as far as these tests need. */
interface Caller {
  callSid: string;
  hears(pattern: RegExp): Promise<string>;
  says(recording: string): Promise<void>;
}

export interface Outside<Call extends Caller> {
  world: { people: readonly Person[]; company(slug: string): { name: string } };
  routes: { add(publicOrigin: string, localOrigin: string): void };
  deepgram: { url: string; apiKey: string; stop(): Promise<void> };
  twilio: {
    credentials: { accountSid: string; authToken: string; number: string };
    setNumber(config: { voiceUrl: string; voiceFallbackUrl: string; statusCallback: string }): void;
    call(options: { from: string; speed: number }): Promise<Call>;
    stop(): Promise<void>;
  };
}

export interface HelpdeskNumber<Call extends Caller> {
  desk: Desk;
  intake: MemoryIntake;
  dial(from: string): Promise<Call>;
  /** What one side said, as the core stored it. */
  stored(call: Caller, who: 'requester' | 'assistant'): string[];
  close(): Promise<void>;
}

/** Times faster than real time that calls go. */
const SPEED = 40;

export async function openHelpdeskNumber<Call extends Caller>(
  { world, routes, deepgram, twilio }: Outside<Call>,
  settings: DeskOptions['settings'] = {},
): Promise<HelpdeskNumber<Call>> {
  const intake = createMemoryIntake(
    world.people.map(
      (person): Contactable => ({
        id: person.key,
        firstName: person.firstName,
        lastName: person.lastName,
        ...(person.nickname ? { nickname: person.nickname } : {}),
        company: { id: person.company, name: world.company(person.company).name },
        emails: [person.email],
        phones: [person.phone],
      }),
    ),
  );
  const credentials = {
    twilio: { ...twilio.credentials },
    deepgram: { apiKey: deepgram.apiKey, baseUrl: deepgram.url },
  };
  const desk = await openDesk({ intake, credentials, route: routes.add, settings });
  twilio.setNumber({
    voiceUrl: `${PUBLIC}/voice/incoming`,
    voiceFallbackUrl: `${PUBLIC}/voice/fallback`,
    statusCallback: `${PUBLIC}/voice/status`,
  });
  return {
    desk,
    intake,
    dial: (from) => twilio.call({ from, speed: SPEED }),
    stored: ({ callSid }, who) =>
      intake
        .of(callSid)
        .turns.filter((turn) => turn.who === who)
        .map((turn) => turn.text),
    async close() {
      await twilio.stop();
      await desk.close();
      await deepgram.stop();
    },
  };
}

/** Hears a pattern, then answers with a recording; and so on. */
export async function talk(
  call: Caller,
  ...turns: readonly (readonly [pattern: RegExp, recording?: string])[]
): Promise<void> {
  for (const [pattern, recording] of turns) {
    await call.hears(pattern);
    if (recording) await call.says(recording);
  }
}

export const ASKS_NAME = /Who am I speaking with/;
export const ASKS_PROBLEM = /What can I help you with/;
