import { deviationOf } from '../../analysis/causes/deviation.js';
import { detectChanges } from '../../analysis/changepoints/detect.js';
import type { PrometheusSeries } from '../../sources/source.js';
import { onGrid, pointsIn, type QueryWindow } from '../query-window.js';
import type { CauseQuestion } from './config.js';
import type { Seen } from './observe.js';

/** Share of the asked range that counts as the incident when the symptom shows no change of its own. */
const LAST_SHARE = 0.25;
const SHORTEST = 3;
/** An incident that lasts longer than this share of the history leaves the rest to say what is usual. */
const LONGEST_SHARE = 0.75;
/** Points without an alarm that do not yet end an incident. */
const PAUSE = 5;
/** Seconds after which a change of the symptom is no news any more. */
const NEWS = 3_600;

/** Index of the first point of the incident within the window; undefined when there is none now. */
export function incidentStart(question: CauseQuestion, { window, symptoms, incident }: Seen): number | undefined {
  const length = pointsIn(window);
  const earliest = Math.floor((1 - LONGEST_SHARE) * length);
  if (incident) {
    const start = shownSince(incident, window);
    return start === undefined ? undefined : Math.min(length - SHORTEST, Math.max(earliest, start));
  }
  if (question.asked) {
    const first = Math.ceil((question.asked.from - window.from) / window.step);
    const changes = symptoms.flatMap((one) => changesOf(one, window, first));
    if (changes.length > 0) return Math.max(...changes);
    return length - Math.max(SHORTEST, Math.round(LAST_SHARE * (length - first)));
  }
  const first = Math.max(earliest, length - 1 - Math.round(NEWS / window.step));
  const starts = symptoms.flatMap((one) => {
    const start = changesOf(one, window, first)[0];
    return start !== undefined && isAway(onGrid(one, window), start) ? [start] : [];
  });
  return starts.length > 0 ? Math.min(...starts) : undefined;
}

/** Indexes from `first` on at which the symptom changed, early enough to be sure. */
function changesOf(symptom: PrometheusSeries, window: QueryWindow, first: number): number[] {
  return detectChanges(onGrid(symptom, window))
    .map(({ index }) => index)
    .filter((index) => index >= first && index <= pointsIn(window) - SHORTEST);
}

/** Whether the newest points are still out of what was usual before the change. */
function isAway(values: Float64Array, start: number): boolean {
  const newest = deviationOf(values.subarray(0, start), values.subarray(Math.max(start, values.length - SHORTEST)));
  return newest !== undefined && newest.deviation > 1;
}

/** First point of the stretch in which a series has a value other than 0 and that lasts until now. */
function shownSince(series: readonly PrometheusSeries[], window: QueryWindow): number | undefined {
  const length = pointsIn(window);
  const shown = new Uint8Array(length);
  for (const { times, values } of series) {
    times.forEach((time, i) => {
      if (values[i] !== 0) shown[Math.round((time - window.from) / window.step)] = 1;
    });
  }
  let since: number | undefined;
  let pause = 0;
  for (let index = length - 1; index >= 0 && pause <= PAUSE; index--) {
    if (shown[index] === 1) [since, pause] = [index, 0];
    else pause++;
  }
  return since;
}
