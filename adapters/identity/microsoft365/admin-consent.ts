/**
 * What an administrator of a tenant opens to grant everything that the application declares.
 * Source: Microsoft Graph facts, onboarding a customer tenant (the flow is unconfirmed there).
 */
export function adminConsentUrl({
  login,
  tenant,
  clientId,
}: {
  login: string;
  tenant: string;
  clientId: string;
}): string {
  return `${login}/${encodeURIComponent(tenant)}/adminconsent?client_id=${encodeURIComponent(clientId)}`;
}
