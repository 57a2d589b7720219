/** Finds the operation of a request among all that this Graph knows. */
import { ACCESS_PASS_OPERATIONS } from './access-passes.js';
import { APPLICATION_OPERATIONS } from './applications.js';
import { AUTH_METHOD_OPERATIONS } from './auth-methods.js';
import type { Operation } from './call.js';
import { DEVICE_OPERATIONS } from './devices.js';
import { DIRECTORY_OPERATIONS } from './directory-operations.js';
import { SIGN_IN_OPERATIONS } from './sign-ins.js';
import { TEAM_OPERATIONS } from './teams.js';

/** By method and path below /v1.0; `{}` stands for one id, also within a segment: `applications(appId='{}')`. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...DIRECTORY_OPERATIONS,
  ...AUTH_METHOD_OPERATIONS,
  ...ACCESS_PASS_OPERATIONS,
  ...TEAM_OPERATIONS,
  ...DEVICE_OPERATIONS,
  ...SIGN_IN_OPERATIONS,
  ...APPLICATION_OPERATIONS,
};

const ROUTES = Object.entries(OPERATIONS).map(([key, operation]) => {
  const [method = '', path = ''] = key.split(' ');
  return { method, segments: path.split('/'), operation };
});

export type Found =
  | { kind: 'operation'; operation: Operation; ids: string[] }
  | { kind: 'other method' }
  | { kind: 'unknown'; segment: string };

/** `segments`: the path below /v1.0, decoded. An unknown path names the first segment that leads nowhere. */
export function findOperation(method: string, segments: readonly string[]): Found {
  const here = ROUTES.filter((route) => route.segments.length === segments.length && begins(route.segments, segments));
  // Where a segment could be a name or an id, the name wins.
  const ids = (route: (typeof ROUTES)[number]) => idsOf(route.segments, segments);
  const route = here
    .filter((candidate) => candidate.method === method)
    .sort((a, b) => ids(a).length - ids(b).length)[0];
  if (route) return { kind: 'operation', operation: route.operation, ids: ids(route) };
  if (here.length > 0) return { kind: 'other method' };
  const reach = Math.max(...ROUTES.map((candidate) => shared(candidate.segments, segments)));
  return { kind: 'unknown', segment: segments[reach] ?? segments.at(-1) ?? '' };
}

function begins(route: readonly string[], segments: readonly string[]): boolean {
  return shared(route, segments) === segments.length;
}

function shared(route: readonly string[], segments: readonly string[]): number {
  const differs = segments.findIndex((segment, index) => {
    const expected = route[index];
    return expected === undefined || idIn(expected, segment) === undefined;
  });
  return differs < 0 ? segments.length : differs;
}

function idsOf(route: readonly string[], segments: readonly string[]): string[] {
  return segments.flatMap((segment, index) => {
    const expected = route[index] ?? '';
    const id = idIn(expected, segment);
    return expected.includes('{}') && id !== undefined ? [id] : [];
  });
}

/** What stands for `{}`; empty when the segment is the expected word itself, undefined when it is neither. */
function idIn(expected: string, segment: string): string | undefined {
  if (expected === segment) return '';
  const [before, after] = expected.split('{}');
  if (before === undefined || after === undefined) return undefined;
  if (!segment.startsWith(before) || !segment.endsWith(after)) return undefined;
  const id = segment.slice(before.length, segment.length - after.length);
  const taken = id === '' || (expected === '{}' && id.startsWith('$'));
  return taken ? undefined : id;
}
