import { type DataFrame, VisualizationSuggestionScore, type VisualizationSuggestionsSupplier } from '@grafana/data';
import { insightMeta } from './data/insight';
import { type PanelOptions } from './options';

/** What Grafana 12.3 hands over in place of the summary of the data. */
interface SuggestionsBuilder {
  data?: { series: DataFrame[] };
  getListAppender(defaults: { name: string; pluginId: string; options: object; fieldConfig: object }): {
    append(suggestion: { name: string; score: VisualizationSuggestionScore }): void;
  };
}

/** True when a frame says that it is one of ours; other data is better drawn by Grafana's own panels. */
export function suits(frames: DataFrame[] | undefined): boolean {
  return (frames ?? []).some((frame) => insightMeta(frame) !== undefined && frame.meta?.dataTopic !== 'annotations');
}

/**
 * Supplier in both forms: from 12.4 Grafana calls a function and ignores everything else, 12.3 calls
 * `getSuggestionsForData` of whatever it was given.
 */
export function suggestionsSupplier(pluginId: string, name: string) {
  const supply: VisualizationSuggestionsSupplier<PanelOptions> = ({ rawFrames }) =>
    suits(rawFrames) ? [{ name, score: VisualizationSuggestionScore.Best }] : undefined;
  return Object.assign(supply, {
    getSuggestionsForData(builder: SuggestionsBuilder) {
      if (suits(builder.data?.series)) {
        builder
          .getListAppender({ name, pluginId, options: {}, fieldConfig: { defaults: {}, overrides: [] } })
          .append({ name, score: VisualizationSuggestionScore.Best });
      }
    },
  });
}
