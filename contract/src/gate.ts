import { z } from 'zod';
import { API_LIMITS } from './api.js';
import type { Notice } from './frames.js';
import { GATE_DIRECTIONS, type Verdict } from './kinds.js';

const duration = z
  .string()
  .regex(/^([0-9]+(ms|s|m|h|d|w|y))+$/, 'must be a Prometheus duration such as 5m or 1d12h')
  .max(20);
const expression = z.string().min(1).max(API_LIMITS.expressionLength);

/** What `/api/v1/gate` takes, as the JSON body of a POST or as the parameters of a GET. */
export const gateRequest = z
  .strictObject({
    target: z
      .string()
      .min(1)
      .max(API_LIMITS.nameLength)
      .optional()
      .describe('Name of a Prometheus target; default: the first.'),
    expr: expression.describe('PromQL of what is judged; every series gets a verdict.'),
    at: z
      .union([z.string().min(1).max(40), z.number()])
      .optional()
      .describe('When it changed: RFC 3339, Unix seconds, or how long ago like 30m. Needed without `baseline`.'),
    baseline: expression.optional().describe('PromQL of what it is compared with over the same time, as a canary.'),
    before: duration.default('1h').describe('How much before `at` is compared with; not used with `baseline`.'),
    after: duration.default('30m').describe('How much after `at` is judged; with `baseline` alone the newest.'),
    history: duration.default('4d').describe('How much before `at` is read to know the seasons.'),
    step: duration.default('1m').describe('Distance of the points.'),
    direction: z.enum(GATE_DIRECTIONS).default('lower-is-better').describe('What is good.'),
    minimumEffect: z.coerce.number().min(0).default(0.05).describe('Smallest relative change that matters.'),
    confidence: z.coerce.number().gt(0).lt(1).default(0.99).describe('How sure a change must be.'),
  })
  .refine(({ at, baseline }) => at !== undefined || baseline !== undefined, {
    path: ['at'],
    message: 'is needed where there is no `baseline`',
  });

export type GateRequest = z.output<typeof gateRequest>;

/** One side of a comparison. */
export interface GateSide {
  points: number;
  /** Mean without the fifth at either end; null without points. */
  level: number | null;
}

/** One series that was judged. Effects are relative to the level of the baseline, null where that is 0. */
export interface GateSeries {
  series: string;
  verdict: Verdict;
  effect: number | null;
  /** Interval of the effect at the wanted confidence. */
  lower: number | null;
  upper: number | null;
  /** 0 to 1: how sure it is that the level changed at all. */
  confidence: number | null;
  baseline: GateSide;
  candidate: GateSide;
  /** The same in words. */
  text: string;
}

/** Answer of `/api/v1/gate`. `verdict` is that of the worst series: worse, unsure, same, better. */
export interface GateAnswer {
  verdict: Verdict;
  series: GateSeries[];
  notices: Notice[];
}
