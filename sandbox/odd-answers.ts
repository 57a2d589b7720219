/** Answers that no vendor's description has, of which every client of a vendor sees some sooner or later. */
import type { Fault } from './faults.js';

export const ODD_KINDS = ['html', 'null', 'cut', 'huge'] as const satisfies readonly Fault['kind'][];
export type OddKind = (typeof ODD_KINDS)[number];

interface OddAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

const HUGE_BYTES = 16 * 1024 * 1024;
const PAGE =
  '<!DOCTYPE html>\n<html><head><title>Service unavailable</title></head><body><h1>We will be back shortly</h1><p>Reference: 4711</p></body></html>\n';

export function isOdd(fault: Fault): fault is Fault & { kind: OddKind } {
  return ODD_KINDS.some((kind) => kind === fault.kind);
}

/** What is answered in place of the vendor's own answer, with the fault's `status` or 200; the work is not done. */
export function oddAnswer({ kind, status = 200, bytes = HUGE_BYTES }: Fault & { kind: OddKind }): OddAnswer {
  const json = { 'content-type': 'application/json; charset=utf-8' };
  switch (kind) {
    case 'html':
      return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, text: PAGE };
    case 'null':
      return { status, headers: json, text: 'null' };
    case 'cut':
      return { status, headers: json, text: '{"value":[{"id":"1","name":"Fro' };
    case 'huge':
      return { status, headers: json, text: `{"value":["${'x'.repeat(bytes)}"]}` };
  }
}
