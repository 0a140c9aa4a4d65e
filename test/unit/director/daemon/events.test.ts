import test from 'ava';
import { createLogger } from '../../../../src/core/index.ts';
import { DirectorEvents } from '../../../../src/director/daemon/events.ts';
import type { DirectorEvent } from '../../../../src/director/daemon/service.ts';

const says = (jobId: number, text: string): DirectorEvent => ({ kind: 'message', jobId, text });
const textOf = (event: DirectorEvent) => (event.kind === 'message' ? event.text : event.kind);

function heard(events: DirectorEvents, jobId?: number): string[] {
  const texts: string[] = [];
  events.subscribe((event) => void texts.push(textOf(event)), jobId);
  return texts;
}

test('who follows a Job hears what it has said before, in order, and then what it says', (t) => {
  const events = new DirectorEvents(createLogger('silent'));
  for (const event of [says(1, 'a'), says(2, 'of another'), says(1, 'b')]) events.emit(event);
  const texts = heard(events, 1);
  events.emit(says(1, 'c'));
  t.deepEqual(texts, ['a', 'b', 'c']);
  t.deepEqual(heard(events), [], 'who follows none hears only what comes');
  t.deepEqual(heard(events, 3), []);
});

test('of a Job that says much only the beginning is kept, and of many Jobs the latest', (t) => {
  const events = new DirectorEvents(createLogger('silent'));
  for (let i = 0; i < 10_000; i++) events.emit(says(1, String(i)));
  const texts = heard(events, 1);
  t.deepEqual([texts.length, texts[0], texts.at(-1)], [200, '0', '199']);
  for (let jobId = 2; jobId <= 200; jobId++) events.emit(says(jobId, 'x'));
  t.deepEqual(heard(events, 1), []);
  t.deepEqual(heard(events, 200), ['x']);
});
