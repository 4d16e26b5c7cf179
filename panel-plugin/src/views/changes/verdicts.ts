import { type GrafanaTheme2 } from '@grafana/data';
import { type IconName } from '@grafana/ui';
import { type Verdict } from '@presage/contract/kinds';
import { translate } from '../../i18n';

/** Word, shape and colour of a verdict: the shape tells it where the colour does not. */
export function verdictLook(
  verdict: Verdict,
  { colors }: GrafanaTheme2
): { label: string; icon: IconName; color: string } {
  return {
    worse: {
      label: translate('verdict.worse', 'Worse'),
      icon: 'exclamation-triangle' as const,
      color: colors.error.text,
    },
    better: { label: translate('verdict.better', 'Better'), icon: 'check' as const, color: colors.success.text },
    same: { label: translate('verdict.same', 'No change'), icon: 'minus' as const, color: colors.text.secondary },
    unsure: {
      label: translate('verdict.unsure', 'Unsure'),
      icon: 'question-circle' as const,
      color: colors.warning.text,
    },
  }[verdict];
}
