import type { Certificate } from './certificate.js';

/** What the application proves itself with when it asks for a token. */
export interface ClientCredential {
  kind: 'secret' | 'certificate';
  /** The fields of the token request that hold the proof. `audience`: the token endpoint that they are for. */
  proof(asked: { clientId: string; audience: string; at: Date }): Record<string, string>;
}

/** Source: Microsoft Graph facts, token request. */
export function secretCredential(secret: string): ClientCredential {
  return { kind: 'secret', proof: () => ({ client_secret: secret }) };
}

export function certificateCredential(certificate: Certificate): ClientCredential {
  return {
    kind: 'certificate',
    proof: (asked) => ({
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: certificate.assertion(asked),
    }),
  };
}
