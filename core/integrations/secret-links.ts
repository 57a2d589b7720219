export interface SecretLinks {
  /** The page on which a technician opens a secret once. */
  urlOf(secretId: string): string;
}

/**
 * Addresses for notes on tickets. They carry the secret's id and no token: opening one shows what the secret is and one
 * button, behind a technician's sign-in, so neither a mail scanner nor a reader of the ticket gets the value.
 */
export function createSecretLinks({ publicBaseUrl }: { publicBaseUrl: string }): SecretLinks {
  return { urlOf: (secretId) => `${publicBaseUrl}/secrets/${encodeURIComponent(secretId)}` };
}
