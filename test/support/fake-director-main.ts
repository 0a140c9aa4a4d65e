/** In the place of a node's Director: says what the real one says, and fails in the way that its argument names. */
import { appendFileSync, writeFileSync } from 'node:fs';

const [how, cues] = process.argv.slice(2) as [string, string];
const say = (message: object) => process.send?.(message);

process.on('message', (message: { kind: string; epoch?: string; catalog?: { port: number } }) => {
  if (message.kind === 'alive') return;
  appendFileSync(cues, `${[message.kind, message.epoch ?? message.catalog?.port ?? []].flat().join(' ')}\n`);
  if (message.kind === 'stop' && how === 'lingers') say({ kind: 'left' });
  else if (message.kind === 'stop') process.exit(0);
  if (message.kind !== 'start') return;
  if (how === 'broken') {
    say({ kind: 'ended', why: 'it has mistakes' });
    setTimeout(() => process.exit(5), 10);
    return;
  }
  say({ kind: 'ready' });
  if (how === 'falls') setTimeout(() => process.exit(5), 50);
  if (how === 'hangs') setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 50);
});
process.on('disconnect', () => process.exit(0));
setInterval(() => say({ kind: 'alive' }), 500);
process.send?.({ kind: 'warm' }, () => writeFileSync(`${cues}.warm`, String(process.pid)));
