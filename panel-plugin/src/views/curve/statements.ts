import { formatValue } from '../../components/chart/model';
import { type Statement } from '../../components/chart/Statements';
import { type CacheCurve, currentMissRatio, lineOf, missRatioAt } from '../../data/curves';
import { translate } from '../../i18n';
import { type CurveModel } from './model';
import { policyLabel } from './policies';

/** Below this a curve may be wrong by more than it says. */
const LOW_CONFIDENCE = 0.5;

type Line = Pick<Statement, 'text' | 'state'>;

/** Where the cache stands, what would be better, and how sure that is. */
export function curveStatements(curve: CacheCurve, model: CurveModel): Statement[] {
  const lines = [adviceLine(curve, model), currentLine(curve, model), targetLine(curve, model), sureLine(curve)];
  return lines.flatMap((line) => (line ? [{ ...line, series: curve.name, color: '' }] : []));
}

function currentLine(curve: CacheCurve, { size, ratio }: CurveModel): Line | undefined {
  const missed = currentMissRatio(curve);
  if (missed === undefined || curve.currentSize === undefined) {
    return undefined;
  }
  const values = {
    ratio: formatValue(ratio, missed),
    size: sizeWords(curve, size, curve.currentSize),
    policy: policyLabel(curve.currentPolicy ?? lineOf(curve).policy),
  };
  const missesTarget = curve.targetMissRatio !== undefined && missed > curve.targetMissRatio;
  return {
    state: missesTarget ? 'warning' : 'info',
    text: translate('curve.current', 'Misses {{ratio}} of requests at {{size}} with {{policy}}', values),
  };
}

function adviceLine(curve: CacheCurve, { size, ratio }: CurveModel): Line | undefined {
  const { advisedSize, advisedPolicy, currentSize } = curve;
  if (advisedSize === undefined) {
    return undefined;
  }
  const values = {
    size: sizeWords(curve, size, advisedSize),
    policy: policyLabel(advisedPolicy ?? lineOf(curve).policy),
    ratio: formatValue(ratio, missRatioAt(curve, lineOf(curve, advisedPolicy), advisedSize)),
  };
  const times = currentSize ? ` (${(advisedSize / currentSize).toPrecision(2)}×)` : '';
  return {
    state: 'success',
    text: translate('curve.advice', 'Advised: {{size}}{{times}} with {{policy}}, which misses {{ratio}}', {
      ...values,
      times,
    }),
  };
}

function targetLine(curve: CacheCurve, { size, ratio }: CurveModel): Line | undefined {
  const { targetMissRatio, targetSize, sizes } = curve;
  if (targetMissRatio === undefined) {
    return undefined;
  }
  const target = formatValue(ratio, targetMissRatio);
  if (targetSize === undefined) {
    const largest = sizeWords(curve, size, sizes[sizes.length - 1]);
    return {
      state: 'error',
      text: translate('curve.target-out-of-reach', 'No size up to {{largest}} reaches the target of {{target}}', {
        largest,
        target,
      }),
    };
  }
  const values = { target, size: sizeWords(curve, size, targetSize) };
  return { state: 'info', text: translate('curve.target', 'Reaches the target of {{target}} at {{size}}', values) };
}

function sureLine({ confidence, sampledKeys }: CacheCurve): Line | undefined {
  if (confidence === undefined || confidence >= LOW_CONFIDENCE) {
    return undefined;
  }
  const values = { keys: sampledKeys ?? '–', confidence: `${Math.round(confidence * 100)}%` };
  return {
    state: 'warning',
    text: translate('curve.unsure', 'Rests on {{keys}} sampled keys only: confidence {{confidence}}', values),
  };
}

function sizeWords({ sizeUnit }: CacheCurve, size: CurveModel['size'], value: number): string {
  const text = formatValue(size, value);
  return sizeUnit === 'bytes' ? text : translate('curve.objects', '{{text}} objects', { text });
}
