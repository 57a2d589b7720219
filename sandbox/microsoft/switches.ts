/** What differs from tenant to tenant, and what the published sources leave open: each can be turned the other way. */
export interface TenantSwitches {
  /** The tenant has an Intune licence. */
  intune: boolean;
  /** The tenant has Entra ID P1: its sign-in log can be read. */
  premium: boolean;
  /** The policy for temporary access passes, which also limits their life. */
  accessPasses: boolean;
  /** The default sign-in method can only be deleted when no other strong method is left (unconfirmed). */
  defaultMethodLast: boolean;
  /** Reading the sign-in log needs Directory.Read.All beside AuditLog.Read.All (a known issue in the documentation). */
  signInsNeedDirectoryRead: boolean;
  /** Setting a password needs a directory role for the application, whatever its permissions (older documentation). */
  passwordNeedsRole: boolean;
  /** A change of an account that is mastered on premises is taken, and changes the cloud alone (unconfirmed). */
  syncedUsersChange: boolean;
  /** The code of the 400 for a principal name that is in use (unconfirmed). */
  duplicateUserCode: 'Request_BadRequest' | 'ObjectConflict';
  /** What adding somebody to a team they are in already does (unconfirmed). */
  teamMemberTwice: 'taken' | 'refused';
}

export const DEFAULT_SWITCHES: TenantSwitches = {
  intune: true,
  premium: true,
  accessPasses: true,
  defaultMethodLast: false,
  signInsNeedDirectoryRead: false,
  passwordNeedsRole: false,
  syncedUsersChange: false,
  duplicateUserCode: 'Request_BadRequest',
  teamMemberTwice: 'taken',
};
