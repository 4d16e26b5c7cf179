import { ascending, type AccessMethod, type Candidate, type CandidateKey } from './candidate.js';
import type { Column, Table } from './catalog.js';
import type { OperatorUse, TableAccess } from './roles.js';

type Place = Pick<Candidate, 'table' | 'schema' | 'name' | 'partitions'>;

interface Choice {
  method: AccessMethod;
  operatorClass?: string;
  extension?: string;
  parameters?: Record<string, number>;
}

const TEXT_OPERATORS = new Set(['~~', '~~*', '~', '~*', '%']);
const JSON_CONTAINMENT = new Set(['@>', '@?', '@@']);
const JSON_KEYS = new Set(['?', '?|', '?&']);
const SET_OPERATORS = new Set(['@>', '<@', '&&']);
const RANGE_OPERATORS = new Set(['&&', '@>', '<@', '<<', '>>', '-|-', '~=']);
const SPATIAL_OPERATORS = new Set(['&&', '@>', '<@', '~=', '<<', '>>', '<->']);
const NETWORK_OPERATORS = new Set(['&&', '<<', '>>']);
/** Operator classes of pgvector by the distance that a query sorts by. */
const VECTOR_CLASSES: Record<string, string> = {
  '<->': 'vector_l2_ops',
  '<#>': 'vector_ip_ops',
  '<=>': 'vector_cosine_ops',
  '<+>': 'vector_l1_ops',
};
/** pgvector indexes no vector of more dimensions. */
const VECTOR_DIMENSIONS = 2_000;

/** Candidates of the access methods that no comparison operator needs: GIN, GiST, trigrams and the indexes of pgvector. */
export function specialCandidates(
  { table, operators }: TableAccess,
  place: Place,
  extensions: Readonly<Record<string, string>>,
): Candidate[] {
  const byTerm = new Map<string, OperatorUse[]>();
  for (const use of operators) byTerm.set(use.term.text, [...(byTerm.get(use.term.text) ?? []), use]);
  return [...byTerm.values()].flatMap((uses) => {
    const { term } = uses[0]!;
    const choice = choose(
      uses.map(({ operator }) => operator),
      typeOf(table, uses[0]!),
      table,
      extensions,
    );
    if (!choice) return [];
    const { operatorClass, ...more } = choice;
    const key: CandidateKey = { ...ascending(term), ...(operatorClass && { operatorClass }) };
    return [{ ...place, ...more, keys: [key] }];
  });
}

type Type = Pick<Column, 'type' | 'category' | 'dimensions'>;

/** Type of a column, or of the expressions that full text search is made of; other expressions are taken for text. */
function typeOf(table: Table, { term }: OperatorUse): Type {
  if (/^\((pg_catalog\.)?to_tsvector\(/.test(term.text)) return { type: 'tsvector' };
  if (!term.text.startsWith('"')) return { category: 'S' };
  return table.columns.find(({ name }) => name === term.column) ?? {};
}

function choose(
  operators: readonly string[],
  { type = '', category, dimensions }: Type,
  table: Table,
  extensions: Readonly<Record<string, string>>,
): Choice | undefined {
  const some = (set: ReadonlySet<string>) => operators.some((operator) => set.has(operator));
  if (type === 'jsonb') {
    if (some(JSON_KEYS)) return { method: 'gin' };
    return some(JSON_CONTAINMENT) ? { method: 'gin', operatorClass: 'jsonb_path_ops' } : undefined;
  }
  if (type === 'tsvector') return some(new Set(['@@'])) ? { method: 'gin' } : undefined;
  if (type === 'hstore') return some(JSON_KEYS) || operators.includes('@>') ? { method: 'gin' } : undefined;
  if (type === 'vector') return vectorIndex(operators, table, extensions, dimensions);
  if (type === 'geometry' || type === 'geography') return some(SPATIAL_OPERATORS) ? { method: 'gist' } : undefined;
  if (type === 'inet' || type === 'cidr') {
    return some(NETWORK_OPERATORS) ? { method: 'gist', operatorClass: 'inet_ops' } : undefined;
  }
  if (category === 'A') return some(SET_OPERATORS) ? { method: 'gin' } : undefined;
  if (category === 'R') return some(RANGE_OPERATORS) ? { method: 'gist' } : undefined;
  if (category === 'G') return some(SPATIAL_OPERATORS) ? { method: 'gist' } : undefined;
  if (category === 'S' && some(TEXT_OPERATORS)) {
    const missing = extensions['pg_trgm'] === undefined;
    return { method: 'gin', operatorClass: 'gin_trgm_ops', ...(missing && { extension: 'pg_trgm' }) };
  }
  return undefined;
}

/** HNSW where pgvector has it; IVFFlat with a list for each thousand rows, and √rows from a million on, as pgvector advises. */
function vectorIndex(
  operators: readonly string[],
  { rows }: Table,
  extensions: Readonly<Record<string, string>>,
  dimensions: number | undefined,
): Choice | undefined {
  const operatorClass = operators.map((operator) => VECTOR_CLASSES[operator]).find((name) => name !== undefined);
  if (operatorClass === undefined || (dimensions ?? 0) > VECTOR_DIMENSIONS) return undefined;
  const [major = 0, minor = 0] = (extensions['vector'] ?? '').split('.').map(Number);
  if (major > 0 || minor >= 5) return { method: 'hnsw', operatorClass, parameters: { m: 16, ef_construction: 64 } };
  const lists = rows > 1_000_000 ? Math.sqrt(rows) : rows / 1_000;
  return { method: 'ivfflat', operatorClass, parameters: { lists: Math.max(10, Math.round(lists)) } };
}
