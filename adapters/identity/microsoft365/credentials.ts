import { z } from 'zod';
import { isInside } from '../../http.js';

const PUBLIC_LOGIN = 'https://login.microsoftonline.com';
export const PUBLIC_GRAPH = 'https://graph.microsoft.com';

const address = (title: string, publicCloud: string) =>
  z
    .url({ protocol: /^https?$/ })
    .default(publicCloud)
    .transform((url) => new URL(url).origin)
    .refine((url) => url.startsWith('https:') || isInside(new URL(url).hostname), 'must be https')
    .meta({ title, description: 'Other than the default only in national clouds' });

/** What the MSP's application is connected with; a field that is left empty counts as not filled in. */
export const credentials = z
  .object({
    clientId: z.string().trim().min(1).max(200).meta({ title: 'Application (client) id' }),
    clientSecret: z
      .string()
      .trim()
      .max(1000)
      .optional()
      .meta({ title: 'Client secret', description: 'Its value; or a certificate below', secret: true }),
    certificate: z.string().trim().max(20_000).optional().meta({
      title: 'Certificate and private key',
      description: 'Both in PEM, one after the other; in the place of a client secret',
      secret: true,
    }),
    secretExpires: z
      .string()
      .trim()
      .regex(/^$|^\d{4}-\d{2}-\d{2}$/, 'must be a date such as 2027-01-31')
      .refine((day) => day === '' || !Number.isNaN(Date.parse(day)), 'is no day of the calendar')
      .optional()
      .meta({ title: 'Client secret expires on', description: 'YYYY-MM-DD; you are warned 30 days before' }),
    tenantId: z
      .string()
      .trim()
      .regex(/^$|^[A-Za-z0-9.-]{3,255}$/)
      .optional()
      .meta({ title: 'Partner tenant id', description: 'Your own tenant; lists your customers for mapping' }),
    loginBaseUrl: address('Sign-in address', PUBLIC_LOGIN),
    graphBaseUrl: address('Graph address', PUBLIC_GRAPH),
  })
  .refine(({ clientSecret, certificate }) => Boolean(clientSecret || certificate), {
    path: ['clientSecret'],
    message: 'enter a client secret or a certificate',
  });
