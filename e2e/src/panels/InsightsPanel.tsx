import {
  EventBusSrv,
  type FieldConfigSource,
  getPanelOptionsWithDefaults,
  type PanelData,
  type PanelPlugin,
  PluginContextProvider,
  type RawTimeRange,
  dateTime,
} from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { PanelChrome, ToolbarButton } from '@grafana/ui';
import { useMemo } from 'react';
import { useFieldOptions } from './usePanelData';

interface Props {
  plugin: PanelPlugin;
  title: string;
  description?: string;
  data: PanelData;
  options?: Record<string, unknown>;
  fieldDefaults?: Record<string, unknown>;
  width: number;
  height: number;
  onOptionsChange?: (options: Record<string, unknown>) => void;
  onZoom: (range: RawTimeRange | undefined) => void;
  zoomed: boolean;
}

/** One panel in Grafana's frame, with the props that Grafana gives to panels. */
export function InsightsPanel(props: Props) {
  const { plugin, title, description, width, height, zoomed, onZoom, onOptionsChange = () => undefined } = props;
  const { options, fieldConfig } = useMemo(
    () =>
      getPanelOptionsWithDefaults({
        plugin,
        currentOptions: props.options ?? {},
        currentFieldConfig: { defaults: props.fieldDefaults ?? {}, overrides: [] },
        isAfterPluginChange: false,
      }),
    [plugin, props.options, props.fieldDefaults],
  );
  const data = useFieldOptions(props.data, plugin, fieldConfig);
  const error = data.errors?.map(({ message }) => message).join(' ');
  return (
    <PanelChrome
      title={title}
      description={description}
      width={width}
      height={height}
      loadingState={data.state}
      statusMessage={error}
      actions={
        zoomed && (
          <ToolbarButton icon="search-minus" onClick={() => onZoom(undefined)}>
            Reset zoom
          </ToolbarButton>
        )
      }
    >
      {(innerWidth, innerHeight) => (
        <PanelBody
          {...{ plugin, title, data, options, fieldConfig, onOptionsChange, onZoom }}
          width={innerWidth}
          height={innerHeight}
        />
      )}
    </PanelChrome>
  );
}

interface BodyProps extends Pick<Props, 'plugin' | 'title' | 'data' | 'width' | 'height' | 'onZoom'> {
  options: unknown;
  fieldConfig: FieldConfigSource;
  onOptionsChange?: (options: Record<string, unknown>) => void;
}

/** The panel itself, once its options are complete and its data has them. */
export function PanelBody({ plugin, onZoom, onOptionsChange = () => undefined, ...props }: BodyProps) {
  const eventBus = useMemo(() => new EventBusSrv(), []);
  const Panel = plugin.panel;
  return (
    Panel && (
      <PluginContextProvider meta={plugin.meta}>
        <Panel
          {...props}
          id={1}
          timeRange={props.data.timeRange}
          timeZone="browser"
          transparent={false}
          renderCounter={0}
          eventBus={eventBus}
          replaceVariables={(text, scopedVars, format) => getTemplateSrv().replace(text, scopedVars, format)}
          onOptionsChange={onOptionsChange}
          onFieldConfigChange={() => undefined}
          onChangeTimeRange={({ from, to }) => onZoom({ from: dateTime(from), to: dateTime(to) })}
        />
      </PluginContextProvider>
    )
  );
}
