import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { ClipboardButton, DataLinkButton, useStyles2 } from '@grafana/ui';
import React from 'react';
import { type RecommendationRow } from '../../data/recommendations';
import { translate } from '../../i18n';
import { rowLinks } from '../display';
import { foundWords, stateWords } from './facts';

interface Props {
  row: RecommendationRow;
  narrow: boolean;
  timeZone: TimeZone;
}

/** Reason, evidence, the change and the way back of one recommendation, all as text. */
export function RecommendationDetail({ row, narrow, timeZone }: Props) {
  const styles = useStyles2(getStyles);
  const about = [
    ...Object.entries(row.labels).map(([label, value]) => ({ label, value })),
    { label: translate('detail.found', 'found'), value: foundWords(row, timeZone) },
    { label: translate('detail.state', 'state'), value: stateWords(row) },
  ].filter(({ value }) => value !== '');
  return (
    <div className={styles.detail}>
      {row.reason && (
        <p className={styles.reason} dir="auto">
          {row.reason}
        </p>
      )}
      <Statement title={translate('detail.change', 'Change')} text={row.change} />
      <Statement title={translate('detail.rollback', 'Way back')} text={row.rollback} />
      <Facts title={translate('detail.evidence', 'Evidence')} facts={row.evidence} narrow={narrow} />
      <Facts title={translate('detail.about', 'About')} facts={about} narrow={narrow} />
      <div className={styles.links}>
        {rowLinks(row.frame, row.row).map((link) => (
          <DataLinkButton key={`${link.title} ${link.href}`} link={link} />
        ))}
      </div>
    </div>
  );
}

function Statement({ title, text }: { title: string; text: string }) {
  const styles = useStyles2(getStyles);
  if (text === '') {
    return null;
  }
  return (
    <section className={styles.section}>
      <div className={styles.heading}>
        <span>{title}</span>
        <ClipboardButton
          icon="copy"
          variant="secondary"
          fill="text"
          size="sm"
          getText={() => text}
          aria-label={translate('detail.copy-what', 'Copy: {{title}}', { title })}
        >
          {translate('detail.copy', 'Copy')}
        </ClipboardButton>
      </div>
      <pre className={styles.code} tabIndex={0} dir="ltr" aria-label={title}>
        {text}
      </pre>
    </section>
  );
}

function Facts({
  title,
  facts,
  narrow,
}: {
  title: string;
  facts: Array<{ label: string; value: string }>;
  narrow: boolean;
}) {
  const styles = useStyles2(getStyles);
  if (facts.length === 0) {
    return null;
  }
  return (
    <section className={styles.section}>
      <div className={styles.heading}>{title}</div>
      <dl className={cx(styles.facts, narrow && styles.stacked)}>
        {facts.map(({ label, value }, index) => (
          <React.Fragment key={index}>
            <dt dir="auto">{label}</dt>
            <dd dir="auto">{value}</dd>
          </React.Fragment>
        ))}
      </dl>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  detail: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1.5),
    padding: theme.spacing(0.5, 1, 1.5, 3.5),
  }),
  reason: css({ margin: 0, maxWidth: '80ch', overflowWrap: 'anywhere' }),
  section: css({ minWidth: 0 }),
  heading: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    minHeight: theme.spacing(3),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  code: css({
    margin: 0,
    maxHeight: 240,
    overflow: 'auto',
    whiteSpace: 'pre-wrap',
    // Grafana breaks code within words
    wordBreak: 'normal',
    overflowWrap: 'anywhere',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  facts: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(8ch, max-content) 1fr',
    columnGap: theme.spacing(2),
    rowGap: theme.spacing(0.25),
    margin: 0,
    fontSize: theme.typography.bodySmall.fontSize,
    '& dt': {
      maxWidth: '48ch',
      color: theme.colors.text.secondary,
      fontWeight: theme.typography.fontWeightRegular,
      overflowWrap: 'anywhere',
    },
    '& dd': { margin: 0, overflowWrap: 'anywhere' },
  }),
  stacked: css({ gridTemplateColumns: '1fr', '& dd': { marginBottom: theme.spacing(0.5) } }),
  links: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), '&:empty': { display: 'none' } }),
});
