import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, type LinkModel } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { DataLinkButton, IconButton, Portal, useStyles2, VizTooltipContainer } from '@grafana/ui';
import React from 'react';
import { nearestIndex } from '../../data/banded-series';
import { type Region } from '../../data/regions';
import { translate } from '../../i18n';
import { type ChartSeries } from './model';

interface Props {
  time: number;
  position: { x: number; y: number };
  series: ChartSeries[];
  regions: Region[];
  timeZone: TimeZone;
  /** A click keeps the tooltip open, with the links of the values. */
  pinned: boolean;
  onClose(): void;
}

/** Value, interval, model and confidence of each series at a time, and the annotations there. */
export function Tooltip({ time, position, series, regions, timeZone, pinned, onClose }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <Portal>
      <VizTooltipContainer
        position={position}
        offset={{ x: 12, y: 12 }}
        allowPointerEvents={pinned}
        className={styles.container}
        data-testid="presage-tooltip"
      >
        <div className={styles.time}>
          {dateTimeFormat(time, { timeZone })}
          {pinned && <IconButton name="times" aria-label={translate('tooltip.close', 'Close')} onClick={onClose} />}
        </div>
        {series.map((one) => (
          <SeriesAt key={one.key} series={one} time={time} pinned={pinned} brief={series.length > 1 && !pinned} />
        ))}
        {regions.map((region, index) => (
          <div key={index} className={styles.region}>
            <div className={cx(styles.clamped, region.anomaly && styles.anomaly)}>{region.title || region.text}</div>
            {region.title && region.text && <div className={cx(styles.clamped, styles.secondary)}>{region.text}</div>}
            {region.tags.length > 0 && (
              <div className={cx(styles.clamped, styles.secondary)}>{region.tags.join(', ')}</div>
            )}
          </div>
        ))}
      </VizTooltipContainer>
    </Portal>
  );
}

interface SeriesAtProps {
  series: ChartSeries;
  time: number;
  pinned: boolean;
  brief: boolean;
}

function SeriesAt({ series, time, pinned, brief }: SeriesAtProps) {
  const styles = useStyles2(getStyles);
  const index = nearestIndex(series.data.times, time);
  const details =
    index < 0
      ? []
      : series.details(index).filter(({ background, closer }) => !(brief && background) && (pinned || !closer));
  if (details.length === 0) {
    return null;
  }
  return (
    <div className={styles.series}>
      <div className={styles.name}>
        <span className={styles.swatch} style={{ background: series.color }} />
        <bdi className={styles.clamped}>{series.name}</bdi>
      </div>
      <dl className={styles.details}>
        {details.map(({ label, value }) => (
          <React.Fragment key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </React.Fragment>
        ))}
      </dl>
      {pinned &&
        linksOf(series, index).map((link) => <DataLinkButton key={`${link.title} ${link.href}`} link={link} />)}
    </div>
  );
}

function linksOf({ data }: ChartSeries, index: number): LinkModel[] {
  return data.field.getLinks?.({ valueRowIndex: data.rows[index] }) ?? [];
}

const getStyles = (theme: GrafanaTheme2) => ({
  container: css({ maxWidth: 420, padding: theme.spacing(1), fontSize: theme.typography.bodySmall.fontSize }),
  time: css({
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    fontWeight: theme.typography.fontWeightMedium,
  }),
  series: css({ marginTop: theme.spacing(0.75) }),
  name: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75), overflowWrap: 'anywhere' }),
  swatch: css({ flexShrink: 0, width: 14, height: 4, borderRadius: theme.shape.radius.pill }),
  details: css({
    display: 'grid',
    gridTemplateColumns: 'auto 1fr',
    columnGap: theme.spacing(2),
    margin: 0,
    paddingLeft: theme.spacing(2.5),
    '& dt': { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    '& dd': { margin: 0, textAlign: 'right', fontVariantNumeric: 'tabular-nums' },
  }),
  region: css({
    marginTop: theme.spacing(0.75),
    paddingTop: theme.spacing(0.75),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    overflowWrap: 'anywhere',
  }),
  // text from outside may be endless
  clamped: css({ display: '-webkit-box', WebkitBoxOrient: 'vertical', WebkitLineClamp: 3, overflow: 'hidden' }),
  anomaly: css({ color: theme.colors.error.text }),
  secondary: css({ color: theme.colors.text.secondary }),
});
