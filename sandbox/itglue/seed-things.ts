/** Each client's contacts, computers, firewall and printer. */
import type { Company } from '../world/companies.js';
import type { World } from '../world/world.js';
import type { RmmLink, Times } from './links.js';
import type { Stored } from './stored.js';

interface Parts {
  stored: Stored;
  world: World;
  company: Company;
  organizationId: number;
  times: Times;
}

/** Ids by the person's key. */
export function seedContacts({ stored, world, company, organizationId, times }: Parts): Map<string, number> {
  const people = world.people.filter((person) => person.company === company.slug);
  return new Map(
    people.map(({ key, firstName, lastName, title, email, phone }) => [
      key,
      stored.contacts.add((id) => ({
        id,
        organizationId,
        firstName,
        lastName,
        title,
        email,
        phone,
        important: title === 'Director',
        ...times(),
      })).id,
    ]),
  );
}

export function seedConfigurations({
  stored,
  world,
  company,
  organizationId,
  contacts,
  rmm,
  times,
}: Parts & { contacts: ReadonlyMap<string, number>; rmm: RmmLink | undefined }): {
  firewall: number;
  computers: number[];
} {
  const plain = {
    organizationId,
    primaryIp: null,
    macAddress: null,
    assetTag: null,
    statusName: 'Active',
    operatingSystemName: null,
    contactId: null,
    notes: null,
    warrantyExpires: null,
    installed: null,
    archived: false,
    rmm: null,
  } as const;
  const devices = world.devices.filter((device) => device.company === company.slug);
  const computers = devices.map(({ name, person, operatingSystem }, place) => {
    const mac = operatingSystem === 'macOS';
    return stored.configurations.add((id) => ({
      ...plain,
      id,
      name,
      hostname: name,
      primaryIp: `10.20.1.${place + 20}`,
      macAddress: `02-00-5E-10-${hex(organizationId)}-${hex(place)}`,
      serialNumber: `SN${id % 1_000_000}`,
      assetTag: `T${place + 100}`,
      typeName: 'Managed Workstation',
      typeKind: 'workstation',
      manufacturerName: mac ? 'Apple' : 'Dell',
      modelName: mac ? 'MacBook Air' : 'Latitude 5440',
      operatingSystemName: mac ? 'macOS 15' : 'Windows 11 Pro',
      contactId: contacts.get(person) ?? null,
      notes: `<p>At ${company.name}.</p>`,
      warrantyExpires: '2028-05-05',
      installed: '2025-05-20',
      rmm: rmm ? { integration: rmm.integration, id: rmm.deviceId(company.slug, name) } : null,
      ...times(),
    })).id;
  });
  const firewall = stored.configurations.add((id) => ({
    ...plain,
    id,
    name: 'Firewall',
    hostname: `firewall.${company.domain}`,
    primaryIp: '10.20.1.1',
    serialNumber: `FW${id % 1_000_000}`,
    typeName: 'Firewall',
    typeKind: 'firewall',
    manufacturerName: 'Fortinet',
    modelName: 'FortiGate 60F',
    ...times(),
  })).id;
  return { firewall, computers };
}

const hex = (number: number) => (number % 256).toString(16).padStart(2, '0').toUpperCase();
