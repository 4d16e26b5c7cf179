import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { Button, DataLinkButton, Icon, useStyles2, useTheme2 } from '@grafana/ui';
import React from 'react';
import { type Change } from '../../data/changes';
import { translate } from '../../i18n';
import { rowLinks } from '../display';
import { changeFacts } from './facts';
import { verdictLook } from './verdicts';

interface Props {
  change: Change;
  narrow: boolean;
  timeZone: TimeZone;
  /** Looks at the time around the change. */
  onZoom(): void;
}

/** One change: verdict, series, sentence, numbers and when. */
export function ChangeItem({ change, narrow, timeZone, onZoom }: Props) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const { label, icon, color } = verdictLook(change.verdict, theme);
  const { levels, effect, confidence } = changeFacts(change, theme, timeZone);
  const time = dateTimeFormat(change.time, { timeZone });
  return (
    <li className={cx(styles.item, narrow && styles.stacked)} data-testid="presage-change">
      <span className={styles.verdict} style={{ color }}>
        <Icon name={icon} size="sm" />
        {label}
      </span>
      <span className={styles.words}>
        <bdi className={styles.series} title={change.series}>
          {change.series}
        </bdi>
        {change.text && (
          <span className={styles.text} title={change.text} dir="auto">
            {change.text}
          </span>
        )}
        <span className={styles.links}>
          <Button
            size="sm"
            fill="text"
            icon="search-plus"
            onClick={onZoom}
            aria-label={translate('changes.zoom', 'Show the time around {{time}}', { time })}
          >
            {time}
          </Button>
          {rowLinks(change.frame, change.row).map((link) => (
            <DataLinkButton key={`${link.title} ${link.href}`} link={link} />
          ))}
        </span>
      </span>
      <span className={styles.numbers}>
        {effect && (
          <span className={styles.effect} style={{ color }}>
            {effect}
          </span>
        )}
        {levels && <span className={styles.small}>{levels}</span>}
        {confidence && (
          <span className={styles.small}>{translate('changes.confidence', '{{confidence}} sure', { confidence })}</span>
        )}
      </span>
    </li>
  );
}

const twoLines = {
  display: '-webkit-box',
  WebkitBoxOrient: 'vertical',
  WebkitLineClamp: 2,
  overflow: 'hidden',
} as const;

const getStyles = (theme: GrafanaTheme2) => ({
  item: css({
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(1.5),
    padding: theme.spacing(0.75, 0.5),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '&:last-child': { borderBottom: 'none' },
  }),
  stacked: css({ flexWrap: 'wrap', columnGap: theme.spacing(1.5), rowGap: 0 }),
  verdict: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    width: '11ch',
    flexShrink: 0,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  words: css({ flex: 1, minWidth: '20ch', display: 'flex', flexDirection: 'column' }),
  series: css({ ...twoLines, overflowWrap: 'anywhere', fontWeight: theme.typography.fontWeightMedium }),
  text: css({
    ...twoLines,
    overflowWrap: 'anywhere',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  links: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', marginLeft: theme.spacing(-1) }),
  numbers: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-end',
    fontVariantNumeric: 'tabular-nums',
  }),
  effect: css({ fontWeight: theme.typography.fontWeightBold }),
  small: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
