import type { Answered } from '../serve.js';

/** A refusal on its way to OpenAI's error envelope. */
export class ModelRefusal extends Error {
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
  readonly param: string | null;
  readonly retryAfter: number | undefined;

  constructor(
    status: number,
    message: string,
    about: { type?: string; code?: string; param?: string; retryAfter?: number } = {},
  ) {
    super(message);
    this.status = status;
    this.type = about.type ?? 'invalid_request_error';
    this.code = about.code ?? null;
    this.param = about.param ?? null;
    this.retryAfter = about.retryAfter;
  }
}

export const malformed = (message: string, param?: string, code?: string) =>
  new ModelRefusal(400, message, { ...(param ? { param } : {}), ...(code ? { code } : {}) });

export function answerRefusal(refusal: ModelRefusal): Answered {
  return {
    status: refusal.status,
    headers: refusal.retryAfter === undefined ? {} : { 'Retry-After': String(refusal.retryAfter) },
    body: { error: { message: refusal.message, type: refusal.type, param: refusal.param, code: refusal.code } },
  };
}

/** A fault, in the shapes that OpenAI gives it. */
export function faultRefusal({ status, retryAfter }: { status: number; retryAfter?: number }): ModelRefusal {
  const wait = retryAfter === undefined ? {} : { retryAfter };
  if (status === 429) {
    return new ModelRefusal(429, 'Rate limit reached for requests.', {
      type: 'requests',
      code: 'rate_limit_exceeded',
      ...wait,
    });
  }
  if (status === 401) return new ModelRefusal(401, 'Incorrect API key provided.', { code: 'invalid_api_key' });
  if (status >= 500) {
    return new ModelRefusal(status, 'The server had an error while processing your request.', {
      type: 'server_error',
      ...wait,
    });
  }
  return new ModelRefusal(status, 'The request was refused.', wait);
}
