import { createHash } from 'node:crypto';
import test from 'ava';
import { opensslDigest } from '../../../../../src/daemons/file/native/index.ts';
import { pseudoRandomBytes } from '../../../../support/pseudo-random.ts';

const KINDS = { md5: 16, sha1: 20, sha256: 32, sha512: 64 };
const DATA = pseudoRandomBytes(100_000, 4);

test('a digest is the one that Node computes, however the data is cut and however often a context is used', (t) => {
  for (const [name, bytes] of Object.entries(KINDS)) {
    for (const cut of [0, 1, 63, 64, 4096, DATA.length]) {
      const digest = opensslDigest(name, bytes);
      if (digest === undefined) throw new Error(`OpenSSL has no ${name}`);
      digest.update(DATA.subarray(0, cut));
      digest.update(DATA.subarray(cut));
      t.deepEqual(digest.digest(), createHash(name).update(DATA).digest());
    }
  }
});

test('two digests that run at a time do not disturb one another, also in shared memory', (t) => {
  const shared = Buffer.from(new SharedArrayBuffer(DATA.length));
  DATA.copy(shared);
  const [one, other] = [opensslDigest('md5', 16), opensslDigest('md5', 16)];
  one?.update(shared.subarray(10));
  other?.update(shared.subarray(20));
  t.deepEqual(one?.digest(), createHash('md5').update(DATA.subarray(10)).digest());
  t.deepEqual(other?.digest(), createHash('md5').update(DATA.subarray(20)).digest());
});

test('a digest that OpenSSL does not know is nobody’s', (t) => {
  t.is(opensslDigest('md6', 16), undefined);
});
