/** The pages for people lead where they say. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import test from 'ava';

const pages = [...globSync('*.md'), ...globSync('docs/**/*.md')];
const LINK = /\]\(([^)#:\s]+)(?:#[^)]*)?\)/g;

test('every link between pages leads somewhere', (t) => {
  const broken = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(LINK)]
      .map((match) => join(dirname(page), match[1] ?? ''))
      .filter((target) => !existsSync(target))
      .map((target) => `${page}: ${target}`),
  );
  t.deepEqual(broken, []);
});

for (const folder of ['docs/decisions', 'docs/operations']) {
  test(`${folder}: the index names every page`, (t) => {
    const index = readFileSync(`${folder}/README.md`, 'utf8');
    const names = globSync(`${folder}/*.md`).map((page) => basename(page));
    const missing = names.filter((name) => name !== 'README.md' && !index.includes(`(${name})`));
    t.deepEqual(missing, []);
  });
}

test('the titles in the index of decisions are those of the pages', (t) => {
  const index = readFileSync('docs/decisions/README.md', 'utf8');
  for (const page of globSync('docs/decisions/[0-9]*.md')) {
    const [, number = '', title = ''] = /^# (\d+)\. (.+)$/m.exec(readFileSync(page, 'utf8')) ?? [];
    t.is(Number(number), Number.parseInt(basename(page), 10), page);
    t.true(index.includes(`[${number}](${basename(page)}) | ${title} |`), page);
  }
});
