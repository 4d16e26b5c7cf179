import { type PanelProps } from '@grafana/data';
import { type PanelOptions } from '../options';

/** What the panel hands to each view. */
export type ViewProps = Pick<
  PanelProps<PanelOptions>,
  'data' | 'options' | 'width' | 'height' | 'timeRange' | 'timeZone' | 'onChangeTimeRange'
>;
