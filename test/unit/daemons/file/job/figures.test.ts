import test from 'ava';
import { JobFigures } from '../../../../../src/daemons/file/job/figures.ts';

test('what one thread writes the other reads', (t) => {
  const worker = new JobFigures();
  const main = new JobFigures(worker.memory);
  worker.add('files', 2);
  worker.add('files', 1);
  worker.set('jobBytes', 2 ** 40);
  worker.currentFile = '/srv/\xff';
  t.deepEqual([main.get('files'), main.get('jobBytes'), main.currentFile], [3, 2 ** 40, '/srv/\xff']);
});

test('a long path is cut, and no path is none', (t) => {
  const figures = new JobFigures();
  t.is(figures.currentFile, undefined);
  figures.currentFile = '/'.padEnd(10_000, 'x');
  t.is(figures.currentFile?.length, 4096);
  figures.currentFile = '/short';
  t.is(figures.currentFile, '/short');
});

test('a cancel is not taken back by a stop', (t) => {
  const figures = new JobFigures();
  t.is(figures.stopRequested, undefined);
  figures.requestStop('stop');
  t.is(figures.stopRequested, 'stop');
  figures.requestStop('cancel');
  figures.requestStop('stop');
  t.is(figures.stopRequested, 'cancel');
});
