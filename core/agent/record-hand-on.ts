import type { Activity } from '../activity/record.js';
import type { HandedOn } from '../integrations/hand-on-secret.js';

/** Writes down that a step was handed a secret: what, whose, and which step; never the value. */
export function recordHandOn(activity: Pick<Activity, 'add'>): (handed: HandedOn) => Promise<void> {
  return ({ secretId, label, subject, clientId, runId, ticketId, step }) =>
    activity.add({
      clientId,
      runId,
      ticketId,
      kind: 'secret.handed_on',
      what: `Step ${step + 1} was handed the ${label} for ${subject}`,
      detail: { secretId, step: step + 1 },
    });
}
