import { NAME_LIMITS, type KnownName, type NamesAnswer, type NamesRequest } from '@presage/contract/names';
import { Breather } from '../breather.js';
import { suggest } from '../config/suggest.js';
import { PresageError } from '../error.js';
import { cutText } from '../sources/network-error.js';
import type { MetricMetadata, PrometheusSource } from '../sources/source.js';
import type { SharedRuns } from './shared-runs.js';

/** All names of one list as a server has them, sorted, with what it says of them. */
export interface NameList {
  names: string[];
  metadata: Map<string, MetricMetadata>;
}

/** Where the lists come from, and where they are kept for a while. */
export interface NameSources {
  lists: SharedRuns<NameList>;
  read<T>(target: string, work: (source: PrometheusSource) => Promise<T>): Promise<T>;
}

/** Names of series that had a sample in this time; older ones are of no use to an expression about now. */
const LOOKBACK_SECONDS = 86_400;
/** Names that are searched before others may get their turn. */
const NAMES_A_TURN = 500;
/** The series of one histogram, summary or counter share the metadata of what they are part of. */
const PART = /_(bucket|sum|count|total|created)$/;

/**
 * Answers `GET /api/v1/names`. The server is asked for the whole list once in a while, so that each key that is typed
 * costs a search in memory only, also with tens of thousands of names.
 *
 * @param targets names of the Prometheus targets, the first being the default
 * @throws PRS_TARGET_UNKNOWN, and what the source and `SharedRuns` throw
 */
export async function answerNames(
  request: NamesRequest,
  targets: readonly string[],
  signal: AbortSignal,
  { lists, read }: NameSources,
): Promise<NamesAnswer> {
  const target = targetOf(request.target, targets);
  const key = JSON.stringify([target, request.of, request.label, request.match]);
  const from = Date.now() / 1000 - LOOKBACK_SECONDS;
  const list = await lists.run(key, signal, (runSignal) =>
    read(target, (source) => readList(source, request, from, runSignal)),
  );
  return findNames(list, request.search ?? '', request.limit);
}

/** The names that hold the text in any case: those that begin with it first, then those with a word that does, then the rest. */
export async function findNames({ names, metadata }: NameList, search: string, limit: number): Promise<NamesAnswer> {
  const wanted = search.toLowerCase();
  const ranked: [string[], string[], string[]] = [[], [], []];
  const breather = new Breather();
  for (const [index, name] of names.entries()) {
    if (index % NAMES_A_TURN === 0) await breather.breathe();
    const at = name.toLowerCase().indexOf(wanted);
    if (at < 0) continue;
    const rank = at === 0 ? 0 : /[^A-Za-z0-9]/.test(name[at - 1]!) ? 1 : 2;
    ranked[rank]!.push(name);
  }
  const found = ranked.flat();
  return { names: found.slice(0, limit).map((name) => describe(name, metadata)), more: found.length > limit };
}

function describe(name: string, metadata: Map<string, MetricMetadata>): KnownName {
  const known = metadata.get(name) ?? metadata.get(name.replace(PART, ''));
  return {
    name,
    ...(known?.type && { type: cutText(known.type) }),
    ...(known?.help && { help: cutText(known.help) }),
  };
}

async function readList(
  source: PrometheusSource,
  { of, label, match }: NamesRequest,
  from: number,
  signal: AbortSignal,
): Promise<NameList> {
  const selection = { from, ...(match !== undefined && { match }) };
  if (of !== 'metrics') {
    const names =
      of === 'labels' ? source.labelNames(signal, selection) : source.labelValues(label!, signal, selection);
    return { names: usable(await names), metadata: new Map() };
  }
  const [names, metadata] = await Promise.all([
    source.labelValues('__name__', signal, selection),
    // not every server that speaks the API has metadata, and names are of use without
    source.metadata(signal).catch(() => new Map<string, MetricMetadata>()),
  ]);
  return { names: usable(names), metadata };
}

function usable(names: string[]): string[] {
  return names.filter((name) => name !== '' && name.length <= NAME_LIMITS.nameLength).sort();
}

function targetOf(wanted: string | undefined, targets: readonly string[]): string {
  const [first] = targets;
  if (first === undefined) throw new PresageError('PRS_TARGET_UNKNOWN', 'there is no Prometheus target');
  if (wanted === undefined || targets.includes(wanted)) return wanted ?? first;
  const meant = suggest(wanted, targets);
  const hint = meant ? `; did you mean ${meant}?` : '';
  throw new PresageError('PRS_TARGET_UNKNOWN', `there is no Prometheus target ${JSON.stringify(wanted)}${hint}`);
}
