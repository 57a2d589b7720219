import { z } from 'zod';

/**
 * What Hudu sends, only the fields that are used; what is not named here never gets further, which is how passwords stay
 * out of everything but `passwordShape`. Source: Hudu facts, endpoints; Swagger 2.44.0, definitions.
 */
const id = z.number().int();
const text = z.string().nullish();
const flag = z.boolean().nullish();

export const apiInfoShape = z.object({ version: text, date: text });

export const companyShape = z.object({
  id,
  name: z.string(),
  archived: flag,
  integrations: z
    .array(
      z.object({
        integrator_name: text,
        sync_id: z.union([z.number(), z.string()]).nullish(),
        identifier: z.union([z.number(), z.string()]).nullish(),
      }),
    )
    .nullish(),
});
export type CompanyRow = z.infer<typeof companyShape>;

export const articleShape = z.object({
  id,
  name: text,
  content: text,
  /** Null: for every company. */
  company_id: id.nullish(),
  draft: flag,
  archived: flag,
  url: text,
  updated_at: text,
});
export type ArticleRow = z.infer<typeof articleShape>;

export const assetShape = z.object({
  id,
  company_id: id,
  asset_layout_id: id.nullish(),
  asset_type: text,
  name: text,
  primary_serial: text,
  primary_mail: text,
  primary_model: text,
  primary_manufacturer: text,
  archived: flag,
  url: text,
  updated_at: text,
  /** What a value is depends on the field's kind. */
  fields: z.array(z.object({ label: text, value: z.unknown(), position: z.number().nullish() })).nullish(),
});
export type AssetRow = z.infer<typeof assetShape>;

export const layoutShape = z.object({
  id,
  fields: z.array(z.object({ label: text, field_type: text })).nullish(),
});

/** Of a password, all but its secrets; the description is left out too, as people write secrets into it. */
export const passwordEntryShape = z.object({
  id,
  company_id: id,
  name: z.string(),
  username: text,
  archived: flag,
  password_folder_name: text,
  password_type: text,
  url: text,
  updated_at: text,
});
export type PasswordEntryRow = z.infer<typeof passwordEntryShape>;

export const passwordShape = passwordEntryShape.extend({ password: text, otp_secret: text });

const taskShape = z.object({
  id,
  name: text,
  /** Base64 of HTML. */
  description: text,
  position: z.number().nullish(),
  priority: text,
  completed: flag,
  optional: flag,
  parent_task_id: id.nullish(),
  procedure_id: id.nullish(),
});
export type TaskRow = z.infer<typeof taskShape>;
export { taskShape };

export const procedureShape = z.object({
  id,
  name: text,
  description: text,
  company_id: id.nullish(),
  run: flag,
  process_type: text,
  status: text,
  archived: flag,
  url: text,
  updated_at: text,
  total: z.number().nullish(),
  procedure_tasks_attributes: z.array(taskShape).nullish(),
});
export type ProcedureRow = z.infer<typeof procedureShape>;
