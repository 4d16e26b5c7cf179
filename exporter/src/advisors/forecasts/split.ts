import { Breather } from '../../breather.js';
import type { AnalysisPieces, Job } from '../advisor.js';
import { stickyTop } from '../sticky.js';
import { address, byAddress, checkedAt, live, weight, type ForecastFindings, type LiveSeries } from './analyse.js';
import { PublishedPast } from './checks.js';
import type { ForecastJob } from './config.js';
import type { ForecastObservation, PublishedForecasts } from './observe.js';

/** Points of history in a piece: some tenths of a second of work, so that nobody waits long behind one. */
const PIECE_POINTS = 20_000;
/** Published series that are looked through without a pause. */
const SLICE = 100;

/** A series that will be forecast, with the number of its rule. */
interface Chosen {
  address: string;
  rule: number;
  series: LiveSeries;
}

/** Cuts the analysis of many series into pieces. What concerns all of them is decided here: which are forecast at all. */
export async function split(
  observation: ForecastObservation,
  { config }: Job<ForecastJob>,
  previous: ForecastFindings | undefined,
  piecePoints = PIECE_POINTS,
): Promise<AnalysisPieces<ForecastObservation, ForecastFindings>> {
  const { now, rules, published } = observation;
  const breather = new Breather();
  const before = byAddress(previous);
  const candidates = new Map<string, Chosen>();
  const ranked = new Map<string, number>();
  for (const [index, { rule, outcome }] of rules.entries()) {
    for (const observed of 'error' in outcome ? [] : outcome.value) {
      for (const series of live(observed, rule, now)) {
        const own = address(rule, series.key);
        candidates.set(own, { address: own, rule: index, series });
        ranked.set(own, weight(series.values));
      }
      await breather.breathe();
    }
  }
  const scores = Array.from(ranked, ([key, score]) => ({ key, score }));
  const { kept, dropped } = stickyTop(scores, new Set(before.keys()), config.maxSeries);
  const isKept = new Set(kept);
  const chosen = [...candidates.values()].filter((one) => isKept.has(one.address));
  const past = published && (await indexed(published, breather));
  const pieces: AnalysisPieces<ForecastObservation, ForecastFindings>['pieces'] = [];
  for (const part of partsOf(chosen, piecePoints)) {
    const known = part.flatMap((one) => before.get(one.address) ?? []);
    pieces.push({
      observation: {
        now,
        rules: rules.map((rule, index) => pieceOf(rule, index, part, pieces.length === 0)),
        ...(past && {
          published: part.flatMap(({ rule, series }) => past.publishedOf(rules[rule]!.rule, series.labels)),
        }),
      },
      previous: previous && { ...previous, rules: known.map(({ rule, series }) => ({ rule, series: [series] })) },
    });
    await breather.breathe();
  }
  return {
    pieces,
    join: (findings) => ({ ...joined(findings, now, dropped), ...checkedAt(now, published, previous) }),
  };
}

/** At least one part, so that errors of rules are found. */
function* partsOf(chosen: readonly Chosen[], piecePoints: number): Generator<Chosen[]> {
  let part: Chosen[] = [];
  let points = 0;
  for (const one of chosen) {
    part.push(one);
    points += one.series.times.length;
    if (points < piecePoints) continue;
    yield part;
    [part, points] = [[], 0];
  }
  if (part.length > 0 || chosen.length === 0) yield part;
}

/** What one piece knows of a rule; thresholds only where it has series of the rule, or has to report their errors. */
function pieceOf(
  { rule, outcome, thresholds }: ForecastObservation['rules'][number],
  index: number,
  part: readonly Chosen[],
  isFirst: boolean,
): ForecastObservation['rules'][number] {
  const value = part.filter((one) => one.rule === index).map(({ series }) => series);
  return {
    rule,
    outcome: 'error' in outcome ? outcome : { value },
    thresholds: isFirst || value.length > 0 ? thresholds : {},
  };
}

async function indexed(published: readonly PublishedForecasts[], breather: Breather): Promise<PublishedPast> {
  const past = new PublishedPast([]);
  for (const { horizon, series } of published) {
    for (let start = 0; start < series.length; start += SLICE) {
      past.add(horizon, series.slice(start, start + SLICE));
      await breather.breathe();
    }
  }
  return past;
}

function joined(findings: readonly ForecastFindings[], now: number, dropped: number): ForecastFindings {
  const rules = findings[0]!.rules.map((first, index) => ({
    ...first,
    series: findings.flatMap(({ rules }) => rules[index]!.series),
  }));
  return { now, dropped, rules };
}
