import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const src = './exporter/src';

/** The dependency rule of the rooms: what each folder must not import. */
const rooms = [
  {
    target: `${src}/analysis`,
    from: src,
    except: ['./analysis'],
    message: 'analysis is pure: it imports itself and numeric libraries only',
  },
  { target: `${src}/sources`, from: `${src}/advisors`, message: 'sources never import advisors' },
  { target: `${src}/publish`, from: `${src}/advisors`, message: 'publish never imports advisors' },
  {
    target: `${src}/advisors`,
    from: `${src}/sources`,
    except: ['./source.ts'],
    message: 'advisors see source interfaces only',
  },
  { target: `${src}/advisors`, from: `${src}/publish`, message: 'advisors do not know who publishes' },
  { target: `${src}/advisors`, from: `${src}/schedule`, message: 'advisors do not know when they run' },
];

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/node_modules/',
      '**/coverage/',
      '.presage/',
      'e2e/output/',
      'bench/results/',
      'panel-plugin/',
      'datasource-plugin/',
    ],
  },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: ['*/tsconfig.json'] })] },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones: rooms }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  // a test may start what the room that it tests must not know
  { files: ['**/*.test.ts'], rules: { 'import-x/no-restricted-paths': 'off' } },
  {
    files: [`exporter/src/analysis/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^(pg|ioredis|undici|express|prom-client|pino|@presage/.*|node:(http|https|net|child_process))$' },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'Date', 'fetch', 'process'],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random' }],
    },
  },
  prettier,
);
