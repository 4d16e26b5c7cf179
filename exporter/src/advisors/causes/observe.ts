import type { CorrelationRule } from '../../config/config.js';
import type { PrometheusSeries, PrometheusSource, Sources } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import { alignedWindow, type QueryWindow } from '../query-window.js';
import { askEach, type RuleOutcome } from '../rule-failure.js';
import type { CauseFindings } from './analyse.js';
import type { CauseJob, CauseQuestion } from './config.js';

/** What all rules show at one moment. */
export interface CauseObservation {
  /** Unix seconds. */
  now: number;
  questions: { rule: CauseQuestion; outcome: RuleOutcome<Seen> }[];
  /** Rules whose correlations are young enough have no value. */
  correlations: { rule: CorrelationRule; outcome: RuleOutcome<SeenTogether | undefined> }[];
}

/** Series of what is explained and of what may explain it. */
export interface Seen {
  window: QueryWindow;
  symptoms: PrometheusSeries[];
  candidates: PrometheusSeries[];
  /** What says when there is an incident; absent where the symptom does. */
  incident?: PrometheusSeries[];
  /** Series with the labels `client` and `server`, and the requests of each service. */
  calls: PrometheusSeries[];
  traffic: PrometheusSeries[];
}

export interface SeenTogether {
  window: QueryWindow;
  outcomes: PrometheusSeries[];
  factors: PrometheusSeries[];
}

/** More series than this many times the limit are not even read. */
const READ_FACTOR = 20;
const MOST_SERIES = 2_000;
const MOST_OUTCOMES = 100;
/** Seconds after which correlations are looked at again; they do not change sooner. */
const CORRELATED_EVERY = 600;

/** Reads the expressions of every rule; the candidates only where there may be an incident. */
export async function observe(
  { target, config }: Job<CauseJob>,
  sources: Sources,
  signal: AbortSignal,
  previous: CauseFindings | undefined,
): Promise<CauseObservation> {
  const source = sources.prometheus(target);
  const now = Date.now() / 1000;
  const most = Math.min(MOST_SERIES, config.maxSeries * READ_FACTOR);
  const reader = new Reader(source, signal, most);
  const young = new Set(
    previous?.correlations
      .filter(({ at }) => at !== undefined && now - at < CORRELATED_EVERY)
      .map(({ rule }) => rule.name),
  );
  const tasks = [
    ...config.questions.map((rule) => ({ rule, read: () => reader.question(rule, now) })),
    ...config.correlations.map((rule) => ({
      rule,
      read: async () => (young.has(rule.name) ? undefined : reader.together(rule, now)),
    })),
  ];
  const answers = await askEach(tasks, async ({ read }): Promise<Seen | SeenTogether | undefined> => read());
  const outcomes = answers.map(({ outcome }) => outcome);
  return {
    now,
    questions: config.questions.map((rule, index) => ({ rule, outcome: outcomes[index] as RuleOutcome<Seen> })),
    correlations: config.correlations.map((rule, index) => ({
      rule,
      outcome: outcomes[config.questions.length + index] as RuleOutcome<SeenTogether | undefined>,
    })),
  };
}

class Reader {
  constructor(
    private readonly source: PrometheusSource,
    private readonly signal: AbortSignal,
    private readonly most: number,
  ) {}

  async question({ expr, among, incident, graph, step, history, asked }: CauseQuestion, now: number): Promise<Seen> {
    const window = asked?.window ?? alignedWindow(now, history, step);
    const shown = incident === undefined ? undefined : await this.#ask(incident, window);
    if (shown && !shown.some(({ values }) => values.some((value) => value !== 0))) {
      return { window, symptoms: [], candidates: [], incident: [], calls: [], traffic: [] };
    }
    const symptoms = this.#ask(expr, window);
    const [first, candidates, calls, traffic] = await Promise.all([
      symptoms,
      among === expr ? symptoms : this.#ask(among, window),
      graph?.expr === undefined ? [] : this.#ask(graph.expr, { ...window, from: window.to - step }),
      graph?.traffic === undefined ? [] : this.#ask(graph.traffic, window),
    ]);
    return { window, symptoms: first, candidates, calls, traffic, ...(shown && { incident: shown }) };
  }

  async together({ expr, with: factors, step, history }: CorrelationRule, now: number): Promise<SeenTogether> {
    const window = alignedWindow(now, history, step);
    const [first, second] = await Promise.all([this.#ask(expr, window, MOST_OUTCOMES), this.#ask(factors, window)]);
    return { window, outcomes: first, factors: second };
  }

  #ask(expr: string, window: QueryWindow, maxSeries = this.most): Promise<PrometheusSeries[]> {
    return this.source.range({ expr, ...window, maxSeries }, this.signal);
  }
}
