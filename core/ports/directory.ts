/** What the core needs from an identity directory (Microsoft 365), always inside one client's tenant. */

export interface DirectoryUser {
  /** Object id. */
  id: string;
  userPrincipalName: string;
  displayName: string;
  emails: readonly string[];
  /** As the directory has it; its user may have typed it. */
  mobilePhone?: string;
}

export interface Directory {
  /** The user with this e-mail, alias, user principal name or object id; undefined when there is none. */
  findUser(tenantId: string, key: string): Promise<DirectoryUser | undefined>;
  /**
   * Whether the user with this object id holds an admin role, directly or through a group, or is in a group that such
   * roles are given to. Throws VendorError when that cannot be read.
   */
  isAdmin?(tenantId: string, userId: string): Promise<boolean>;
}
