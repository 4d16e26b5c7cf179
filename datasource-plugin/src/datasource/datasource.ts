import {
  type AbstractQuery,
  type DataQueryRequest,
  type DataQueryResponse,
  DataSourceApi,
  type DataSourceInstanceSettings,
  type DataSourceGetTagKeysOptions,
  type DataSourceGetTagValuesOptions,
  dateTime,
  LoadingState,
  type MetricFindValue,
  type ScopedVars,
  type TimeRange,
  type TestDataSourceResponse,
} from '@grafana/data';
import { getTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import type { DataQuery } from '@grafana/schema';
import type { Catalog } from '@presage/contract/api';
import type { NamesAnswer, NamesRequest } from '@presage/contract/names';
import { catchError, lastValueFrom, map, type Observable, of } from 'rxjs';
import { annotationSupport } from '../annotations/annotations';
import { filterFrames } from '../filters/filters';
import { LabelMemory } from '../filters/labels';
import { failedAnswer, readAnswer } from '../queries/answer';
import { exportQuery, importQueries } from '../queries/exchange';
import {
  expandNames,
  interpolateExpression,
  interpolateQuery,
  rangeVariables,
  type Replace,
} from '../queries/interpolation';
import { mendQuery } from '../queries/mend';
import { planQueries } from '../queries/plan';
import { DEFAULT_QUERY, displayText, type PresageQuery } from '../queries/query';
import { PresageVariableSupport } from '../variables/variables';
import { ExporterClient } from './client';
import { describeFailure } from './failure';
import { describeHealth } from './health';
import { pollRevisions, streamAnswers } from './live';
import { DEFAULT_LIVE_SECONDS, type PresageOptions } from './settings';

/** Asks the Presage exporter, through Grafana's data proxy, for what it has derived. */
export class DataSource extends DataSourceApi<PresageQuery, PresageOptions> {
  readonly client: ExporterClient;
  private readonly labels = new LabelMemory();
  /** Shared by all panels; absent where the data source is not live. */
  private readonly polled: ReturnType<typeof pollRevisions> | undefined;
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
    const { live, liveInterval } = settings.jsonData;
    const seconds = Math.max(1, Number(liveInterval) || DEFAULT_LIVE_SECONDS);
    this.polled = live ? pollRevisions(() => this.client.revisions(), seconds * 1000) : undefined;
  }

  /** One request to the exporter for all queries of a panel; where it is live, more of them as the exporter finds something. */
  override query(request: DataQueryRequest<PresageQuery>): Observable<DataQueryResponse> {
    const { targets, range, scopedVars, filters } = request;
    const asked = targets.filter((query) => this.filterQuery(query)).map(mendQuery);
    const plan = planQueries(asked, { ...rangeVariables(range), ...scopedVars }, this.replace);
    if (plan.queries.length === 0) {
      const { errors } = plan;
      return of(errors.length > 0 ? { data: [], errors, state: LoadingState.Error } : { data: [] });
    }
    const ask = ({ from, to }: TimeRange) =>
      this.client.query({ from: from.valueOf(), to: to.valueOf(), queries: plan.queries }).pipe(
        map((response) => {
          const answer = readAnswer(plan, response);
          this.labels.remember(answer.data);
          return { ...answer, data: filterFrames(answer.data, filters) };
        }),
        catchError((failure) => of(failedAnswer([...new Set(plan.origins.values())], describeFailure(failure)))),
      );
    return this.polled && asked.every(({ live }) => live !== false)
      ? streamAnswers(this.polled, plan.queries, request, ask)
      : ask(range);
  }

  override filterQuery(query: PresageQuery): boolean {
    return !query.hide && Boolean(query.kind || query.expr);
  }

  override getDefaultQuery(): Partial<PresageQuery> {
    return DEFAULT_QUERY;
  }

  override getQueryDisplayText(query: PresageQuery): string {
    return displayText(mendQuery(query));
  }

  override interpolateVariablesInQueries(queries: PresageQuery[], scopedVars: ScopedVars): PresageQuery[] {
    return queries.map((query) => interpolateQuery(query, scopedVars, this.replace));
  }

  /**
   * What Grafana hands over when a panel or Explore changes to this data source: PromQL is kept whole. The abstract queries
   * that Grafana prefers hold no more than one selector, so we export them but do not import them.
   */
  override async importQueries(queries: DataQuery[], origin: DataSourceApi<DataQuery>): Promise<PresageQuery[]> {
    return importQueries(queries, origin);
  }

  /** What another data source can make of our queries: the series that they are about. */
  async exportToAbstractQueries(queries: PresageQuery[]): Promise<AbstractQuery[]> {
    const isNamed = queries.some((query) => !query.expr && query.name);
    const insights = isNamed
      ? await this.catalog().then(
          (catalog) => catalog.insights,
          () => [],
        )
      : [];
    return queries.map((query) => exportQuery(query, insights));
  }

  /** Labels of the answers so far, for ad hoc filters; of what the exporter watches when nothing was asked yet. */
  override async getTagKeys(options?: DataSourceGetTagKeysOptions<PresageQuery>): Promise<MetricFindValue[]> {
    await this.learnLabels(options?.timeRange);
    return this.labels.names.map((text) => ({ text, value: text }));
  }

  /** Values of one label. */
  override async getTagValues(options: DataSourceGetTagValuesOptions<PresageQuery>): Promise<MetricFindValue[]> {
    await this.learnLabels(options.timeRange);
    return this.labels.valuesOf(options.key).map((text) => ({ text, value: text }));
  }

  /** Targets, advisors and what can be asked by name. Rejects with a sentence to show. */
  async catalog(): Promise<Catalog> {
    try {
      return await lastValueFrom(this.client.catalog());
    } catch (failure) {
      throw new Error(describeFailure(failure));
    }
  }

  /** Metrics, labels or values for an editor of PromQL; variables are replaced. Rejects with a sentence to show. */
  async names({ target, match, ...request }: NamesRequest): Promise<NamesAnswer> {
    const replaced = {
      ...request,
      target: expandNames(target ?? '', {}, this.replace)[0] || undefined,
      match: interpolateExpression(match ?? '', {}, this.replace) || undefined,
    };
    try {
      return await lastValueFrom(this.client.names(replaced));
    } catch (failure) {
      throw new Error(describeFailure(failure));
    }
  }

  /** Names of the dashboard's variables. */
  variableNames(): string[] {
    return this.templates.getVariables().map(({ name }) => name);
  }

  override async testDatasource(): Promise<TestDataSourceResponse> {
    try {
      return describeHealth(await this.catalog());
    } catch (failure) {
      return { status: 'error', message: describeFailure(failure) };
    }
  }

  private async learnLabels(range?: TimeRange): Promise<void> {
    if (this.labels.names.length > 0) {
      return;
    }
    const kinds = ['forecast', 'anomaly', 'recommendation', 'score'] as const;
    const to = (range?.to ?? dateTime()).valueOf();
    const from = (range?.from ?? dateTime(to - 6 * 3_600_000)).valueOf();
    const plan = planQueries(
      kinds.map((kind) => ({ refId: kind, kind })),
      {},
      this.replace,
    );
    try {
      const response = await lastValueFrom(this.client.query({ from, to, queries: plan.queries }));
      this.labels.remember(readAnswer(plan, response).data);
    } catch (failure) {
      throw new Error(describeFailure(failure));
    }
  }

  replace: Replace = (text, scopedVars, format) => this.templates.replace(text, scopedVars, format);
}
