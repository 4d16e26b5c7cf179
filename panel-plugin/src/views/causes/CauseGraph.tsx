import { type TimeZone } from '@grafana/schema';
import { useTheme2 } from '@grafana/ui';
import React, { useId } from 'react';
import { tickLabels } from '../../components/chart/time-axis';
import { type Incident } from '../../data/causes';
import { translate } from '../../i18n';
import { AXIS_HEIGHT, causeGraph, ROW_HEIGHT } from './graph';

/** Room that the word in the shaded incident needs. */
const LABEL_WIDTH = 64;

interface Props {
  incident: Incident;
  width: number;
  /** Place of the cause whose arrows stand out. */
  focus?: number;
  timeZone: TimeZone;
}

/** When each series left its normal, from left to right, and which moved before which. The list says the same in words. */
export function CauseGraph({ incident, width, focus, timeZone }: Props) {
  const { colors, typography } = useTheme2();
  const head = useId();
  const graph = causeGraph(incident, width);
  const height = incident.causes.length * ROW_HEIGHT;
  const times = graph.span ? axisLabels(graph.span, timeZone) : [];
  const [from, to] = graph.incident ?? [0, 0];
  const touches = (places: number[]) => focus === undefined || places.includes(focus);
  return (
    <svg
      width={width}
      height={height + AXIS_HEIGHT}
      role="img"
      aria-label={translate('causes.graph', 'Onset of each series, and which moved before which')}
      data-testid="presage-graph"
    >
      <defs>
        <marker
          id={head}
          viewBox="0 0 8 8"
          refX={14}
          refY={4}
          markerUnits="userSpaceOnUse"
          markerWidth={8}
          markerHeight={8}
          orient="auto"
        >
          <path d="M0,0 L8,4 L0,8 z" fill={colors.text.secondary} />
        </marker>
      </defs>
      {graph.incident && (
        <>
          <rect x={from} y={0} width={Math.max(to - from, 1)} height={height} fill={colors.error.transparent} />
          {to - from >= LABEL_WIDTH && (
            <text x={from + 6} y={12} fill={colors.text.secondary} fontSize={typography.bodySmall.fontSize}>
              {translate('causes.incident', 'Incident')}
            </text>
          )}
        </>
      )}
      {times.map((label, index) => (
        <text
          key={index}
          x={index === 0 ? 0 : index === times.length - 1 ? width : width / 2}
          y={height + AXIS_HEIGHT - 6}
          textAnchor={index === 0 ? 'start' : index === times.length - 1 ? 'end' : 'middle'}
          fill={colors.text.secondary}
          fontSize={typography.bodySmall.fontSize}
        >
          {label}
        </text>
      ))}
      {graph.dots.map(({ place, y }) => (
        <line key={place} x1={0} x2={width} y1={y} y2={y} stroke={colors.border.weak} />
      ))}
      {graph.arrows.map((arrow, index) => (
        <path
          key={index}
          d={arrow.path}
          fill="none"
          stroke={colors.text.secondary}
          strokeWidth={1 + 2 * Math.abs(arrow.strength)}
          // a series that goes down where the other goes up
          strokeDasharray={arrow.strength < 0 ? '4 3' : undefined}
          opacity={touches([arrow.from, arrow.to]) ? 0.9 : 0.15}
          markerEnd={`url(#${head})`}
        />
      ))}
      {graph.dots.map(({ place, x, y }) => (
        <circle
          key={place}
          cx={x}
          cy={y}
          r={4 + 4 * incident.causes[place].score}
          fill={place === 0 ? colors.error.main : colors.warning.main}
          opacity={touches([place]) ? 1 : 0.4}
        />
      ))}
    </svg>
  );
}

/** Beginning, middle and end of the span that the graph shows. */
function axisLabels({ from, to }: { from: number; to: number }, timeZone: TimeZone): string[] {
  const half = (to - from) / 2;
  return tickLabels([from, from + half, to], half, to - from, timeZone);
}
