import { type DataFrame, type Field } from '@grafana/data';
import { type CurveMeta } from '@presage/contract/frames';
import { EVICTION_POLICIES } from '@presage/contract/kinds';
import { type Cell, findField, numberColumn, rowsByTime } from './columns';
import { insightMeta } from './insight';
import { textOf } from './meta-values';

/** The miss ratios of one eviction policy, from 0 to 1, for each size of the curve. */
export interface PolicyLine {
  policy: string;
  field: Field;
  ratios: Cell[];
}

/** What the meta data of a curve says in numbers; absent where it does not or not in numbers. */
type Said = Partial<
  Record<
    | 'currentSize'
    | 'currentMissRatio'
    | 'targetMissRatio'
    | 'targetSize'
    | 'kneeSize'
    | 'advisedSize'
    | 'requests'
    | 'sampledKeys'
    | 'confidence',
    number
  >
>;

/** How often one cache would miss, over its size. */
export interface CacheCurve extends Said {
  /** Unique among the caches of the panel. */
  key: string;
  name: string;
  frame: DataFrame;
  /** Of the sizes: `bytes`, or `short` for objects. */
  sizeUnit: 'bytes' | 'short';
  /** Ascending, above 0: the axis is logarithmic. */
  sizes: number[];
  lines: PolicyLine[];
  currentPolicy?: string;
  advisedPolicy?: string;
}

const SIZE = 'size';
const NUMBERS = [
  'currentSize',
  'currentMissRatio',
  'targetMissRatio',
  'targetSize',
  'kneeSize',
  'advisedSize',
  'requests',
  'sampledKeys',
  'confidence',
] as const satisfies ReadonlyArray<keyof CurveMeta>;

/** Reads curve frames; frames without a size or without the ratios of a policy are left out. */
export function readCurves(frames: DataFrame[]): CacheCurve[] {
  return frames.flatMap((frame, index) => {
    const sizeValues = findField(frame, SIZE)?.values ?? [];
    const rows = rowsByTime(sizeValues).filter((row) => sizeValues[row] > 0);
    const lines = policyFields(frame).map((field) => ({
      policy: field.name,
      field,
      ratios: numberColumn(frame, field.name, rows),
    }));
    if (rows.length === 0 || lines.length === 0) {
      return [];
    }
    const meta: Partial<CurveMeta> = insightMeta(frame) ?? {};
    const name = textOf(meta.name);
    return [
      {
        ...numbersOf(meta),
        key: String(index),
        name: name || frame.name || String(index + 1),
        frame,
        sizeUnit: meta.sizeUnit === 'bytes' ? ('bytes' as const) : ('short' as const),
        sizes: rows.map((row) => sizeValues[row]),
        lines,
        currentPolicy: textOf(meta.currentPolicy) || undefined,
        advisedPolicy: textOf(meta.advisedPolicy) || undefined,
      },
    ];
  });
}

/** The line of a policy; of the current one when it is not named, else the first. */
export function lineOf(curve: CacheCurve, policy = curve.currentPolicy): PolicyLine {
  return curve.lines.find((line) => line.policy === policy) ?? curve.lines[0];
}

/** Miss ratio of a line at a size, linear between its points; undefined outside of them. */
export function missRatioAt({ sizes }: CacheCurve, { ratios }: PolicyLine, size: number): number | undefined {
  const right = sizes.findIndex((candidate) => candidate >= size);
  const after = ratios[right];
  if (right < 0 || after === null) {
    return undefined;
  }
  if (sizes[right] === size) {
    return after;
  }
  const before = right > 0 ? ratios[right - 1] : null;
  if (before === null) {
    return undefined;
  }
  return before + ((size - sizes[right - 1]) / (sizes[right] - sizes[right - 1])) * (after - before);
}

/** The miss ratio that the cache shows now: measured, else as its curve has it. */
export function currentMissRatio(curve: CacheCurve): number | undefined {
  if (curve.currentMissRatio !== undefined || curve.currentSize === undefined) {
    return curve.currentMissRatio;
  }
  return missRatioAt(curve, lineOf(curve), curve.currentSize);
}

function policyFields(frame: DataFrame): Field[] {
  const known: readonly string[] = EVICTION_POLICIES;
  return frame.fields.filter(({ name }) => known.includes(name));
}

function numbersOf(meta: Partial<CurveMeta>): Said {
  const said = NUMBERS.map((name) => [name, meta[name]] as const);
  return Object.fromEntries(said.filter(([, value]) => typeof value === 'number' && Number.isFinite(value)));
}
