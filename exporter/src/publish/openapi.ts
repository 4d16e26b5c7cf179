import { accessBatch, type AccessAnswer } from '@presage/contract/access';
import { queryRequest, type Catalog, type ErrorResponse, type Revisions } from '@presage/contract/api';
import { gateRequest, type GateAnswer } from '@presage/contract/gate';
import { ERROR_CATALOGUE, type ErrorCode } from '@presage/contract/errors';
import { namesRequest, type NamesAnswer } from '@presage/contract/names';
import { ADVISOR_NAMES, INSIGHT_KINDS, SOURCE_KINDS, VERDICTS } from '@presage/contract/kinds';
import { z } from 'zod';

const codes = Object.keys(ERROR_CATALOGUE) as [ErrorCode, ...ErrorCode[]];
const error = z.object({ code: z.enum(codes), message: z.string(), hint: z.string() });
const errorResponse: z.ZodType<ErrorResponse> = z.object({ error });
const time = z.number().describe('Unix seconds');

const notice = z.object({
  severity: z.enum(['info', 'warning', 'error']),
  text: z.string(),
  link: z.string().optional(),
});
const frame = z.object({
  schema: z.object({
    name: z.string().optional(),
    refId: z.string().optional(),
    meta: z.record(z.string(), z.unknown()),
    fields: z.array(
      z.object({
        name: z.string(),
        type: z.enum(['time', 'number', 'string', 'boolean', 'other']),
        labels: z.record(z.string(), z.string()).optional(),
        config: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  }),
  data: z.object({
    values: z.array(z.array(z.union([z.number(), z.string(), z.boolean(), z.null()]))).describe('One list a field.'),
  }),
});

const queryResponse = z.object({
  results: z
    .record(z.string(), z.union([z.object({ frames: z.array(frame), notices: z.array(notice) }), errorResponse]))
    .describe('Keyed by refId.'),
});

const catalog: z.ZodType<Catalog> = z.object({
  version: z.string(),
  targets: z.array(
    z.object({
      name: z.string(),
      source: z.enum(SOURCE_KINDS),
      up: z.boolean().optional().describe('Absent until the first attempt.'),
      error: error.optional(),
    }),
  ),
  advisors: z.array(
    z.object({
      name: z.enum(ADVISOR_NAMES),
      target: z.string(),
      up: z.boolean().optional(),
      lastRun: time.optional(),
      lastSuccess: time.optional(),
      lastDurationSeconds: z.number().optional(),
      nextRun: time.optional(),
      error: error.optional(),
    }),
  ),
  insights: z.array(
    z.object({
      kind: z.enum(INSIGHT_KINDS),
      advisor: z.enum(ADVISOR_NAMES),
      target: z.string(),
      name: z.string(),
      expr: z.string().optional(),
    }),
  ),
});

const accessAnswer: z.ZodType<AccessAnswer> = z.object({ accepted: z.number(), rate: z.number() });

const revisions: z.ZodType<Revisions> = z.object({
  revisions: z.array(
    z.object({
      advisor: z.enum(ADVISOR_NAMES),
      target: z.string(),
      lastSuccess: z.number().optional().describe('Unix milliseconds; absent before the first run that succeeds.'),
    }),
  ),
});

const namesAnswer: z.ZodType<NamesAnswer> = z.object({
  names: z.array(z.object({ name: z.string(), type: z.string().optional(), help: z.string().optional() })),
  more: z.boolean().describe('There are more names than these.'),
});

const orNull = z.number().nullable();
const gateSide = z.object({ points: z.number(), level: orNull });
const gateAnswer: z.ZodType<GateAnswer> = z.object({
  verdict: z.enum(VERDICTS).describe('That of the worst series.'),
  series: z.array(
    z.object({
      series: z.string(),
      verdict: z.enum(VERDICTS),
      effect: orNull,
      lower: orNull,
      upper: orNull,
      confidence: orNull,
      baseline: gateSide,
      candidate: gateSide,
      text: z.string(),
    }),
  ),
  notices: z.array(notice),
});

/** The API in the form that generators of clients read: OpenAPI 3.1, schemas made from those that check requests. */
export function openApiDocument(version: string): object {
  const failure = {
    description: 'The error with its code and what to do.',
    content: content('ErrorResponse'),
  };
  const answer = (schema: string, description: string) => ({
    '200': { description, content: content(schema) },
    default: failure,
  });
  return {
    openapi: '3.1.0',
    info: { title: 'Presage', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    security: [{}, { basic: [] }, { bearer: [] }],
    paths: {
      '/api/v1/query': {
        post: {
          operationId: 'query',
          summary: 'Frames for a list of queries; one that fails does not spoil the others.',
          requestBody: { required: true, content: content('QueryRequest') },
          responses: answer('QueryResponse', 'An answer for each refId.'),
        },
      },
      '/api/v1/gate': {
        get: {
          operationId: 'gate',
          summary: 'Whether series are worse than before a moment, or than a baseline.',
          parameters: parametersOf(gateRequest),
          responses: answer('GateAnswer', 'The verdict of the worst series, and each one.'),
        },
        post: {
          operationId: 'gateByBody',
          summary: 'The same with a JSON body.',
          requestBody: { required: true, content: content('GateRequest') },
          responses: answer('GateAnswer', 'The verdict of the worst series, and each one.'),
        },
      },
      '/api/v1/access/{stream}': {
        post: {
          operationId: 'access',
          summary:
            'Adds a batch of sampled references to a stream; 429 and 503 say with Retry-After when to come again.',
          parameters: [{ name: 'stream', in: 'path', required: true, schema: { type: 'string' } }],
          requestBody: { required: true, content: content('AccessBatch') },
          responses: answer('AccessAnswer', 'How many were taken, and the sampling rate that the stream wants.'),
        },
      },
      '/api/v1/catalog': {
        get: {
          operationId: 'catalog',
          summary: 'What exists and what can be asked.',
          responses: answer('Catalog', 'Targets, advisors and insights.'),
        },
      },
      '/api/v1/revisions': {
        get: {
          operationId: 'revisions',
          summary: 'When what each advisor found last became new: cheap to ask for often.',
          responses: answer('Revisions', 'One for each advisor on each target.'),
        },
      },
      '/api/v1/names': {
        get: {
          operationId: 'names',
          summary:
            'Metrics, labels and values of labels that a Prometheus target knows, for editors that complete PromQL.',
          parameters: parametersOf(namesRequest),
          responses: answer('NamesAnswer', 'The names that fit best.'),
        },
      },
    },
    components: {
      schemas: {
        QueryRequest: schemaOf(queryRequest, 'input'),
        QueryResponse: schemaOf(queryResponse, 'output'),
        GateRequest: schemaOf(gateRequest, 'input'),
        GateAnswer: schemaOf(gateAnswer, 'output'),
        AccessBatch: schemaOf(accessBatch, 'input'),
        AccessAnswer: schemaOf(accessAnswer, 'output'),
        Revisions: schemaOf(revisions, 'output'),
        NamesAnswer: schemaOf(namesAnswer, 'output'),
        Catalog: schemaOf(catalog, 'output'),
        ErrorResponse: schemaOf(errorResponse, 'output'),
      },
      securitySchemes: { basic: { type: 'http', scheme: 'basic' }, bearer: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function content(schema: string) {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
}

/** The properties of an object as parameters of a GET. */
function parametersOf(schema: z.ZodType): object[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: property,
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const document: Record<string, unknown> = { ...z.toJSONSchema(schema, { io }) };
  // OpenAPI 3.1 names the dialect once for the whole document
  delete document['$schema'];
  return document;
}
