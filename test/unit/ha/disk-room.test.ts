import test from 'ava';
import { createLogger } from '../../../src/core/index.ts';
import { hasRoom, RoomWatch } from '../../../src/ha/disk-room.ts';

const facts = (freeBytes?: number) => ({
  ...{ data: true, running: true, writable: true, timeline: 1, forkLsn: 0n, lsn: 9n },
  ...{ streaming: false, upstream: undefined },
  ...(freeBytes !== undefined && { freeBytes }),
});

test('a disk that does not say how much it takes has room, and one without two segments of WAL has none', (t) => {
  t.true(hasRoom(facts()));
  t.true(hasRoom(facts(2 ** 25)));
  t.false(hasRoom(facts(2 ** 25 - 1)));
  t.false(hasRoom(facts(0)));
});

test('the log hears once that the room is gone, and once that it is there again', (t) => {
  const lines: string[] = [];
  const watch = new RoomWatch(createLogger('info', { write: (line) => void lines.push(JSON.parse(line).msg) }));
  for (const free of [undefined, 2 ** 30, 5, 4, 2 ** 30, 2 ** 30]) watch.look(facts(free));
  t.deepEqual(lines, [
    'No room is left on the disk of PostgreSQL: this node leads no Catalog until there is',
    'There is room again on the disk of PostgreSQL',
  ]);
});
