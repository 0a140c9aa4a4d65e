/** A thread that only hashes or compresses is there for one file: what it loads costs its time and its memory. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';

/** All that is loaded with a file: paths of sources, and names of packages. Types are not. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, kind, body = '', from = ''] of text.matchAll(/^(im|ex)port ([^;]*?)'([^']+)'/gm)) {
    if (body.startsWith('type ') || (kind === 'ex' && !/^[{*]/.test(body))) continue;
    if (from.startsWith('.')) loadedWith(join(dirname(file), from), seen);
    else if (!from.startsWith('node:')) seen.add(from);
  }
  return seen;
}

const ROOMS = /^src\/(core|volume\/xxh3|daemons\/file\/(native|streams))\//;

for (const thread of ['hash-thread', 'compress-thread']) {
  test(`${thread} loads no packages, no protocol and no Volume`, (t) => {
    const loaded = [...loadedWith(`src/daemons/file/streams/lanes/${thread}.ts`)];
    t.deepEqual(
      loaded.filter((name) => !ROOMS.test(name)),
      [],
    );
    t.true(loaded.length < 50, `${loaded.length} modules`);
  });
}
