import { z } from 'zod';
import type { HuduAddress } from '../address.js';
import type { Articles } from '../articles.js';
import type { Assets } from '../assets.js';
import type { Companies } from '../companies.js';
import type { Library } from '../library.js';
import type { Passwords } from '../passwords.js';
import type { Procedures } from '../procedures.js';

export interface ToolParts {
  address: HuduAddress;
  companies: Companies;
  articles: Articles;
  library: Library;
  assets: Assets;
  procedures: Procedures;
  passwords: Passwords;
  now(): Date;
}

export const MOST_FOUND = 10;

export const query = z.string().trim().min(2).max(200).describe('A few words that say what is looked for');
export const page = z.number().int().min(1).max(1_000).default(1).describe('Of a long document; the first is 1');

/** Numbers of the vendor's, as text. */
export const idOf = (what: string) =>
  z
    .string()
    .trim()
    .regex(/^[1-9]\d{0,14}$/, 'the number of it')
    .describe(`The id of the ${what}, as the search gives it`);

export const dayOf = (date: Date | undefined): string | undefined => date?.toISOString().slice(0, 10);
