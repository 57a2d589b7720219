import { removed, type SecretKind, secretKindOf } from './secret-labels.js';
import { looksSecret, pointsElsewhere } from './secret-looks.js';

export const isTableRow = (line: string): boolean => /^\s*\|/.test(line);

const isRule = (cells: readonly string[]): boolean => cells.every((cell) => /^\s*:?-{2,}:?\s*$/.test(cell));

function cellsOf(line: string): string[] {
  const cells = line.trim().split(/(?<!\\)\|/);
  return cells.slice(1, line.trim().endsWith('|') && cells.length > 2 ? -1 : undefined);
}

/** Where the names of columns stand, if anywhere. */
const FIRST_ROWS = 8;

/**
 * The rows of one table of Markdown without its secrets: columns with a heading like "Password" are emptied, and so is the
 * cell beside one that says so; `inCell` masks within the others.
 */
export function maskTable(rows: readonly string[], inCell: (text: string) => string): string[] {
  let columns: (SecretKind | undefined)[] = [];
  /** One that stands above the names of several columns. */
  const isTitle = (cells: readonly string[], number: number) =>
    number < FIRST_ROWS &&
    cells.filter((cell) => cell.trim() !== '').length === 1 &&
    cells.every((cell) => secretKindOf(cell) === undefined) &&
    rows.slice(number + 1, FIRST_ROWS).some((row) => cellsOf(row).length > 1);
  return rows.map((row, number) => {
    const cells = cellsOf(row);
    if (cells.length === 0 || isRule(cells)) return row;
    // Until the columns have names, this may be their heading: a title above all of them, or nothing, is none.
    const isHeading = columns.length === 0;
    const isPair = cells.length === 2;
    const kinds = cells.map((cell) => secretKindOf(cell));
    const isKeyed = kinds[0] !== undefined;
    const masked = cells.map((cell, at) => {
      const beside = at > 0 ? kinds[at - 1] : undefined;
      const kind = columns[at] ?? (beside && (!isHeading || isPair || looksSecret(cell)) ? beside : undefined);
      // In a column of secrets a second heading, or a row that is keyed by its first cell, is a label and no secret.
      const isLabel = kinds[at] !== undefined && (isHeading || (at === 0 && isKeyed && columns[0] === undefined));
      if (!kind || isLabel || cell.trim() === '' || pointsElsewhere(cell.trim())) return inCell(cell);
      return ` ${removed(kind)} `;
    });
    // The first row that is no empty heading tells what the columns are; one with a single cell filled is a title.
    if (columns.length === 0 && cells.some((cell) => cell.trim() !== '') && !isTitle(cells, number)) columns = kinds;
    return `|${masked.join('|')}|`;
  });
}
