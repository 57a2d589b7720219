/** SuperOps's times: local, without a zone. */
import type { Switches } from './switches.js';

export interface Times {
  /** `2026-11-25T09:30:00` or, with a fraction, `2026-11-25T09:30:00.123`. */
  write(time: Date): string;
  /** A time that was sent; undefined when it is none in this form. */
  read(text: string): Date | undefined;
  /** Start of the day that `time` lies in, by the tenant's clock. */
  dayOf(time: Date): Date;
  /** The date in a display number: `112526`, month first as in the reference's `062822-0005`. */
  number(time: Date): string;
}

const SHAPE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?$/;
const DAY_MS = 86_400_000;

export function createTimes(switches: Pick<Switches, 'timeOffsetMinutes' | 'fractions'>): Times {
  const shift = () => switches.timeOffsetMinutes * 60_000;
  const local = (time: Date) => new Date(time.getTime() + shift()).toISOString();
  return {
    write(time) {
      const text = local(time).slice(0, -1);
      return !switches.fractions || text.endsWith('.000') ? text.slice(0, 19) : text;
    },
    read(text) {
      if (!SHAPE.test(text)) return undefined;
      const time = new Date(`${text.slice(0, 23)}Z`);
      return Number.isNaN(time.getTime()) ? undefined : new Date(time.getTime() - shift());
    },
    dayOf(time) {
      const here = time.getTime() + shift();
      return new Date(Math.floor(here / DAY_MS) * DAY_MS - shift());
    },
    number(time) {
      const [year = '', month = '', day = ''] = local(time).slice(0, 10).split('-');
      return `${month}${day}${year.slice(2)}`;
    },
  };
}
