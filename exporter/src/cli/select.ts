import { Command, Option } from 'commander';
import { byteSize, wholeNumber } from './options.js';
import { answer, type Answer } from './select/answer.js';
import { readWhatIf } from './select/what-if-file.js';

interface SelectOptions {
  whatIf: string;
  budget: number;
  maxIndexes?: number;
  output: 'json' | 'text';
}

/** Plans beyond which the search may take long enough to say so. */
const MANY_PLANS = 20_000;

/** `presage select`: the best indexes for recorded planner answers. */
export function command(): Command {
  return new Command('select')
    .requiredOption('--what-if <file>', 'recorded planner answers in JSON, also with gzip')
    .requiredOption('--budget <size>', 'bytes for all indexes together, like 500MB, 5GB or 1GiB', byteSize)
    .option('--max-indexes <number>', 'most indexes to choose', wholeNumber(1, 1_000_000))
    .addOption(new Option('--output <format>', 'how the answer looks').choices(['json', 'text']).default('text'))
    .addHelpText(
      'after',
      `
MB is 10^6 bytes, MiB 2^20. The bound is the cost that no selection within the limits can be below; a gap of 0 is the proven best.

Examples:
  $ presage select --what-if whatif.json.gz --budget 2.5GB
  $ presage select --what-if whatif.json --budget 500MB --max-indexes 5 --output json`,
    )
    .action(run);
}

async function run({ whatIf: path, budget, maxIndexes, output }: SelectOptions): Promise<void> {
  const whatIf = await readWhatIf(path);
  const { plans, indexes, queries } = whatIf.problem;
  if (plans.length > MANY_PLANS) {
    process.stderr.write(`${queries.length} queries, ${indexes.length} indexes, ${plans.length} plans: searching\n`);
  }
  const found = answer(whatIf, {
    budgetBytes: budget,
    ...(maxIndexes !== undefined && { maximumIndexes: maxIndexes }),
  });
  process.stdout.write(output === 'json' ? `${JSON.stringify(found, null, 2)}\n` : toText(found));
}

function toText(found: Answer): string {
  const indexes = found.indexes.map(
    ({ id, name, sizeBytes, lossWithoutPercent, queries }) =>
      `  ${printable(name)} [${printable(id)}]: ${megabytes(sizeBytes)}, without it +${lossWithoutPercent.toFixed(3)} %, ` +
      `serves ${queries.map(printable).join(', ')}`,
  );
  const served = found.queries.filter(({ indexes: used }) => used.length > 0);
  const queries = served.map(
    ({ id, cost, costWithoutIndexes, indexes: used }) =>
      `  ${printable(id)}: ${costWithoutIndexes} → ${cost} with ${used.map(printable).join(' + ')}`,
  );
  return [
    `${found.indexes.length} indexes, ${megabytes(found.sizeBytes)} of ${megabytes(found.budgetBytes)}`,
    ...indexes,
    `Queries that use them: ${served.length} of ${found.queries.length}`,
    ...queries,
    `Total cost ${found.totalCost.toFixed(2)}, ${found.costPercent.toFixed(3)} % of ${found.costWithoutIndexes.toFixed(2)} without indexes`,
    `Bound ${found.bound.toFixed(2)}, gap ${found.gap.toFixed(4)} points${found.gap < 1e-4 ? ': proven best' : ''}`,
    '',
  ].join('\n');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Names come from the file and must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
}
