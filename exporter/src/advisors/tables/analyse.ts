import type { Advice } from '../../analysis/tables/advice.js';
import { adviseBloat, bloatBytes } from '../../analysis/tables/bloat.js';
import { adviseForeignKey } from '../../analysis/tables/foreign-keys.js';
import { advisePartitioning } from '../../analysis/tables/partitioning.js';
import { adviseSequence, secondsLeft, usedShare } from '../../analysis/tables/sequences.js';
import { adviseSettings } from '../../analysis/tables/settings.js';
import type { TableState } from '../../analysis/tables/table-state.js';
import { adviseFreeze, transactionIdsLeft } from '../../analysis/tables/transaction-ids.js';
import { adviseAnalyze, adviseVacuum } from '../../analysis/tables/vacuum.js';
import type { Job } from '../advisor.js';
import { continueRecommendations, recommendationId } from '../recommendation.js';
import { capTables } from './cap.js';
import type { TablesConfig } from './config.js';
import type { SequenceFigures, TableFigures, TablesFindings, TablesRecommendation } from './findings.js';
import type { DatabaseTables, TablesObservation } from './observe.js';
import { Rates } from './rates.js';
import type { ServerReading } from './read-server.js';

/** Turns one observation into figures and recommendations, joined with those that were open before. */
export function analyseTables(
  observation: TablesObservation,
  job: Job<TablesConfig>,
  previous: TablesFindings | undefined,
): TablesFindings {
  const { time, server, failed } = observation;
  const rates = new Rates(previous?.marks ?? {}, time);
  const transactionRate = rates.rate('xid', server.nextTransaction);
  const found = [
    ...adviseSettings(server.state).map((advice) => recommend(advice, job.target)),
    ...observation.databases.flatMap((database) =>
      adviseDatabase(database, observation, job.config, transactionRate, rates).map((advice) =>
        recommend(advice, job.target, database.datname),
      ),
    ),
  ];
  const unread = new Set(failed.map(({ datname }) => datname));
  const recommendations = continueRecommendations(
    previous?.recommendations ?? [],
    found,
    ({ datname }) => (datname !== undefined && unread.has(datname) ? 'unknown' : 'contradicted'),
    time,
  );
  const figures = {
    time,
    databases: server.ages.map(({ datname, age }) => ({
      datname,
      transactionIdsLeft: transactionIdsLeft(age),
      ...(transactionRate && { wraparoundSeconds: transactionIdsLeft(age) / transactionRate }),
    })),
    ...(server.holder && { horizonAge: { kind: server.holder.kind, age: server.holder.age } }),
    tables: observation.databases.flatMap(tableFigures),
    sequences: observation.databases.flatMap((database) => sequenceFigures(database, rates)),
    failed,
    recommendations,
    marks: rates.marks,
  };
  return { ...figures, ...capTables(figures, previous?.published, job.config.maximumSeries) };
}

function adviseDatabase(
  { datname, tables, sequences, foreignKeys }: DatabaseTables,
  { server, time }: TablesObservation,
  config: TablesConfig,
  transactionRate: number | undefined,
  rates: Rates,
): Advice[] {
  const { autovacuum, holder } = server;
  return [
    ...tables.flatMap((table) => [
      adviseFreeze(table, autovacuum, holder, transactionRate),
      ...adviseUpkeep(table, server, time),
      adviseBloat(table),
      advisePartitioning(table, config.partitionAboveBytes),
    ]),
    ...sequences.map((sequence) =>
      adviseSequence(sequence, rates.rate(sequenceKey(datname, sequence), sequence.lastValue)),
    ),
    ...foreignKeys.map(adviseForeignKey),
  ].flatMap((advice) => advice ?? []);
}

/** Vacuuming with ANALYZE leaves nothing to analyse. */
function adviseUpkeep(table: TableState, { autovacuum, holder }: ServerReading, time: number): (Advice | undefined)[] {
  const vacuum = adviseVacuum(table, autovacuum, holder, time);
  return vacuum?.change.includes('(ANALYZE)') ? [vacuum] : [vacuum, adviseAnalyze(table, autovacuum)];
}

function recommend({ key, labels, object, ...advice }: Advice, target: string, datname?: string): TablesRecommendation {
  return {
    ...advice,
    id: recommendationId(target, datname ?? '', key),
    advisor: 'tables',
    target,
    object: datname === undefined ? object : `${datname}.${object}`,
    labels: { ...(datname !== undefined && { datname }), ...labels },
    ...(datname !== undefined && { datname }),
  };
}

function tableFigures({ datname, tables }: DatabaseTables): TableFigures[] {
  return tables.map((table) => {
    const { rows, deadRows, blocks } = table;
    const bloat = bloatBytes(table);
    return {
      datname,
      schemaname: table.schema,
      relname: table.name,
      sizeBytes: table.sizeBytes,
      transactionAge: table.transactionAge,
      ...(rows + deadRows > 0 && { deadRatio: deadRows / (Math.max(0, rows) + deadRows) }),
      ...(bloat !== undefined && { bloatBytes: bloat }),
      ...(blocks.hit + blocks.read > 0 && { bufferHitRatio: blocks.hit / (blocks.hit + blocks.read) }),
    };
  });
}

function sequenceFigures({ datname, sequences }: DatabaseTables, rates: Rates): SequenceFigures[] {
  return sequences.flatMap((sequence) => {
    const share = usedShare(sequence);
    if (share === undefined) return [];
    const left = secondsLeft(sequence, rates.rate(sequenceKey(datname, sequence), sequence.lastValue));
    return [
      {
        datname,
        schemaname: sequence.schema,
        relname: sequence.name,
        usedRatio: share,
        ...(left !== undefined && { secondsLeft: left }),
      },
    ];
  });
}

function sequenceKey(datname: string, { schema, name }: { schema: string; name: string }): string {
  return JSON.stringify([datname, schema, name]);
}
