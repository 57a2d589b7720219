/** Records as they look on the wire; field names from the API description "Halo API v2" and the HaloAPI templates. */
import type { JsonObject } from './json.js';
import type {
  Action,
  Agent,
  Asset,
  Category,
  Client,
  CustomFieldDefinition,
  LookupEntry,
  Outcome,
  Priority,
  Site,
  Status,
  Team,
  TicketType,
  User,
  Webhook,
  WebhookDelivery,
} from './shapes.js';
import type { Stored } from './stored.js';
import { writeTime, writeTimeOrNull } from './times.js';

export const clientRow = (stored: Stored, client: Client): JsonObject => ({
  id: client.id,
  name: client.name,
  toplevel_id: 1,
  toplevel_name: 'Customers',
  inactive: client.inactive,
  colour: '#2bd3c6',
  main_site_id: client.mainSiteId,
  main_site_name: stored.sites.get(client.mainSiteId)?.name ?? '',
  customfields: [],
});

export const clientDetail = (stored: Stored, client: Client): JsonObject => ({
  ...clientRow(stored, client),
  datecreated: writeTime(client.created),
  customertype: 0,
  notes: '',
});

export const siteRow = (stored: Stored, site: Site): JsonObject => {
  const clientName = stored.clients.get(site.clientId)?.name ?? '';
  return {
    id: site.id,
    name: site.name,
    client_id: site.clientId,
    client_name: clientName,
    clientsite_name: `${clientName}/${site.name}`,
    inactive: site.inactive,
  };
};

export const userRow = (stored: Stored, user: User): JsonObject => ({
  id: user.id,
  name: user.name,
  firstname: user.firstName,
  surname: user.surname,
  initials: `${user.firstName.charAt(0)}${user.surname.charAt(0)}`,
  emailaddress: user.email,
  phonenumber: user.phone,
  mobilenumber: user.mobile,
  homenumber: null,
  site_id: user.siteId,
  site_name: stored.sites.get(user.siteId)?.name ?? '',
  client_id: user.clientId,
  client_name: stored.clients.get(user.clientId)?.name ?? '',
  inactive: user.inactive,
  isimportantcontact: false,
  telpref: 0,
  customfields: [],
});

export const userDetail = (stored: Stored, user: User): JsonObject => ({
  ...userRow(stored, user),
  notes: user.notes,
  email2: null,
  email3: null,
});

export const agentRow = (stored: Stored, agent: Agent): JsonObject => ({
  id: agent.id,
  name: agent.name,
  firstname: agent.firstName,
  surname: agent.surname,
  initials: agent.initials,
  email: agent.email,
  team: agent.team,
  teams: stored.teams
    .all()
    .filter(({ name }) => name === agent.team)
    .map(({ id, name }) => ({ team_id: id, team_name: name })),
  departments: [],
  isdisabled: agent.disabled,
  is_agent: true,
  onlinestatus: 0,
});

export const assetRow = (stored: Stored, asset: Asset): JsonObject => ({
  id: asset.id,
  inventory_number: asset.inventoryNumber,
  key_field: asset.inventoryNumber,
  client_id: asset.clientId,
  client_name: stored.clients.get(asset.clientId)?.name ?? '',
  site_id: asset.siteId,
  site_name: stored.sites.get(asset.siteId)?.name ?? '',
  assettype_id: asset.typeId,
  assettype_name: asset.typeName,
  username: asset.userId === null ? null : (stored.users.get(asset.userId)?.name ?? null),
  status_id: 1,
  inactive: asset.inactive,
});

export const assetDetail = (stored: Stored, asset: Asset): JsonObject => {
  const user = asset.userId === null ? undefined : stored.users.get(asset.userId);
  return {
    ...assetRow(stored, asset),
    users: user ? [userRow(stored, user)] : [],
    fields: [{ id: 12, name: 'Serial Number', value: asset.serialNumber, display: asset.serialNumber }],
  };
};

export const statusRow = (status: Status): JsonObject => ({
  id: status.id,
  name: status.name,
  shortname: status.shortName,
  type: 0,
  sequence: status.sequence,
  colour: status.colour,
  slaaction: status.slaAction,
});

export const priorityRow = (priority: Priority): JsonObject => ({
  id: priority.id,
  slaid: priority.slaId,
  priorityid: priority.priorityId,
  name: priority.name,
  fixtime: priority.fixHours,
  fixunits: 'H',
  responsetime: priority.responseHours,
  responseunits: 'H',
  ishidden: priority.hidden,
});

export const teamRow = (team: Team): JsonObject => ({
  id: team.id,
  name: team.name,
  sequence: team.sequence,
  forrequests: team.forRequests,
  foropps: team.forOpportunities,
  forprojects: false,
  department_id: 1,
  department_name: 'Support',
  inactive: team.inactive,
});

export const ticketTypeRow = (type: TicketType): JsonObject => ({
  id: type.id,
  name: type.name,
  use: 'ticket',
  sequence: type.id,
  agentscanselect: type.agentsCanSelect,
  hasmandatorytechfields: type.mandatory.length > 0,
});

export const ticketTypeDetail = (type: TicketType): JsonObject => ({
  ...ticketTypeRow(type),
  default_sla: type.slaId,
  default_priority: type.defaultPriority,
  default_team: type.defaultTeam,
  initial_status: type.initialStatus,
  fields: type.mandatory.map((fieldname, seq) => ({ seq, rtid: type.id, fieldname, technew: 2 })),
});

export const categoryRow = (category: Category): JsonObject => ({
  id: category.id,
  value: category.value,
  category_name: category.value,
  type_id: category.typeId,
});

export const outcomeRow = (outcome: Outcome): JsonObject => ({
  id: outcome.id,
  outcome: outcome.outcome,
  buttonname: outcome.buttonName,
  labellong: outcome.buttonName,
  sequence: outcome.sequence,
  hidden: outcome.hidden,
  hidefromuser: outcome.hidesFromUser,
  sendemail: outcome.sendsEmail ? 1 : 0,
  newstatus: outcome.newStatus ?? 0,
  respondtype: 0,
  systemid: outcome.systemId,
});

export const lookupRow = ({ lookupId, id, name }: LookupEntry): JsonObject => ({ lookupid: lookupId, id, name });

export const fieldInfoRow = ({ id, name, label }: CustomFieldDefinition): JsonObject => ({ id, name, label, type: 0 });

/** `html`: also the note and the mail as HTML. */
export function actionRow(action: Action, html: boolean): JsonObject {
  return {
    ticket_id: action.ticketId,
    id: action.id,
    guid: action.guid,
    outcome: action.outcome,
    outcome_id: action.outcomeId,
    action_systemid: action.systemId,
    who: action.who,
    who_type: action.whoType,
    who_agentid: action.whoAgentId ?? 0,
    actionby_agent_id: action.whoAgentId ?? 0,
    actionby_user_id: action.whoUserId ?? 0,
    actionby_application_id: action.applicationId,
    datetime: writeTime(action.at),
    actiondatecreated: writeTime(action.at),
    last_updated: writeTime(action.updated),
    note: action.note,
    ...(html ? { note_html: action.noteHtml } : {}),
    hiddenfromuser: action.hidden,
    important: action.important,
    emaildirection: action.emailDirection,
    emailfrom: action.emailFrom,
    emailto: action.emailTo,
    emailsubject: action.emailSubject,
    dateemailed: writeTimeOrNull(action.emailed),
    timetaken: action.timeTaken,
    old_status: action.oldStatus,
    new_status: action.newStatus,
    attachment_count: 0,
  };
}

export const webhookRow = (webhook: Webhook): JsonObject => ({
  id: webhook.id,
  name: webhook.name,
  url: webhook.url,
  type: webhook.type,
  method: 0,
  content_type: 'application/json',
  authentication_type: webhook.authenticationType,
  basic_username: webhook.username,
  active: webhook.active,
  last_status: webhook.lastStatus,
});

export const webhookDetail = (webhook: Webhook): JsonObject => ({
  ...webhookRow(webhook),
  events: webhook.events.map(({ eventno, type }) => ({ eventno, type, webhook_id: webhook.id, conditions: [] })),
});

export const webhookEventRow = (delivery: WebhookDelivery): JsonObject => ({
  id: delivery.id,
  webhook_id: delivery.webhookId,
  timestamp: writeTime(delivery.at),
  entity_id: delivery.ticketId,
  requestbody: delivery.requestBody,
  responsestatus: delivery.status,
  responsebody: delivery.responseBody,
  error: delivery.failed,
});
