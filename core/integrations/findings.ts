/** What is told of a check: nothing that no text may repeat, and how the webhook stands. */
import { HIDDEN } from './hook-secret.js';
import type { Finding } from './integration.js';
import type { WebhookOutcome } from './integration-model.js';

export function withoutValues(finding: Finding, values: readonly string[]): Finding {
  const clean = (text: string) => withoutAny(text, values);
  const { what, problem, warning } = finding;
  return {
    ...finding,
    what: clean(what),
    ...(problem === undefined ? {} : { problem: clean(problem) }),
    ...(warning === undefined ? {} : { warning: clean(warning) }),
  };
}

export function withoutAny(text: string, values: readonly string[]): string {
  return values.reduce((rest, value) => (value ? rest.replaceAll(value, HIDDEN) : rest), text);
}

export function webhookFinding(
  { kind, title }: { kind: string; title: string },
  webhook: WebhookOutcome | null | undefined,
): Finding[] {
  if (!webhook || webhook.state === 'none') return [];
  if (webhook.state !== 'by_hand') {
    return [
      {
        ok: webhook.state === 'registered',
        what: 'Webhooks',
        ...(webhook.problem ? { problem: webhook.problem } : {}),
      },
    ];
  }
  const where = `an admin finds what to set up there in the Admin API, /api/integrations/${kind}, webhook.instructions`;
  const what = `Webhooks: waiting until ${title} sends something to its address; ${where}. Until then changes are found by asking`;
  return [{ ok: true, waiting: true, what }];
}
