/** A role of `understudy all` that breaks while it runs: it is named, the others are stopped, and the exit code says so. */
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { run } from '../support/program.ts';

const MAIN = fileURLToPath(new URL('../support/broken-role-main.ts', import.meta.url));

for (const [how, title] of [
  ['throws', 'an error that nobody catches'],
  ['rejects', 'a promise that nobody waits for'],
  ['hangs', 'a broken role that does not stop'],
] as const) {
  test(`${title} ends the whole process with words and 5, and leaves the other role in good order`, async (t) => {
    const ended = await run([process.execPath, MAIN, how], { mayFail: true, timeoutMs: 60_000 });
    t.is(ended.status, 5, ended.stderr);
    t.regex(ended.stderr, /^understudy: The Director broke: an error of the test/m);
    t.regex(ended.stderr, /broken-role-main\.ts/, 'the place is there for a report');
    t.regex(ended.stdout, /Everything is ready[\s\S]*the healthy one was stopped in good order/);
  });
}
