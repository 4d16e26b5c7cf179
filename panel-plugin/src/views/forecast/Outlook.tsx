import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import React from 'react';
import { translate } from '../../i18n';
import { type OutlookLine } from './outlook';

/** More lines than this take the room from the curve; the most pressing are first. */
const SHOWN = 3;

const ICONS: Record<OutlookLine['state'], IconName> = {
  beyond: 'exclamation-circle',
  crosses: 'exclamation-triangle',
  'may-cross': 'info-circle',
  clear: 'check-circle',
};

/** When thresholds are crossed, in words, above the chart. */
export function Outlook({ lines, named }: { lines: OutlookLine[]; named: boolean }) {
  const styles = useStyles2(getStyles);
  const rest = lines.length - SHOWN;
  return (
    <ul className={styles.list} aria-label={translate('outlook.label', 'Outlook')} data-testid="presage-outlook">
      {lines.slice(0, SHOWN).map((line, index) => (
        <li key={index} className={styles.line} title={`${line.series} ${line.text}`}>
          <Icon name={ICONS[line.state]} size="sm" className={styles[line.state]} />
          <span className={styles.text}>
            {named && <strong>{line.series} </strong>}
            {line.text}
          </span>
        </li>
      ))}
      {rest > 0 && (
        <li className={styles.rest}>{translate('outlook.more', 'and {{rest}} more thresholds', { rest })}</li>
      )}
    </ul>
  );
}

/** Height in pixels that the outlook takes for so many lines. */
export function outlookHeight(lines: number): number {
  return lines === 0 ? 0 : Math.min(lines, SHOWN + 1) * LINE_HEIGHT + LIST_GAP;
}

const LINE_HEIGHT = 20;
const LIST_GAP = 4;

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, paddingBottom: LIST_GAP, fontSize: theme.typography.bodySmall.fontSize }),
  line: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75), height: LINE_HEIGHT, minWidth: 0 }),
  text: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  rest: css({ height: LINE_HEIGHT, paddingLeft: theme.spacing(2.5), color: theme.colors.text.secondary }),
  beyond: css({ color: theme.colors.error.text, flexShrink: 0 }),
  crosses: css({ color: theme.colors.warning.text, flexShrink: 0 }),
  'may-cross': css({ color: theme.colors.info.text, flexShrink: 0 }),
  clear: css({ color: theme.colors.success.text, flexShrink: 0 }),
});
