import { z } from 'zod';
import {
  anomalyQuery,
  API_LIMITS,
  causeQuery,
  changeQuery,
  curveQuery,
  forecastQuery,
  recommendationQuery,
  scoreQuery,
} from '../api.js';
import { gateRequest } from '../gate.js';
import { namesRequest } from '../names.js';
import { CAUSE_FIELDS, CHANGE_FIELDS, FIELDS, INNER_BANDS, RECOMMENDATION_FIELDS, SCORE_FIELDS } from '../frames.js';
import { EVICTION_POLICIES, type InsightKind } from '../kinds.js';

interface Property {
  type?: string;
  enum?: string[];
  const?: string;
  description?: string;
  anyOf?: { type: string }[];
}

const QUERIES = {
  forecast: forecastQuery,
  anomaly: anomalyQuery,
  recommendation: recommendationQuery,
  score: scoreQuery,
  curve: curveQuery,
  change: changeQuery,
  cause: causeQuery,
} satisfies Record<InsightKind, z.ZodObject>;
const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

const ANNOTATIONS =
  'one frame with `meta.dataTopic` `annotations` and ' +
  `${code([FIELDS.time, FIELDS.timeEnd, FIELDS.title, FIELDS.text, FIELDS.tags, FIELDS.id])}.`;

const SHAPES: Record<InsightKind, string> = {
  forecast:
    'One `timeseries-wide` frame a series with ' +
    `${code([FIELDS.time, FIELDS.actual, FIELDS.predicted, FIELDS.lower, FIELDS.upper])}, ` +
    `and the bounds of the intervals within: ${code(INNER_BANDS.flatMap(({ lower, upper }) => [lower, upper]))}, ` +
    'as far as they are narrower than the level; ' +
    'models, seasons, backtest error, confidence, a breakdown, thresholds and the moments at which they are crossed in `meta.custom`.',
  anomaly:
    'As `series`: one `timeseries-wide` frame a series with ' +
    `${code([FIELDS.time, FIELDS.actual, FIELDS.expected, FIELDS.lower, FIELDS.upper, FIELDS.score])} (score 1 = edge of normal). ` +
    `As \`annotations\`: ${ANNOTATIONS}`,
  recommendation: `One table frame with ${code(RECOMMENDATION_FIELDS)}.`,
  score: `One table frame with ${code(SCORE_FIELDS)}.`,
  curve:
    'One frame a cache with `size` and one column of miss ratios for each of the policies ' +
    `${code(EVICTION_POLICIES)} that was simulated; current, target, knee and advised size in \`meta.custom\`.`,
  change: `As \`table\`: one table frame with ${code(CHANGE_FIELDS)}. As \`annotations\`: ${ANNOTATIONS}`,
  cause:
    `One table frame with ${code(CAUSE_FIELDS)}, the most likely cause first; ` +
    'the span of the incident, a sentence and which series moved before which in `meta.custom`.',
};

/** `docs/api.md`: how to ask, what comes back. */
export function apiPage(): string {
  return [
    '# API',
    '',
    'Generated from `contract/src/api.ts` by `npm run generate`; do not edit.',
    '',
    'The machine-readable form is `GET /api/v1/openapi.json`. Authentication is that of the web configuration file: basic or bearer.',
    '',
    '## POST /api/v1/query',
    '',
    `Takes \`{"from", "to", "queries": [{"refId", "kind", …}]}\`, times in Unix milliseconds, at most ${API_LIMITS.queries} queries and ` +
      `${API_LIMITS.bodyBytes} bytes. Answers \`{"results": {"<refId>": {"frames", "notices"} or {"error"}}}\`: a query that fails leaves the others alone.`,
    'Frames are in the JSON form of Grafana, times in milliseconds.',
    ...Object.entries(QUERIES).flatMap(([kind, schema]) => [
      '',
      `### kind \`${kind}\``,
      '',
      SHAPES[kind as keyof typeof QUERIES],
      '',
      '| property | type | required | meaning |',
      '| --- | --- | --- | --- |',
      ...rows(schema),
    ]),
    '',
    '## GET and POST /api/v1/gate',
    '',
    'Whether series are worse than before a moment, or than a baseline; as the parameters of a GET or the JSON body of a POST.',
    'Answers `{"verdict", "series": [{"series", "verdict", "effect", "lower", "upper", "confidence", "baseline", "candidate", "text"}], "notices"}`;',
    '`verdict` is that of the worst series: worse, unsure, same, better. See change-points.md for Argo Rollouts.',
    '',
    '| property | type | required | meaning |',
    '| --- | --- | --- | --- |',
    ...rows(gateRequest),
    '',
    '## GET /api/v1/catalog',
    '',
    'Answers `{"version", "targets", "advisors", "insights"}`: what is observed, how the last runs went, and what can be asked by name.',
    '',
    '## GET /api/v1/revisions',
    '',
    'Answers `{"revisions": [{"advisor", "target", "lastSuccess"}]}`, times in Unix milliseconds: what a client asks to learn cheaply whether another query would find anything new.',
    '',
    '## GET /api/v1/names',
    '',
    'What a Prometheus target knows, for editors that complete PromQL: of series with samples within the last day, and kept for `limits.cache`.',
    'Answers `{"names": [{"name", "type", "help"}], "more"}`: names that begin with the search first, then those with a word that does, then the rest.',
    '',
    '| property | type | required | meaning |',
    '| --- | --- | --- | --- |',
    ...rows(namesRequest),
    '',
    '## Errors',
    '',
    'A request that fails as a whole answers `{"error": {"code", "message", "hint"}}`; docs/errors.md lists the codes.',
    '',
    '## Health',
    '',
    '`GET /-/healthy` answers 200 while the process lives, `GET /-/ready` answers 200 after the first run of every advisor. Neither asks for credentials.',
    '`POST /-/reload` reads the configuration again; a bad one is refused and the old one goes on.',
    '',
  ].join('\n');
}

function rows(schema: z.ZodObject): string[] {
  const { properties, required } = z.toJSONSchema(schema, { io: 'input' }) as {
    properties: Record<string, Property>;
    required: string[];
  };
  return Object.entries(properties).map(([name, property]) => {
    const type = property.anyOf
      ? property.anyOf.map((one) => one.type).join(' or ')
      : property.const
        ? `\`${property.const}\``
        : property.enum
          ? code(property.enum)
          : property.type;
    return `| \`${name}\` | ${type} | ${required.includes(name) ? 'yes' : 'no'} | ${property.description ?? MEANINGS[name] ?? ''} |`;
  });
}

const MEANINGS: Record<string, string> = {
  refId: 'Key of the result.',
  kind: 'Kind of insight.',
  step: 'Distance of the points.',
  sensitivity: 'Default: medium.',
  advisor: 'Only findings of this advisor.',
  minimumConfidence: 'Only recommendations at least this sure, 0 to 1.',
};
