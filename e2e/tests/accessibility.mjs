import axe from 'axe-core';

/**
 * What axe finds to be serious or critical, in a line each.
 * @param {import('playwright-core').Page} page
 * @param {string} [selector] only below this element
 */
export async function seriousFindings(page, selector = 'body') {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    // the page is a bench for panels: it has no landmarks and no heading of the first level
    (root) => window.axe.run(root, { rules: { region: { enabled: false } } }),
    selector,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
}
