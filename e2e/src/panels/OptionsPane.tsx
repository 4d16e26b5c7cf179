import { type PanelData, PanelOptionsEditorBuilder, type PanelPlugin } from '@grafana/data';
import { Field } from '@grafana/ui';
import { cloneDeep, get, groupBy, set } from 'lodash';
import { useMemo } from 'react';

interface Props {
  plugin: PanelPlugin;
  data: PanelData;
  options: Record<string, unknown>;
  onChange: (options: Record<string, unknown>) => void;
}

/** The options of a panel plugin, by category, with the editors that the plugin names. */
export function OptionsPane({ plugin, data, options, onChange }: Props) {
  const items = useMemo(() => {
    const builder = new PanelOptionsEditorBuilder();
    plugin.getPanelOptionsSupplier()(builder, { data: data.series, options });
    return builder.getItems();
  }, [plugin, data.series, options]);
  const shown = items.filter((item) => !item.showIf || item.showIf(options));
  return (
    <aside aria-label="Panel options" style={{ width: 320, overflow: 'auto' }}>
      {Object.entries(groupBy(shown, (item) => item.category?.[0] ?? 'Panel')).map(([category, ofCategory]) => (
        <section key={category}>
          <h5>{category}</h5>
          {ofCategory.map((item) => {
            const Editor = item.editor;
            return (
              <Field key={item.id} label={item.name} description={item.description} htmlFor={item.id}>
                <Editor
                  id={item.id}
                  item={item}
                  value={get(options, item.path)}
                  context={{ data: data.series, options }}
                  onChange={(value: unknown) => onChange(set(cloneDeep(options), item.path, value))}
                />
              </Field>
            );
          })}
        </section>
      ))}
    </aside>
  );
}
