import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Portal, useStyles2, VizTooltipContainer } from '@grafana/ui';
import React from 'react';
import { type Cursor } from '../../components/chart/Canvas';
import { formatValue } from '../../components/chart/model';
import { type CurveModel } from './model';

/** The miss ratio of each policy at one size, the lowest first. */
export function CurveTooltip({ model, cursor }: { model: CurveModel; cursor: Cursor }) {
  const styles = useStyles2(getStyles);
  const index = model.sizes.indexOf(cursor.at);
  const rows = model.curves
    .map(({ key, name, color, ratios, display }) => ({ key, name, color, display, ratio: ratios[index] ?? null }))
    .filter(({ ratio }) => ratio !== null)
    .sort((a, b) => Number(a.ratio) - Number(b.ratio));
  return (
    <Portal>
      <VizTooltipContainer position={cursor} offset={{ x: 12, y: 12 }} data-testid="presage-tooltip">
        <div className={styles.size}>{formatValue(model.size, cursor.at)}</div>
        <dl className={styles.ratios}>
          {rows.map(({ key, name, color, display, ratio }) => (
            <React.Fragment key={key}>
              <dt>
                <span className={styles.swatch} style={{ background: color }} />
                {name}
              </dt>
              <dd>{formatValue(display, ratio)}</dd>
            </React.Fragment>
          ))}
        </dl>
      </VizTooltipContainer>
    </Portal>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  size: css({ fontWeight: theme.typography.fontWeightMedium }),
  ratios: css({
    display: 'grid',
    gridTemplateColumns: 'auto 1fr',
    columnGap: theme.spacing(2),
    margin: 0,
    fontSize: theme.typography.bodySmall.fontSize,
    '& dt': { display: 'flex', alignItems: 'center', fontWeight: theme.typography.fontWeightRegular },
    '& dd': { margin: 0, textAlign: 'right', fontVariantNumeric: 'tabular-nums' },
  }),
  swatch: css({ width: 14, height: 4, marginRight: theme.spacing(0.75), borderRadius: theme.shape.radius.pill }),
});
