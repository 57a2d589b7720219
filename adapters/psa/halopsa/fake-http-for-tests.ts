import { VendorError } from '../../../core/errors.js';
import type { Outgoing, OutgoingRequest, OutgoingResponse } from '../../../core/ports/outgoing.js';
import type { Pace, RateBudget } from '../rate-budget.js';

export interface FakeAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** JSON, or text as it is. */
  body?: unknown;
}

/** Answers that no pretend HaloPSA gives, one function for all requests; keeps what was asked. */
export function createFakeHttp(
  answer: (request: OutgoingRequest) => FakeAnswer,
): Outgoing & { asked: OutgoingRequest[] } {
  const asked: OutgoingRequest[] = [];
  return {
    asked,
    async request(request) {
      asked.push(request);
      return respond(answer(request));
    },
  };
}

function respond({ status = 200, headers = {}, body = {} }: FakeAnswer): OutgoingResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status,
    headers,
    body: Buffer.from(text),
    text: () => text,
    json() {
      try {
        return JSON.parse(text);
      } catch {
        throw new VendorError('HaloPSA', 'unexpected', `It answered ${status} with something that is not JSON`);
      }
    },
  };
}

/** A budget that never runs out; keeps what was taken. */
export function createFakeBudget(): RateBudget & { taken: Pace[] } {
  const taken: Pace[] = [];
  return {
    taken,
    async take(pace) {
      taken.push(pace);
    },
    pause: () => undefined,
    paused: () => 0,
  };
}
