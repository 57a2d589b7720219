/** Flexible asset types that the MSP made, and each client's records of them. */
import type { Company } from '../world/companies.js';
import type { KnowledgeFacts } from '../world/knowledge.js';
import { newSecretValue } from '../world/stored-passwords.js';
import type { Times } from './links.js';
import type { FieldKind, FlexibleAssetField } from './shapes.js';
import type { Stored } from './stored.js';

interface NewField {
  name: string;
  kind: FieldKind;
  tagType?: FlexibleAssetField['tagType'];
  required?: boolean;
  useForTitle?: boolean;
}

const TYPES: Readonly<Record<'wireless' | 'program', { name: string; icon: string; fields: readonly NewField[] }>> = {
  wireless: {
    name: 'Wireless',
    icon: 'wifi',
    fields: [
      { name: 'SSID', kind: 'Text', required: true, useForTitle: true },
      { name: 'Access', kind: 'Header' },
      { name: 'Pre-Shared Key', kind: 'Password' },
      { name: 'Guest network', kind: 'Checkbox' },
      { name: 'Access points', kind: 'Tag', tagType: 'Configurations' },
      { name: 'Coverage', kind: 'Percent' },
      { name: 'Notes', kind: 'Textbox' },
    ],
  },
  program: {
    name: 'Line of Business Program',
    icon: 'cube',
    fields: [
      { name: 'Name', kind: 'Text', required: true, useForTitle: true },
      { name: 'Hosting', kind: 'Select' },
      { name: 'Seats', kind: 'Number' },
      { name: 'Renewal', kind: 'Date' },
      { name: 'Runs on', kind: 'Tag', tagType: 'Configurations' },
      { name: 'How to', kind: 'Textbox' },
    ],
  },
};

export interface Types {
  wireless: number;
  program: number;
}

export function seedTypes(stored: Stored, times: Times): Types {
  const make = (which: keyof typeof TYPES) => {
    const { name, icon, fields } = TYPES[which];
    const type = stored.types.add((id) => ({ id, name, description: name, icon, enabled: true, ...times() }));
    for (const [place, field] of fields.entries())
      stored.fields.add((id) => ({
        id,
        typeId: type.id,
        order: place + 1,
        name: field.name,
        nameKey: field.name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
        kind: field.kind,
        tagType: field.tagType ?? null,
        required: field.required ?? false,
        useForTitle: field.useForTitle ?? false,
        ...times(),
      }));
    return type.id;
  };
  return { wireless: make('wireless'), program: make('program') };
}

export function seedFlexibleAssets({
  stored,
  company,
  organizationId,
  facts,
  types,
  configurations: { firewall, computers },
  times,
}: {
  stored: Stored;
  company: Company;
  organizationId: number;
  facts: KnowledgeFacts;
  types: Types;
  configurations: { firewall: number; computers: readonly number[] };
  times: Times;
}): void {
  const plain = { organizationId, restricted: false, archived: false };
  stored.assets.add((id) => ({
    ...plain,
    id,
    typeId: types.wireless,
    traits: {
      ssid: 'Office',
      'pre-shared-key': newSecretValue(),
      'guest-network': false,
      'access-points': [firewall],
      coverage: 95,
      notes: `<p>Strongest in <strong>${facts.rooms[0]}</strong>, weak in ${facts.rooms[1]}.</p>`,
    },
    ...times(),
  }));
  stored.assets.add((id) => ({
    ...plain,
    id,
    typeId: types.program,
    traits: {
      name: 'Payroll',
      hosting: 'On-Premises',
      seats: 5,
      renewal: '2027-03-01',
      'runs-on': computers.slice(0, 1),
      'how-to': `<p>${company.name} opens it from <code>\\\\files.${company.domain}\\payroll</code>.</p>`,
    },
    ...times(),
  }));
}
