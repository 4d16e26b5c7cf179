import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { DataLinkButton, useStyles2, useTheme2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import { useFirst } from '../../components/useFirst';
import { Explanation } from '../../components/Explanation';
import { framesOfKind } from '../../data/insight';
import { readScores, type ScoreRow } from '../../data/scores';
import { translate } from '../../i18n';
import { rowLinks } from '../display';
import { type ViewProps } from '../view-props';
import { formatScore } from './format';
import { spokenOnly } from '../../components/spoken-only';

/** Lower than this the first score needs the room of the head. */
const HEAD_MIN_HEIGHT = 80;

/** Derived numbers as a table, each with its own unit. */
export function ScoresView({ data, timeZone, height }: ViewProps) {
  const styles = useStyles2(getStyles);
  const rows = useMemo(() => readScores(framesOfKind(data.series, 'score')), [data.series]);
  const { limit, more } = useFirst(rows.length);
  const severalTargets = new Set(rows.map(({ target }) => target)).size > 1;
  if (rows.length === 0) {
    return (
      <Explanation
        title={translate('scores.none', 'No scores yet')}
        text={translate('scores.none-text', 'An advisor publishes its first scores after its first complete run.')}
      />
    );
  }
  return (
    <div
      className={styles.scroll}
      style={{ height }}
      tabIndex={0}
      role="region"
      aria-label={translate('view.scores', 'Scores')}
    >
      <table className={styles.table}>
        <thead className={cx(height < HEAD_MIN_HEIGHT && spokenOnly)}>
          <tr>
            {severalTargets && <th scope="col">{translate('scores.target', 'Target')}</th>}
            <th scope="col">{translate('scores.name', 'Score')}</th>
            <th scope="col" className={styles.value}>
              {translate('scores.value', 'Value')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, limit).map((row, index) => (
            <Score key={index} row={row} withTarget={severalTargets} timeZone={timeZone} />
          ))}
        </tbody>
      </table>
      {more}
    </div>
  );
}

function Score({ row, withTarget, timeZone }: { row: ScoreRow; withTarget: boolean; timeZone: TimeZone }) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const labels = Object.entries(row.labels);
  const { text, color } = formatScore(row, theme, timeZone);
  return (
    <tr>
      {withTarget && (
        <td className={styles.target} dir="auto">
          <div className={styles.clamped} title={row.target}>
            {row.target}
          </div>
        </td>
      )}
      <td>
        <div className={styles.clamped} dir="auto" title={row.name}>
          {row.name}
          {labels.map(([key, value]) => (
            <bdi key={key} className={styles.label}>
              {`${key}=${value}`}
            </bdi>
          ))}
        </div>
        {row.description && (
          <div className={cx(styles.clamped, styles.description)} dir="auto" title={row.description}>
            {row.description}
          </div>
        )}
        {rowLinks(row.frame, row.row).map((link) => (
          <DataLinkButton key={`${link.title} ${link.href}`} link={link} />
        ))}
      </td>
      <td className={styles.value} style={{ color }}>
        {text}
      </td>
    </tr>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({ overflow: 'auto' }),
  table: css({
    width: '100%',
    '& th': {
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
      fontWeight: theme.typography.fontWeightMedium,
    },
    '& th, & td': {
      padding: theme.spacing(0.75, 1),
      textAlign: 'left',
      verticalAlign: 'top',
      overflowWrap: 'anywhere',
      borderBottom: `1px solid ${theme.colors.border.weak}`,
    },
    '& tr:last-child td': { borderBottom: 'none' },
  }),
  // `anywhere` alone lets the column shrink to one letter
  target: css({ minWidth: '12ch' }),
  clamped: css({ display: '-webkit-box', WebkitBoxOrient: 'vertical', WebkitLineClamp: 2, overflow: 'hidden' }),
  label: css({
    marginLeft: theme.spacing(1),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  description: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  value: css({
    '&&': { textAlign: 'right', whiteSpace: 'nowrap' },
    fontVariantNumeric: 'tabular-nums',
    fontWeight: theme.typography.fontWeightMedium,
  }),
});
