import {
  FieldConfigProperty,
  type FieldConfigPropertyItem,
  identityOverrideProcessor,
  type SelectableValue,
  type StandardEditorProps,
  type StandardEditorsRegistryItem,
} from '@grafana/data';
import { ColorPicker, Combobox, Input, RadioButtonGroup, Switch, UnitPicker } from '@grafana/ui';
import type { ComponentType } from 'react';

type Editor<V, S = object> = StandardEditorProps<V, S>;
type Choices = { options?: Array<SelectableValue<string>> };

const TextEditor = ({ id, value, onChange }: Editor<string>) => (
  <Input id={id} value={value ?? ''} onChange={(event) => onChange(event.currentTarget.value)} />
);
const NumberEditor = ({ id, value, onChange }: Editor<number | undefined>) => (
  <Input
    id={id}
    type="number"
    value={value ?? ''}
    onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? undefined : Number(currentTarget.value))}
  />
);
const BooleanEditor = ({ id, value, onChange }: Editor<boolean>) => (
  <Switch id={id} value={value} onChange={(event) => onChange(event.currentTarget.checked)} />
);
const SelectEditor = ({ id, value, onChange, item }: Editor<string, Choices>) => (
  <Combobox
    id={id}
    value={value}
    options={(item.settings?.options ?? []).map((option) => ({ value: option.value ?? '', label: option.label }))}
    onChange={(option) => onChange(option.value)}
  />
);
const RadioEditor = ({ id, value, onChange, item }: Editor<string, Choices>) => (
  <RadioButtonGroup id={id} value={value} options={item.settings?.options ?? []} onChange={onChange} />
);
const UnitEditor = ({ value, onChange }: Editor<string>) => <UnitPicker value={value} onChange={onChange} />;
const ColorEditor = ({ value, onChange }: Editor<string>) => (
  <ColorPicker color={value ?? 'green'} onChange={onChange} />
);
const NoEditor = () => <span>Only in Grafana</span>;

const EDITORS: Record<string, ComponentType<never>> = {
  text: TextEditor,
  number: NumberEditor,
  boolean: BooleanEditor,
  select: SelectEditor,
  radio: RadioEditor,
  unit: UnitEditor,
  color: ColorEditor,
};
/** Editors that panels may name but this page cannot show: they live in Grafana itself, not in its libraries. */
const MISSING = ['strings', 'multi-select', 'slider', 'field-name', 'links', 'actions', 'thresholds', 'mappings'];

/** Grafana's editors of panel options, rebuilt of its public inputs. */
export const standardEditors = (): StandardEditorsRegistryItem[] => [
  ...Object.entries(EDITORS).map(([id, editor]) => ({
    id,
    name: id,
    editor: editor as StandardEditorsRegistryItem['editor'],
  })),
  ...MISSING.map((id) => ({ id, name: id, editor: NoEditor })),
];

const FIELD_OPTIONS: Array<[FieldConfigProperty, string, ComponentType<never>]> = [
  [FieldConfigProperty.Unit, 'Unit', UnitEditor],
  [FieldConfigProperty.Min, 'Min', NumberEditor],
  [FieldConfigProperty.Max, 'Max', NumberEditor],
  [FieldConfigProperty.Decimals, 'Decimals', NumberEditor],
  [FieldConfigProperty.DisplayName, 'Display name', TextEditor],
  [FieldConfigProperty.NoValue, 'No value', TextEditor],
  [FieldConfigProperty.Color, 'Color', NoEditor],
  [FieldConfigProperty.Thresholds, 'Thresholds', NoEditor],
  [FieldConfigProperty.Mappings, 'Mappings', NoEditor],
  [FieldConfigProperty.Links, 'Links', NoEditor],
];

/** Grafana's standard field options; values pass through as they are. */
export const standardFieldOptions = (): FieldConfigPropertyItem[] =>
  FIELD_OPTIONS.map(([id, name, editor]) => ({
    id,
    path: id,
    name,
    editor: editor as FieldConfigPropertyItem['editor'],
    override: editor as FieldConfigPropertyItem['override'],
    process: identityOverrideProcessor,
    shouldApply: () => true,
    settings: {},
  }));
