/** The service desk that the MSP set up: statuses, priorities, teams, ticket types, categories, outcomes, lookups. */
import { randomUUID } from 'node:crypto';
import type { Outcome, Status } from './shapes.js';
import type { Stored } from './stored.js';

export const FIRST_LINE = '1st Line';
export const ALERTS = 'Alerts';

/** Numbers of the lists of impacts and urgencies. Unconfirmed. */
export const IMPACT_LOOKUP = 27;
export const URGENCY_LOOKUP = 28;

const STATUSES: readonly Omit<Status, 'sequence'>[] = [
  { id: 1, name: 'New', shortName: 'New', colour: '#E01D1D', slaAction: '', closes: false },
  { id: 2, name: 'In Progress', shortName: 'InProg', colour: '#2D9CDB', slaAction: '', closes: false },
  { id: 4, name: 'Awaiting User', shortName: 'AwUser', colour: '#F2C94C', slaAction: 'H', closes: false },
  {
    id: 21,
    name: 'Scheduled',
    shortName: 'Sched',
    colour: '#9B51E0',
    slaAction: 'H',
    closes: false,
    ticketTypeIds: [3],
  },
  { id: 9, name: 'Closed', shortName: 'Closed', colour: '#27AE60', slaAction: '', closes: true },
  { id: 24, name: 'Cancelled', shortName: 'Canc', colour: '#828282', slaAction: '', closes: true },
];

const SLAS = [
  { slaId: 1, names: ['Critical', 'High', 'Medium', 'Low'], hours: [2, 4, 8, 40] },
  { slaId: 2, names: ['P1', 'P2', 'P3', 'P4'], hours: [1, 2, 4, 16] },
] as const;

/** What tickets are sorted by; levels are joined by `>`. How HaloPSA joins them is unconfirmed. */
const CATEGORIES: readonly (readonly [typeId: number, value: string])[] = [
  [1, 'Hardware'],
  [1, 'Hardware>Workstation'],
  [1, 'Hardware>Printer'],
  [1, 'Software'],
  [1, 'Software>Outlook'],
  [1, 'Accounts'],
  [1, 'Accounts>Password'],
  [2, 'Fixed remotely'],
  [2, 'Fixed on site'],
];

const OUTCOMES: readonly Omit<Outcome, 'sequence'>[] = [
  entry(15, 'Internal Note', 'Add internal note', { hidesFromUser: true }),
  entry(16, 'Email User', 'Email user', { sendsEmail: true }),
  entry(18, 'Public Note', 'Add public note', {}),
  entry(22, 'Close Ticket', 'Close', { newStatus: 9 }),
  entry(23, 'Escalate', 'Escalate (old)', { hidden: true }),
  entry(101, 'Logged', 'Logged', { hidesFromUser: true, systemId: 1 }),
  entry(102, 'Changed', 'Changed', { hidesFromUser: true, systemId: 2 }),
  entry(103, 'User Update', 'User update', { systemId: 3 }),
];

/** What HaloPSA writes by itself. Names and numbers unconfirmed. */
export const LOGGED = 101;
export const CHANGED = 102;
export const USER_UPDATE = 103;

function entry(id: number, outcome: string, buttonName: string, more: Partial<Outcome>): Omit<Outcome, 'sequence'> {
  return { id, outcome, buttonName, hidden: false, hidesFromUser: false, sendsEmail: false, systemId: 0, ...more };
}

export function seedDesk(stored: Stored): void {
  for (const [sequence, status] of STATUSES.entries()) stored.statuses.put({ ...status, sequence });
  for (const { slaId, names, hours } of SLAS)
    for (const [place, name] of names.entries())
      stored.priorities.put({
        id: randomUUID(),
        slaId,
        priorityId: place + 1,
        name,
        fixHours: hours[place] ?? 8,
        responseHours: (hours[place] ?? 8) / 2,
        hidden: false,
      });
  const teams = [
    { id: 1, name: FIRST_LINE, forRequests: true, forOpportunities: false, inactive: false },
    { id: 5, name: ALERTS, forRequests: true, forOpportunities: false, inactive: false },
    { id: 6, name: 'Sales', forRequests: false, forOpportunities: true, inactive: false },
    { id: 7, name: 'Night Watch', forRequests: true, forOpportunities: false, inactive: true },
  ];
  for (const [sequence, team] of teams.entries()) stored.teams.put({ ...team, sequence });
  const usual = { slaId: 1, defaultTeam: FIRST_LINE, defaultPriority: 3, initialStatus: 1, agentsCanSelect: true };
  stored.ticketTypes.put({ ...usual, id: 1, name: 'Incident', mandatory: [] });
  stored.ticketTypes.put({ ...usual, id: 3, name: 'Service Request', defaultPriority: 4, mandatory: [] });
  stored.ticketTypes.put({ ...usual, id: 4, name: 'Change Request', slaId: 2, mandatory: ['category_1', 'impact'] });
  stored.ticketTypes.put({
    ...usual,
    id: 21,
    name: 'Alert',
    slaId: 2,
    defaultTeam: ALERTS,
    agentsCanSelect: false,
    mandatory: [],
  });
  for (const [typeId, value] of CATEGORIES) stored.categories.put({ id: stored.categories.nextId(), typeId, value });
  for (const [sequence, outcome] of OUTCOMES.entries()) stored.outcomes.put({ ...outcome, sequence });
  const levels = {
    [IMPACT_LOOKUP]: ['Company', 'Department', 'One person'],
    [URGENCY_LOOKUP]: ['High', 'Medium', 'Low'],
  };
  for (const [lookupId, names] of Object.entries(levels))
    for (const [place, name] of names.entries())
      stored.lookups.put({ lookupId: Number(lookupId), id: place + 1, name });
  stored.customFields.put({ id: 151, name: 'CFenv', label: 'Environment' });
}
