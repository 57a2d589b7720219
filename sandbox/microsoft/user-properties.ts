import { z } from 'zod';

/** Properties of a user that can be written, when it is made and later; an unknown name is refused. */
export const USER_PROPERTIES = {
  displayName: z.string().min(1).max(256),
  givenName: z.string().max(64).nullable(),
  surname: z.string().max(64).nullable(),
  jobTitle: z.string().max(128).nullable(),
  department: z.string().max(64).nullable(),
  officeLocation: z.string().max(128).nullable(),
  preferredLanguage: z.string().nullable(),
  usageLocation: z
    .string()
    .regex(/^[A-Za-z]{2}$/)
    .nullable(),
  mobilePhone: z.string().max(64).nullable(),
  businessPhones: z.array(z.string()).max(1),
  otherMails: z.array(z.email()),
  accountEnabled: z.boolean(),
  passwordProfile: z.strictObject({
    password: z.string().optional(),
    forceChangePasswordNextSignIn: z.boolean().optional(),
    forceChangePasswordNextSignInWithMfa: z.boolean().optional(),
  }),
} as const;
export type PasswordProfile = z.infer<(typeof USER_PROPERTIES)['passwordProfile']>;

/** Whether the password has to be changed at the next sign-in. */
export function forcesChange({
  forceChangePasswordNextSignIn,
  forceChangePasswordNextSignInWithMfa,
}: PasswordProfile): boolean {
  return forceChangePasswordNextSignIn || forceChangePasswordNextSignInWithMfa || false;
}
