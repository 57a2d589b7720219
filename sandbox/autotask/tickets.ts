/** What Autotask demands of tickets beyond their metadata, and what it fills in. Source: Autotask facts, 5.3. */
import type { Actor } from './changes.js';
import type { Rules } from './collection.js';
import { type JsonObject, numberIn, type Row, textIn } from './json.js';
import { CATEGORY, type Picklists, STATUS } from './picklists.js';
import { isMissing, missing } from './sent-values.js';
import type { Stored } from './stored.js';

export interface TicketRulesOptions {
  stored: Stored;
  picklists: Picklists;
  clock: () => Date;
}

/** The category that fills the due date, as its service level has it. */
const DUE_AFTER_MS: Readonly<Record<number, number>> = { [CATEGORY.serviceDesk]: 8 * 60 * 60 * 1000 };

export function createTicketRules({ stored, picklists, clock }: TicketRulesOptions): Rules {
  const numbers = new Map<string, number>();
  return {
    problems: (row, before, sent) => [
      ...assignmentProblems(row, before, sent),
      ...relationProblems(row),
      ...(isMissing(row.dueDateTime) && !dueAfter(row) ? [missing('dueDateTime')] : []),
    ],
    complete(row, before, actor) {
      const now = clock().toISOString();
      const activity = {
        lastActivityDate: now,
        lastTrackedModificationDateTime: now,
        lastActivityResourceID: actor.resourceId,
        lastActivityPersonType: actor.resourceId === null ? 2 : 1,
      };
      const opened: JsonObject = before ? {} : openedBy(actor, now);
      const due: JsonObject = isMissing(row.dueDateTime) ? { dueDateTime: dueDate(row) } : {};
      return {
        ...row,
        ...opened,
        ticketCategory: categoryOf(row),
        ...due,
        ...completion(row, before, actor, now),
        ...activity,
      };
    },
    stored(row, before, actor) {
      keepHistory(row, before, actor);
    },
    removed(row) {
      for (const name of ['TicketNotes', 'TicketHistory', 'TicketSecondaryResources'] as const) {
        const table = stored.table(name);
        for (const one of table.all()) if (one.ticketID === row.id) table.remove(one.id);
      }
    },
  };

  function assignmentProblems(row: Row, before: Row | undefined, sent: JsonObject): string[] {
    const resource = numberIn(row, 'assignedResourceID');
    const role = numberIn(row, 'assignedResourceRoleID');
    if (before && 'assignedResourceID' in sent !== 'assignedResourceRoleID' in sent)
      return ['assignedResourceID and assignedResourceRoleID must be changed together.'];
    if ((resource === null) !== (role === null))
      return [missing(resource === null ? 'assignedResourceID' : 'assignedResourceRoleID')];
    if (resource === null)
      return isMissing(row.queueID)
        ? ['A ticket must have a queueID, or an assignedResourceID and an assignedResourceRoleID.']
        : [];
    const unchanged = before?.assignedResourceID === resource && before.assignedResourceRoleID === role;
    if (unchanged) return [];
    if (stored.table('Resources').get(resource)?.isActive !== true)
      return [`The assignedResourceID ${resource} is inactive.`];
    // Source: Autotask developer help, Tickets: nobody is both.
    const secondary = stored.table('TicketSecondaryResources').all();
    if (secondary.some((one) => one.ticketID === row.id && one.resourceID === resource))
      return [`The assignedResourceID ${resource} is a secondary resource of the ticket.`];
    const valid = stored
      .table('ResourceServiceDeskRoles')
      .all()
      .some((one) => one.resourceID === resource && one.roleID === role && one.isActive === true);
    return valid ? [] : [`The assignedResourceRoleID ${role} is not valid for the assignedResourceID ${resource}.`];
  }

  function relationProblems(row: Row): string[] {
    const problems: string[] = [];
    for (const [field, table] of [
      ['contactID', 'Contacts'],
      ['configurationItemID', 'ConfigurationItems'],
    ] as const) {
      const id = numberIn(row, field);
      const target = id === null ? undefined : stored.table(table).get(id);
      if (target && target.companyID !== row.companyID)
        problems.push(`The ${field} ${id} does not belong to the companyID ${row.companyID}.`);
    }
    const sub = picklists.of('Tickets', 'subIssueType').find(({ value }) => value === String(row.subIssueType));
    if (sub && sub.parentValue !== String(row.issueType))
      problems.push(`The subIssueType ${sub.value} is not valid for the issueType ${row.issueType}.`);
    return problems;
  }

  function categoryOf(row: Row): number {
    return numberIn(row, 'ticketCategory') ?? CATEGORY.standard;
  }

  function dueAfter(row: Row): number | undefined {
    return DUE_AFTER_MS[categoryOf(row)];
  }

  function dueDate(row: Row): string {
    return new Date(clock().getTime() + (dueAfter(row) ?? 0)).toISOString();
  }

  function openedBy(actor: Actor, now: string): JsonObject {
    return {
      ticketNumber: nextNumber(now),
      createDate: now,
      creatorResourceID: actor.resourceId,
      creatorType: actor.resourceId === null ? 2 : 1,
      createdByContactID: actor.contactId,
      impersonatorCreatorResourceID: actor.impersonatorId,
    };
  }

  /** `T20261125.0001`: counted anew each day. */
  function nextNumber(now: string): string {
    const day = now.slice(0, 10).replaceAll('-', '');
    const count = (numbers.get(day) ?? 0) + 1;
    numbers.set(day, count);
    return `T${day}.${String(count).padStart(4, '0')}`;
  }

  function completion(row: Row, before: Row | undefined, actor: Actor, now: string): JsonObject {
    const closed = row.status === STATUS.complete;
    if (closed === (before?.status === STATUS.complete)) return {};
    return {
      completedDate: closed ? now : null,
      resolvedDateTime: closed ? now : null,
      completedByResourceID: closed ? actor.resourceId : null,
    };
  }

  function keepHistory(row: Row, before: Row | undefined, actor: Actor): void {
    const fields = ['status', 'priority', 'queueID', 'assignedResourceID', 'companyID', 'title'];
    const changed = fields.filter((field) => before && row[field] !== before[field]);
    if (before && changed.length === 0) return;
    const history = stored.table('TicketHistory');
    history.put({
      id: history.nextId(),
      ticketID: row.id,
      resourceID: actor.resourceId,
      date: textIn(row, 'lastActivityDate'),
      action: before ? 'Edited' : 'Created',
      detail: changed.map((field) => `${field}: ${before?.[field]} to ${row[field]}`).join('; '),
      userDefinedFields: [],
    });
  }
}
