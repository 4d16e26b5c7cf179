import { z } from 'zod';
import { API_LIMITS } from './api.js';

/** Bounds of one list of names. Names that are longer are left out. */
export const NAME_LIMITS = { names: 1_000, searchLength: 200, selectorLength: 1_000, nameLength: 500 } as const;

const name = z.string().min(1).max(API_LIMITS.nameLength);

/** Parameters of `GET /api/v1/names`. */
export const namesRequest = z
  .strictObject({
    of: z.enum(['metrics', 'labels', 'values']).describe('Metrics, names of labels, or the values of `label`.'),
    target: name.optional().describe('Name of a Prometheus target; default: the first.'),
    label: name.optional().describe('Whose values; needed for `values` and for nothing else.'),
    match: z
      .string()
      .min(1)
      .max(NAME_LIMITS.selectorLength)
      .optional()
      .describe('Only of the series that this selector selects, like `up{job="node"}`.'),
    search: z.string().max(NAME_LIMITS.searchLength).optional().describe('Only names that hold this text.'),
    limit: z.coerce.number().int().min(1).max(NAME_LIMITS.names).default(100).describe('Of names in the answer.'),
  })
  .refine(({ of, label }) => (of === 'values') === (label !== undefined), {
    path: ['label'],
    message: 'belongs to `values`, which needs it',
  });

export type NamesRequest = z.output<typeof namesRequest>;

/** A metric, a label or a value. Type and help are those of a metric, as far as Prometheus has them. */
export interface KnownName {
  name: string;
  type?: string;
  help?: string;
}

/** Answer of `GET /api/v1/names`: names that begin with the search first, then those with a word that does, then the rest. */
export interface NamesAnswer {
  names: KnownName[];
  /** There are more names than the answer holds. */
  more: boolean;
}
