import { type CauseEdge } from '@presage/contract/frames';
import { type Incident, incidentSpan } from '../../data/causes';

/** Height of a row in pixels: list and graph stand side by side. */
export const ROW_HEIGHT = 48;

/** Height in pixels of the times below the graph. */
export const AXIS_HEIGHT = 22;

/** Room beside the outermost dots. */
const MARGIN = 14;

export interface Dot {
  /** Place of the cause in the ranking. */
  place: number;
  x: number;
  y: number;
}

export interface Arrow extends CauseEdge {
  /** SVG path from dot to dot, bent so that arrows over one another stay apart. */
  path: string;
}

/** Where to draw each cause by its onset, and who moved before whom; pixels of a graph of this width. */
export function causeGraph(
  incident: Incident,
  width: number
): { dots: Dot[]; arrows: Arrow[]; incident?: [number, number]; span?: { from: number; to: number } } {
  const span = incidentSpan(incident);
  if (!span) {
    return { dots: [], arrows: [] };
  }
  const x = (time: number) => MARGIN + ((time - span.from) / (span.to - span.from)) * (width - 2 * MARGIN);
  const dots = incident.causes.flatMap(({ onset }, place): Dot[] =>
    onset === undefined ? [] : [{ place, x: x(onset), y: place * ROW_HEIGHT + ROW_HEIGHT / 2 }]
  );
  const dotOf = (place: number) => dots.find((dot) => dot.place === place);
  const arrows = incident.edges.flatMap((edge): Arrow[] => {
    const from = dotOf(edge.from);
    const to = dotOf(edge.to);
    return from && to ? [{ ...edge, path: bent(from, to) }] : [];
  });
  const { start, end } = incident;
  return { dots, arrows, span, ...(start !== undefined && end !== undefined && { incident: [x(start), x(end)] }) };
}

/** The edges of one cause in both directions, the strongest first. */
export function edgesOf({ edges }: Incident, place: number): CauseEdge[] {
  return edges
    .filter(({ from, to }) => from === place || to === place)
    .sort((a, b) => Math.abs(b.strength) - Math.abs(a.strength));
}

function bent(from: Dot, to: Dot): string {
  const middle = (from.y + to.y) / 2;
  const bulge = Math.max(from.x, to.x) + Math.min(Math.abs(to.y - from.y) / 3, 40);
  return `M${round(from.x)},${round(from.y)} Q${round(bulge)},${round(middle)} ${round(to.x)},${round(to.y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
