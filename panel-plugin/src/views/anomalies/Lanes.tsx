import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import React from 'react';
import { translate } from '../../i18n';
import { type Lane, levelPath, type Level } from './lanes';

/** Height of a lane in pixels. */
export const LANE_HEIGHT = 24;

const STRIP_HEIGHT = 18;

interface Props {
  lanes: Lane[];
  width: number;
  height: number;
  /** Name of the series that the chart shows alone. */
  focus?: string;
  onFocus(name: string | undefined): void;
}

/** Scores of all series over time, one lane each, the worst on top. A click shows that series alone in the chart. */
export function Lanes({ lanes, width, height, focus, onFocus }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <ul
      className={styles.lanes}
      style={{ height }}
      aria-label={translate('lanes.label', 'Scores of each series')}
      data-testid="presage-lanes"
    >
      {lanes.map((lane) => (
        <li key={lane.name}>
          <button
            type="button"
            className={cx(styles.lane, lane.name === focus && styles.focused)}
            aria-pressed={lane.name === focus}
            onClick={() => onFocus(lane.name === focus ? undefined : lane.name)}
          >
            <span className={styles.swatch} style={{ background: lane.color }} />
            <bdi className={styles.name} title={lane.name}>
              {lane.name}
            </bdi>
            <span className={styles.count}>{laneWords(lane)}</span>
            <Strip lane={lane} width={Math.round(width * 0.6)} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function laneWords({ warmup, anomalies, worst }: Lane): string {
  if (warmup) {
    return translate('lanes.warmup', 'learning');
  }
  return anomalies === 0
    ? translate('lanes.none', 'normal')
    : translate('lanes.count', '{{anomalies}}, worst {{worst}}', { anomalies, worst: worst.toFixed(1) });
}

function Strip({ lane, width }: { lane: Lane; width: number }) {
  const { colors } = useTheme2();
  const fills: Array<[Level, string]> = [
    [0.5, colors.border.strong],
    [1, colors.warning.main],
    [2, colors.error.main],
  ];
  return (
    <svg width={width} height={STRIP_HEIGHT} aria-hidden>
      <rect y={STRIP_HEIGHT - 1} width={width} height={1} fill={colors.border.weak} />
      {fills.map(([level, fill]) => (
        <path key={level} d={levelPath(lane, level, width, STRIP_HEIGHT)} fill={fill} />
      ))}
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  lanes: css({ listStyle: 'none', margin: 0, padding: 0, overflowX: 'hidden', overflowY: 'auto' }),
  lane: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    width: '100%',
    height: LANE_HEIGHT,
    padding: theme.spacing(0, 0.5),
    border: 'none',
    background: 'none',
    textAlign: 'left',
    color: theme.colors.text.primary,
    fontSize: theme.typography.bodySmall.fontSize,
    '&:hover': { background: theme.colors.action.hover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  focused: css({ background: theme.colors.action.selected }),
  swatch: css({ flexShrink: 0, width: 14, height: 4, borderRadius: theme.shape.radius.pill }),
  name: css({ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  count: css({ color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
});
