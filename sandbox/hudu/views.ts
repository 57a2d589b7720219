/** Stored things as Hudu serves them. Field names and types: Swagger 2.44.0; nulls as the Hudu facts have them. */
import type { JsonObject } from '../json.js';
import type { Article, Asset, AssetLayout, Company, Folder, Password, Procedure, Task } from './shapes.js';
import type { Stored } from './stored.js';

export interface Views {
  company(company: Company): JsonObject;
  folder(folder: Folder): JsonObject;
  article(article: Article): JsonObject;
  password(password: Password): JsonObject;
  layout(layout: AssetLayout): JsonObject;
  asset(asset: Asset): JsonObject;
  procedure(procedure: Procedure): JsonObject;
  task(procedure: Procedure, task: Task): JsonObject;
}

/** `base`: where its pages are. */
export function createViews(stored: Stored, base: () => string): Views {
  const times = ({ created, updated }: { created: Date; updated: Date }) => ({
    created_at: created.toISOString(),
    updated_at: updated.toISOString(),
  });
  const companyName = (id: number | null) => (id === null ? null : (stored.companies.get(id)?.name ?? null));
  const task: Views['task'] = (procedure, one) => ({
    id: one.id,
    name: one.name,
    description: Buffer.from(one.description, 'utf8').toString('base64'),
    position: one.position,
    priority: one.priority,
    completed: one.completed,
    completed_date: null,
    completion_notes: null,
    due_date: null,
    formatted_due_date: null,
    user_id: null,
    user_name: null,
    assigned_users: [],
    first_assigned_user_id: null,
    first_assigned_user_name: null,
    first_assigned_user_initials: null,
    procedure_id: procedure.id,
    optional: one.optional,
    parent_task_id: null,
    subtask_ids: [],
    subtask_count: 0,
    has_subtasks: false,
    url: `/processes/${procedure.slug}?task=${one.id}`,
    created_at: one.created.toISOString(),
    updated_at: one.created.toISOString(),
  });
  return {
    task,
    company: (company) => ({
      id: company.id,
      slug: company.slug,
      name: company.name,
      nickname: null,
      address_line_1: '1 Main Street',
      address_line_2: null,
      city: company.city,
      state: company.state,
      zip: '',
      country_name: null,
      phone_number: company.phone,
      company_type: 'Customer',
      parent_company_id: null,
      parent_company_name: null,
      fax_number: '',
      website: company.website,
      notes: null,
      archived: company.archived,
      object_type: 'Company',
      id_number: company.idNumber,
      url: `/c/${company.slug}`,
      full_url: `${base()}/c/${company.slug}`,
      passwords_url: `${base()}/c/${company.slug}/passwords`,
      knowledge_base_url: `${base()}/c/${company.slug}/kba`,
      integrations: company.psa ? [integration(company, company.psa)] : [],
      ...times(company),
    }),
    folder: (folder) => ({
      id: folder.id,
      company_id: folder.companyId,
      icon: null,
      description: '',
      name: folder.name,
      parent_folder_id: folder.parentId,
      folder_type: folder.type,
      ...times(folder),
    }),
    article: (article) => ({
      id: article.id,
      slug: article.slug,
      name: article.name,
      draft: article.draft,
      content: article.content,
      url: `/kba/${article.slug}`,
      object_type: 'Article',
      folder_id: article.folderId,
      enable_sharing: article.sharing,
      share_url: article.sharing ? `${base()}/shared_article/${article.slug}` : '',
      company_id: article.companyId,
      archived: article.archived,
      public_photos: [],
      ...times(article),
    }),
    password: (password) => ({
      id: password.id,
      passwordable_id: password.passwordable?.id ?? null,
      passwordable_type: password.passwordable?.type ?? null,
      company_id: password.companyId,
      name: password.name,
      username: password.username,
      slug: password.slug,
      description: password.description,
      password: password.password,
      otp_secret: password.otpSecret,
      password_type: password.type,
      url: `/passwords/${password.slug}`,
      login_url: password.url,
      password_folder_id: password.folderId,
      password_folder_name: null,
      ...times(password),
    }),
    layout: (layout) => ({
      id: layout.id,
      slug: layout.slug,
      name: layout.name,
      icon: layout.icon,
      color: '#00adef',
      icon_color: '#ffffff',
      sidebar_folder_id: null,
      active: layout.active,
      include_passwords: true,
      include_photos: true,
      include_comments: true,
      include_files: true,
      fields: layout.fields.map(({ id, label, type, required, position }) => ({
        id,
        label,
        show_in_list: position < 4,
        field_type: type,
        required,
        hint: '',
        min: null,
        max: null,
        linkable_id: 0,
        expiration: false,
        options: '',
        position,
        is_destroyed: false,
      })),
      ...times(layout),
    }),
    asset: (asset) => {
      const layout = stored.layouts.get(asset.layoutId);
      return {
        id: asset.id,
        company_id: asset.companyId,
        asset_layout_id: asset.layoutId,
        slug: asset.slug,
        name: asset.name,
        primary_serial: asset.serial,
        primary_mail: asset.mail,
        primary_model: asset.model,
        primary_manufacturer: asset.manufacturer,
        company_name: companyName(asset.companyId),
        object_type: 'Asset',
        asset_type: layout?.name ?? '',
        archived: asset.archived,
        url: `/a/${asset.slug}`,
        fields: (layout?.fields ?? []).map(({ id, label, position }) => ({
          id,
          label,
          value: asset.values[label] ?? null,
          position,
        })),
        cards: [],
        ...times(asset),
      };
    },
    procedure: (procedure) => {
      const completed = procedure.tasks.filter((one) => one.completed).length;
      const total = procedure.tasks.length;
      return {
        id: procedure.id,
        slug: procedure.slug,
        name: procedure.name,
        description: procedure.description,
        total,
        completed,
        url: `/processes/${procedure.slug}`,
        object_type: 'Process',
        company_id: procedure.companyId,
        company_name: companyName(procedure.companyId),
        completion_percentage: `${total === 0 ? 0 : Math.round((completed / total) * 100)}%`,
        parent_procedure:
          procedure.parentId === null ? null : (stored.procedures.get(procedure.parentId)?.name ?? null),
        run: procedure.run,
        parent_process_id: procedure.parentId,
        process_type: processType(procedure),
        status: statusOf(completed, total),
        asset: procedure.assetId === null ? null : (stored.assets.get(procedure.assetId)?.name ?? null),
        share_url: `${base()}/shared_process/${procedure.slug}`,
        procedure_tasks_attributes: procedure.tasks.map((one) => task(procedure, one)),
        ...times(procedure),
      };
    },
  };
}

function integration(company: Company, { integration: name, companyId }: NonNullable<Company['psa']>): JsonObject {
  return {
    id: company.id + 1000,
    integrator_id: 1,
    integrator_name: name,
    // A PSA whose ids are no numbers, or too long for one, is known by its identifier.
    sync_id: /^\d{1,15}$/.test(companyId) ? Number(companyId) : 0,
    identifier: companyId,
    name: company.name,
    potential_company_id: null,
    company_id: company.id,
    company_name: company.name,
  };
}

function processType({ run, companyId }: Procedure): 'global' | 'company' | null {
  if (run) return null;
  return companyId === null ? 'global' : 'company';
}

function statusOf(completed: number, total: number): string {
  if (completed === 0) return 'Not Started';
  return completed < total ? 'In Progress' : 'Completed';
}
