import { Button } from '@grafana/ui';
import React, { type ReactNode, useState } from 'react';
import { translate } from '../i18n';

/** Rows that are drawn at first and with each click: a browser takes seconds for thousands at once. */
const STEP = 200;

/** How many rows of a long list to draw, and the button that asks for more of them. */
export function useFirst(total: number): { limit: number; more: ReactNode } {
  const [limit, setLimit] = useState(STEP);
  const rest = Math.min(total - limit, STEP);
  const more = rest > 0 && (
    <Button size="sm" fill="text" onClick={() => setLimit(limit + STEP)}>
      {translate('list.more', 'Show {{rest}} more of {{total}}', { rest, total })}
    </Button>
  );
  return { limit, more };
}
