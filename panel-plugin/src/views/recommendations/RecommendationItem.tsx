import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { Icon, useStyles2, useTheme2 } from '@grafana/ui';
import React, { useId } from 'react';
import { type RecommendationRow } from '../../data/recommendations';
import { actionLabel, recommendationFacts, stateLabel } from './facts';
import { RecommendationDetail } from './RecommendationDetail';

interface Props {
  row: RecommendationRow;
  open: boolean;
  narrow: boolean;
  timeZone: TimeZone;
  onToggle(): void;
}

/** One recommendation: title and numbers; the button opens the rest. */
export function RecommendationItem({ row, open, narrow, timeZone, onToggle }: Props) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const detailId = useId();
  const facts = recommendationFacts(row, theme, timeZone);
  const news = stateLabel(row);
  return (
    <li className={styles.item} data-testid="presage-recommendation">
      <button type="button" className={styles.head} aria-expanded={open} aria-controls={detailId} onClick={onToggle}>
        <Icon name={open ? 'angle-down' : 'angle-right'} className={styles.chevron} />
        <span className={cx(styles.main, narrow && styles.stacked)}>
          <span className={styles.words}>
            <bdi className={cx(styles.title, !open && styles.clamped)}>{row.title || row.change}</bdi>
            <span className={styles.about}>
              {[actionLabel(row.action), row.object, row.target].filter(Boolean).map((part, index) => (
                <bdi key={index} className={styles.part}>
                  {part}
                </bdi>
              ))}
              {news && <span className={cx(styles.part, styles.news)}>{news}</span>}
            </span>
          </span>
          <span className={styles.facts}>
            {facts.map(({ kind, label, value }) => (
              <span key={kind} className={cx(styles.fact, kind === 'found' && styles.found, narrow && styles.inline)}>
                <span className={styles.label}>{label} </span>
                <span className={cx(styles.value, kind === 'gain' && styles.gain)}>{value}</span>
              </span>
            ))}
          </span>
        </span>
      </button>
      <div id={detailId} hidden={!open}>
        {open && <RecommendationDetail row={row} narrow={narrow} timeZone={timeZone} />}
      </div>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  item: css({
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '&:last-child': { borderBottom: 'none' },
  }),
  head: css({
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
    width: '100%',
    padding: theme.spacing(1, 0.5),
    border: 'none',
    background: 'none',
    textAlign: 'left',
    color: theme.colors.text.primary,
    // the green of a gain is too pale on the usual colour of hovering
    '&:hover': { background: theme.colors.background.secondary },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  chevron: css({ flexShrink: 0, marginTop: theme.spacing(0.25) }),
  main: css({ flex: 1, minWidth: 0, display: 'flex', gap: theme.spacing(2), justifyContent: 'space-between' }),
  stacked: css({ flexDirection: 'column', gap: theme.spacing(0.5) }),
  words: css({ minWidth: 0, display: 'flex', flexDirection: 'column' }),
  title: css({ overflowWrap: 'anywhere', fontWeight: theme.typography.fontWeightMedium }),
  clamped: css({ display: '-webkit-box', WebkitBoxOrient: 'vertical', WebkitLineClamp: 2, overflow: 'hidden' }),
  about: css({
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: theme.spacing(1),
    minWidth: 0,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  part: css({
    maxWidth: '100%',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    '&:not(:last-child)::after': { content: '"·"', marginLeft: theme.spacing(1) },
  }),
  news: css({ color: theme.colors.warning.text }),
  facts: css({ display: 'flex', flexShrink: 0, flexWrap: 'wrap', columnGap: theme.spacing(2) }),
  fact: css({ display: 'flex', flexDirection: 'column', alignItems: 'flex-end', minWidth: 64 }),
  // as wide as the longest words, so that the columns of all rows stand in line
  found: css({ minWidth: 108 }),
  inline: css({ flexDirection: 'row', alignItems: 'baseline', gap: theme.spacing(0.5), minWidth: 0 }),
  label: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  value: css({ fontVariantNumeric: 'tabular-nums' }),
  gain: css({ color: theme.colors.success.text, fontWeight: theme.typography.fontWeightBold }),
});
