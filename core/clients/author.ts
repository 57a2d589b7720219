/** Who changed something: an account, an API token, a configuration file, or Frontdesk itself. */
export interface Author {
  kind: 'account' | 'token' | 'file' | 'system';
  id: string;
  /** For people. */
  name: string;
}

export const SYSTEM: Author = { kind: 'system', id: 'frontdesk', name: 'Frontdesk' };
export const CONFIGURATION_FILE: Author = { kind: 'file', id: 'configuration', name: 'a configuration file' };
