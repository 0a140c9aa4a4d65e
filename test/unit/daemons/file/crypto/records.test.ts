/** Session data and signatures as genuine Clients make them (specification 04 §6). */
import { createHash, sign as signData, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { DerReader, TAG } from '../../../../../src/daemons/file/crypto/der.ts';
import {
  BadCryptoRecordError,
  decodeSignatures,
  encodeSessionData,
  encodeSignature,
  isSignedBy,
  NoDecryptionKeyError,
  newDataKey,
  openPki,
  openSessionData,
  type PkiKeyPair,
} from '../../../../../src/daemons/file/crypto/index.ts';
import { makeKeyPair, NO_PKI } from '../../../../support/pki-files.ts';
import { run } from '../../../../support/program.ts';
import { makeTempDir, type TempDir } from '../../../../support/temp-dir.ts';

let dir: TempDir;
let files: { client: string; master: string; stranger: string };
const own = (keyPair: string): PkiKeyPair => openPki({ ...NO_PKI, keyPair }).own as PkiKeyPair;
test.before(async () => {
  dir = await makeTempDir('pki');
  const [client, master, stranger] = await Promise.all(
    ['client', 'master', 'stranger'].map((name) => makeKeyPair(dir.path, name)),
  );
  files = { client: client ?? '', master: master ?? '', stranger: stranger ?? '' };
});
test.after.always(() => dir[Symbol.asyncDispose]());

const settings = () => ({
  ...NO_PKI,
  encryption: true,
  signatures: true,
  keyPair: files.client,
  masterKeys: [files.master],
});

test('the key identifier is that of the certificate', async (t) => {
  const { stdout } = await run(['openssl', 'x509', '-in', files.client, '-noout', '-ext', 'subjectKeyIdentifier']);
  t.is(own(files.client).keyId.toString('hex').toUpperCase(), stdout.split('\n')[1]?.trim().replaceAll(':', '') ?? '');
});

for (const cipher of ['aes128', 'aes192', 'aes256']) {
  test(`session data of ${cipher} opens with the own key and with a master key, and with no other`, (t) => {
    const pki = openPki({ ...settings(), cipher });
    const key = newDataKey(pki.cipher);
    const record = encodeSessionData(key, pki.recipients);
    t.deepEqual(openSessionData(record, [own(files.client)]), key);
    t.deepEqual(openSessionData(record, [own(files.master)]), key);
    t.throws(() => openSessionData(record, [own(files.stranger)]), { instanceOf: NoDecryptionKeyError });
    // One own key and one master key, as observed.
    if (cipher === 'aes128') t.is(record.length, 640);
  });
}

test('recipients stand in the order of DER, not in that of the configuration', (t) => {
  const key = newDataKey(openPki(settings()).cipher);
  const pairs = [own(files.client), own(files.master), own(files.stranger)];
  const orderOf = (record: Buffer): string[] => {
    const body = new DerReader(record).into(TAG.sequence);
    for (const tag of [TAG.integer, TAG.oid, TAG.octets]) body.take(tag);
    const recipients = body.into(TAG.set);
    const found: string[] = [];
    while (!recipients.atEnd) {
      const one = recipients.into(TAG.sequence);
      one.take(TAG.integer);
      found.push(one.take(TAG.octets).toString('hex'));
    }
    return found;
  };
  const sorted = pairs.map(({ keyId }) => keyId.toString('hex')).sort();
  t.deepEqual(orderOf(encodeSessionData(key, pairs)), sorted);
  t.deepEqual(orderOf(encodeSessionData(key, pairs.toReversed())), sorted);
});

test('a signature of a digest is the one that OpenSSL makes over the data', (t) => {
  const pair = own(files.client);
  const data = Buffer.from('what was saved');
  for (const name of ['md5', 'sha1', 'sha256'] as const) {
    const digest = createHash(name).update(data).digest();
    const [signature] = decodeSignatures(encodeSignature(pair, name, digest));
    t.is(signature?.digest, name);
    t.deepEqual(signature?.signature, signData(name, data, pair.privateKey));
    if (signature === undefined) return;
    t.true(isSignedBy(pair, signature, name, digest));
    t.false(isSignedBy(pair, signature, name, createHash(name).update('other').digest()));
    t.false(isSignedBy(own(files.stranger), signature, name, digest));
  }
  t.is(encodeSignature(pair, 'sha256', Buffer.alloc(32)).length, 322);
});

test('records that are cut or changed anywhere are refused in words', (t) => {
  const pki = openPki(settings());
  const session = encodeSessionData(newDataKey(pki.cipher), pki.recipients);
  const signature = encodeSignature(own(files.client), 'sha256', Buffer.alloc(32));
  const isRefused = (work: () => unknown): boolean => {
    try {
      work();
      return true;
    } catch (error) {
      return error instanceof BadCryptoRecordError || error instanceof NoDecryptionKeyError;
    }
  };
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(255), (where, byte) => {
      for (const record of [session, signature]) {
        const at = where % record.length;
        const changed = Buffer.from(record);
        changed[at] = byte;
        for (const damaged of [changed, record.subarray(0, at)]) {
          if (!isRefused(() => openSessionData(damaged, [own(files.client)]))) return false;
          if (!isRefused(() => decodeSignatures(damaged))) return false;
        }
      }
      return true;
    }),
    { numRuns: 60 },
  );
  t.throws(() => decodeSignatures(signature.subarray(0, 100)), { instanceOf: BadCryptoRecordError });
});

test('what is wrong with key files is told at the start, with the file', async (t) => {
  const bad = join(dir.path, 'bad.pem');
  const refuses = (content: Buffer | string, found: RegExp) => {
    writeFileSync(bad, content);
    const error = t.throws(() => openPki({ ...settings(), keyPair: bad }), { code: 'CLIENT_PKI_FILE' });
    t.regex(error?.message ?? '', found);
    t.regex(error?.message ?? '', /bad\.pem/);
  };
  refuses('nothing', /no certificate/);
  refuses(new X509Certificate(readFileSync(files.client)).toString(), /no private key/);
  const [certificate, key] = [readFileSync(files.client, 'utf8'), readFileSync(files.stranger, 'utf8')];
  refuses(
    `${/-----BEGIN CERT[\s\S]*?END CERTIFICATE-----/.exec(certificate)?.[0]}\n${/-----BEGIN PRIV[\s\S]*/.exec(key)?.[0]}`,
    /do not belong together/,
  );
  t.throws(() => openPki({ ...settings(), keyPair: join(dir.path, 'missing') }), { code: 'CLIENT_PKI_FILE' });
  t.throws(() => openPki({ ...settings(), keyPair: undefined }), { code: 'CLIENT_PKI_MISSING' });
  t.throws(() => openPki({ ...settings(), cipher: 'blowfish' }), { code: 'CLIENT_PKI_MISSING' });
  t.throws(() => openPki({ ...settings(), digest: 'xxhash64' }), { code: 'CLIENT_PKI_MISSING' });
  const elliptic = join(dir.path, 'ec');
  await run(
    [
      'openssl',
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      `${elliptic}.key`,
    ].concat(['-out', `${elliptic}.pem`, '-days', '3', '-subj', '/CN=ec']),
  );
  refuses(readFileSync(`${elliptic}.pem`), /no RSA key/);
  t.false(openPki(NO_PKI).encrypts);
});
