import type { DataQueryError, ScopedVars } from '@grafana/data';
import type { InsightQuery } from '@presage/contract/api';
import { ADVISOR_NAMES, INSIGHT_KINDS, type InsightKind, SENSITIVITIES } from '@presage/contract/kinds';
import { expandNames, interpolateExpression, type Replace } from './interpolation';
import { OptionReader } from './options';
import { hasAdvisor, type PresageQuery, takesExpression } from './query';

/** What is sent in one request, and what cannot be sent. */
export interface Plan {
  queries: InsightQuery[];
  /** From the refId that is sent to the one of the dashboard: one stored query may become several. */
  origins: Map<string, string>;
  errors: DataQueryError[];
}

type KindOptions = { [K in InsightKind]: (options: OptionReader) => Partial<InsightQuery> };

const FORMATS = ['series', 'annotations'] as const;
const CHANGE_FORMATS = ['table', 'annotations'] as const;
const GROWTHS = ['level', 'change'] as const;
const SIZE_UNITS = ['objects', 'bytes'] as const;
const ratio = (value: number) => value >= 0 && value <= 1;
const insideRatio = (value: number) => value > 0 && value < 1;

const KIND_OPTIONS: KindOptions = {
  forecast: (options) => ({
    horizon: options.duration('horizon'),
    step: options.duration('step'),
    level: options.number('level', insideRatio, ' between 0 and 1'),
    minimum: options.number('minimum'),
    maximum: options.number('maximum'),
    threshold: options.number('threshold'),
    growth: options.number('growth', (value) => value > 0 && value <= 1_000, ' above 0'),
    launch: options.moment('launch'),
    ramp: options.duration('ramp'),
    growthOf: options.choice('growthOf', GROWTHS),
  }),
  anomaly: (options) => ({
    step: options.duration('step'),
    sensitivity: options.choice('sensitivity', SENSITIVITIES),
    format: options.choice('format', FORMATS),
  }),
  recommendation: (options) => ({
    minimumConfidence: options.number('minimumConfidence', ratio, ' from 0 to 1'),
  }),
  curve: (options) => ({ sizeUnit: options.choice('sizeUnit', SIZE_UNITS) }),
  change: (options) => ({
    step: options.duration('step'),
    minimumConfidence: options.number('minimumConfidence', ratio, ' from 0 to 1'),
    format: options.choice('format', CHANGE_FORMATS),
  }),
  cause: (options) => ({ among: options.expression('among'), step: options.duration('step') }),
  score: () => ({}),
};

/**
 * Turns the queries of a panel into those of one API request: variables replaced, one query for each value of a
 * variable with several in `target`, `name` or `advisor`. A query that the API would refuse becomes an error of its own,
 * so that it does not take the others with it.
 */
export function planQueries(stored: PresageQuery[], scopedVars: ScopedVars, replace: Replace): Plan {
  const plan: Plan = { queries: [], origins: new Map(), errors: [] };
  for (const query of stored) {
    const { queries, problems } = resolve(query, scopedVars, replace);
    if (problems.length > 0) {
      plan.errors.push({ refId: query.refId, message: `${problems.join('; ')}.` });
      continue;
    }
    for (const resolved of queries) {
      // refIds of dashboards may be long sentences, the API's are short
      const refId = `q${plan.queries.length}`;
      plan.origins.set(refId, query.refId);
      plan.queries.push({ ...resolved, refId });
    }
  }
  return plan;
}

function resolve(query: PresageQuery, scopedVars: ScopedVars, replace: Replace) {
  if (!INSIGHT_KINDS.includes(query.kind)) {
    return { queries: [], problems: [`kind must be one of ${INSIGHT_KINDS.join(', ')}, not “${query.kind}”`] };
  }
  const options = new OptionReader(query, scopedVars, replace);
  const own = KIND_OPTIONS[query.kind](options);
  const expr = takesExpression(query.kind)
    ? interpolateExpression(query.expr ?? '', scopedVars, replace).trim()
    : undefined;
  const values = (text = '') => expandNames(text, scopedVars, replace);
  const advisors = hasAdvisor(query.kind) ? values(query.advisor) : [''];
  const problems = advisors
    .filter((advisor) => advisor !== '' && !ADVISOR_NAMES.some((name) => name === advisor))
    .map((advisor) => `advisor must be one of ${ADVISOR_NAMES.join(', ')}, not “${advisor}”`);
  const queries = values(query.target).flatMap((target) =>
    values(expr ? '' : query.name).flatMap((name) =>
      advisors.map((advisor) =>
        withoutEmpty({ refId: query.refId, kind: query.kind, target, name, expr, advisor, ...own }),
      ),
    ),
  );
  return { queries, problems: [...problems, ...options.problems] };
}

function withoutEmpty(options: Record<string, unknown>): InsightQuery {
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(given) as InsightQuery;
}
