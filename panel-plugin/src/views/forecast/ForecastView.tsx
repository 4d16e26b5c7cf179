import { useTheme2 } from '@grafana/ui';
import { FIELDS } from '@presage/contract/frames';
import React, { useMemo } from 'react';
import { InsightChart } from '../../components/chart/InsightChart';
import { Statements, STATEMENTS_MIN_HEIGHT, statementsHeight } from '../../components/chart/Statements';
import { chartRange } from '../../components/chart/ranges';
import { readAnomalies } from '../../data/anomalies';
import { changeRegions, readChanges } from '../../data/changes';
import { commonNow, readForecasts } from '../../data/forecast';
import { framesOfKind } from '../../data/insight';
import { readRegions } from '../../data/regions';
import { translate } from '../../i18n';
import { NothingDrawn } from '../../components/NothingDrawn';
import { type ViewProps } from '../view-props';
import { forecastChartSeries } from './chart-series';
import { outlook } from './outlook';
import { forecastSummary } from './summary';

/** History, prediction with its interval, now, thresholds and when they are crossed, anomalies. */
export function ForecastView({ data, options, width, height, timeRange, timeZone, onChangeTimeRange }: ViewProps) {
  const theme = useTheme2();
  const forecasts = useMemo(() => readForecasts(framesOfKind(data.series, 'forecast')), [data.series]);
  const anomalies = useMemo(() => readAnomalies(framesOfKind(data.series, 'anomaly')), [data.series]);
  const { showBand, showThresholds, showAnomalies } = options;
  const series = useMemo(
    () => forecastChartSeries(forecasts, anomalies, { showBand, showThresholds, showAnomalies }, theme, timeZone),
    [forecasts, anomalies, showBand, showThresholds, showAnomalies, theme, timeZone]
  );
  const lines = useMemo(() => outlook(forecasts, series), [forecasts, series]);
  const model = useMemo(() => {
    const now = commonNow(forecasts);
    const dataEnd = Math.max(...forecasts.map(({ horizonEnd }) => horizonEnd ?? -Infinity));
    return {
      series,
      range: chartRange(timeRange, dataEnd, options.extendToFuture),
      regions: showAnomalies
        ? [...readRegions(data.annotations ?? []), ...changeRegions(readChanges(framesOfKind(data.series, 'change')))]
        : [],
      now: options.showNow ? now : undefined,
      shadedFrom: options.shadeFuture ? now : undefined,
    };
  }, [
    forecasts,
    series,
    timeRange,
    data.annotations,
    data.series,
    showAnomalies,
    options.extendToFuture,
    options.showNow,
    options.shadeFuture,
  ]);

  if (series.length === 0) {
    return (
      <NothingDrawn
        frames={framesOfKind(data.series, 'forecast')}
        expected={FIELDS.predicted}
        title={translate('forecast.unreadable', 'The answer has no forecast that can be drawn')}
        text={translate(
          'forecast.unreadable-text',
          'A forecast needs a time field and the numbers actual and predicted. Check transformations of this panel.'
        )}
      />
    );
  }
  const words = options.showOutlook && height >= STATEMENTS_MIN_HEIGHT ? lines : [];
  return (
    <>
      {words.length > 0 && <Statements lines={words} named={series.length > 1} />}
      <InsightChart
        model={model}
        summary={forecastSummary(forecasts, series, lines)}
        options={options}
        width={width}
        height={height - statementsHeight(words.length)}
        timeZone={timeZone}
        timeRange={timeRange}
        onChangeTimeRange={onChangeTimeRange}
      />
    </>
  );
}
