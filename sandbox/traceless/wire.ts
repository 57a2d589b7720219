/**
 * How the pretend Traceless speaks. None of it is confirmed (needs the vendor's PDF; verification facts, section 1): each
 * part is a switch, so that whoever speaks to it can be shown to follow a description that differs.
 */
export interface Wire {
  sendPath: string;
  /** `{transaction}`: the id. */
  pollPath: string;
  updatePath: string;
  updateMethod: 'POST' | 'PUT' | 'PATCH';
  fields: {
    email: string;
    method: string;
    client: string;
    reference: string;
    reason: string;
    code: string;
    transaction: string;
    status: string;
  };
  statuses: Record<'pending' | 'approved' | 'denied' | 'fraud' | 'expired' | 'error', string>;
  signatureHeader: string;
  timestampHeader: string;
  signaturePrefix: string;
  signatureEncoding: 'hex' | 'base64';
  /** The same reference is the same challenge. */
  knowsReferences: boolean;
}

export const ASSUMED: Wire = {
  sendPath: '/mfa',
  pollPath: '/mfa/{transaction}',
  updatePath: '/mfa/{transaction}',
  updateMethod: 'PUT',
  fields: {
    email: 'email',
    method: 'method',
    client: 'clientId',
    reference: 'externalReference',
    reason: 'reason',
    code: 'code',
    transaction: 'transactionId',
    status: 'status',
  },
  statuses: {
    pending: 'pending',
    approved: 'approved',
    denied: 'denied',
    fraud: 'fraud',
    expired: 'expired',
    error: 'error',
  },
  signatureHeader: 'x-traceless-signature',
  timestampHeader: 'x-traceless-timestamp',
  signaturePrefix: 'v1=',
  signatureEncoding: 'hex',
  knowsReferences: true,
};
