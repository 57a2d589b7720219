/** The tenant's own set-up of tickets and people: what names a ticket may carry. Ids are made once and stay. */
export interface Choice {
  id: string;
  name: string;
  description?: string;
  colorCode?: string;
  children?: readonly Choice[];
}

export interface Lookups {
  status: readonly Choice[];
  priority: readonly Choice[];
  impact: readonly Choice[];
  urgency: readonly Choice[];
  category: readonly Choice[];
  cause: readonly Choice[];
  resolutionCode: readonly Choice[];
  requestType: readonly Choice[];
  sla: readonly Choice[];
  groups: readonly Choice[];
  requesterRoles: readonly Choice[];
  serviceItems: readonly Choice[];
  stages: readonly (Choice & { constant: string; statuses: readonly (Choice & { constant: string })[] })[];
}

/** Statuses that end a ticket. */
export const CLOSING: ReadonlySet<string> = new Set(['Resolved', 'Closed']);
export const DEFAULT_GROUP = 'Service Desk';

export function createLookups(): Lookups {
  let next = 3928838372746169000n;
  const id = () => {
    next += 1n;
    return next.toString();
  };
  const named = (...names: string[]): Choice[] => names.map((name) => ({ id: id(), name }));
  const grouped = (groups: Record<string, string[]>): Choice[] =>
    Object.entries(groups).map(([name, children]) => ({ id: id(), name, children: named(...children) }));
  const described = (entries: Record<string, string>): Choice[] =>
    Object.entries(entries).map(([name, description]) => ({ id: id(), name, description }));
  const constant = (name: string) => ({ id: id(), name, constant: name.toUpperCase().replace(/ /g, '_') });
  return {
    status: described({
      New: 'Nobody has looked at it yet',
      Open: 'Somebody works on it',
      'On Hold': 'Waits for the requester',
      'Waiting on Third Party': 'Waits for a vendor',
      Resolved: 'The work is done',
      Closed: 'The requester agrees that it is done',
    }),
    priority: [
      { id: id(), name: 'Critical', colorCode: '#EE4338' },
      { id: id(), name: 'High', colorCode: '#F5A623' },
      { id: id(), name: 'Medium', colorCode: '#F8E71C' },
      { id: id(), name: 'Low', colorCode: '#7ED321' },
    ],
    impact: named('High', 'Medium', 'Low'),
    urgency: named('High', 'Medium', 'Low'),
    category: grouped({
      Hardware: ['Workstation', 'Printer'],
      Software: ['Office', 'Line of business'],
      Network: ['Wireless', 'VPN'],
      Access: ['Password', 'Permissions'],
    }),
    cause: grouped({
      'Component issue': ['Hardware Issue', 'Wear'],
      'User error': ['Forgotten password', 'Training'],
      'Capacity related': ['Storage', 'Bandwidth'],
    }),
    resolutionCode: described({
      'Permanent Fix': 'The cause is gone',
      Workaround: 'The cause is still there',
      'No fault found': 'It worked when looked at',
    }),
    requestType: named('Incident', 'Service Request'),
    sla: named('Standard SLA', 'VIP SLA'),
    groups: named(DEFAULT_GROUP, 'Alerts', 'Projects'),
    requesterRoles: described({ 'Client Admin': 'Sees all tickets of the client', Requester: 'Sees own tickets' }),
    serviceItems: named('Remote support', 'On-site support'),
    stages: [
      { ...constant('Active'), statuses: ['Paid', 'Trial', 'Onboarding'].map(constant) },
      { ...constant('Lead'), statuses: ['New', 'Contacted'].map(constant) },
      { ...constant('Inactive'), statuses: ['Churned'].map(constant) },
    ],
  };
}

/** The choice of this name or undefined; names are the vendor's keys, so they must agree in every letter. */
export const chosen = (choices: readonly Choice[], name: string): Choice | undefined =>
  choices.find((choice) => choice.name === name);
