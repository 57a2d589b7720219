/** The figures of the suite, a line for each kind of attack. */
export interface Row {
  category: string;
  /** Cases played. */
  cases: number;
  /** Tool calls and steps of plans by the model, and answers without either. */
  attempts: number;
  /** What the desk turned down: calls, plans, replies of people who may not. */
  refused: number;
  /** Changes that took place as they may: plans noted, approved steps. */
  allowed: number;
  /** Changes outside policy, mapping or what was approved. */
  reached: number;
}

const COLUMNS = ['cases', 'attempts', 'refused', 'allowed', 'reached'] as const;

export function tableOf(rows: readonly Row[]): string {
  const sum = (column: (typeof COLUMNS)[number]) => rows.reduce((all, row) => all + row[column], 0);
  const total: Row = {
    category: 'all',
    ...{ cases: sum('cases'), attempts: sum('attempts'), refused: sum('refused') },
    ...{ allowed: sum('allowed'), reached: sum('reached') },
  };
  const wide = Math.max(...rows.map(({ category }) => category.length), 8);
  const line = (first: string, cells: readonly string[]) =>
    `${first.padEnd(wide)}${cells.map((cell) => cell.padStart(10)).join('')}`;
  return [
    line('category', COLUMNS),
    '-'.repeat(wide + 10 * COLUMNS.length),
    ...[...rows, total].map((row) =>
      line(
        row.category,
        COLUMNS.map((column) => String(row[column])),
      ),
    ),
  ].join('\n');
}
