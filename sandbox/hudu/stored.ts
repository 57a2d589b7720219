/** What the pretend Hudu remembers: one table per kind, gone when it stops. */
import { createTable, type Table } from '../table.js';
import type { Article, Asset, AssetLayout, Company, Folder, Password, Procedure } from './shapes.js';

export interface Stored {
  companies: Table<Company>;
  folders: Table<Folder>;
  articles: Table<Article>;
  passwords: Table<Password>;
  layouts: Table<AssetLayout>;
  assets: Table<Asset>;
  procedures: Table<Procedure>;
  nextFieldId(): number;
  nextTaskId(): number;
  /** The world's slug of a company; null for what belongs to none. */
  worldSlug(companyId: number | null): string | null;
}

export function createStored(): Stored {
  const companies = createTable<Company>(21);
  let fieldId = 700;
  let taskId = 8100;
  return {
    companies,
    folders: createTable(301),
    articles: createTable(2601),
    passwords: createTable(5201),
    layouts: createTable(11),
    assets: createTable(40_001),
    procedures: createTable(901),
    nextFieldId: () => fieldId++,
    nextTaskId: () => taskId++,
    worldSlug: (companyId) => (companyId === null ? null : (companies.get(companyId)?.worldSlug ?? '')),
  };
}
