import test from 'ava';
import {
  DigestExpectation,
  GUESSED_BYTES_MIN,
} from '../../../../../src/daemons/file/restore/check/digest-expectation.ts';
import { DIGEST_KINDS } from '../../../../../src/daemons/file/streams/index.ts';

const ALL = DIGEST_KINDS.map(({ name }) => name);

test('all digests are computed of a small file, and the usual one of a large file, until a file has told which', (t) => {
  const expectation = new DigestExpectation([]);
  t.deepEqual(expectation.namesFor(100), ALL);
  t.deepEqual(expectation.namesFor(GUESSED_BYTES_MIN), ['md5']);
  expectation.tell('sha512');
  t.deepEqual(expectation.namesFor(100), ['sha512']);
});

test('where signatures are checked, whoever signed may have chosen another digest than we would, for a large file too', (t) => {
  const expectation = new DigestExpectation(['sha256']);
  t.deepEqual(expectation.namesFor(GUESSED_BYTES_MIN), ALL);
  expectation.tell('md5'); // the record of the digest
  expectation.tell('sha1'); // the signature
  t.deepEqual(new Set(expectation.namesFor(GUESSED_BYTES_MIN)), new Set(['sha256', 'md5', 'sha1'] as const));
});

test('where the FileSet of the Job is known, nothing is computed that it did not ask for', (t) => {
  const expectation = new DigestExpectation([], ['sha256']);
  t.deepEqual(expectation.namesFor(100), ['sha256']);
  t.deepEqual(expectation.namesFor(GUESSED_BYTES_MIN), ['sha256']);
  t.deepEqual(new DigestExpectation([], []).namesFor(GUESSED_BYTES_MIN), []);
});
