import { z } from 'zod';
import { reasonOf, VendorError } from '../../../core/errors.js';
import type { Finding } from '../../../core/integrations/integration.js';
import type { NinjaClient } from './client.js';
import { filterOf, organizationOf } from './devices.js';
import { alertShape, deviceShape, organizationShape } from './shapes.js';
import type { Tokens } from './tokens.js';

const LOOKS = ['list-devices', 'get-device', 'list-software', 'list-volumes'].map((name) => `ninjaone:${name}`);
const ACTS = ['ninjaone:restart', 'ninjaone:run-script'];

/** Looks at the instance, the keys and each scope, and names what is missing. Never throws. */
export async function checkNinja({
  client,
  tokens,
  allowedScripts,
}: {
  client: NinjaClient;
  tokens: Tokens;
  allowedScripts: ReadonlySet<number>;
}): Promise<Finding[]> {
  const signIn = await look('Sign in to look (scope monitoring)', () => tokens.current('look'));
  if (!signIn.ok) return [signIn];
  const few = { pageSize: 1 };
  const organizations = await look('Read organisations', () =>
    client.get({ doing: 'list the organisations', path: '/v2/organizations', query: few }, z.array(organizationShape)),
  );
  if (!organizations.ok) return [signIn, organizations];
  const devices = await look(
    'Read devices',
    () => client.get({ doing: 'list the devices', path: '/v2/devices', query: few }, z.array(deviceShape)),
    LOOKS,
  );
  const act = await look('Sign in to act (scopes management, control)', () => tokens.current('act'), ACTS);
  const scripts: Finding = {
    ok: true,
    what:
      allowedScripts.size > 0
        ? `Scripts that may be run: ${[...allowedScripts].join(', ')}`
        : 'No script is allowed, so ninjaone:run-script refuses; list ids of scripts to allow them',
  };
  return [signIn, organizations, devices, act, scripts];
}

/** Whether one client's organisation is there and its devices and alerts can be read. Never throws. */
export async function checkOrganization(client: NinjaClient, mapping: string): Promise<Finding[]> {
  const what = `Organisation ${mapping} exists`;
  const exists = await look(what, () =>
    client.get(
      { doing: `read organisation ${mapping}`, path: `/v2/organization/${organizationOf(mapping)}` },
      organizationShape,
    ),
  );
  if (!exists.ok) {
    const gone = exists.passing ? '' : ' Check which organisation this client is mapped to.';
    return [{ ...exists, problem: `${exists.problem ?? 'It cannot be read.'}${gone}` }];
  }
  const df = filterOf(organizationOf(mapping));
  return [
    exists,
    await look(
      'Read its devices',
      () =>
        client.get(
          { doing: 'list the devices', path: '/v2/devices', query: { df, pageSize: 1 } },
          z.array(deviceShape),
        ),
      LOOKS,
    ),
    await look(
      'Read its alerts',
      () => client.get({ doing: 'list the alerts', path: '/v2/alerts', query: { df } }, z.array(alertShape)),
      ['ninjaone:list-alerts'],
    ),
  ];
}

async function look(what: string, attempt: () => Promise<unknown>, tools?: readonly string[]): Promise<Finding> {
  try {
    await attempt();
    return { ok: true, what };
  } catch (error) {
    const passing = error instanceof VendorError && error.passing ? { passing: true } : {};
    return { ok: false, what, problem: reasonOf(error), ...passing, ...(tools ? { tools } : {}) };
  }
}
