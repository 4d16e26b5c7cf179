import { apiPage } from './api-page.js';
import { errorsPage } from './errors-page.js';
import { metricsPage } from './metrics-page.js';

/** Every generated page: file name under docs/ and its text. */
export function pages(): Record<string, string> {
  return { 'metrics.md': metricsPage(), 'api.md': apiPage(), 'errors.md': errorsPage() };
}
