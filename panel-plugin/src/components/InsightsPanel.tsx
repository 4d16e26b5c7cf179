import { css } from '@emotion/css';
import { LoadingState, type PanelData, type PanelProps } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type InsightKind } from '@presage/contract/kinds';
import React, { type ComponentType, useMemo } from 'react';
import { framesOfKind, leadingKind } from '../data/insight';
import { translate } from '../i18n';
import { migrateOptions } from '../migrations';
import { type PanelOptions, type View, viewLabel } from '../options';
import { AnomaliesView } from '../views/anomalies/AnomaliesView';
import { CausesView } from '../views/causes/CausesView';
import { ChangesView } from '../views/changes/ChangesView';
import { CurveView } from '../views/curve/CurveView';
import { ForecastView } from '../views/forecast/ForecastView';
import { RecommendationsView } from '../views/recommendations/RecommendationsView';
import { ScoresView } from '../views/scores/ScoresView';
import { type ViewProps } from '../views/view-props';
import { Explanation } from './Explanation';

interface ViewDefinition {
  view: Exclude<View, 'auto'>;
  component: ComponentType<ViewProps>;
}

const VIEW_OF_KIND: Record<InsightKind, ViewDefinition> = {
  forecast: { view: 'forecast', component: ForecastView },
  anomaly: { view: 'anomalies', component: AnomaliesView },
  recommendation: { view: 'recommendations', component: RecommendationsView },
  score: { view: 'scores', component: ScoresView },
  curve: { view: 'curve', component: CurveView },
  change: { view: 'changes', component: ChangesView },
  cause: { view: 'causes', component: CausesView },
};

/** Shows insights in the view that the frames ask for or the user chose. */
export function InsightsPanel({
  data,
  options,
  width,
  height,
  timeRange,
  timeZone,
  onChangeTimeRange,
}: PanelProps<PanelOptions>) {
  const styles = useStyles2(getStyles);
  // Grafana migrates only when the plugin's version changes; dashboards are written by hand, too
  const settled = useMemo(() => migrateOptions({ options }), [options]);
  const kind = chosenKind(settled.view, data);
  const size = { width, height };
  const definition = kind && VIEW_OF_KIND[kind];
  if (!definition || framesOfKind(data.series, kind).length === 0) {
    return (
      <div className={styles.panel} style={size}>
        <NothingToShow data={data} view={settled.view} />
      </div>
    );
  }
  const { component: ViewComponent, view } = definition;
  return (
    <div className={styles.panel} style={size} data-testid={`presage-view-${view}`}>
      <ViewComponent
        data={data}
        options={settled}
        width={width}
        height={height}
        timeRange={timeRange}
        timeZone={timeZone}
        onChangeTimeRange={onChangeTimeRange}
      />
    </div>
  );
}

function chosenKind(view: View, data: PanelData): InsightKind | undefined {
  if (view === 'auto') {
    return leadingKind(data.series);
  }
  const kinds = Object.keys(VIEW_OF_KIND) as InsightKind[];
  return kinds.find((kind) => VIEW_OF_KIND[kind].view === view);
}

function NothingToShow({ data, view }: { data: PanelData; view: View }) {
  const failure = data.errors?.[0]?.message;
  if (failure || data.state === LoadingState.Error) {
    const unknown = translate(
      'nothing.failed-text',
      'The data source gave no reason. The query inspector shows its answer.'
    );
    return (
      <Explanation
        icon="exclamation-triangle"
        title={translate('nothing.failed', 'The query failed')}
        text={failure ?? unknown}
      />
    );
  }
  if (data.state === LoadingState.Loading && data.series.length === 0) {
    return <Explanation icon="sync" title={translate('nothing.loading', 'Waiting for the first answer')} text="" />;
  }
  const notice = data.series.flatMap(({ meta }) => meta?.notices ?? [])[0]?.text;
  if (data.series.every(({ length }) => length === 0)) {
    return (
      <Explanation
        title={translate('nothing.empty', 'No insights yet')}
        text={
          notice ??
          translate(
            'nothing.empty-text',
            'The query is right but has no result. An advisor that has just started needs some runs; its state is on the landing page of the exporter.'
          )
        }
      />
    );
  }
  return view === 'auto' ? (
    <Explanation
      title={translate('nothing.unknown', 'This data holds no insights')}
      text={translate(
        'nothing.unknown-text',
        'This panel draws answers of the Presage data source. For other data, choose a time series or table panel.'
      )}
    />
  ) : (
    <Explanation
      title={translate('nothing.other-kind', 'Nothing for the view “{{view}}”', { view: viewLabel(view) })}
      text={translate(
        'nothing.other-kind-text',
        'The answer holds another kind of insight. Set the option View to Automatic, or change the query.'
      )}
    />
  );
}

const getStyles = () => ({ panel: css({ position: 'relative', overflow: 'hidden' }) });
