import { bytesText, countText, type Advice } from './advice.js';

/** What the server is told and what it does. Memory in bytes; counters since their last reset. */
export interface ServerState {
  /** By name, as `SHOW` without units: memory in bytes, times in milliseconds, switches `on` or `off`. */
  settings: Record<string, string>;
  checkpoints: { timed: number; requested: number };
  temporary: { files: number; bytes: number };
  /** Blocks read from outside shared buffers, and milliseconds that took; 0 milliseconds without track_io_timing. */
  reads: { blocks: number; milliseconds: number };
  /** Times that pg_stat_statements threw out statements for lack of room; absent where it does not say. */
  statementDeallocations?: number;
}

const ENOUGH_CHECKPOINTS = 20;
const ENOUGH_FILES = 100;
const ENOUGH_BLOCKS = 10_000;
/** A read that takes less did not wait for a disk to turn. */
const FAST_READ_MILLISECONDS = 0.5;
const LARGEST_WORK_MEMORY = 256 * 1024 * 1024;

/** Settings that endanger data, or that the workload contradicts. */
export function adviseSettings(server: ServerState): Advice[] {
  const checks = [dangerous, checkpoints, workMemory, randomPageCost, effectiveCacheSize, statementRoom];
  return checks.flatMap((check) => check(server));
}

function number(server: ServerState, name: string): number {
  return Number(server.settings[name] ?? NaN);
}

function change(
  name: string,
  value: string,
  server: ServerState,
  text: Pick<Advice, 'title' | 'reason' | 'confidence' | 'evidence'>,
  restart = false,
): Advice {
  const apply = restart ? '-- takes effect at the next restart' : 'SELECT pg_reload_conf();';
  return {
    key: `setting ${name}`,
    action: 'change_setting',
    object: name,
    change: `ALTER SYSTEM SET ${name} = '${value}';\n${apply}`,
    rollback: `ALTER SYSTEM RESET ${name};\n${apply}`,
    labels: {},
    ...text,
    evidence: [{ label: name, value: server.settings[name] ?? 'unknown' }, ...text.evidence],
  };
}

const DANGEROUS: Record<string, string> = {
  fsync: 'A crash of the machine may destroy the whole cluster: nothing waits for the disk.',
  full_page_writes: 'A page that was half written when the machine crashed cannot be restored.',
  autovacuum:
    'Dead rows stay for ever, statistics grow old, and only emergency runs save transaction ids from running out.',
  track_counts: 'Without counters autovacuum knows of no work, and no statistics of tables and indexes exist.',
};

function dangerous(server: ServerState): Advice[] {
  return Object.entries(DANGEROUS).flatMap(([name, reason]) =>
    server.settings[name] === 'off'
      ? [change(name, 'on', server, { title: `Switch ${name} on`, reason, confidence: 0.95, evidence: [] })]
      : [],
  );
}

/** Checkpoints that the amount of WAL forces come at bad moments and write pages again and again. */
function checkpoints(server: ServerState): Advice[] {
  const { timed, requested } = server.checkpoints;
  const limit = number(server, 'max_wal_size');
  if (timed + requested < ENOUGH_CHECKPOINTS || requested < timed || !(limit > 0)) return [];
  const megabytes = Math.ceil((2 * limit) / 1024 ** 2);
  return [
    change('max_wal_size', `${megabytes}MB`, server, {
      title: `Raise max_wal_size to ${bytesText(2 * limit)}`,
      reason: `${requested} of ${timed + requested} checkpoints came early because WAL reached its limit (or by hand). Each writes every changed page once more; a higher limit lets the clock decide. Recovery after a crash takes longer.`,
      confidence: 0.6,
      evidence: [{ label: 'checkpoints by time / by demand', value: `${timed} / ${requested}` }],
    }),
  ];
}

function workMemory(server: ServerState): Advice[] {
  const { files, bytes } = server.temporary;
  const limit = number(server, 'work_mem');
  const size = bytes / Math.max(1, files);
  if (files < ENOUGH_FILES || !(size > limit) || size > LARGEST_WORK_MEMORY) return [];
  const wanted = 2 ** Math.ceil(Math.log2(size * 1.5));
  return [
    change('work_mem', `${Math.ceil(Math.min(wanted, LARGEST_WORK_MEMORY) / 1024)}kB`, server, {
      title: `Raise work_mem to ${bytesText(Math.min(wanted, LARGEST_WORK_MEMORY))}`,
      reason: `Sorts and hashes wrote ${countText(files)} temporary files of ${bytesText(size)} on average. Each operation of each session may take this much, so mind the number of connections, or set it for the roles that need it.`,
      confidence: 0.5,
      evidence: [{ label: 'temporary files', value: `${countText(files)}, together ${bytesText(bytes)}` }],
    }),
  ];
}

function randomPageCost(server: ServerState): Advice[] {
  const { blocks, milliseconds } = server.reads;
  const average = milliseconds / Math.max(1, blocks);
  if (blocks < ENOUGH_BLOCKS || milliseconds === 0 || average > FAST_READ_MILLISECONDS) return [];
  if (!(number(server, 'random_page_cost') >= 3)) return [];
  return [
    change('random_page_cost', '1.1', server, {
      title: 'Lower random_page_cost to 1.1',
      reason:
        'Blocks come within a fraction of a millisecond, as from an SSD or the page cache, but the planner is told that reading at random costs as on turning disks; it avoids indexes that would be faster.',
      confidence: 0.6,
      evidence: [
        { label: 'average time of a block', value: `${average.toFixed(3)} ms over ${countText(blocks)} blocks` },
      ],
    }),
  ];
}

function effectiveCacheSize(server: ServerState): Advice[] {
  const [cache, buffers] = [number(server, 'effective_cache_size'), number(server, 'shared_buffers')];
  if (!(cache < buffers)) return [];
  return [
    change('effective_cache_size', `${Math.ceil((2 * buffers) / 1024 ** 2)}MB`, server, {
      title: 'Raise effective_cache_size above shared_buffers',
      reason:
        'It tells the planner how much is cached by PostgreSQL and the system together, and cannot be less than the part of PostgreSQL alone; index scans look dearer than they are.',
      confidence: 0.7,
      evidence: [{ label: 'shared_buffers', value: bytesText(buffers) }],
    }),
  ];
}

function statementRoom(server: ServerState): Advice[] {
  const room = number(server, 'pg_stat_statements.max');
  if (!(room > 0) || !((server.statementDeallocations ?? 0) > 0)) return [];
  return [
    change(
      'pg_stat_statements.max',
      String(2 * room),
      server,
      {
        title: `Raise pg_stat_statements.max to ${2 * room}`,
        reason: `It ran out of room ${countText(server.statementDeallocations ?? 0)} times and threw out statements with their counters, so totals and advice miss them.`,
        confidence: 0.6,
        evidence: [],
      },
      true,
    ),
  ];
}
