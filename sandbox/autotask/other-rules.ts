/** Companies, contacts, devices, time and who else works on a ticket. Source: Autotask facts, 5.1, 5.2, 5.7 and 5.8. */
import type { Rules } from './collection.js';
import { type JsonObject, numberIn, type Row, textIn } from './json.js';
import { isMissing, missing } from './sent-values.js';
import type { Stored } from './stored.js';

interface RulesOptions {
  stored: Stored;
  clock: () => Date;
}

export const createCompanyRules = ({ clock }: RulesOptions): Rules => ({
  complete(row, before, actor) {
    const now = clock().toISOString();
    const made: JsonObject = before ? {} : { createDate: now, createdByResourceID: actor.resourceId };
    return { ...row, ...made, lastActivityDate: now, lastTrackedModifiedDateTime: now };
  },
});

export const createContactRules = ({ stored, clock }: RulesOptions): Rules => ({
  problems: ({ isActive }) =>
    isActive === 0 || isActive === 1 ? [] : ['The value of the field isActive must be 0 or 1.'],
  complete(row, before) {
    const now = clock().toISOString();
    const made: JsonObject = before ? {} : { createDate: now };
    return { ...row, ...made, lastActivityDate: now, lastModifiedDate: now };
  },
  removed(row) {
    const tickets = stored.table('Tickets');
    for (const ticket of tickets.all()) if (ticket.contactID === row.id) tickets.put({ ...ticket, contactID: null });
  },
});

export const createConfigurationItemRules = ({ clock }: RulesOptions): Rules => ({
  complete(row, before, actor) {
    const now = clock().toISOString();
    const made: JsonObject = before ? {} : { createDate: now, createdByPersonID: actor.resourceId };
    return { ...row, ...made, lastModifiedTime: now, lastActivityPersonID: actor.resourceId };
  },
});

export const createSecondaryResourceRules = ({ stored }: RulesOptions): Rules => ({
  problems(row) {
    const absent = ['resourceID', 'roleID'].filter((field) => isMissing(row[field])).map(missing);
    if (absent.length > 0) return absent;
    if (stored.table('Tickets').get(Number(row.ticketID))?.assignedResourceID === row.resourceID)
      return [`The resourceID ${row.resourceID} is the primary resource of the ticket.`];
    return hasRole(stored, row) ? [] : [`The roleID ${row.roleID} is not valid for the resourceID ${row.resourceID}.`];
  },
});

/**
 * Time on a ticket needs a role of the resource and, on a service ticket, start and end; that the latter is the tenant's
 * setting is unconfirmed.
 */
export const createTimeRules = ({ stored, clock }: RulesOptions): Rules => ({
  problems(row) {
    const problems: string[] = [];
    if (isMissing(row.ticketID) && isMissing(row.taskID) && isMissing(row.internalBillingCodeID))
      return ['A time entry must have a ticketID, a taskID or an internalBillingCodeID.'];
    if (isMissing(row.ticketID)) return [];
    for (const field of ['roleID', 'startDateTime', 'endDateTime'])
      if (isMissing(row[field])) problems.push(missing(field));
    if (problems.length > 0) return problems;
    if (stored.table('Resources').get(Number(row.resourceID))?.isActive !== true)
      problems.push(`The resourceID ${row.resourceID} is inactive.`);
    if (!hasRole(stored, row))
      problems.push(`The roleID ${row.roleID} is not valid for the resourceID ${row.resourceID}.`);
    if (hoursOf(row) <= 0) problems.push('The endDateTime must be after the startDateTime.');
    return problems;
  },
  complete(row, before, actor) {
    const now = clock().toISOString();
    const made: JsonObject = before
      ? {}
      : { createDateTime: now, creatorUserID: actor.resourceId, impersonatorCreatorResourceID: actor.impersonatorId };
    const timed: JsonObject =
      isMissing(row.startDateTime) || isMissing(row.endDateTime)
        ? {}
        : { hoursWorked: hoursOf(row), hoursToBill: hoursOf(row) + (numberIn(row, 'offsetHours') ?? 0) };
    const dateWorked = row.dateWorked ?? row.startDateTime ?? now;
    return {
      ...row,
      ...made,
      ...timed,
      dateWorked,
      timeEntryType: 2,
      lastModifiedDateTime: now,
      lastModifiedUserID: actor.resourceId,
      impersonatorUpdaterResourceID: before ? actor.impersonatorId : null,
    };
  },
  stored(row, _before, actor) {
    const tickets = stored.table('Tickets');
    const ticket = tickets.get(numberIn(row, 'ticketID') ?? 0);
    const activity = { lastActivityDate: clock().toISOString(), lastActivityResourceID: actor.resourceId };
    if (ticket) tickets.put({ ...ticket, ...activity });
  },
});

const hoursOf = (row: Row) =>
  (Date.parse(textIn(row, 'endDateTime')) - Date.parse(textIn(row, 'startDateTime'))) / (60 * 60 * 1000);

const hasRole = (stored: Stored, { resourceID, roleID }: Row) =>
  stored
    .table('ResourceServiceDeskRoles')
    .all()
    .some((one) => one.resourceID === resourceID && one.roleID === roleID && one.isActive === true);
