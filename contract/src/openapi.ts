import { z } from 'zod';
import { accessBatch } from './access.js';
import { queryRequest } from './api.js';
import { ERROR_CATALOGUE } from './errors.js';
import { ADVISOR_NAMES, INSIGHT_KINDS, SOURCE_KINDS } from './kinds.js';

const text = { type: 'string' } as const;
const number = { type: 'number' } as const;
const object = (properties: Record<string, unknown>, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
});
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const list = (items: unknown) => ({ type: 'array', items });
const answer = (description: string, schema: unknown) => ({
  description,
  content: { 'application/json': { schema } },
});

/** The API as an OpenAPI 3.1 document: what `GET /api/v1/openapi.json` answers. */
export function openApi(version: string): Record<string, unknown> {
  const failure = answer('The whole request failed.', reference('ErrorResponse'));
  return {
    openapi: '3.1.0',
    info: { title: 'Presage', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths: {
      '/api/v1/query': {
        post: {
          operationId: 'query',
          summary: 'Frames for up to 50 queries over one time range; one query may fail without the others.',
          requestBody: { required: true, content: { 'application/json': { schema: reference('QueryRequest') } } },
          responses: { 200: answer('One result for each refId.', reference('QueryResponse')), default: failure },
        },
      },
      '/api/v1/access/{stream}': {
        post: {
          operationId: 'access',
          summary:
            'Adds a batch of sampled references to a stream; 429 and 503 say with Retry-After when to come again.',
          parameters: [{ name: 'stream', in: 'path', required: true, schema: text }],
          requestBody: { required: true, content: { 'application/json': { schema: reference('AccessBatch') } } },
          responses: { 200: answer('What was taken.', reference('AccessAnswer')), default: failure },
        },
      },
      '/api/v1/catalog': {
        get: {
          operationId: 'catalog',
          summary: 'Targets, advisors with their last runs, and the insights that can be asked by name.',
          responses: { 200: answer('The catalogue.', reference('Catalog')), default: failure },
        },
      },
      '/api/v1/openapi.json': {
        get: { operationId: 'openapi', summary: 'This document.', responses: { 200: { description: 'OpenAPI 3.1.' } } },
      },
    },
    components: {
      securitySchemes: { basic: { type: 'http', scheme: 'basic' }, bearer: { type: 'http', scheme: 'bearer' } },
      schemas: {
        QueryRequest: withoutDialect(z.toJSONSchema(queryRequest, { target: 'draft-2020-12', io: 'input' })),
        AccessBatch: withoutDialect(z.toJSONSchema(accessBatch, { target: 'draft-2020-12', io: 'input' })),
        AccessAnswer: object({ accepted: number, rate: number }),
        QueryResponse: object({
          results: {
            type: 'object',
            additionalProperties: {
              oneOf: [
                object({ frames: list(reference('Frame')), notices: list(reference('Notice')) }),
                reference('ErrorResponse'),
              ],
            },
          },
        }),
        Frame: {
          ...object({ schema: { type: 'object' }, data: object({ values: list({ type: 'array' }) }) }),
          description: 'A data frame in the JSON form of Grafana: schema beside columnar values.',
        },
        Notice: object({ severity: { enum: ['info', 'warning', 'error'] }, text, link: text }, ['severity', 'text']),
        Error: object({ code: { enum: Object.keys(ERROR_CATALOGUE) }, message: text, hint: text }),
        ErrorResponse: object({ error: reference('Error') }),
        Catalog: object({
          version: text,
          targets: list(
            object({ name: text, source: { enum: SOURCE_KINDS }, up: { type: 'boolean' }, error: reference('Error') }, [
              'name',
              'source',
            ]),
          ),
          advisors: list(
            object(
              {
                name: { enum: ADVISOR_NAMES },
                target: text,
                up: { type: 'boolean' },
                lastRun: number,
                lastSuccess: number,
                lastDurationSeconds: number,
                nextRun: number,
                error: reference('Error'),
              },
              ['name', 'target'],
            ),
          ),
          insights: list(
            object(
              { kind: { enum: INSIGHT_KINDS }, advisor: { enum: ADVISOR_NAMES }, target: text, name: text, expr: text },
              ['kind', 'advisor', 'target', 'name'],
            ),
          ),
        }),
      },
    },
  };
}

function withoutDialect({ $schema: _dialect, ...schema }: Record<string, unknown>): Record<string, unknown> {
  return schema;
}
