import test from 'ava';
import { AccurateTable } from '../../../../../src/daemons/file/job/accurate-table.ts';
import { Selector } from '../../../../../src/daemons/file/job/selector.ts';
import type { Selection } from '../../../../../src/daemons/file/job/thread-calls.ts';
import { encodeLStat } from '../../../../../src/protocol/index.ts';
import { entry, include, stat } from './entries.ts';

const selection = (over: Partial<Selection> = {}): Selection => ({
  fileSet: [],
  level: 'incremental',
  accurate: true,
  rerunning: false,
  sinceSec: 0,
  mtimeOnly: false,
  ...over,
});

function table(
  ...files: { path: string; digest?: string; deltaSeq?: number; lstat?: Partial<ReturnType<typeof stat>> }[]
) {
  const made = new AccurateTable();
  for (const { path, digest = '', deltaSeq = 0, lstat } of files) {
    made.add(Buffer.from(`${path}\0${encodeLStat(stat(lstat))}\0${digest}\0${deltaSeq}`, 'latin1'));
  }
  return made;
}

const gone = (selector: Selector) => [...selector.gone()].map(({ path }) => path).sort();

test('without a list the time decides', (t) => {
  const selector = new Selector(selection({ accurate: false }), undefined);
  t.is(selector.choose(entry('/a'), '/a').kind, 'save');
  t.is(selector.choose(entry('/a', { changed: false }), '/a').kind, 'skip');
});

test('with a list a new file is taken however old it is, an unchanged one is not, and what was not met is gone', (t) => {
  const selector = new Selector(selection(), table({ path: '/same' }, { path: '/other' }, { path: '/gone' }));
  t.is(selector.choose(entry('/new', { changed: false }), '/new').kind, 'save');
  t.is(selector.choose(entry('/same'), '/same').kind, 'skip');
  t.is(selector.choose(entry('/other', { stat: stat({ sizeBytes: 3 }) }), '/other').kind, 'save');
  t.deepEqual(gone(selector), ['/gone']);
});

test('a Full tells of nothing that is gone', (t) => {
  t.deepEqual(gone(new Selector(selection({ level: 'full' }), table({ path: '/gone' }))), []);
});

test('a resumed Job leaves out what it has saved already', (t) => {
  const selector = new Selector(selection({ level: 'full', rerunning: true }), table({ path: '/saved' }));
  t.false(selector.usesBase);
  t.is(selector.choose(entry('/saved'), '/saved').kind, 'skip');
  t.is(selector.choose(entry('/new'), '/new').kind, 'save');
  t.deepEqual([...selector.based()], []);
});

test('a Full with a base points to what was left out, and to nothing else', (t) => {
  const known = table({ path: '/same' }, { path: '/other' }, { path: '/gone' });
  const selector = new Selector(selection({ level: 'full' }), known);
  t.is(selector.choose(entry('/same'), '/same').kind, 'skip');
  selector.leaveOut(entry('/same'), '/same');
  t.is(selector.choose(entry('/other', { stat: stat({ sizeBytes: 3 }) }), '/other').kind, 'save');
  t.deepEqual(
    [...selector.based()].map(({ path }) => path),
    ['/same'],
  );
  t.is(selector.savedBytes, 10);
});

test('with a digest among the letters contents decide where attributes are equal', (t) => {
  const letters = include({ accurate: 'pnugs5' });
  const selector = new Selector(selection(), table({ path: '/a', digest: 'c4uy5RTkyBQSge+mMGUNsA' }, { path: '/b' }));
  const choice = selector.choose(entry('/a', { include: letters }), '/a');
  t.like(choice, { kind: 'compare', equal: { kind: 'skip' }, different: { kind: 'save' } });
  t.is(
    selector.choose(entry('/b', { include: letters }), '/b').kind,
    'skip',
    'the Catalog has no digest to compare with',
  );
  t.is(selector.choose(entry('/a', { include: letters, type: 5 }), '/a').kind, 'skip', 'a directory has no contents');
});

test('with the letter o equal contents bring the attributes only', (t) => {
  const letters = include({ accurate: 'pnugsmco5' });
  const known = table({ path: '/a', digest: 'c4uy5RTkyBQSge+mMGUNsA', deltaSeq: 4, lstat: { mode: 0o100600 } });
  const choice = new Selector(selection(), known).choose(entry('/a', { include: letters }), '/a');
  t.like(choice, { kind: 'compare', equal: { kind: 'attributes-only' }, different: { kind: 'save' } });
});

test('the letter A takes everything, the letter M what the time says', (t) => {
  const known = table({ path: '/a' }, { path: '/b' });
  const selector = new Selector(selection(), known);
  t.is(selector.choose(entry('/a', { include: include({ accurate: 'A' }), changed: false }), '/a').kind, 'save');
  const byTime = include({ accurate: 'mcsM' });
  t.is(selector.choose(entry('/b', { include: byTime, changed: true }), '/b').kind, 'save');
  t.is(selector.choose(entry('/b', { include: byTime, changed: false }), '/b').kind, 'skip');
});
