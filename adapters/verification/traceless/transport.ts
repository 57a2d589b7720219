import { z } from 'zod';
import { VendorError } from '../../../core/errors.js';
import type { Outgoing, OutgoingRequest } from '../../../core/ports/outgoing.js';
import type { VerificationOutcome } from '../../../core/ports/verifier.js';
import { failureOf, VENDOR } from './failure.js';
import { signed, type WireForm } from './unconfirmed.js';

/** How somebody is asked: a push to a factor of theirs, or a code by message that Traceless itself compares. */
export type Method = 'push' | 'sms' | 'email';

export interface Transaction {
  id: string;
  status: VerificationOutcome | 'pending';
}

/** The three operations on a challenge that Traceless is known to have. All throw VendorError. */
export interface TracelessTransport {
  /** `client`: what the MSP's client is called there; `reference`: our key. */
  send(asked: {
    email: string;
    method: Method;
    client: string;
    reference: string;
    reason: string;
  }): Promise<Transaction>;
  poll(transaction: string): Promise<Transaction>;
  update(transaction: string, code: string): Promise<Transaction>;
}

export interface TracelessAccess {
  /** Without a slash at its end. */
  apiEndpoint: string;
  signingSecret: string;
  wire: WireForm;
}

const answerForm = z.record(z.string(), z.unknown());

export function createTransport(
  { apiEndpoint, signingSecret, wire }: TracelessAccess,
  { http, now }: { http: Outgoing; now(): Date },
): TracelessTransport {
  const { fields, methods } = wire;

  async function ask(
    { method, path, body: content }: { method: OutgoingRequest['method']; path: string; body?: object },
    doing: string,
    known?: string,
  ): Promise<Transaction> {
    const url = `${apiEndpoint}${path}`;
    const body = content === undefined ? '' : JSON.stringify(content);
    const changes = method !== 'GET';
    const response = await http.request({
      method,
      url,
      headers: {
        accept: 'application/json',
        ...signed({ method, pathname: new URL(url).pathname, body }, { signingSecret, wire, now: now() }),
        ...(changes ? { 'content-type': 'application/json' } : {}),
      },
      ...(changes ? { body } : {}),
      // The signature carries the time; and nobody is asked twice because a gateway stumbled.
      repeatable: !changes,
    });
    if (response.status < 200 || response.status > 299) throw failureOf(response, doing, changes);
    const answer = answerForm.safeParse(jsonOf(response.text())).data;
    const id = answer?.[fields.transaction] ?? known;
    if (!answer || typeof id !== 'string' || id === '') {
      const what = `${VENDOR} did not ${doing} in a form that is known. Compare the overrides in its connect form with its API description`;
      throw new VendorError(VENDOR, 'unexpected', what, { outcomeUnknown: false });
    }
    return { id, status: statusOf(answer[fields.status]) };
  }

  function statusOf(said: unknown): Transaction['status'] {
    const plain = typeof said === 'string' ? said.toLowerCase() : '';
    const found = STATUSES.find((status) => wire.statuses[status].some((name) => name.toLowerCase() === plain));
    return found ?? 'unavailable';
  }
  const at = (path: string, transaction: string) => path.replace('{transaction}', encodeURIComponent(transaction));

  return {
    send: ({ email, method, client, reference, reason }) =>
      ask(
        {
          method: 'POST',
          path: wire.sendPath,
          body: {
            [fields.email]: email,
            [fields.method]: methods[method],
            [fields.client]: client,
            [fields.reference]: reference,
            [fields.reason]: reason,
          },
        },
        'send the verification request',
      ),
    poll: (transaction) =>
      ask({ method: 'GET', path: at(wire.pollPath, transaction) }, 'tell how a request stands', transaction),
    update: (transaction, code) =>
      ask(
        { method: wire.updateMethod, path: at(wire.updatePath, transaction), body: { [fields.code]: code } },
        'take a code',
        transaction,
      ),
  };
}

const STATUSES = ['pending', 'approved', 'denied', 'fraud', 'expired'] as const;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
