import { quoteIdentifier } from '../indexing/quote.js';
import { countText, spanText, type Advice } from './advice.js';
import { labelOf, sqlName } from './table-state.js';

/** A sequence and how far it may count: its own limit, or that of the column which it fills. */
export interface SequenceState {
  schema: string;
  name: string;
  /** Absent while nothing was drawn, or when the role may not see it. */
  lastValue?: number;
  startValue: number;
  limit: number;
  increment: number;
  cycles: boolean;
  /** The column that it fills. */
  owner?: { schema: string; name: string; column: string; type: string };
}

/** A year ahead is early enough to plan a change of type, and this much used is late whatever the rate. */
const SOON_SECONDS = 365 * 86_400;
const WORTH_SHARE = 0.25;
const LATE_SHARE = 0.75;

/** Share of the values that are used up, 0 to 1; undefined where nothing was drawn. */
export function usedShare({ lastValue, startValue, limit, increment }: SequenceState): number | undefined {
  if (lastValue === undefined) return undefined;
  const span = increment > 0 ? limit - Math.min(startValue, 1) : Math.max(startValue, -1) - limit;
  const used = increment > 0 ? lastValue - Math.min(startValue, 1) : Math.max(startValue, -1) - lastValue;
  return span <= 0 ? 1 : Math.min(1, Math.max(0, used / span));
}

/** Seconds until the last value is drawn; `rate` in values a second, towards the limit. Undefined where it stands still. */
export function secondsLeft(sequence: SequenceState, rate: number | undefined): number | undefined {
  if (sequence.lastValue === undefined || sequence.cycles || !rate || rate <= 0) return undefined;
  return Math.abs(sequence.limit - sequence.lastValue) / rate;
}

/** A wider type for a sequence that runs out. */
export function adviseSequence(sequence: SequenceState, rate: number | undefined): Advice | undefined {
  const share = usedShare(sequence);
  const left = secondsLeft(sequence, rate);
  if (share === undefined || sequence.cycles) return undefined;
  if (share < LATE_SHARE && !(share > WORTH_SHARE && left !== undefined && left < SOON_SECONDS)) return undefined;
  const { owner } = sequence;
  const when = left === undefined ? '' : ` At the present rate the last value is drawn in ${spanText(left)}.`;
  const wide = owner?.type === 'int8';
  return {
    key: `sequence ${labelOf(sequence)}`,
    action: 'change_schema',
    object: labelOf(sequence),
    title: `Make room after ${labelOf(sequence)}, which has used ${Math.round(share * 100)} % of its values`,
    reason:
      `When it reaches ${countText(sequence.limit)}, every insert that draws from it fails.${when}` +
      (owner && !wide
        ? ' Changing the type rewrites the table under an exclusive lock; for a large one add a bigint column, fill it in batches and swap both.'
        : ''),
    change: changeText(sequence),
    rollback: '-- keep the wider type: going back would fail as soon as a value does not fit',
    confidence: left === undefined ? 0.7 : 0.85,
    evidence: [
      { label: 'last value', value: countText(sequence.lastValue ?? 0) },
      { label: 'largest value', value: countText(sequence.limit) },
      ...(rate ? [{ label: 'values a day', value: countText(rate * 86_400) }] : []),
      ...(owner ? [{ label: 'fills', value: `${labelOf(owner)}.${owner.column} (${owner.type})` }] : []),
    ],
    labels: owner
      ? { schemaname: owner.schema, relname: owner.name }
      : { schemaname: sequence.schema, relname: sequence.name },
  };
}

function changeText(sequence: SequenceState): string {
  const { owner } = sequence;
  const lines = [`ALTER SEQUENCE ${sqlName(sequence)} AS bigint NO MAXVALUE;`];
  if (owner && owner.type !== 'int8')
    lines.push(`ALTER TABLE ${sqlName(owner)} ALTER COLUMN ${quoteIdentifier(owner.column)} TYPE bigint;`);
  return lines.join('\n');
}
