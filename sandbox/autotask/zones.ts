/**
 * Where the API is served. Every zone answers zoneInformation; the rest only the one that the database lives in, and
 * databases move. Source: Autotask facts, 1.
 */
import type { Faults } from '../faults.js';
import type { Records } from '../records.js';
import { type Answered, type Asked, type Door, openDoor } from '../serve.js';
import { faultErrors } from './refusal.js';

export interface Zones {
  /** The first zone, which is asked about the others. */
  url: string;
  /** The zone that the database is in. */
  current(): string;
  /** Moves the database to another zone: the one before refuses its credentials (401) from now on. */
  move(): Promise<void>;
  stop(): Promise<void>;
}

export interface ZonesOptions {
  records: Records;
  faults: Faults;
  /** Of the first zone; any free one when 0. */
  port: number;
  /** `here`: whether the zone that was asked is the one that the database is in. */
  answer(asked: Asked, here: boolean): Promise<Answered>;
}

export async function openZones({ records, faults, port, answer }: ZonesOptions): Promise<Zones> {
  const doors: Door[] = [];
  const open = async (at: number) => {
    const zone = doors.length;
    const here = () => zone === doors.length - 1;
    const door = await openDoor({
      vendor: 'autotask',
      port: at,
      records,
      faults,
      answer: (asked) => answer(asked, here()),
      refuse,
    });
    doors.push(door);
    return door;
  };
  const { url } = await open(port);
  return {
    url,
    current: () => doors.at(-1)?.url ?? url,
    async move() {
      await open(0);
    },
    async stop() {
      await Promise.all(doors.map((door) => door.stop()));
    },
  };
}

/** A failure of its own or of a gateway has no body: `errors` tell what is wrong with a request. Source: Autotask facts, 4. */
function refuse({ status, retryAfter }: { status: number; retryAfter?: number }): Answered {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return status >= 500 ? { status, headers } : { status, headers, body: { errors: faultErrors(status) } };
}
