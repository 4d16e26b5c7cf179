import { useTheme2 } from '@grafana/ui';
import { FIELDS } from '@presage/contract/frames';
import React, { useMemo, useState } from 'react';
import { InsightChart } from '../../components/chart/InsightChart';
import { type Statement, Statements, STATEMENTS_MIN_HEIGHT, statementsHeight } from '../../components/chart/Statements';
import { chartRange } from '../../components/chart/ranges';
import { NothingDrawn } from '../../components/NothingDrawn';
import { readAnomalies } from '../../data/anomalies';
import { readIncidents } from '../../data/causes';
import { changeRegions, readChanges } from '../../data/changes';
import { framesOfKind } from '../../data/insight';
import { readRegions } from '../../data/regions';
import { translate } from '../../i18n';
import { type ViewProps } from '../view-props';
import { anomalyChartSeries } from './chart-series';
import { LANE_HEIGHT, Lanes } from './Lanes';
import { anomalyLanes } from './lanes';
import { anomalyStatements, anomalySummary } from './summary';

/** Below this height of the panel lanes would take the room of the curve. */
const LANES_MIN_HEIGHT = 240;
/** Stretches that a lane is cut into: enough to see a short anomaly of a long range. */
const STRETCHES = 240;

/** Measured series over the band of normal, odd points marked; several series as lanes of scores to choose from. */
export function AnomaliesView({ data, options, width, height, timeRange, timeZone, onChangeTimeRange }: ViewProps) {
  const theme = useTheme2();
  const [focus, setFocus] = useState<string>();
  const anomalies = useMemo(() => readAnomalies(framesOfKind(data.series, 'anomaly')), [data.series]);
  const explanations = useMemo(() => readExplanations(framesOfKind(data.series, 'cause')), [data.series]);
  const { showBand, showThresholds, showAnomalies } = options;
  const series = useMemo(
    () => anomalyChartSeries(anomalies, { showBand, showThresholds, showAnomalies }, theme, timeZone),
    [anomalies, showBand, showThresholds, showAnomalies, theme, timeZone]
  );
  const focused = series.some(({ name }) => name === focus) ? focus : undefined;
  const model = useMemo(
    () => ({
      series: series.filter(({ name }) => focused === undefined || name === focused),
      range: chartRange(timeRange, undefined, false),
      regions: showAnomalies
        ? [...readRegions(data.annotations ?? []), ...changeRegions(readChanges(framesOfKind(data.series, 'change')))]
        : [],
    }),
    [series, focused, showAnomalies, timeRange, data.annotations, data.series]
  );
  const lanes = useMemo(
    () => anomalyLanes(anomalies, series, model.range, STRETCHES),
    [anomalies, series, model.range]
  );

  if (anomalies.length === 0) {
    return (
      <NothingDrawn
        frames={framesOfKind(data.series, 'anomaly')}
        expected={FIELDS.expected}
        title={translate('anomalies.unreadable', 'The answer has no anomaly series that can be drawn')}
        text={translate(
          'anomalies.unreadable-text',
          'An anomaly series needs a time field and the numbers actual and score. Check transformations of this panel.'
        )}
      />
    );
  }
  const statements = anomalyStatements(anomalies, series, timeZone);
  const withLanes = lanes.length > 1 && height >= LANES_MIN_HEIGHT;
  // lanes say for each series what the statements would
  const said = withLanes ? explanations : [...explanations, ...statements];
  const words = options.showOutlook && height >= STATEMENTS_MIN_HEIGHT ? said : [];
  const lanesHeight = withLanes ? Math.min(lanes.length * LANE_HEIGHT, Math.round(height * 0.4)) : 0;
  return (
    <>
      {words.length > 0 && <Statements lines={words} named={anomalies.length > 1} />}
      {withLanes && <Lanes lanes={lanes} width={width} height={lanesHeight} focus={focused} onFocus={setFocus} />}
      <InsightChart
        model={model}
        summary={anomalySummary([...explanations, ...statements])}
        options={options}
        width={width}
        height={height - statementsHeight(words.length) - lanesHeight}
        timeZone={timeZone}
        timeRange={timeRange}
        onChangeTimeRange={onChangeTimeRange}
      />
    </>
  );
}

/** What cause rankings beside the anomalies say, one sentence an incident. */
function readExplanations(frames: Parameters<typeof readIncidents>[0]): Statement[] {
  return readIncidents(frames)
    .filter(({ explanation }) => explanation !== '')
    .map(({ name, expr, explanation }) => ({ series: name || expr, color: '', text: explanation, state: 'info' }));
}
