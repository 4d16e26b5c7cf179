import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import type { Replace } from '../queries/interpolation';
import { planQueries } from '../queries/plan';
import type { PresageQuery } from '../queries/query';

interface Props {
  id: string;
  query: PresageQuery;
  replace: Replace;
}

/** What the exporter will be asked, variables replaced: opened on demand, follows what is typed. */
export function Preview({ id, query, replace }: Props) {
  const styles = useStyles2(getStyles);
  const [open, setOpen] = useState(false);
  const { queries, errors } = planQueries([query], {}, replace);
  const lines = [
    ...errors.map(({ message }) => message),
    ...queries.map(({ refId: _, ...sent }) => JSON.stringify(sent)),
  ];
  return (
    <div>
      <Button
        size="sm"
        fill="text"
        variant="secondary"
        icon={open ? 'angle-down' : 'angle-right'}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        What is asked
      </Button>
      <pre id={id} hidden={!open} className={styles.lines}>
        {lines.join('\n')}
      </pre>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  lines: css({
    margin: theme.spacing(0.5, 0, 0),
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
