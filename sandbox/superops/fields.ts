/** A tenant's ticket fields and their options, both ways to look them up: the lists, and getFields. */
import { z } from 'zod';
import type { Choice, Lookups } from './lookups.js';
import { InternalError } from './refusal.js';

const identifier = z.object({ module: z.string(), columnName: z.string() });
const LABELS = {
  status: 'Status',
  priority: 'Priority',
  impact: 'Impact',
  urgency: 'Urgency',
  category: 'Category',
  subcategory: 'Subcategory',
  cause: 'Cause',
  subcause: 'Subcause',
  resolutionCode: 'Resolution Code',
  requestType: 'Request Type',
} as const;
type Column = keyof typeof LABELS;
const COLUMNS = Object.keys(LABELS).filter((name): name is Column => Object.hasOwn(LABELS, name));
const PARENTS: Partial<Record<Column, 'category' | 'cause'>> = { subcategory: 'category', subcause: 'cause' };
const MODULE = 'TICKET';

export function createFieldQueries(lookups: Lookups, mandatoryOnClosure: () => readonly string[]) {
  const plain = ({ id, name, description, colorCode }: Choice) => ({ id, name, description, colorCode });

  function field(column: Column): Record<string, unknown> {
    const parent = PARENTS[column];
    return {
      id: String(1100 + COLUMNS.indexOf(column)),
      module: MODULE,
      columnName: column,
      label: LABELS[column],
      description: null,
      fieldType: 'SELECT',
      showToRequester: true,
      fieldCategory: 'SYSTEM',
      mandatoryOnCreate: column === 'status',
      mandatoryOnClosure: mandatoryOnClosure().includes(column),
      options: optionsOf(column, parent),
      parentField: parent ? field(parent) : null,
    };
  }
  function optionsOf(column: Column, parent: 'category' | 'cause' | undefined) {
    const option = (choice: Choice, order: number) => ({
      id: choice.id,
      value: choice.name,
      description: choice.description ?? null,
      order,
      parentOption: null,
    });
    if (parent)
      return lookups[parent].flatMap((above, index) =>
        (above.children ?? []).map((choice, order) => ({
          ...option(choice, order),
          parentOption: option(above, index),
        })),
      );
    return column === 'subcategory' || column === 'subcause' ? [] : lookups[column].map(option);
  }
  function read(sent: unknown): Record<string, unknown> {
    const { module, columnName } = identifier.parse(sent);
    const column = COLUMNS.find((name) => name === columnName);
    if (module !== MODULE || !column) throw new InternalError(`No field ${module}.${columnName}`);
    return field(column);
  }

  return {
    getStatusList: () => lookups.status.map(plain),
    getPriorityList: () => lookups.priority.map(plain),
    getImpactList: () => lookups.impact.map(plain),
    getUrgencyList: () => lookups.urgency.map(plain),
    getResolutionCodeList: () => lookups.resolutionCode.map(plain),
    getSLAList: () => lookups.sla.map(plain),
    getCategoryList: () => lookups.category.map((choice) => ({ ...plain(choice), subCategories: choice.children })),
    getCauseList: () => lookups.cause.map((choice) => ({ ...plain(choice), subCauses: choice.children })),
    getField: ({ input }: { input?: unknown }) => read(input),
    getFields: ({ input }: { input?: unknown }) => z.array(z.unknown()).parse(input).map(read),
    getAllFields({ input }: { input?: unknown }) {
      if (input !== MODULE) throw new InternalError(`No module ${String(input)}`);
      return COLUMNS.map(field);
    },
  };
}
