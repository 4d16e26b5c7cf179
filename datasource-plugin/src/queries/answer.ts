import {
  createDataFrame,
  type DataFrame,
  dataFrameFromJSON,
  type DataFrameJSON,
  type DataQueryError,
  type DataQueryResponse,
  LoadingState,
  type QueryResultMetaNotice,
} from '@grafana/data';
import type { QueryResponse, QueryResult } from '@presage/contract/api';
import { describeApiError } from '../datasource/failure';
import type { Plan } from './plan';

/** What the panel gets: frames of the queries that worked, one error for each that did not. */
export function readAnswer(plan: Plan, { results }: QueryResponse): DataQueryResponse {
  const data: DataFrame[] = [];
  const errors: DataQueryError[] = [...plan.errors];
  for (const query of plan.queries) {
    const refId = plan.origins.get(query.refId) ?? query.refId;
    const result: QueryResult | undefined = results[query.refId];
    if (!result) {
      errors.push({ refId, message: 'Presage gave no answer to this query.' });
    } else if ('error' in result) {
      errors.push({ refId, message: describeApiError(result.error) });
    } else {
      data.push(...readFrames(result, refId, JSON.stringify({ ...query, refId })));
    }
  }
  return { data, errors: errors.length > 0 ? errors : undefined, state: state(errors) };
}

/** The whole request failed. */
export function failedAnswer(refIds: string[], message: string): DataQueryResponse {
  const refId = refIds.length === 1 ? refIds[0] : undefined;
  return { data: [], errors: [{ refId, message }], state: LoadingState.Error };
}

function state(errors: DataQueryError[]): LoadingState {
  return errors.length > 0 ? LoadingState.Error : LoadingState.Done;
}

function readFrames(result: Extract<QueryResult, { frames: unknown }>, refId: string, sent: string): DataFrame[] {
  const frames = result.frames.map((frame) => dataFrameFromJSON(frame as DataFrameJSON));
  if (frames.length === 0 && result.notices.length > 0) {
    // a frame without fields is the one place where Grafana shows why there is nothing
    frames.push(createDataFrame({ fields: [] }));
  }
  frames.forEach((frame, index) => {
    frame.refId = refId;
    frame.meta = {
      ...frame.meta,
      executedQueryString: frame.meta?.executedQueryString ?? sent,
      notices: mergeNotices(frame.meta?.notices ?? [], index === 0 ? result.notices : []),
    };
  });
  return frames;
}

function mergeNotices(own: QueryResultMetaNotice[], more: QueryResultMetaNotice[]): QueryResultMetaNotice[] {
  const known = new Set(own.map((notice) => notice.text));
  return [...own, ...more.filter((notice) => !known.has(notice.text))];
}
