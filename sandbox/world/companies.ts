/** The pretend MSP's clients. None of them exists. */
export interface Company {
  /** Stable key and the slug Frontdesk is told to use. */
  slug: string;
  name: string;
  domain: string;
  /** Area code of its telephone numbers. */
  areaCode: string;
  city: string;
}

export const COMPANIES: readonly Company[] = [
  { slug: 'harbor-dental', name: 'Harbor Dental', domain: 'harbordental.example', areaCode: '206', city: 'Seattle' },
  {
    slug: 'larkmere-logistics',
    name: 'Larkmere Logistics',
    domain: 'larkmere.example',
    areaCode: '312',
    city: 'Chicago',
  },
  {
    slug: 'quillfeather-press',
    name: 'Quillfeather Press',
    domain: 'quillfeather.example',
    areaCode: '617',
    city: 'Boston',
  },
  {
    slug: 'tamsin-vale',
    name: 'Tamsin and Vale Accountants',
    domain: 'tamsinvale.example',
    areaCode: '215',
    city: 'Philadelphia',
  },
  {
    slug: 'ostrava-lane',
    name: 'Ostrava Lane Architects',
    domain: 'ostravalane.example',
    areaCode: '303',
    city: 'Denver',
  },
  {
    slug: 'brindlewood-vets',
    name: 'Brindlewood Veterinary',
    domain: 'brindlewood.example',
    areaCode: '512',
    city: 'Austin',
  },
  {
    slug: 'copperhatch',
    name: 'Copperhatch Brewing',
    domain: 'copperhatch.example',
    areaCode: '503',
    city: 'Portland',
  },
  { slug: 'fennimore-legal', name: 'Fennimore Legal', domain: 'fennimore.example', areaCode: '404', city: 'Atlanta' },
  {
    slug: 'saltmarsh-marine',
    name: 'Saltmarsh Marine Supply',
    domain: 'saltmarsh.example',
    areaCode: '305',
    city: 'Miami',
  },
  {
    slug: 'windrow-agronomy',
    name: 'Windrow Agronomy',
    domain: 'windrow.example',
    areaCode: '515',
    city: 'Des Moines',
  },
];
