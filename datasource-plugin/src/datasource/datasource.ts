import {
  type DataQueryRequest,
  type DataQueryResponse,
  DataSourceApi,
  type DataSourceInstanceSettings,
  LoadingState,
  type ScopedVars,
  type TestDataSourceResponse,
} from '@grafana/data';
import { getTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import type { Catalog } from '@presage/contract/api';
import { catchError, lastValueFrom, map, type Observable, of } from 'rxjs';
import { annotationSupport } from '../annotations/annotations';
import { failedAnswer, readAnswer } from '../queries/answer';
import { interpolateQuery, type Replace } from '../queries/interpolation';
import { planQueries } from '../queries/plan';
import { DEFAULT_QUERY, displayText, type PresageQuery } from '../queries/query';
import { PresageVariableSupport } from '../variables/variables';
import { ExporterClient } from './client';
import { describeFailure } from './failure';
import { describeHealth } from './health';
import type { PresageOptions } from './settings';

/** Asks the Presage exporter, through Grafana's data proxy, for what it has derived. */
export class DataSource extends DataSourceApi<PresageQuery, PresageOptions> {
  readonly client: ExporterClient;
  override variables = new PresageVariableSupport(this);
  override annotations = annotationSupport;

  constructor(
    settings: DataSourceInstanceSettings<PresageOptions>,
    private readonly templates: TemplateSrv = getTemplateSrv(),
  ) {
    super(settings);
    // the route of plugin.json that adds the bearer token on Grafana's server
    const route = settings.jsonData.authentication === 'token' ? '/token' : '';
    this.client = new ExporterClient(`${settings.url ?? ''}${route}`);
  }

  /** One request to the exporter for all queries of a panel. */
  override query({ targets, range, scopedVars }: DataQueryRequest<PresageQuery>): Observable<DataQueryResponse> {
    const asked = targets.filter((query) => this.filterQuery(query));
    const plan = planQueries(asked, scopedVars, this.replace);
    if (plan.queries.length === 0) {
      const { errors } = plan;
      return of(errors.length > 0 ? { data: [], errors, state: LoadingState.Error } : { data: [] });
    }
    return this.client.query({ from: range.from.valueOf(), to: range.to.valueOf(), queries: plan.queries }).pipe(
      map((response) => readAnswer(plan, response)),
      catchError((failure) => of(failedAnswer([...new Set(plan.origins.values())], describeFailure(failure)))),
    );
  }

  override filterQuery(query: PresageQuery): boolean {
    return !query.hide && Boolean(query.kind);
  }

  override getDefaultQuery(): Partial<PresageQuery> {
    return DEFAULT_QUERY;
  }

  override getQueryDisplayText(query: PresageQuery): string {
    return displayText(query);
  }

  override interpolateVariablesInQueries(queries: PresageQuery[], scopedVars: ScopedVars): PresageQuery[] {
    return queries.map((query) => interpolateQuery(query, scopedVars, this.replace));
  }

  /** Targets, advisors and what can be asked by name. Rejects with a sentence to show. */
  async catalog(): Promise<Catalog> {
    try {
      return await lastValueFrom(this.client.catalog());
    } catch (failure) {
      throw new Error(describeFailure(failure));
    }
  }

  override async testDatasource(): Promise<TestDataSourceResponse> {
    try {
      return describeHealth(await this.catalog());
    } catch (failure) {
      return { status: 'error', message: describeFailure(failure) };
    }
  }

  replace: Replace = (text, scopedVars, format) => this.templates.replace(text, scopedVars, format);
}
