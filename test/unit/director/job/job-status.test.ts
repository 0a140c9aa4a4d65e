import test from 'ava';
import { finalStatus, mergeStatus } from '../../../../src/director/job/job-status.ts';

test('ways of running and waiting replace each other', (t) => {
  t.is(mergeStatus('C', 'R'), 'R');
  t.is(mergeStatus('R', 's'), 's');
  t.is(mergeStatus('R', 'T'), 'T');
});

test('the first error sticks, and only a heavier one replaces it', (t) => {
  t.is(mergeStatus('R', 'f'), 'f');
  t.is(mergeStatus('f', 'T'), 'f');
  t.is(mergeStatus('f', 'A'), 'f');
  t.is(mergeStatus('A', 'E'), 'A');
  t.is(mergeStatus('D', 'e'), 'e');
  t.is(mergeStatus('E', 'I'), 'I');
});

test('a Job is good only if all three say so', (t) => {
  t.is(finalStatus({ director: 'T', client: 'T', storage: 'T' }), 'T');
  t.is(finalStatus({ director: 'T', client: 'W', storage: 'T' }), 'W');
  t.is(finalStatus({ director: 'T', client: 'T', storage: 'f' }), 'f');
  t.is(finalStatus({ director: 'f', client: 'T', storage: 'T' }), 'f');
});

test('a verdict that never came is an error, unless the other daemon calls the Job incomplete', (t) => {
  t.is(finalStatus({ director: 'T', client: undefined, storage: 'T' }), 'E');
  t.is(finalStatus({ director: 'T', client: 'T', storage: undefined }), 'E');
  t.is(finalStatus({ director: 'T', client: undefined, storage: 'I' }), 'I');
});
