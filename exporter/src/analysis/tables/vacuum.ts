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

/** Fewer rows than this do no harm whatever their share. */
const FEW_ROWS = 10_000;
/** How far past its own threshold autovacuum must be before we speak: it comes round once a minute. */
const OVERDUE = 2;
/** Share of dead rows from which a table reads slowly. */
const DEAD_SHARE = 0.2;
/** Transactions that a holder must span to be named: anything running has a young one. */
const OLD_HORIZON = 100_000;

/** Dead rows at which autovacuum comes to the table. */
export function vacuumThreshold(table: TableState, settings: AutovacuumSettings): number {
  return (
    numberOption(table, 'autovacuum_vacuum_threshold', settings.vacuumThreshold) +
    numberOption(table, 'autovacuum_vacuum_scale_factor', settings.vacuumScaleFactor) * Math.max(0, table.rows)
  );
}

/** Changed rows at which autovacuum makes new statistics. */
export function analyzeThreshold(table: TableState, settings: AutovacuumSettings): number {
  return (
    numberOption(table, 'autovacuum_analyze_threshold', settings.analyzeThreshold) +
    numberOption(table, 'autovacuum_analyze_scale_factor', settings.analyzeScaleFactor) * Math.max(0, table.rows)
  );
}

/**
 * Why dead rows pile up, and what to do: autovacuum is switched off for the table, something old keeps it from removing them,
 * it does not keep up, or its threshold is too high for a table of this size.
 */
export function adviseVacuum(
  table: TableState,
  settings: AutovacuumSettings,
  holder: HorizonHolder | undefined,
  now: number,
): Advice | undefined {
  const share = table.deadRows / Math.max(1, table.deadRows + Math.max(0, table.rows));
  if (table.deadRows < FEW_ROWS || table.vacuuming) return undefined;
  const overdue = table.deadRows > OVERDUE * vacuumThreshold(table, settings);
  const common = {
    object: labelOf(table),
    labels: tableLabels(table),
    evidence: evidenceOf(table, settings, holder, now),
  };
  if (isOff(table)) {
    return {
      ...common,
      key: `autovacuum off ${labelOf(table)}`,
      action: 'change_setting',
      title: `Let autovacuum work on ${labelOf(table)} again`,
      reason:
        'Autovacuum is switched off for this table, so dead rows stay, take room and slow every scan, and nothing freezes old rows but an emergency run.',
      change: `ALTER TABLE ${sqlName(table)} RESET (autovacuum_enabled);\nVACUUM (ANALYZE) ${sqlName(table)};`,
      rollback: `ALTER TABLE ${sqlName(table)} SET (autovacuum_enabled = false);`,
      confidence: 0.9,
    };
  }
  if (overdue && holder && holder.age > OLD_HORIZON) {
    return {
      ...common,
      key: `vacuum held ${labelOf(table)}`,
      action: 'run_maintenance',
      title: `End the ${holder.kind} ${holder.name} that keeps dead rows of ${labelOf(table)}`,
      reason: `VACUUM cannot remove row versions that the ${holder.kind} ${holder.name} may still want to see; it is ${countText(holder.age)} transactions old.`,
      change: releaseText(holder),
      rollback: '-- what was ended must be started anew by its owner',
      confidence: 0.75,
    };
  }
  if (overdue) {
    return {
      ...common,
      key: `vacuum behind ${labelOf(table)}`,
      action: 'run_maintenance',
      title: `Vacuum ${labelOf(table)}, which autovacuum does not keep up with`,
      reason: `It has ${countText(table.deadRows)} dead rows, more than twice what calls for autovacuum. Look at autovacuum_max_workers and autovacuum_vacuum_cost_limit when this comes back.`,
      change: `VACUUM (ANALYZE) ${sqlName(table)};`,
      rollback: '-- nothing to undo',
      confidence: 0.7,
    };
  }
  return share > DEAD_SHARE / OVERDUE && table.rows > 100 * FEW_ROWS ? lowerScaleFactor(table, common) : undefined;
}

/** A large table collects too many dead rows before a share of it is reached. */
function lowerScaleFactor(table: TableState, common: Pick<Advice, 'object' | 'labels' | 'evidence'>): Advice {
  const before = table.options['autovacuum_vacuum_scale_factor'];
  return {
    ...common,
    key: `scale factor ${labelOf(table)}`,
    action: 'change_setting',
    title: `Vacuum ${labelOf(table)} earlier: autovacuum_vacuum_scale_factor = 0.02`,
    reason:
      'The threshold of autovacuum grows with the table; at this size it lets many dead rows gather before each run, and each run takes long.',
    change: `ALTER TABLE ${sqlName(table)} SET (autovacuum_vacuum_scale_factor = 0.02);`,
    rollback:
      before === undefined
        ? `ALTER TABLE ${sqlName(table)} RESET (autovacuum_vacuum_scale_factor);`
        : `ALTER TABLE ${sqlName(table)} SET (autovacuum_vacuum_scale_factor = ${Number(before)});`,
    confidence: 0.6,
  };
}

/** New statistics where the planner works with old ones, or with none. */
export function adviseAnalyze(table: TableState, settings: AutovacuumSettings): Advice | undefined {
  const never = table.lastAnalyze === undefined;
  const changed = Math.max(table.modifiedRows, never ? table.writes.inserted : 0);
  const overdue = changed > OVERDUE * analyzeThreshold(table, settings);
  if (changed < FEW_ROWS || !overdue || table.vacuuming) return undefined;
  return {
    key: `analyze ${labelOf(table)}`,
    action: 'run_maintenance',
    object: labelOf(table),
    title: `Make new planner statistics of ${labelOf(table)}`,
    reason: never
      ? 'The table was never analysed: the planner guesses its size and values, and plans may be far off.'
      : `${countText(changed)} rows changed since the statistics were made, more than twice what calls for new ones.`,
    change: `ANALYZE ${sqlName(table)};`,
    rollback: '-- nothing to undo',
    confidence: never ? 0.8 : 0.7,
    evidence: [
      { label: 'rows', value: countText(Math.max(0, table.rows)) },
      { label: 'rows changed since', value: countText(changed) },
      { label: 'rows changed that call for new statistics', value: countText(analyzeThreshold(table, settings)) },
    ],
    labels: tableLabels(table),
  };
}

function isOff(table: TableState): boolean {
  return ['false', 'off', 'no', '0'].includes((table.options['autovacuum_enabled'] ?? 'on').toLowerCase());
}

function releaseText({ kind, name }: HorizonHolder): string {
  const quoted = `'${name.replaceAll("'", "''")}'`;
  switch (kind) {
    case 'session':
      return `SELECT pg_terminate_backend(${Number(name)});`;
    case 'prepared transaction':
      return `ROLLBACK PREPARED ${quoted};`;
    case 'replication slot':
      return `SELECT pg_drop_replication_slot(${quoted});`;
    case 'standby':
      return '-- on the standby: end its oldest query, or switch hot_standby_feedback off';
  }
}

function evidenceOf(table: TableState, settings: AutovacuumSettings, holder: HorizonHolder | undefined, now: number) {
  return [
    { label: 'live rows', value: countText(Math.max(0, table.rows)) },
    { label: 'dead rows', value: countText(table.deadRows) },
    { label: 'dead rows that call for autovacuum', value: countText(vacuumThreshold(table, settings)) },
    {
      label: 'last vacuum',
      value: table.lastVacuum === undefined ? 'never' : `${spanText(now - table.lastVacuum)} ago`,
    },
    ...(holder ? [{ label: 'oldest transaction in use', value: `${countText(holder.age)} transactions` }] : []),
  ];
}
