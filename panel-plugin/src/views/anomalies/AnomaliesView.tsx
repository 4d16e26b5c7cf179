import { useTheme2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import { InsightChart } from '../../components/chart/InsightChart';
import { Statements, STATEMENTS_MIN_HEIGHT, statementsHeight } from '../../components/chart/Statements';
import { chartRange } from '../../components/chart/ranges';
import { Explanation } from '../../components/Explanation';
import { readAnomalies } from '../../data/anomalies';
import { framesOfKind } from '../../data/insight';
import { readRegions } from '../../data/regions';
import { translate } from '../../i18n';
import { type ViewProps } from '../view-props';
import { anomalyChartSeries } from './chart-series';
import { anomalyStatements, anomalySummary } from './summary';

/** Measured series over the band of normal, odd points marked. */
export function AnomaliesView({ data, options, width, height, timeRange, timeZone, onChangeTimeRange }: ViewProps) {
  const theme = useTheme2();
  const anomalies = useMemo(() => readAnomalies(framesOfKind(data.series, 'anomaly')), [data.series]);
  const { showBand, showThresholds, showAnomalies } = options;
  const model = useMemo(
    () => ({
      series: anomalyChartSeries(anomalies, { showBand, showThresholds, showAnomalies }, theme, timeZone),
      range: chartRange(timeRange, undefined, false),
      regions: showAnomalies ? readRegions(data.annotations ?? []) : [],
    }),
    [anomalies, showBand, showThresholds, showAnomalies, theme, timeZone, timeRange, data.annotations]
  );

  if (anomalies.length === 0) {
    return (
      <Explanation
        title={translate('anomalies.unreadable', 'The answer has no anomaly series that can be drawn')}
        text={translate(
          'anomalies.unreadable-text',
          'An anomaly series needs a time field and the numbers actual and score. Check transformations of this panel.'
        )}
      />
    );
  }
  const statements = anomalyStatements(anomalies, model.series, timeZone);
  const words = options.showOutlook && height >= STATEMENTS_MIN_HEIGHT ? statements : [];
  return (
    <>
      {words.length > 0 && <Statements lines={words} named={anomalies.length > 1} />}
      <InsightChart
        model={model}
        summary={anomalySummary(statements)}
        options={options}
        width={width}
        height={height - statementsHeight(words.length)}
        timeZone={timeZone}
        onChangeTimeRange={onChangeTimeRange}
      />
    </>
  );
}
