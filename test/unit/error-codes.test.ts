/** docs/errors.md and the sources name the same codes. */
import { globSync, readFileSync } from 'node:fs';
import test from 'ava';

const CODE = /\bcode(?:: '|: string = '|: "| = ')([A-Z][A-Z0-9]*_[A-Z0-9_]+)'/g;
const ROW = /^\| `([A-Z0-9_]+)` \| (.+) \| (.+) \|$/gm;

const inSources = new Set(
  globSync('src/**/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(CODE)].map((match) => match[1] ?? ''),
  ),
);
const documented = [...readFileSync('docs/errors.md', 'utf8').matchAll(ROW)].map((match) => match[1] ?? '');

test('every code of the sources is explained', (t) => {
  t.deepEqual([...inSources].filter((code) => !documented.includes(code)).sort(), []);
});

test('every code that is explained exists', (t) => {
  t.deepEqual(
    documented.filter((code) => !inSources.has(code)),
    [],
  );
});

test('the codes stand in order, each once', (t) => t.deepEqual(documented, [...new Set(documented)].sort()));
