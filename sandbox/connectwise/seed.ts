/** Puts the pretend world's companies, people and technicians into the tables, with ids of ConnectWise's own. */
import type { Company as WorldCompany } from '../world/companies.js';
import type { Person } from '../world/people.js';
import type { World } from '../world/world.js';
import { companyReference } from './references.js';
import { seedBoards } from './seed-boards.js';
import type { CommunicationItem, Company, Contact, Info, Member, Reference } from './shapes.js';
import type { Stored } from './stored.js';

export interface Seeded {
  companyIds: ReadonlyMap<string, number>;
  contactIds: ReadonlyMap<string, number>;
  apiMember: Member;
  defaults: Defaults;
}

/** Where the tickets of callers whom nobody recognises go. */
export interface Defaults {
  /** The MSP's own company. */
  companyId: number;
  /** Its contact `Unknown Caller`, without telephone or e-mail. */
  contactId: number;
  /** The board Help Desk. */
  boardId: number;
  /** Its status New. */
  statusId: number;
}

export const API_IDENTIFIER = 'FrontdeskAPI';
const TERRITORY: Reference = { id: 1, name: 'Main Office' };

export function seedWorld(stored: Stored, world: World, info: Info): Seeded {
  const companyIds = new Map<string, number>();
  const contactIds = new Map<string, number>();
  const active = stored.companyStatuses.put({
    id: 11,
    name: 'Active',
    defaultFlag: true,
    inactiveFlag: false,
    _info: info,
  });
  stored.companyStatuses.put({ id: 12, name: 'Inactive', defaultFlag: false, inactiveFlag: true, _info: info });
  const client = stored.companyTypes.put({
    id: 31,
    name: 'Client',
    defaultFlag: true,
    vendorFlag: false,
    _info: info,
  });
  stored.companyTypes.put({ id: 32, name: 'Prospect', defaultFlag: false, vendorFlag: false, _info: info });
  const owner = stored.companyTypes.put({
    id: 33,
    name: 'Owner',
    defaultFlag: false,
    vendorFlag: false,
    _info: info,
  });

  const { helpdeskNumber, name, domain } = world.msp;
  const msp = addCompany({ name, domain, city: 'Seattle', phone: helpdeskNumber, type: owner });
  const unknown = addContact(msp, { firstName: 'Unknown', lastName: 'Caller', title: null, items: [], first: true });
  for (const company of world.companies) {
    const people = world.people.filter((person) => person.company === company.slug);
    const kept = addCompany({ ...company, phone: `+1${company.areaCode}5550100`, type: client });
    companyIds.set(company.slug, kept.id);
    for (const [seat, person] of people.entries()) contactIds.set(person.key, addPerson(kept, company, person, seat));
  }
  for (const { identifier, firstName, lastName, email, active: works } of world.technicians)
    addMember({ identifier, firstName, lastName, email, licenseClass: 'F', inactiveFlag: !works });
  const apiMember = addMember({
    identifier: API_IDENTIFIER,
    firstName: 'Frontdesk',
    lastName: 'API',
    email: `frontdesk@${domain}`,
    licenseClass: 'A',
    inactiveFlag: false,
  });
  const { boardId, statusId } = seedBoards(stored, info);
  return {
    companyIds,
    contactIds,
    apiMember,
    defaults: { companyId: msp.id, contactId: unknown.id, boardId, statusId },
  };

  function addCompany(from: { name: string; domain: string; city: string; phone: string; type: Reference }): Company {
    const id = stored.companies.nextId() + 1;
    return stored.companies.put({
      id,
      identifier: from.name.replace(/[^A-Za-z]/g, '').slice(0, 25),
      name: from.name,
      status: { id: active.id, name: active.name },
      types: [{ id: from.type.id, name: from.type.name }],
      addressLine1: null,
      city: from.city,
      state: null,
      phoneNumber: from.phone.slice(2),
      website: `www.${from.domain}`,
      territory: TERRITORY,
      defaultContact: null,
      site: { id: id + 600, name: 'Main' },
      deletedFlag: false,
      customFields: [],
      _info: info,
    });
  }

  function addPerson(company: Company, { slug }: WorldCompany, person: Person, seat: number): number {
    const { phone, mobile, email } = person;
    const items = [
      phoneItem(stored, phone, seat),
      emailItem(stored, email),
      ...(mobile ? [mobileItem(stored, mobile)] : []),
    ];
    const { firstName, lastName, nickname, title } = person;
    const contact = addContact(company, { firstName, lastName, nickname, title, items, first: seat === 0 });
    const id = stored.configurations.nextId() + 3;
    stored.configurations.put({
      id,
      name: `${slug.slice(0, 3).toUpperCase()}-WS-${String(seat + 1).padStart(2, '0')}`,
      type: { id: 14, name: 'Managed Workstation' },
      status: { id: 1, name: 'Active' },
      company: companyReference(company),
      contact: { id: contact.id, name: `${firstName} ${lastName}` },
      serialNumber: `SN${String(id * 7919).padStart(8, '0')}`,
      tagNumber: `T${id}`,
      osType: 'Microsoft Windows 11 Pro x64',
      lastLoginName: person.email.split('@')[0] ?? null,
      activeFlag: true,
      _info: info,
    });
    return contact.id;
  }

  function addContact(
    company: Company,
    from: {
      firstName: string;
      lastName: string;
      nickname?: string | undefined;
      title: string | null;
      items: CommunicationItem[];
      first: boolean;
    },
  ): Contact {
    const phone = from.items.find((item) => item.communicationType === 'Phone');
    const contact = stored.contacts.put({
      id: stored.contacts.nextId() + 2,
      firstName: from.firstName,
      lastName: from.lastName,
      nickName: from.nickname ?? null,
      company: companyReference(company),
      site: company.site,
      inactiveFlag: false,
      title: from.title,
      defaultPhoneType: phone?.type.name ?? null,
      defaultPhoneNbr: phone?.value ?? null,
      defaultPhoneExtension: null,
      defaultFlag: from.first,
      communicationItems: from.items,
      types: [],
      customFields: [],
      _info: info,
    });
    const defaultContact = { id: contact.id, name: `${contact.firstName} ${contact.lastName}` };
    if (from.first) stored.companies.put({ ...company, defaultContact });
    return contact;
  }

  function addMember(
    from: Pick<Member, 'identifier' | 'firstName' | 'lastName' | 'licenseClass' | 'inactiveFlag'> & { email: string },
  ) {
    const { email, ...named } = from;
    return stored.members.put({
      ...named,
      id: stored.members.nextId() + 4,
      hireDate: '2019-04-01T00:00:00Z',
      officeEmail: email,
      primaryEmail: email,
      defaultEmail: 'Office',
      defaultPhone: 'Office',
      securityRole: from.licenseClass === 'A' ? { id: 71, name: 'API Service Desk' } : { id: 63, name: 'Technician' },
      _info: info,
    });
  }
}

/** Telephone numbers stand as staff typed them over the years; seat by seat another habit. */
const PHONE_HABITS: readonly ((area: string, exchange: string, line: string) => string)[] = [
  (area, exchange, line) => `${area}${exchange}${line}`,
  (area, exchange, line) => `(${area}) ${exchange}-${line}`,
  (area, exchange, line) => `+1 ${area}-${exchange}-${line}`,
  (area, exchange, line) => `${area}.${exchange}.${line}`,
  (area, exchange, line) => `${area}-${exchange}-${line}`,
  (area, exchange, line) => `+1${area}${exchange}${line}`,
];

function phoneItem(stored: Stored, e164: string, seat: number): CommunicationItem {
  const write = PHONE_HABITS[seat % PHONE_HABITS.length];
  const digits = e164.slice(2);
  return {
    id: stored.communicationIds.next(),
    type: seat % 4 === 3 ? { id: 4, name: 'Mobile' } : { id: 2, name: 'Direct' },
    value: write ? write(digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)) : digits,
    extension: null,
    defaultFlag: true,
    communicationType: 'Phone',
    domain: null,
  };
}

/** Beside the number that they are usually called on. */
function mobileItem(stored: Stored, e164: string): CommunicationItem {
  return { ...phoneItem(stored, e164, 3), type: { id: 4, name: 'Mobile' }, defaultFlag: false };
}

function emailItem(stored: Stored, address: string): CommunicationItem {
  return {
    id: stored.communicationIds.next(),
    type: { id: 1, name: 'Email' },
    value: address,
    extension: null,
    defaultFlag: true,
    communicationType: 'Email',
    domain: `@${address.split('@')[1] ?? ''}`,
  };
}
