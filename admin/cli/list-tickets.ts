import type { PretendPsa } from '../../sandbox/psa/pretend-psa.js';

type Command = (credentials: Readonly<Record<string, string>>, url: string) => readonly string[];

/** By kind: the lines of a shell command that lists the tickets through the vendor's own API. */
const COMMANDS: Readonly<Record<string, Command>> = {
  connectwise_psa: ({ companyId, publicKey, privateKey, clientId }, url) => [
    `curl -u '${companyId}+${publicKey}:${privateKey}' -H 'clientId: ${clientId}' \\`,
    `  ${url}/v4_6_release/apis/3.0/service/tickets`,
  ],
  autotask: ({ username, secret, trackingIdentifier }, url) => [
    `curl -H 'ApiIntegrationCode: ${trackingIdentifier}' -H 'UserName: ${username}' -H 'Secret: ${secret}' \\`,
    `  -G ${url}/atservicesrest/v1.0/Tickets/query \\`,
    `  --data-urlencode 'search={"filter":[{"op":"gte","field":"id","value":0}]}'`,
  ],
  halopsa: ({ tenant, clientId, clientSecret }, url) => [
    'curl -H "Authorization: Bearer $(curl -s \\',
    `  -d 'grant_type=client_credentials&scope=all&client_id=${clientId}&client_secret=${clientSecret}' \\`,
    `  '${url}/auth/token?tenant=${tenant}' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')" ${url}/api/Tickets`,
  ],
  superops: ({ subdomain, apiToken }, url) => [
    `curl -H 'Authorization: Bearer ${apiToken}' -H 'CustomerSubDomain: ${subdomain}' -H 'Content-Type: application/json' \\`,
    `  ${url}/msp -d '{"query":"{ getTicketList(input: { page: 1, pageSize: 50 }) { tickets { displayId subject } } }"}'`,
  ],
};

/** How a person lists the tickets of a pretend PSA; its address alone where nothing is known of it. */
export function howToListTickets({ kind, credentials, url }: PretendPsa): readonly string[] {
  return COMMANDS[kind]?.(credentials, url) ?? [url];
}
