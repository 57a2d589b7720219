/** Asset layouts, and each client's computers, firewall and printer. */

import type { Company } from '../world/companies.js';
import type { KnowledgeFacts } from '../world/knowledge.js';
import { newSecretValue } from '../world/stored-passwords.js';
import type { World } from '../world/world.js';
import type { AssetLayout, FieldType } from './shapes.js';
import { newSlug } from './slug.js';
import type { Stored } from './stored.js';

type Times = () => { created: Date; updated: Date };
type Layouts = Record<'computers' | 'network' | 'printers', AssetLayout>;

const LAYOUTS: Readonly<Record<keyof Layouts, { name: string; icon: string; fields: [string, FieldType][] }>> = {
  computers: {
    name: 'Computer Assets',
    icon: 'fas fa-laptop',
    fields: [
      ['Hostname', 'Text'],
      ['Operating system', 'Dropdown'],
      ['Assigned to', 'Text'],
      ['E-mail of the user', 'Email'],
      ['Bought on', 'Date'],
      ['Memory in GB', 'Number'],
      ['Encrypted', 'CheckBox'],
      ['Notes', 'RichText'],
    ],
  },
  network: {
    name: 'Network Devices',
    icon: 'fas fa-network-wired',
    fields: [
      ['Access', 'Heading'],
      ['Management page', 'Website'],
      ['Admin user', 'Text'],
      ['Admin password', 'Password'],
      ['Notes', 'RichText'],
    ],
  },
  printers: {
    name: 'Printers',
    icon: 'fas fa-print',
    fields: [
      ['Queue', 'Text'],
      ['Support line', 'Phone'],
      ['Location', 'Text'],
    ],
  },
};

export function seedLayouts(stored: Stored, times: Times): Layouts {
  const make = (which: keyof Layouts) =>
    stored.layouts.add((id) => ({
      id,
      slug: newSlug(LAYOUTS[which].name),
      name: LAYOUTS[which].name,
      icon: LAYOUTS[which].icon,
      active: true,
      fields: LAYOUTS[which].fields.map(([label, type], place) => ({
        id: stored.nextFieldId(),
        label,
        type,
        required: false,
        position: place + 1,
      })),
      ...times(),
    }));
  return { computers: make('computers'), network: make('network'), printers: make('printers') };
}

export function seedAssets({
  stored,
  world,
  company,
  companyId,
  facts,
  layouts,
  times,
}: {
  stored: Stored;
  world: World;
  company: Company;
  companyId: number;
  facts: KnowledgeFacts;
  layouts: Layouts;
  times: Times;
}): void {
  const computers = world.devices.filter((device) => device.company === company.slug);
  for (const [place, { name, person: key, operatingSystem }] of computers.entries()) {
    const { firstName, lastName, email } = world.person(key);
    const mac = operatingSystem === 'macOS';
    stored.assets.add((id) => ({
      id,
      slug: newSlug(name),
      name,
      companyId,
      layoutId: layouts.computers.id,
      serial: `SN${id}`,
      mail: email,
      model: mac ? 'MacBook Air' : 'Latitude 5440',
      manufacturer: mac ? 'Apple' : 'Dell',
      archived: false,
      values: {
        Hostname: name,
        'Operating system': mac ? 'macOS 15' : 'Windows 11 Pro',
        'Assigned to': `${firstName} ${lastName}`,
        'E-mail of the user': email,
        'Bought on': `2025-0${(place % 9) + 1}-15`,
        'Memory in GB': 16,
        Encrypted: place % 7 !== 0,
        Notes: `<p>On ${firstName}&rsquo;s desk at ${company.name}.</p>`,
      },
      ...times(),
    }));
  }
  const plain = { companyId, mail: null, archived: false };
  stored.assets.add((id) => ({
    ...plain,
    id,
    slug: newSlug('Firewall'),
    name: 'Firewall',
    layoutId: layouts.network.id,
    serial: `FW${id}`,
    model: 'FortiGate 60F',
    manufacturer: 'Fortinet',
    values: {
      'Management page': `https://firewall.${company.domain}:8443`,
      'Admin user': 'admin',
      'Admin password': newSecretValue(),
      Notes: `<p>Ends the VPN <code>${facts.vpnServer}</code>.</p>`,
    },
    ...times(),
  }));
  stored.assets.add((id) => ({
    ...plain,
    id,
    slug: newSlug(facts.printer),
    name: facts.printer,
    layoutId: layouts.printers.id,
    serial: `PR${id}`,
    model: 'WorkCentre 6515',
    manufacturer: 'Xerox',
    values: { Queue: facts.printer, 'Support line': `+1${company.areaCode}5550101`, Location: 'Beside the front desk' },
    ...times(),
  }));
}
