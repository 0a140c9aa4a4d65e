/**
 * Data streams between the genuine Client and ours, whatever the FileSet asks for: what a genuine one has put on a Volume
 * we turn back into files, and what ours has put there a genuine one does.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openPki } from '../../src/daemons/file/crypto/index.ts';
import { applyMetadata } from '../../src/daemons/file/metadata/index.ts';
import { openRestoreWriter } from '../../src/daemons/file/restore/index.ts';
import { RecordAssembler, readRecords } from '../../src/volume/index.ts';
import type { Directives } from '../support/bacula-config.ts';
import { compareTrees, genuineLosses } from '../support/compare-tree.ts';
import { BACKUP_JOB, type FileSetOptions } from '../support/director-config.ts';
import {
  type FileDaemon,
  GENUINE_VERSIONS,
  type GenuineVersion,
  runConsole,
  startDirector,
  startFileDaemon,
  startStorageDaemon,
} from '../support/genuine.ts';
import { startOurFileDaemon } from '../support/our-file-daemon.ts';
import { makeKeyPair, NO_PKI } from '../support/pki-files.ts';
import { startPostgres } from '../support/postgres.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { makeSpecialTree } from '../support/tree.ts';

interface Variant {
  readonly name: string;
  readonly options: Directives;
  readonly encrypted?: boolean;
}

const VARIANTS: readonly Variant[] = [
  { name: 'Plain', options: { Signature: 'MD5', Sparse: false } },
  { name: 'Sparse', options: { Signature: 'SHA1', Sparse: true } },
  { name: 'Gzip', options: { Signature: 'SHA256', Sparse: false, Compression: 'GZIP' } },
  { name: 'SparseGzip', options: { Signature: 'SHA512', Sparse: true, Compression: 'GZIP1' } },
  { name: 'Lzo', options: { Signature: 'MD5', Sparse: false, Compression: 'LZO' } },
  { name: 'SparseLzo', options: { Signature: 'MD5', Sparse: true, Compression: 'LZO' } },
  { name: 'Pki', options: { Signature: 'MD5', Sparse: true }, encrypted: true },
  { name: 'PkiGzip', options: { Signature: 'SHA1', Sparse: false, Compression: 'GZIP6' }, encrypted: true },
  { name: 'PkiLzo', options: { Signature: 'MD5', Sparse: false, Compression: 'LZO' }, encrypted: true },
];
const ONLY_15: readonly Variant[] = [
  { name: 'Xxhash64', options: { Signature: 'XXHASH64', Sparse: false } },
  { name: 'Xxh3', options: { Signature: 'XXH3_128', Sparse: false } },
];
const variantsOf = (version: GenuineVersion) => (version === '9.6.7' ? VARIANTS : [...VARIANTS, ...ONLY_15]);

const pkiDirectives = (keyPair: string, masterKey: string): Directives => ({
  'PKI Signatures': true,
  'PKI Encryption': true,
  'PKI Keypair': keyPair,
  'PKI Master Key': masterKey,
});

/** Gives the records of a Volume to restores, each session to one of its own; the folders, in the order of the sessions. */
async function restoreVolume(
  t: ExecutionContext,
  volume: string,
  where: string,
  keys: { readonly keyPair: string; readonly signers: readonly string[] },
): Promise<string[]> {
  await using file = await open(volume);
  const { size: sizeBytes } = await file.stat();
  const read = async (buffer: Buffer, position: number) =>
    (await file.read(buffer, 0, buffer.length, position)).bytesRead;
  const pki = openPki({ ...NO_PKI, ...keys });
  const signing = { ...pki, signs: true };
  const writers = new Map<number, ReturnType<typeof openRestoreWriter>>();
  const folders: string[] = [];
  const problems: string[] = [];
  const writerOf = (sessionId: number) => {
    const found = writers.get(sessionId);
    if (found !== undefined) return found;
    const folder = join(where, String(sessionId));
    folders.push(folder);
    const writer = openRestoreWriter({
      where: folder,
      replace: 'a',
      prefixLinks: false,
      pki: VARIANTS[folders.length - 1]?.encrypted ? signing : pki,
      metadata: { apply: applyMetadata },
      problem: ({ text }) => problems.push(text),
    });
    writers.set(sessionId, writer);
    return writer;
  };
  for await (const { records } of readRecords({ volume, sizeBytes, read }, new RecordAssembler())) {
    for (const record of records) {
      if (record.fileIndex > 0) await writerOf(record.sessionId).take(record, record.data);
    }
  }
  for (const writer of writers.values()) {
    const { digestMismatches, unverified, errors, unknownStreams } = await writer.finish();
    t.deepEqual(
      { digestMismatches, unverified, errors, unknown: [...unknownStreams] },
      { digestMismatches: 0, unverified: 0, errors: 0, unknown: [] },
    );
  }
  t.deepEqual(problems, []);
  return folders;
}

for (const version of GENUINE_VERSIONS) {
  test.serial(
    `data of genuine ${version} Clients and of ours is understood by both, whatever the options`,
    async (t) => {
      await using postgres = await startPostgres();
      await using dir = await makeTempDir('streams');
      const source = join(dir.path, 'source');
      await makeSpecialTree(source, { large: false });
      const [keyPair, masterKey] = [await makeKeyPair(dir.path, 'client'), await makeKeyPair(dir.path, 'master')];
      const pki = { directives: pkiDirectives(keyPair, masterKey) };
      await using genuine = await startFileDaemon({ version, name: 'genuine-fd' });
      await using genuinePki = await startFileDaemon({ version, name: 'genuine-pki-fd', ...pki });
      await using ours = await startOurFileDaemon({ name: 'our-fd' });
      await using oursPki = await startOurFileDaemon({ name: 'our-pki-fd', ...pki });
      await using storage = await startStorageDaemon({ version });
      const variants = variantsOf(version);
      const fileSets: FileSetOptions[] = variants.map(({ name, options }) => ({ name, files: [source], options }));
      await using director = await startDirector({
        version,
        catalog: await postgres.createGenuineCatalog(version),
        fileDaemons: [genuine, genuinePki, ours, oursPki],
        storageDaemons: [storage],
        fileSets,
      });
      const console = (...commands: string[]) => runConsole(version, director, commands, { timeoutMs: 300_000 });
      const backup = async ({ name }: Variant, client: FileDaemon) => {
        const said = await console(
          `run job=${BACKUP_JOB} fileset=${name} client=${client.name} level=Full yes`,
          'wait',
          'messages',
        );
        t.regex(said, /Termination: +Backup OK/, said);
      };
      // Nothing is left out of encrypted files, whatever the FileSet says.
      const comparison = ({ options, encrypted = false }: Variant) => ({
        ...genuineLosses(version),
        sparse: options.Sparse === true && !encrypted,
      });
      const isEqual = async (folder: string, what: string, options: object) =>
        t.deepEqual(await compareTrees(source, join(folder, source), options), [], what);

      for (const variant of variants) await backup(variant, variant.encrypted ? genuinePki : genuine);
      const folders = await restoreVolume(
        t,
        join(storage.volumeDirectory, 'Vol-0001'),
        join(dir.path, 'by-us'),
        // Opened with the master key; the Client has signed.
        { keyPair: masterKey, signers: [keyPair] },
      );
      t.is(folders.length, variants.length);
      for (const [i, variant] of variants.entries()) {
        await isEqual(folders[i] ?? '', `${variant.name} of the genuine Client`, comparison(variant));
      }

      for (const variant of variants) {
        const [client, restorer] = variant.encrypted ? [oursPki, genuinePki] : [ours, genuine];
        await backup(variant, client);
        const where = join(dir.path, 'by-genuine', variant.name);
        const said = await console(
          `restore client=${client.name} fileset=${variant.name} restoreclient=${restorer.name} where=${where} select all done yes`,
          'wait',
          'messages',
        );
        t.regex(said, /Termination: +Restore OK\n/, said);
        await isEqual(where, `${variant.name} of our Client`, comparison(variant));
      }
    },
  );
}
