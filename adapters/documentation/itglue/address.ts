export const REGION_NAMES = ['us', 'eu', 'au'] as const;
export type Region = (typeof REGION_NAMES)[number];

/** Each region is an IT Glue of its own: a key of one is not known in the others. Source: IT Glue facts, access. */
export const REGIONS: Readonly<Record<Region, { name: string; url: string }>> = {
  us: { name: 'United States', url: 'https://api.itglue.com' },
  eu: { name: 'Europe', url: 'https://api.eu.itglue.com' },
  au: { name: 'Australia', url: 'https://api.au.itglue.com' },
};

export interface ItGlueAddress {
  region: Region;
  /** Without a slash at its end. */
  api: string;
  /** True where it is the region's own, so that other regions can be tried when it does not know the key. */
  usual: boolean;
}

export function itGlueAddressOf(region: Region, apiBaseUrl: string | undefined): ItGlueAddress {
  const { url } = REGIONS[region];
  const api = (apiBaseUrl ?? url).replace(/\/+$/, '');
  return { region, api, usual: api === url };
}
