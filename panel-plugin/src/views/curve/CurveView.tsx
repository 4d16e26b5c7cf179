import { css } from '@emotion/css';
import { TooltipDisplayMode } from '@grafana/schema';
import { useStyles2, useTheme2, VizLayout } from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import { type Cursor } from '../../components/chart/Canvas';
import { Legend } from '../../components/chart/Legend';
import { Statements, STATEMENTS_MIN_HEIGHT, statementsHeight } from '../../components/chart/Statements';
import { type Hidden, toggleSeries } from '../../components/chart/visibility';
import { Chooser, CHOOSER_HEIGHT } from '../../components/Chooser';
import { Explanation } from '../../components/Explanation';
import { readCurves } from '../../data/curves';
import { framesOfKind } from '../../data/insight';
import { translate } from '../../i18n';
import { type ViewProps } from '../view-props';
import { CurvePlot } from './CurvePlot';
import { CurveTooltip } from './CurveTooltip';
import { curveModel } from './model';
import { curveStatements } from './statements';

/** Below this a legend leaves no room for the curve. */
const LEGEND_MIN_HEIGHT = 140;

/** How often a cache misses over its size, for each policy, with the sizes that matter. */
export function CurveView({ data, options, width, height, timeZone }: ViewProps) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const [chosen, setChosen] = useState<string>();
  const [hidden, setHidden] = useState<Hidden>(new Set());
  const [cursor, setCursor] = useState<Cursor>();
  const curves = useMemo(() => readCurves(framesOfKind(data.series, 'curve')), [data.series]);
  const curve = curves.find(({ key }) => key === chosen) ?? curves[0];
  const all = useMemo(() => curve && curveModel(curve, theme, timeZone), [curve, theme, timeZone]);
  const model = useMemo(
    () => all && { ...all, curves: all.curves.filter(({ key }) => !hidden.has(key)) },
    [all, hidden]
  );
  if (!curve || !all || !model) {
    return (
      <Explanation
        title={translate('curve.unreadable', 'The answer has no curve that can be drawn')}
        text={translate(
          'curve.unreadable-text',
          'A curve needs sizes above zero and the miss ratios of at least one eviction policy. Check transformations of this panel.'
        )}
      />
    );
  }
  const statements = curveStatements(curve, all);
  const words = options.showOutlook && height >= STATEMENTS_MIN_HEIGHT ? statements : [];
  const withChooser = curves.length > 1 && height >= STATEMENTS_MIN_HEIGHT;
  const { legend, tooltip } = options;
  return (
    <>
      {withChooser && (
        <Chooser
          label={translate('curve.cache', 'Cache')}
          choices={curves.map(({ key, name }) => ({ value: key, label: name }))}
          value={curve.key}
          onChange={setChosen}
        />
      )}
      {words.length > 0 && <Statements lines={words} named={false} />}
      <VizLayout
        width={width}
        height={height - statementsHeight(words.length) - (withChooser ? CHOOSER_HEIGHT : 0)}
        legend={
          legend.showLegend && height >= LEGEND_MIN_HEIGHT ? (
            <VizLayout.Legend placement={legend.placement} maxHeight="35%" maxWidth="40%">
              <Legend
                series={all.curves}
                hidden={hidden}
                displayMode={legend.displayMode}
                placement={legend.placement}
                onToggle={(key, single) =>
                  setHidden(
                    toggleSeries(
                      hidden,
                      key,
                      all.curves.map((one) => one.key),
                      single
                    )
                  )
                }
              />
            </VizLayout.Legend>
          ) : null
        }
      >
        {(plotWidth: number, plotHeight: number) => (
          <div className={styles.plot}>
            <CurvePlot
              model={model}
              summary={`${curve.name}: ${statements.map(({ text }) => `${text}.`).join(' ')}`}
              width={plotWidth}
              height={plotHeight}
              onCursor={setCursor}
            />
            {cursor && tooltip.mode !== TooltipDisplayMode.None && <CurveTooltip model={model} cursor={cursor} />}
          </div>
        )}
      </VizLayout>
    </>
  );
}

const getStyles = () => ({ plot: css({ position: 'relative', overflow: 'hidden' }) });
