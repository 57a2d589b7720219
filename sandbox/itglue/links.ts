/** What IT Glue is synchronised with. */

/** How the MSP's PSA is known to IT Glue. */
export interface PsaLink {
  /** `manage` for ConnectWise. */
  integration: string;
  /** The id there of a client. */
  companyId(slug: string): string;
}

/** How the MSP's RMM is known to IT Glue. */
export interface RmmLink {
  /** `ninja-rmm`. */
  integration: string;
  /** The id there of a client's computer. */
  deviceId(company: string, name: string): string;
}

/** When the next seeded record was made: each a little later than the one before. */
export type Times = () => { created: Date; updated: Date };
