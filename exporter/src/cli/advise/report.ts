import type { Evidence } from '@presage/contract/recommendation';
import type { IndexesRecommendation } from '../../advisors/indexes/findings.js';
import type { Advice } from './run.js';

/** One advised index in the JSON answer. */
function indexOf(recommendation: IndexesRecommendation, texts: ReadonlyMap<string, string>): object {
  const { id, action, title, reason, gainRatio, sizeBytes, confidence, change, rollback, evidence, labels, candidate } =
    recommendation;
  return {
    id,
    action,
    schema: labels['schemaname'],
    table: labels['relname'],
    name: labels['indexrelname'],
    ...(candidate && {
      method: candidate.method,
      columns: candidate.keys.map(({ text, column, descending }) => ({
        name: column,
        ...(text !== `"${column.replaceAll('"', '""')}"` && { expression: text }),
        descending,
      })),
      included: candidate.included ?? [],
      predicate: candidate.predicate?.text ?? null,
    }),
    title,
    reason,
    ddl: change,
    rollback,
    sizeBytes: sizeBytes ?? null,
    gainRatio: gainRatio ?? null,
    confidence,
    validated: VALIDATIONS.has(valueOf(evidence, 'validation') ?? ''),
    validation: valueOf(evidence, 'validation') ?? null,
    writeCost: Number(valueOf(evidence, 'cost of writes') ?? 0),
    disagreement: recommendation.disagreement ?? null,
    statements: (recommendation.costs ?? []).map((costs) => ({ ...costs, text: texts.get(costs.id) })),
    evidence,
  };
}

const VALIDATIONS = new Set(['planner', 'scratch']);

function valueOf(evidence: readonly Evidence[], label: string): string | undefined {
  return evidence.find((fact) => fact.label === label)?.value;
}

/** The whole advice as JSON; costs are frequency × planner units. */
export function toJson(advice: Advice): string {
  const { database, create, drop, milliseconds } = advice;
  const texts = new Map(database.shapes.map(({ id, text }) => [id, text]));
  const answer = {
    database: database.datname,
    statements: database.shapes.length,
    skipped: database.skipped,
    plannerCalls: database.plannerCalls,
    hypothetical: database.hypothetical,
    notices: database.whatIf.notices,
    milliseconds,
    ...totals(advice),
    indexes: create.map((recommendation) => indexOf(recommendation, texts)),
    drops: drop.map((recommendation) => indexOf(recommendation, texts)),
  };
  return `${JSON.stringify(answer, null, 2)}\n`;
}

function totals({ chosen, create, budgetBytes }: Advice): object {
  if (!chosen) return {};
  const { costBefore, costAfter, maintenance, bound, gapRatio } = chosen.selection;
  return {
    ...(budgetBytes !== undefined && { budgetBytes }),
    sizeBytes: create.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0),
    costBefore,
    costAfter,
    costPercent: costBefore > 0 ? (100 * costAfter) / costBefore : 100,
    maintenance,
    bound,
    gap: 100 * gapRatio,
  };
}

/** The advice for people. */
export function toText(advice: Advice): string {
  const { database, create, drop, chosen, milliseconds } = advice;
  const skipped = new Map<string, number>();
  for (const { reason } of database.skipped) skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
  const left = [...skipped].map(([reason, count]) => `${count} ${reason}`).join(', ');
  const lines = [
    `${printable(database.datname)}: ${database.shapes.length} statements in ${(milliseconds / 1_000).toFixed(1)} s` +
      ` with ${database.plannerCalls} planner calls${left === '' ? '' : `; left out: ${left}`}`,
    ...(database.hypothetical ? [] : ['HypoPG is not installed: the advice rests on the conditions alone.']),
    ...database.whatIf.notices.map(printable),
    '',
    ...[...create, ...drop].flatMap(describe),
  ];
  if (chosen && chosen.selection.costBefore > 0) {
    const { costAfter, costBefore, gapRatio } = chosen.selection;
    const percent = ((100 * costAfter) / costBefore).toFixed(2);
    lines.push(
      `Cost of the workload with the new indexes: ${percent} %, gap to the best ${(100 * gapRatio).toFixed(3)} points`,
    );
  }
  if (create.length + drop.length === 0) lines.push('Nothing to change.');
  return `${lines.join('\n')}\n`;
}

function describe({
  title,
  reason,
  change,
  gainRatio,
  sizeBytes,
  confidence,
  evidence,
}: IndexesRecommendation): string[] {
  const gain =
    gainRatio === undefined ? [] : [`without it the workload costs ${(100 * gainRatio).toFixed(1)} % of today more`];
  const size = sizeBytes === undefined ? [] : [`${(sizeBytes / 1e6).toFixed(1)} MB`];
  const facts = [...gain, ...size, `confidence ${(100 * confidence).toFixed(0)} %`];
  return [
    printable(title),
    `  ${printable(reason)}`,
    `  ${facts.join(', ')}`,
    ...evidence.map(({ label, value }) => `  ${printable(label)}: ${printable(value)}`),
    ...change.split('\n').map((line) => `  ${printable(line)}`),
    '',
  ];
}

/** Statements to run one after the other, outside of a transaction. */
export function toSql({ create, drop }: Advice): string {
  const parts = [...create, ...drop].map(
    ({ title, change, rollback }) =>
      `-- ${printable(title)}\n${change}\n-- the way back: ${printable(rollback.replaceAll('\n', ' '))}\n`,
  );
  return parts.length > 0 ? parts.join('\n') : '-- Nothing to change.\n';
}

/** Names come from the database and must not steer the terminal, nor end a comment. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
}
