/** What people do in IT Glue's own pages, and what tests look at. */
import type { PlantedSecret } from '../world/stored-passwords.js';
import type { Configuration, Contact, Document, FlexibleAsset, Organization, Password } from './shapes.js';
import type { Stored } from './stored.js';

export interface NewDocument {
  /** Slug of the client; null for the MSP's own organisation. */
  company: string | null;
  name: string;
  /** HTML of its one text. */
  content: string;
  /** Never published yet. */
  draft?: boolean;
}

export interface ItGlueDesk {
  /** The id there of a client. Throws when there is none (any more). */
  organizationId(slug: string): string;
  /** The MSP's own organisation, whose documents are for all. */
  ownOrganizationId: string;
  /** Copies of what is stored, archived and drafts too. */
  documents(company: string | null): Document[];
  document(id: number | string): Document;
  passwords(company: string): Password[];
  configurations(company: string): Configuration[];
  contacts(company: string): Contact[];
  flexibleAssets(company: string): FlexibleAsset[];
  /** By name. */
  flexibleAssetTypes(): Record<string, string>;
  addDocument(document: NewDocument): string;
  /** Gives it one text, published. */
  editDocument(id: number | string, changes: { name?: string; content?: string }): void;
  archiveDocument(id: number | string, archived?: boolean): void;
  deleteDocument(id: number | string): void;
  addPassword(password: { company: string; name: string; username: string; password: string }): string;
  deletePassword(id: number | string): void;
  /** The organisation and all that is its own are gone. */
  deleteOrganization(company: string): void;
  /** Every value that is a secret: passwords, secrets of second factors, password fields of flexible assets. */
  secrets(): PlantedSecret[];
}

export function createItGlueDesk(stored: Stored, now: () => number): ItGlueDesk {
  const organizationOf = (slug: string | null): Organization =>
    known(
      stored.organizations.all().find(({ worldSlug }) => worldSlug === slug),
      `organisation ${slug}`,
    );
  const documentOf = (id: number | string) => known(stored.documents.get(Number(id)), `document ${id}`);
  const ownedBy = <T extends { organizationId: number }>(rows: { all(): T[] }, company: string | null): T[] => {
    const { id } = organizationOf(company);
    return structuredClone(rows.all().filter((row) => row.organizationId === id));
  };
  const at = () => new Date(now());
  const text = (content: string) => [
    {
      id: stored.nextSectionId(),
      type: 'Document::Text' as const,
      content,
      level: null,
      duration: null,
      sort: 0,
      created: at(),
      updated: at(),
    },
  ];

  return {
    organizationId: (slug) => String(organizationOf(slug).id),
    ownOrganizationId: String(organizationOf(null).id),
    documents: (company) => ownedBy(stored.documents, company),
    document: (id) => structuredClone(documentOf(id)),
    passwords: (company) => ownedBy(stored.passwords, company),
    configurations: (company) => ownedBy(stored.configurations, company),
    contacts: (company) => ownedBy(stored.contacts, company),
    flexibleAssets: (company) => ownedBy(stored.assets, company),
    flexibleAssetTypes: () => Object.fromEntries(stored.types.all().map(({ id, name }) => [name, String(id)])),
    addDocument({ company, name, content, draft = false }) {
      const organizationId = organizationOf(company).id;
      const sections = text(content);
      const made = stored.documents.add((id) => ({
        id,
        organizationId,
        name,
        restricted: false,
        archived: false,
        public: false,
        uploaded: false,
        folderId: null,
        sections,
        published: draft ? null : sections,
        draft,
        created: at(),
        updated: at(),
      }));
      return String(made.id);
    },
    editDocument(id, { name, content }) {
      const document = documentOf(id);
      const sections = content === undefined ? document.sections : text(content);
      stored.documents.put({
        ...document,
        name: name ?? document.name,
        sections,
        published: sections,
        draft: false,
        updated: at(),
      });
    },
    archiveDocument: (id, archived = true) => void stored.documents.put({ ...documentOf(id), archived, updated: at() }),
    deleteDocument: (id) => void stored.documents.remove(documentOf(id).id),
    addPassword({ company, ...password }) {
      const organizationId = organizationOf(company).id;
      const made = stored.passwords.add((id) => ({
        id,
        organizationId,
        otpSecret: null,
        url: null,
        notes: null,
        categoryId: null,
        restricted: false,
        archived: false,
        resource: null,
        created: at(),
        updated: at(),
        passwordUpdated: at(),
        ...password,
      }));
      return String(made.id);
    },
    deletePassword: (id) => void stored.passwords.remove(Number(id)),
    deleteOrganization(company) {
      const { id } = organizationOf(company);
      for (const table of [stored.documents, stored.passwords, stored.configurations, stored.contacts, stored.assets])
        for (const row of table.all()) if (row.organizationId === id) table.remove(row.id);
      stored.organizations.remove(id);
    },
    secrets() {
      const slugOf = (id: number) => stored.organizations.get(id)?.worldSlug ?? '';
      const passwords = stored.passwords.all().flatMap(({ organizationId, name, password, otpSecret }) => {
        const company = slugOf(organizationId);
        const otp = otpSecret === null ? [] : [{ company, name, field: 'otp-secret', value: otpSecret }];
        return [{ company, name, field: 'password', value: password }, ...otp];
      });
      const traits = stored.assets.all().flatMap(({ organizationId, typeId, traits: kept }) =>
        stored.fieldsOf(typeId).flatMap(({ kind, nameKey }) => {
          const value = kept[nameKey];
          if (kind !== 'Password' || typeof value !== 'string') return [];
          const name = stored.types.get(typeId)?.name ?? '';
          return [{ company: slugOf(organizationId), name, field: nameKey, value }];
        }),
      );
      return [...passwords, ...traits];
    },
  };
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The pretend IT Glue has no ${what}`);
  return value;
}
