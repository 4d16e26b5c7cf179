import {
  type DisplayProcessor,
  FieldType,
  getDisplayProcessor,
  getFieldSeriesColor,
  type GrafanaTheme2,
} from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { type Cell } from '../../data/columns';
import { type CacheCurve, currentMissRatio, lineOf, missRatioAt } from '../../data/curves';
import { translate } from '../../i18n';
import { policyLabel } from './policies';

/** One policy as it is drawn. */
export interface PolicyCurve {
  key: string;
  name: string;
  color: string;
  /** Tells lines apart where colours do not. */
  dash: number[];
  /** The policy that the cache has now is drawn stronger. */
  current: boolean;
  ratios: Cell[];
  display: DisplayProcessor;
  legendValues: Array<{ title: string; value: number | undefined }>;
}

/** A size worth a vertical line, and the miss ratio there when it is known. */
export interface SizeMark {
  kind: 'current' | 'target' | 'knee' | 'advised';
  label: string;
  size: number;
  ratio?: number;
  color: string;
}

export interface CurveModel {
  sizes: number[];
  curves: PolicyCurve[];
  marks: SizeMark[];
  targetRatio?: number;
  /** Limits of the ratio axis from the standard options. */
  limits: { min?: number; max?: number };
  ratio: DisplayProcessor;
  size: DisplayProcessor;
  binary: boolean;
}

const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 5], [14, 4], [1, 5]];

/** A cache's curve as the chart draws it. */
export function curveModel(curve: CacheCurve, theme: GrafanaTheme2, timeZone: TimeZone): CurveModel {
  const { config } = lineOf(curve).field;
  return {
    sizes: curve.sizes,
    curves: curve.lines.map(({ policy, field, ratios }, index): PolicyCurve => {
      const line = { ratios, policy, field };
      return {
        key: policy,
        name: field.config.displayName || policyLabel(policy),
        color: getFieldSeriesColor({ ...field, state: { ...field.state, seriesIndex: index } }, theme).color,
        dash: DASHES[index % DASHES.length],
        current: policy === curve.currentPolicy,
        ratios,
        display: ratioDisplay(field.config, theme, timeZone),
        legendValues: [
          {
            title: translate('curve.now', 'Now'),
            value: curve.currentSize === undefined ? undefined : missRatioAt(curve, line, curve.currentSize),
          },
        ],
      };
    }),
    marks: sizeMarks(curve, theme),
    targetRatio: curve.targetMissRatio,
    limits: { min: config.min ?? undefined, max: config.max ?? undefined },
    ratio: ratioDisplay(config, theme, timeZone),
    size: getDisplayProcessor({
      field: { type: FieldType.number, config: { unit: curve.sizeUnit } },
      theme,
      timeZone,
    }),
    binary: curve.sizeUnit === 'bytes',
  };
}

/** The sizes that matter, in ascending order. A size that two of them share carries both names. */
export function sizeMarks(curve: CacheCurve, { colors }: GrafanaTheme2): SizeMark[] {
  const at = (size: number | undefined, policy?: string) =>
    size === undefined ? undefined : missRatioAt(curve, lineOf(curve, policy), size);
  const marks: Array<Omit<SizeMark, 'size'> & { size?: number }> = [
    {
      kind: 'current',
      label: translate('curve.mark-current', 'now'),
      size: curve.currentSize,
      ratio: currentMissRatio(curve),
      color: colors.text.primary,
    },
    {
      kind: 'advised',
      label: translate('curve.mark-advised', 'advised'),
      size: curve.advisedSize,
      ratio: at(curve.advisedSize, curve.advisedPolicy),
      color: colors.success.text,
    },
    {
      kind: 'target',
      label: translate('curve.mark-target', 'target'),
      size: curve.targetSize,
      color: colors.info.text,
    },
    { kind: 'knee', label: translate('curve.mark-knee', 'knee'), size: curve.kneeSize, color: colors.text.secondary },
  ];
  const known = marks.flatMap((mark) =>
    mark.size !== undefined && mark.size > 0 ? [{ ...mark, size: mark.size }] : []
  );
  return merged(known).sort((a, b) => a.size - b.size);
}

function merged(marks: SizeMark[]): SizeMark[] {
  const kept: SizeMark[] = [];
  for (const mark of marks) {
    const same = kept.find(({ size }) => size === mark.size);
    if (same) {
      same.label = `${same.label}, ${mark.label}`;
    } else {
      kept.push({ ...mark });
    }
  }
  return kept;
}

/** Ratios are per cent unless the options say otherwise. */
function ratioDisplay(
  config: CacheCurve['lines'][number]['field']['config'],
  theme: GrafanaTheme2,
  timeZone: TimeZone
) {
  const given = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined && value !== ''));
  const field = { type: FieldType.number, config: { unit: 'percentunit', ...given } };
  return getDisplayProcessor({ field, theme, timeZone });
}
