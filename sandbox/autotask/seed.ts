/** Puts the pretend world's companies, people and technicians into the tables, with ids of Autotask's own. */
import type { World } from '../world/world.js';
import { type EntityName, entity } from './entities/index.js';
import type { JsonObject, Row } from './json.js';
import { phoneFields } from './phone-habits.js';
import { CATEGORY, COMPANY_TYPE, LICENSE, QUEUE } from './picklists.js';
import type { Stored } from './stored.js';

export interface Seeded {
  companyIds: ReadonlyMap<string, number>;
  contactIds: ReadonlyMap<string, number>;
  /** By login name. */
  resourceIds: ReadonlyMap<string, number>;
  apiUserId: number;
  /** The API user's name, with the domain. */
  username: string;
  defaults: { companyId: number; contactId: number };
  /** The role that technicians work in unless another is named. */
  roleId: number;
  billingCodeId: number;
}

/** The MSP's own company has this id in every database. Source: Autotask facts, 2. */
const MSP_ID = 0;
/** Companies that are no clients, so that an import has something to leave out; and a client of earlier. */
const OTHERS = [
  { name: 'Bramblecote Interiors', domain: 'bramblecote.example', companyType: COMPANY_TYPE.lead, isActive: true },
  { name: 'Thistledown Catering', domain: 'thistledown.example', companyType: COMPANY_TYPE.prospect, isActive: true },
  { name: 'Pellwick Distribution', domain: 'pellwick.example', companyType: COMPANY_TYPE.vendor, isActive: true },
  { name: 'Quarrybank Tiling', domain: 'quarrybank.example', companyType: COMPANY_TYPE.customer, isActive: false },
] as const;

export function seedWorld(
  stored: Stored,
  world: World,
  now: string,
  fullUserName: boolean,
  apiUserHasRole = false,
): Seeded {
  const { name, domain, helpdeskNumber } = world.msp;
  const put = (table: EntityName, values: JsonObject, id?: number): Row => {
    const { fields, userDefinedFields } = entity(table);
    const rows = stored.table(table);
    return rows.put({
      ...Object.fromEntries(Object.keys(fields).map((field) => [field, null])),
      ...values,
      id: id ?? rows.nextId(),
      userDefinedFields: userDefinedFields.map((field) => ({ name: field.name, value: null })),
    });
  };

  put(
    'TicketCategories',
    { name: 'Standard', nickname: 'STD', displayColorRgb: 19, isActive: true, isApiOnly: false, isGlobalDefault: true },
    CATEGORY.standard,
  );
  put(
    'TicketCategories',
    {
      name: 'Service Desk',
      nickname: 'SVC',
      displayColorRgb: 20,
      isActive: true,
      isApiOnly: false,
      isGlobalDefault: false,
    },
    CATEGORY.serviceDesk,
  );
  const role = put('Roles', {
    name: 'Help Desk Technician',
    hourlyFactor: 1,
    hourlyRate: 100,
    isActive: true,
    isSystemRole: false,
    roleType: 0,
  });
  const senior = put('Roles', {
    name: 'Senior Engineer',
    hourlyFactor: 1.5,
    hourlyRate: 150,
    isActive: true,
    isSystemRole: false,
    roleType: 0,
  });
  const billing = put(
    'BillingCodes',
    {
      name: 'Remote Support',
      isActive: true,
      unitCost: 0,
      unitPrice: 0,
      useType: 1,
      isExcludedFromNewContracts: false,
    },
    29682801,
  );

  const resourceIds = new Map<string, number>();
  for (const [seat, technician] of world.technicians.entries()) {
    const { firstName, lastName, email, identifier, active } = technician;
    const { id } = addResource({
      firstName,
      lastName,
      email,
      userName: identifier,
      isActive: active,
      licenseType: LICENSE.professional,
    });
    resourceIds.set(identifier, id);
    put('ResourceServiceDeskRoles', { resourceID: id, roleID: role.id, isActive: true, isDefault: true });
    put('ResourceServiceDeskRoles', { resourceID: id, roleID: senior.id, isActive: seat % 2 === 0, isDefault: false });
    put('ResourceRoleQueues', { resourceID: id, queueID: QUEUE.helpDesk });
  }
  const username = `frontdeskapi@${domain}`;
  const apiUser = addResource({
    firstName: 'Frontdesk',
    lastName: 'API',
    email: `frontdesk@${domain}`,
    userName: fullUserName ? username : 'frontdeskapi',
    isActive: true,
    licenseType: LICENSE.apiUser,
  });
  if (apiUserHasRole)
    put('ResourceServiceDeskRoles', { resourceID: apiUser.id, roleID: role.id, isActive: true, isDefault: true });
  const owner = resourceIds.values().next().value ?? apiUser.id;

  addCompany(
    { name, domain, city: 'Seattle', phone: helpdeskNumber, companyType: COMPANY_TYPE.partner, isActive: true },
    MSP_ID,
  );
  const unknown = addContact(MSP_ID, { firstName: 'Unknown', lastName: 'Caller' });
  const companyIds = new Map<string, number>();
  const contactIds = new Map<string, number>();
  for (const company of world.companies) {
    const { slug } = company;
    const phone = `+1${company.areaCode}5550100`;
    const { id } = addCompany({ ...company, phone, companyType: COMPANY_TYPE.customer, isActive: true });
    companyIds.set(slug, id);
    for (const [seat, person] of world.people.filter((one) => one.company === slug).entries()) {
      const { firstName, lastName, title, email, nickname } = person;
      const contact = addContact(id, {
        firstName,
        lastName,
        title,
        emailAddress: email,
        primaryContact: seat === 0,
        ...phoneFields(person.phone, seat),
        ...(person.mobile ? { mobilePhone: person.mobile } : {}),
      });
      if (nickname) contact.userDefinedFields = [{ name: 'Preferred Name', value: nickname }];
      contactIds.set(person.key, contact.id);
      addDevice(
        id,
        contact.id,
        `${slug.slice(0, 3).toUpperCase()}-WS-${String(seat + 1).padStart(2, '0')}`,
        email,
        seat,
      );
    }
  }
  for (const other of OTHERS) addCompany({ ...other, city: 'Tacoma', phone: '+12535550100' });
  return {
    companyIds,
    contactIds,
    resourceIds,
    apiUserId: apiUser.id,
    username,
    defaults: { companyId: MSP_ID, contactId: unknown.id },
    roleId: role.id,
    billingCodeId: billing.id,
  };

  function addResource(values: JsonObject): Row {
    return put('Resources', {
      emailTypeCode: 'PRIMARY',
      hireDate: '2019-04-01T00:00:00.000Z',
      locationID: 90682,
      numberFormat: 'X,XXX.XX',
      dateFormat: 'MM/dd/yyyy',
      timeFormat: 'hh:mm a',
      payrollType: 1,
      resourceType: 'Employee',
      userType: 10,
      ...values,
    });
  }

  function addCompany(
    from: { name: string; domain: string; city: string; phone: string; companyType: number; isActive: boolean },
    id?: number,
  ): Row {
    return put(
      'Companies',
      {
        companyName: from.name,
        companyType: from.companyType,
        isActive: from.isActive,
        phone: `(${from.phone.slice(2, 5)}) ${from.phone.slice(5, 8)}-${from.phone.slice(8)}`,
        webAddress: `www.${from.domain}`,
        city: from.city,
        ownerResourceID: owner,
        createDate: now,
        lastActivityDate: now,
      },
      id,
    );
  }

  function addContact(companyID: number, values: JsonObject): Row {
    return put('Contacts', {
      companyID,
      isActive: 1,
      emailAddress: '',
      emailAddress2: '',
      emailAddress3: '',
      phone: '',
      mobilePhone: '',
      alternatePhone: '',
      extension: '',
      primaryContact: false,
      createDate: now,
      lastActivityDate: now,
      lastModifiedDate: now,
      ...values,
    });
  }

  function addDevice(companyID: number, contactID: number, title: string, email: string, seat: number): void {
    const id = stored.table('ConfigurationItems').nextId();
    put('ConfigurationItems', {
      companyID,
      contactID,
      productID: 29682810,
      isActive: true,
      configurationItemType: 14,
      referenceTitle: title,
      referenceNumber: `T${id}`,
      serialNumber: `SN${String((id % 100_000) * 7919).padStart(9, '0')}`,
      installDate: '2024-03-01T00:00:00.000Z',
      createDate: now,
      lastModifiedTime: now,
      rmmDeviceAuditHostname: title,
      rmmDeviceAuditIPAddress: `10.20.${(companyID % 200) + 1}.${seat + 20}`,
      rmmDeviceAuditLastUser: email.split('@')[0] ?? null,
      rmmDeviceAuditOperatingSystem: 'Microsoft Windows 11 Pro x64',
    });
  }
}
