import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import React from 'react';
import { translate } from '../../i18n';

/** What is the case with one series, in words. */
export interface Statement {
  series: string;
  /** Colour of the series in the chart. */
  color: string;
  /** A predicate whose subject is the series, e.g. `crosses 80 GB in 3 d 4 h (2 d to 6 d)`. */
  text: string;
  state: 'error' | 'warning' | 'info' | 'success';
}

/** Below this height of the panel the words would take the room of the curve. */
export const STATEMENTS_MIN_HEIGHT = 180;

/** More lines than this take the room from the curve; the most pressing are first. */
const SHOWN = 3;

const ICONS: Record<Statement['state'], IconName> = {
  error: 'exclamation-circle',
  warning: 'exclamation-triangle',
  info: 'info-circle',
  success: 'check-circle',
};

/** Statements above the chart, named when there are several series. */
export function Statements({ lines, named }: { lines: Statement[]; named: boolean }) {
  const styles = useStyles2(getStyles);
  // one line more takes the room of "and 1 more"
  const shown = lines.length === SHOWN + 1 ? lines.length : SHOWN;
  const rest = lines.length - shown;
  return (
    <ul className={styles.list} aria-label={translate('outlook.label', 'Outlook')} data-testid="presage-outlook">
      {lines.slice(0, shown).map((line, index) => (
        <li key={index} className={styles.line} title={`${line.series} ${line.text}`}>
          <Icon name={ICONS[line.state]} size="sm" className={styles[line.state]} />
          {named && (
            <>
              <span className={styles.swatch} style={{ background: line.color }} />
              <strong
                className={cx(styles.text, styles.name)}
                style={{ minWidth: `${Math.min(line.series.length, 6)}ch` }}
              >
                {line.series}
              </strong>
            </>
          )}
          <span className={styles.text}>{line.text}</span>
        </li>
      ))}
      {rest > 0 && <li className={styles.rest}>{translate('outlook.more', 'and {{rest}} more', { rest })}</li>}
    </ul>
  );
}

/** Height in pixels that so many statements take. */
export function statementsHeight(lines: number): number {
  return lines === 0 ? 0 : Math.min(lines, SHOWN + 1) * LINE_HEIGHT + LIST_GAP;
}

const LINE_HEIGHT = 20;
const LIST_GAP = 4;

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, paddingBottom: LIST_GAP, fontSize: theme.typography.bodySmall.fontSize }),
  line: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75), height: LINE_HEIGHT, minWidth: 0 }),
  text: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  // the name gives way first: what is said about it matters more
  name: css({ flexShrink: 1000 }),
  swatch: css({ flexShrink: 0, width: 14, height: 4, borderRadius: theme.shape.radius.pill }),
  rest: css({ height: LINE_HEIGHT, paddingLeft: theme.spacing(2.5), color: theme.colors.text.secondary }),
  error: css({ color: theme.colors.error.text, flexShrink: 0 }),
  warning: css({ color: theme.colors.warning.text, flexShrink: 0 }),
  info: css({ color: theme.colors.info.text, flexShrink: 0 }),
  success: css({ color: theme.colors.success.text, flexShrink: 0 }),
});
