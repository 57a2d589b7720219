/**
 * The tenant's picklists. Values are strings in the metadata and integers in the records. Only status 1 and 5 and the
 * publish values are the same everywhere; all else is this installation's own. Source: Autotask facts, 5.4 and 5.5.
 */
import { type EntityName, entity } from './entities/index.js';
import { type Row, textIn } from './json.js';
import type { Stored } from './stored.js';

export interface PicklistValue {
  value: string;
  label: string;
  isDefaultValue: boolean;
  sortOrder: number;
  parentValue: string;
  isActive: boolean;
  isSystem: boolean;
}

export const STATUS = { new: 1, complete: 5 } as const;
export const PUBLISH = { everybody: 1, internal: 2 } as const;
export const NOTE_TYPE = { taskNotes: 3, clientPortal: 18 } as const;
export const COMPANY_TYPE = { customer: 1, lead: 2, prospect: 3, vendor: 6, partner: 7 } as const;
export const LICENSE = { professional: 3, apiUser: 7 } as const;
export const QUEUE = { helpDesk: 29682833, escalations: 29682969 } as const;
export const PRIORITY = { high: 1, medium: 2 } as const;
export const SOURCE = { phone: 2 } as const;
export const CATEGORY = { standard: 3, serviceDesk: 101 } as const;

type Line = readonly [value: number | string, label: string, more?: Partial<PicklistValue>];

const SYSTEM = { isSystem: true };
const UNUSED = { isActive: false };
const below = (issue: number) => ({ parentValue: String(issue) });

const LINES: Partial<Record<EntityName, Readonly<Record<string, readonly Line[]>>>> = {
  Tickets: {
    status: [
      [STATUS.new, 'New', { ...SYSTEM, isDefaultValue: true }],
      [8, 'In Progress'],
      [7, 'Waiting Customer'],
      [9, 'Waiting Materials'],
      [12, 'Waiting Vendor'],
      [11, 'Escalate'],
      [19, 'Customer Note Added'],
      [15, 'Change Order', UNUSED],
      [STATUS.complete, 'Complete', SYSTEM],
    ],
    priority: [
      [4, 'Critical'],
      [PRIORITY.high, 'High'],
      [PRIORITY.medium, 'Medium', { isDefaultValue: true }],
      [3, 'Low'],
    ],
    queueID: [
      [5, 'Client Portal', SYSTEM],
      [QUEUE.helpDesk, 'Help Desk'],
      [QUEUE.escalations, 'Escalations'],
      [29683378, 'Field Service'],
      [29682970, 'Old Projects', UNUSED],
    ],
    issueType: [
      [10, 'Computer'],
      [11, 'Account'],
      [12, 'Email'],
      [13, 'Network'],
    ],
    subIssueType: [
      [136, 'Workstation', below(10)],
      [137, 'Printer', below(10)],
      [138, 'Locked Out', below(11)],
      [139, 'New User', below(11)],
      [140, 'Outlook', below(12)],
      [141, 'Wi-Fi', below(13)],
      [142, 'VPN', below(13)],
    ],
    source: [
      [-1, 'Insourced', SYSTEM],
      [SOURCE.phone, 'Phone'],
      [4, 'Email'],
      [6, 'Web Portal'],
      [8, 'Monitoring Alert'],
      [11, 'Chat'],
    ],
    ticketType: [
      [1, 'Service Request', { ...SYSTEM, isDefaultValue: true }],
      [2, 'Incident', SYSTEM],
      [3, 'Problem', SYSTEM],
      [4, 'Change Request', SYSTEM],
      [5, 'Alert', SYSTEM],
    ],
  },
  TicketNotes: {
    noteType: [
      [1, 'Task Summary', SYSTEM],
      [2, 'Task Detail', SYSTEM],
      [NOTE_TYPE.taskNotes, 'Task Notes', SYSTEM],
      [13, 'Workflow Rule Note - Task', SYSTEM],
      [NOTE_TYPE.clientPortal, 'Client Portal Note', SYSTEM],
      [91, 'Workflow Rule Action Note', SYSTEM],
      [99, 'RMM Note', SYSTEM],
      [101, 'Email Note', SYSTEM],
    ],
    publish: [
      [PUBLISH.everybody, 'All Autotask Users', SYSTEM],
      [PUBLISH.internal, 'Internal Users', SYSTEM],
      [4, 'Internal & Co-managed', SYSTEM],
    ],
  },
  Companies: {
    companyType: [
      [COMPANY_TYPE.customer, 'Customer', SYSTEM],
      [COMPANY_TYPE.lead, 'Lead', SYSTEM],
      [COMPANY_TYPE.prospect, 'Prospect', SYSTEM],
      [4, 'Dead', SYSTEM],
      [COMPANY_TYPE.vendor, 'Vendor', SYSTEM],
      [COMPANY_TYPE.partner, 'Partner'],
    ],
    classification: [
      [16, 'Managed Services'],
      [17, 'Break Fix'],
    ],
  },
  Resources: {
    licenseType: [
      [1, 'Administrator', SYSTEM],
      [LICENSE.professional, 'Professional', SYSTEM],
      [LICENSE.apiUser, 'API User', SYSTEM],
    ],
    resourceType: [
      ['Employee', 'Employee', SYSTEM],
      ['Contractor', 'Contractor', SYSTEM],
    ],
  },
  ConfigurationItems: { configurationItemType: [[14, 'Workstation']] },
  TimeEntries: { timeEntryType: [[2, 'ITServiceRequest', SYSTEM]] },
  BillingCodes: { useType: [[1, 'General Allocation Code', SYSTEM]] },
};

const WEBHOOK_SUBJECTS: Partial<Record<EntityName, EntityName>> = {
  TicketWebhookFields: 'Tickets',
  TicketNoteWebhookFields: 'TicketNotes',
};

/** The fieldIDs under which a webhook's fields are subscribed; the numbers differ from tenant to tenant. */
export const webhookFieldIds = (subject: EntityName): ReadonlyMap<number, string> =>
  new Map(
    Object.entries(entity(subject).fields)
      .filter(([, field]) => field.webhook)
      .map(([name], index) => [230 + index * 3, name]),
  );

export interface Picklists {
  /** Its values, the unused ones too; none for a field without picklist. */
  of(name: EntityName, field: string): readonly PicklistValue[];
  /** The number of a label in any case. Throws when the tenant has no such label. */
  valueOf(name: EntityName, field: string, label: string): number;
  /** The label of a record's value; undefined when there is none. */
  labelOf(name: EntityName, field: string, row: Row): string | undefined;
}

export function createPicklists(stored: Stored): Picklists {
  const linesOf = (name: EntityName, field: string): readonly Line[] => {
    if (name === 'ResourceRoleQueues' && field === 'queueID') return LINES.Tickets?.queueID ?? [];
    if (name === 'Tickets' && field === 'ticketCategory')
      return stored
        .table('TicketCategories')
        .all()
        .map((row) => [row.id, textIn(row, 'name'), { isDefaultValue: row.isGlobalDefault === true }]);
    const subject = WEBHOOK_SUBJECTS[name];
    if (subject && field === 'fieldID') return [...webhookFieldIds(subject)];
    return LINES[name]?.[field] ?? [];
  };
  const of = (name: EntityName, field: string) =>
    linesOf(name, field).map(([value, label, more], index) => ({
      value: String(value),
      label,
      isDefaultValue: false,
      sortOrder: index + 1,
      parentValue: '',
      isActive: true,
      isSystem: false,
      ...more,
    }));
  return {
    of,
    valueOf(name, field, label) {
      const found = of(name, field).find((one) => one.label.toLowerCase() === label.toLowerCase());
      if (!found) throw new Error(`The pretend Autotask has no ${field} ${label} among its ${name}`);
      return Number(found.value);
    },
    labelOf: (name, field, row) => of(name, field).find(({ value }) => value === String(row[field]))?.label,
  };
}
