/**
 * Filters of lists. Which attributes a list takes stands in the MSP reference ("can be used in the filter condition")
 * or was seen at a real tenant; anything else is refused, and so is an operator or a value of another type.
 */
import { z } from 'zod';
import { InternalError } from './refusal.js';
import type { Switches } from './switches.js';
import type { Times } from './times.js';

/** What an attribute compares with; undefined or null never matches. */
export type Attribute<T> =
  | { kind: 'text'; read(row: T): string | null | undefined }
  | { kind: 'texts'; read(row: T): readonly string[] }
  | { kind: 'time'; read(row: T): Date };
export type Attributes<T> = Readonly<Record<string, Attribute<T>>>;

export type Condition =
  | { joinOperator: 'AND' | 'OR'; operands: Condition[] }
  | { attribute: string; operator: string; value: unknown };

const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ joinOperator: z.enum(['AND', 'OR']), operands: z.array(condition).min(1) }),
    z.strictObject({ attribute: z.string(), operator: z.string(), value: z.unknown() }),
  ]),
);

export interface ConditionOptions {
  switches: Switches;
  times: Times;
  clock: () => Date;
}

/** Whether a row is in the list; throws InternalError for a condition that SuperOps does not take. */
export function readCondition<T>(
  sent: unknown,
  attributes: Attributes<T>,
  options: ConditionOptions,
): (row: T) => boolean {
  if (sent === undefined || sent === null) return () => true;
  const parsed = condition.safeParse(sent);
  if (!parsed.success) throw new InternalError('A condition is a leaf or a group');
  return matcher(parsed.data);

  function matcher(node: Condition): (row: T) => boolean {
    if ('operands' in node) {
      const parts = node.operands.map(matcher);
      return node.joinOperator === 'AND'
        ? (row) => parts.every((part) => part(row))
        : (row) => parts.some((part) => part(row));
    }
    const attribute = Object.hasOwn(attributes, node.attribute) ? attributes[node.attribute] : undefined;
    if (!attribute) throw new InternalError(`No filter by ${node.attribute}`);
    if (attribute.kind === 'time') {
      const inside = readPeriod(node.operator, node.value, options);
      return (row) => inside(attribute.read(row));
    }
    if (attribute.kind === 'texts') {
      if (node.operator !== 'includes') throw new InternalError(`No ${node.operator} on a list`);
      const wanted = texts(node.value).map(folded);
      return (row) => attribute.read(row).some((text) => wanted.includes(folded(text)));
    }
    const test = readTextTest(node.operator, node.value);
    return (row) => {
      const text = attribute.read(row);
      return text !== null && text !== undefined && test(folded(text));
    };
  }
}

/** Compared without regard to case (unconfirmed). */
const folded = (text: string) => text.toLowerCase();
const text = (value: unknown): string => checked(z.string(), value);
const texts = (value: unknown): string[] => checked(z.array(z.string()).min(1), value);

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new InternalError('The value has another type than the operator takes');
  return parsed.data;
}

function readTextTest(operator: string, value: unknown): (text: string) => boolean {
  switch (operator) {
    case 'is': {
      const wanted = folded(text(value));
      return (found) => found === wanted;
    }
    case 'includes': {
      const wanted = texts(value).map(folded);
      return (found) => wanted.includes(found);
    }
    case 'contains': {
      const part = folded(text(value));
      return (found) => found.includes(part);
    }
    case 'startsWith': {
      const start = folded(text(value));
      return (found) => found.startsWith(start);
    }
    default:
      throw new InternalError(`No operator ${operator} on a text`);
  }
}

const UNIT_MS = { DAY: 86_400_000, HOUR: 3_600_000, MINUTE: 60_000 } as const;
const lastPeriod = z.strictObject({
  unit: z.enum(['DAY', 'HOUR', 'MINUTE']),
  quantity: z.number().int().min(1),
});

function readPeriod(operator: string, value: unknown, options: ConditionOptions): (time: Date) => boolean {
  const now = options.clock();
  const plain = options.switches.dates === 'plain';
  if (operator === 'inLast') {
    const { unit, quantity } = plain
      ? { unit: 'DAY' as const, quantity: checked(z.number().int().min(1), value) }
      : checked(lastPeriod, value);
    if (!options.switches.inLastUnits.includes(unit)) throw new InternalError(`No unit ${unit}`);
    const since = now.getTime() - quantity * UNIT_MS[unit];
    return (time) => time.getTime() >= since && time.getTime() <= now.getTime();
  }
  if (operator !== 'on') throw new InternalError(`No operator ${operator} on a time`);
  const [from, to] = plain ? dayNamed(text(value), options.times) : placeholder(text(value), now, options.times);
  return (time) => time >= from && time < to;
}

function dayNamed(name: string, times: Times): [Date, Date] {
  const day = /^\d{4}-\d\d-\d\d$/.test(name) ? times.read(`${name}T00:00:00`) : undefined;
  if (!day) throw new InternalError('Not a date');
  return [day, later(day, 1)];
}

const later = (day: Date, days: number) => new Date(day.getTime() + days * UNIT_MS.DAY);

/** `placeholder.today` and its kin; weeks begin on Monday (unconfirmed). */
function placeholder(name: string, now: Date, times: Times): [Date, Date] {
  const today = times.dayOf(now);
  const local = new Date(`${times.write(now).slice(0, 10)}T00:00:00Z`);
  const monday = later(today, -((local.getUTCDay() + 6) % 7));
  const first = later(today, 1 - local.getUTCDate());
  const before = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), 0)).getUTCDate();
  const length = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate();
  const periods: Record<string, [Date, Date]> = {
    'placeholder.today': [today, later(today, 1)],
    'placeholder.yesterday': [later(today, -1), today],
    'placeholder.this.week': [monday, later(monday, 7)],
    'placeholder.last.week': [later(monday, -7), monday],
    'placeholder.this.month': [first, later(first, length)],
    'placeholder.last.month': [later(first, -before), first],
  };
  const period = Object.hasOwn(periods, name) ? periods[name] : undefined;
  if (!period) throw new InternalError(`No period ${name}`);
  return period;
}
