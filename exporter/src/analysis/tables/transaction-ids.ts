import { countText, spanText, type Advice } from './advice.js';
import {
  labelOf,
  numberOption,
  sqlName,
  tableLabels,
  type AutovacuumSettings,
  type HorizonHolder,
  type TableState,
} from './table-state.js';

/** PostgreSQL stops assigning transaction ids 3 million before the oldest row would look as if from the future. */
export const TRANSACTION_ID_LIMIT = 2 ** 31 - 3_000_000;
/** How far past the age at which autovacuum must freeze a table may be before we speak. */
const OVERDUE = 1.2;

/** Transaction ids that a database can still use before it stops taking writes. */
export function transactionIdsLeft(age: number): number {
  return Math.max(0, TRANSACTION_ID_LIMIT - age);
}

/** Freezing a table whose age is past what autovacuum should have dealt with. `rate` is transactions a second. */
export function adviseFreeze(
  table: TableState,
  settings: AutovacuumSettings,
  holder: HorizonHolder | undefined,
  rate: number | undefined,
): Advice | undefined {
  const due = numberOption(table, 'autovacuum_freeze_max_age', settings.freezeMaximumAge);
  if (table.transactionAge < OVERDUE * due) return undefined;
  const left = transactionIdsLeft(table.transactionAge);
  const time = rate ? `, at the present rate in ${spanText(left / rate)}` : '';
  const held =
    holder && holder.age > due
      ? ` First end the ${holder.kind} ${holder.name}: while it lasts nothing newer can be frozen.`
      : '';
  return {
    key: `freeze ${labelOf(table)}`,
    action: 'run_maintenance',
    object: labelOf(table),
    title: `Freeze ${labelOf(table)} before transaction ids run out`,
    reason: `Its oldest row is ${countText(table.transactionAge)} transactions old, and autovacuum should have frozen it at ${countText(due)}. The server stops taking writes in ${countText(left)} transactions${time}.${held}`,
    change: `VACUUM (FREEZE, VERBOSE) ${sqlName(table)};`,
    rollback: '-- nothing to undo',
    confidence: 0.9,
    evidence: [
      { label: 'age of the oldest row', value: `${countText(table.transactionAge)} transactions` },
      { label: 'transaction ids left', value: countText(left) },
      ...(rate ? [{ label: 'transactions a second', value: rate.toFixed(1) }] : []),
    ],
    labels: tableLabels(table),
  };
}
