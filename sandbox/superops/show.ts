/** Stored records as the schema shows them. Ids inside JSON scalars are bigints, which are written without quotes. */
import type { Json, JsonObject } from './json.js';
import type { Lookups } from './lookups.js';
import type {
  Stored,
  StoredAsset,
  StoredAssociation,
  StoredClient,
  StoredConversation,
  StoredNote,
  StoredSite,
  StoredTechnician,
  StoredTicket,
  StoredUser,
  StoredWorklog,
} from './stored.js';
import type { Switches } from './switches.js';
import type { Times } from './times.js';

export type Show = ReturnType<typeof createShow>;

export const fullName = ({ firstName, lastName }: { firstName: string; lastName: string | null }) =>
  lastName ? `${firstName} ${lastName}` : firstName;

export function createShow(options: { stored: Stored; lookups: Lookups; switches: Switches; times: Times }) {
  const { stored, lookups, switches, times } = options;
  /** An id inside a JSON scalar. */
  const inJson = (id: string): Json => (switches.idsInJson === 'numbers' ? BigInt(id) : id);
  const nestedInJson = (id: string): Json => (switches.idsInJson === 'strings' ? id : BigInt(id));
  const time = (at: Date | null) => (at ? times.write(at) : null);

  const clientReference = (id: string): JsonObject => ({
    accountId: inJson(id),
    name: stored.clients.get(id)?.name ?? null,
  });
  const siteReference = (id: string): JsonObject => {
    const site = stored.sites.get(id);
    const client: JsonObject = site ? { client: { accountId: nestedInJson(site.client) } } : {};
    return { id: inJson(id), name: site?.name ?? null, ...client };
  };
  const groupReference = (id: string): JsonObject => ({
    groupId: inJson(id),
    name: lookups.groups.find((group) => group.id === id)?.name ?? null,
  });
  const person = (id: string) => stored.users.get(id) ?? stored.technicians.get(id);
  const userReference = (id: string): JsonObject => {
    const found = person(id);
    return { userId: inJson(id), name: found ? fullName(found) : null };
  };
  const userWithEmail = (id: string): JsonObject => ({ ...userReference(id), email: person(id)?.email ?? null });
  /** Of a recipient whom nobody knows, only the address. */
  const recipient = (email: string) => {
    const same = (one: { email: string }) => one.email.toLowerCase() === email.toLowerCase();
    const found = stored.users.all().find(same) ?? stored.technicians.all().find(same);
    return { user: found ? userWithEmail(found.id) : { email } };
  };
  const optional = (show: (id: string) => JsonObject, id: string | null) => (id === null ? null : show(id));

  const client = (row: StoredClient) => ({
    accountId: row.id,
    name: row.name,
    stage: row.stage,
    status: row.status,
    emailDomains: row.emailDomains,
    accountManager: optional(userReference, row.accountManager),
    primaryContact: optional(userReference, row.primaryContact),
    secondaryContact: null,
    hqSite: siteReference(row.hqSite),
    technicianGroups: [],
    customFields: {},
  });
  const site = (row: StoredSite) => ({
    id: row.id,
    name: row.name,
    timezoneCode: 'America/Los_Angeles',
    working24x7: false,
    line1: null,
    line2: null,
    line3: null,
    city: row.city,
    postalCode: null,
    countryCode: 'US',
    stateCode: null,
    contactNumber: row.phone,
    client: clientReference(row.client),
    hq: stored.clients.get(row.client)?.hqSite === row.id,
  });
  const clientUser = (row: StoredUser) => {
    const associations = stored.associations.all().filter(({ user }) => user === row.id);
    const [only] = associations.length === 1 && row.tellsClient ? associations : [];
    const role = lookups.requesterRoles.find(({ id }) => id === row.role);
    return {
      userId: row.id,
      firstName: row.firstName,
      lastName: row.lastName,
      name: fullName(row),
      email: row.email,
      contactNumber: row.phone,
      reportingManager: optional(userReference, row.reportingManager),
      site: only ? siteReference(only.site) : null,
      role: { roleId: inJson(row.role), name: role?.name ?? null },
      client: only ? clientReference(only.client) : null,
      customFields: {},
    };
  };

  return {
    client,
    site,
    clientUser,
    association(row: StoredAssociation) {
      const [owner, place, user] = [
        stored.clients.get(row.client),
        stored.sites.get(row.site),
        stored.users.get(row.user),
      ];
      return {
        id: row.id,
        client: owner && client(owner),
        site: place && site(place),
        user: user && clientUser(user),
      };
    },
    technician: (row: StoredTechnician) => ({
      userId: row.id,
      firstName: row.firstName,
      lastName: row.lastName,
      name: fullName(row),
      email: row.email,
      contactNumber: null,
      emailSignature: null,
      designation: null,
      businessFunction: null,
      team: null,
      reportingManager: null,
      role: { roleId: inJson('4128838372746160001'), name: 'Technician' },
      groups: row.groups.map(groupReference),
    }),
    ticket(row: StoredTicket) {
      const spent = stored.worklogs.all().filter(({ ticket }) => ticket === row.id);
      return {
        ...row,
        ticketId: row.id,
        ticketType: row.requestType === 'Service Request' ? 'SERVICE_REQUEST' : 'INCIDENT',
        client: clientReference(row.client),
        site: siteReference(row.site),
        requester: optional(userReference, row.requester),
        additionalRequester: row.additionalRequesters.map(userReference),
        followers: row.followers.map(userReference),
        techGroup: optional(groupReference, row.techGroup),
        technician: optional(userReference, row.technician),
        sla: row.sla ? { id: inJson(row.sla), name: lookups.sla.find(({ id }) => id === row.sla)?.name ?? null } : null,
        createdTime: time(row.created),
        updatedTime: time(row.updated),
        firstResponseDueTime: null,
        firstResponseTime: time(row.firstResponse),
        firstResponseViolated: false,
        resolutionDueTime: null,
        resolutionTime: time(row.resolution),
        resolutionViolated: false,
        worklogTimespent: spent.length === 0 ? null : spent.reduce((sum, { qty }) => sum + Number(qty), 0).toFixed(2),
      };
    },
    note: (row: StoredNote) => ({
      noteId: row.id,
      addedBy: userReference(row.addedBy),
      addedOn: time(row.added),
      content: row.content,
      attachments: [],
      privacyType: row.privacy,
    }),
    conversation: (row: StoredConversation) => ({
      conversationId: row.id,
      content: row.content,
      time: time(row.time),
      user: userWithEmail(row.user),
      toUsers: row.to.map(recipient),
      ccUsers: row.cc.map(recipient),
      bccUsers: row.bcc.map(recipient),
      attachments: [],
      type: row.type,
    }),
    asset: (row: StoredAsset) => ({
      assetId: row.id,
      name: row.name,
      assetClass: { classId: '1', name: 'Windows Machine' },
      client: clientReference(row.client),
      site: siteReference(row.site),
      requester: userReference(row.requester),
      loggedInUser: row.loggedInUser,
      serialNumber: row.serialNumber,
      manufacturer: 'Dell Inc.',
      model: 'OptiPlex 7010',
      hostName: row.hostName,
      publicIp: '198.51.100.21',
      platform: 'Microsoft Windows 11 Pro',
      status: 'ONLINE',
      lastCommunicatedTime: time(row.lastCommunicated),
      platformFamily: 'Standalone Workstation',
      platformCategory: 'WORKSTATION',
      platformVersion: '10.0.22631 Build 22631 (23H2)',
      patchStatus: 'Fully Patched',
      customFields: {},
    }),
    worklog: (row: StoredWorklog) => ({
      itemId: row.id,
      status: 'PENDING',
      serviceItem: {
        itemId: inJson(row.serviceItem),
        name: lookups.serviceItems.find(({ id }) => id === row.serviceItem)?.name ?? null,
      },
      billable: row.billable,
      afterHours: row.afterHours,
      qty: row.qty,
      unitPrice: row.unitPrice,
      billDateTime: row.billed,
      technician: userReference(row.technician),
      notes: row.notes,
      workItem: { workId: inJson(row.ticket), module: 'TICKET' },
    }),
  };
}
