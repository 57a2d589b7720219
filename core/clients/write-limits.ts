import type { WriteLimits } from '../tools/policy-settings.js';

/** What holds for a client: of two limits the lower one, so that a client's settings never lift the MSP's. */
export function effectiveLimits(msp: WriteLimits, client: Omit<WriteLimits, 'perHour'>): WriteLimits {
  return {
    ...lower('perRun', msp.perRun, client.perRun),
    ...lower('perHourAndClient', msp.perHourAndClient, client.perHourAndClient),
    ...lower('perHour', msp.perHour),
  };
}

function lower(name: keyof WriteLimits, ...limits: (number | undefined)[]): WriteLimits {
  const given = limits.filter((limit) => limit !== undefined);
  return given.length > 0 ? { [name]: Math.min(...given) } : {};
}
