import {
  EventBusSrv,
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
  const eventBus = useMemo(() => new EventBusSrv(), []);
  const Panel = plugin.panel;
  if (!Panel) return null;
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
        <PluginContextProvider meta={plugin.meta}>
          <Panel
            id={1}
            title={title}
            data={data}
            timeRange={data.timeRange}
            timeZone="browser"
            options={options}
            fieldConfig={fieldConfig}
            transparent={false}
            width={innerWidth}
            height={innerHeight}
            renderCounter={0}
            eventBus={eventBus}
            replaceVariables={(text, scopedVars, format) => getTemplateSrv().replace(text, scopedVars, format)}
            onOptionsChange={onOptionsChange}
            onFieldConfigChange={() => undefined}
            onChangeTimeRange={({ from, to }) => onZoom({ from: dateTime(from), to: dateTime(to) })}
          />
        </PluginContextProvider>
      )}
    </PanelChrome>
  );
}
