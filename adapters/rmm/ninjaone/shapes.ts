import { z } from 'zod';

const text = z.string().nullish();
const seconds = z.number().nullish();
const named = z.object({ name: text }).nullish();

export const organizationShape = z.object({ id: z.number().int(), name: text });

/** Source: the vendor's description, `Device`. */
export const deviceShape = z.object({
  id: z.number().int(),
  organizationId: z.number().int().nullish(),
  nodeClass: text,
  displayName: text,
  systemName: text,
  dnsName: text,
  netbiosName: text,
  offline: z.boolean().nullish(),
  approvalStatus: text,
  created: seconds,
  lastContact: seconds,
  lastUpdate: seconds,
  tags: z.array(z.string()).nullish(),
  maintenance: z.object({ status: text, start: seconds, end: seconds, reasonMessage: text }).nullish(),
  references: z.object({ organization: named, location: named }).nullish(),
  ipAddresses: z.array(z.string()).nullish(),
  macAddresses: z.array(z.string()).nullish(),
  publicIP: text,
});
export type DeviceRow = z.infer<typeof deviceShape>;

export const lastUserShape = z.object({ userName: text, logonTime: seconds });

/** Source: the vendor's description, `Alert`. Its `data` is left out: what policies put there is anybody's guess. */
export const alertShape = z.object({
  uid: text,
  deviceId: z.number().int().nullish(),
  message: text,
  subject: text,
  createTime: seconds,
  updateTime: seconds,
  sourceType: text,
  sourceName: text,
  severity: text,
  priority: text,
  device: z.object({ organizationId: z.number().int().nullish(), displayName: text, systemName: text }).nullish(),
});
export type AlertRow = z.infer<typeof alertShape>;

export const softwareShape = z.object({ name: text, publisher: text, version: text, installDate: text });

export const volumeShape = z.object({
  name: text,
  driveLetter: text,
  label: text,
  deviceType: text,
  fileSystem: text,
  capacity: z.number().nullish(),
  freeSpace: z.number().nullish(),
  bitLockerStatus: z.object({ protectionStatus: text, conversionStatus: text, lockStatus: text }).nullish(),
});

export const scriptingShape = z.object({
  scripts: z
    .array(z.object({ type: text, id: z.number().int().nullish(), name: text, description: text, language: text }))
    .nullish(),
});

export const activitiesShape = z.object({
  activities: z
    .array(
      z.object({
        id: z.number().int(),
        activityTime: seconds,
        deviceId: z.number().int().nullish(),
        activityType: text,
        statusCode: text,
        status: text,
        activityResult: text,
        sourceName: text,
        subject: text,
        message: text,
        type: text,
      }),
    )
    .nullish(),
});
export type ActivityRow = NonNullable<z.infer<typeof activitiesShape>['activities']>[number];
