import { dateTimeFormat } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { useTheme2 } from '@grafana/ui';
import React from 'react';
import { tickLabels, timeTicks } from '../../components/chart/time-axis';
import { type Change } from '../../data/changes';
import { translate } from '../../i18n';
import { verdictLook } from './verdicts';

/** Height in pixels that the strip takes of the panel. */
export const STRIP_HEIGHT = 44;

const MARGIN = 8;
const AXIS = 26;

interface Props {
  changes: Change[];
  range: { from: number; to: number };
  width: number;
  timeZone: TimeZone;
}

/** The changes over the time range of the dashboard; the list below says the same in words. */
export function ChangeStrip({ changes, range, width, timeZone }: Props) {
  const theme = useTheme2();
  const x = (time: number) => MARGIN + ((time - range.from) / (range.to - range.from || 1)) * (width - 2 * MARGIN);
  const ticks = timeTicks(range, width);
  const labels = tickLabels(ticks, ticks.length > 1 ? ticks[1] - ticks[0] : 0, range.to - range.from, timeZone);
  return (
    <svg
      width={width}
      height={STRIP_HEIGHT}
      role="img"
      aria-label={translate('changes.strip', 'Changes over time')}
      data-testid="presage-strip"
    >
      <line x1={MARGIN} x2={width - MARGIN} y1={AXIS} y2={AXIS} stroke={theme.colors.border.medium} />
      {ticks.map((tick, index) => (
        <text
          key={tick}
          x={x(tick)}
          y={STRIP_HEIGHT - 4}
          textAnchor={index === 0 ? 'start' : index === ticks.length - 1 ? 'end' : 'middle'}
          fill={theme.colors.text.secondary}
          fontSize={theme.typography.bodySmall.fontSize}
        >
          {labels[index]}
        </text>
      ))}
      {changes
        .filter(({ time }) => time >= range.from && time <= range.to)
        .map((change, index) => (
          <Mark
            key={index}
            x={x(change.time)}
            // what got worse stands above the line, what got better hangs below
            up={change.verdict !== 'better'}
            color={verdictLook(change.verdict, theme).color}
            title={`${dateTimeFormat(change.time, { timeZone })} ${change.series}`}
          />
        ))}
    </svg>
  );
}

function Mark({ x, up, color, title }: { x: number; up: boolean; color: string; title: string }) {
  const tip = up ? AXIS - 18 : AXIS + 8;
  return (
    <g stroke={color} fill={color}>
      <title>{title}</title>
      <line x1={x} x2={x} y1={AXIS} y2={tip} strokeWidth={2} />
      <circle cx={x} cy={tip} r={4} />
    </g>
  );
}
