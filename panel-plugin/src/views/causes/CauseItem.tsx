import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import { type Cause } from '../../data/causes';
import { percent } from '../forecast/percent';
import { ROW_HEIGHT } from './graph';

interface Props {
  cause: Cause;
  first: boolean;
  focused: boolean;
  onFocus(): void;
}

/** One row of the ranking: how likely, which series, in a sentence. A click brings out what belongs to it. */
export function CauseItem({ cause, first, focused, onFocus }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <li data-testid="presage-cause">
      <button
        type="button"
        className={cx(styles.row, focused && styles.focused)}
        aria-pressed={focused}
        title={cause.text}
        onClick={onFocus}
      >
        <span className={styles.score}>
          {percent(cause.score)}
          <span className={styles.track}>
            <span className={cx(styles.bar, first && styles.first)} style={{ width: percent(cause.score) }} />
          </span>
        </span>
        <span className={styles.words}>
          <bdi className={styles.series}>{cause.series}</bdi>
          <span className={styles.text} dir="auto">
            {cause.text}
          </span>
        </span>
      </button>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const oneLine = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;
  return {
    row: css({
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(1.5),
      width: '100%',
      height: ROW_HEIGHT,
      padding: theme.spacing(0, 0.5),
      border: 'none',
      background: 'none',
      textAlign: 'left',
      color: theme.colors.text.primary,
      '&:hover': { background: theme.colors.action.hover },
      '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
    }),
    focused: css({ background: theme.colors.action.selected }),
    score: css({ width: 48, flexShrink: 0, fontVariantNumeric: 'tabular-nums' }),
    track: css({
      display: 'block',
      height: 4,
      borderRadius: theme.shape.radius.pill,
      background: theme.colors.background.secondary,
    }),
    bar: css({
      display: 'block',
      height: '100%',
      borderRadius: theme.shape.radius.pill,
      background: theme.colors.warning.main,
    }),
    first: css({ background: theme.colors.error.main }),
    words: css({ flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column' }),
    series: css({ ...oneLine, fontWeight: theme.typography.fontWeightMedium }),
    text: css({ ...oneLine, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  };
};
