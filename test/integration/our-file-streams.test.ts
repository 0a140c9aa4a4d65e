/**
 * Data streams between the genuine Client and ours, whatever the FileSet asks for: what a genuine one has put on a Volume
 * we turn back into files, and what ours has put there a genuine one does. All options go into two Jobs, an Include each.
 */
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openPki } from '../../src/daemons/file/crypto/index.ts';
import { applyMetadata } from '../../src/daemons/file/metadata/index.ts';
import { openRestoreWriter } from '../../src/daemons/file/restore/index.ts';
import { RecordAssembler, readRecords } from '../../src/volume/index.ts';
import { type Directives, quoted, resource } from '../support/bacula-config.ts';
import { compareTrees, genuineLosses } from '../support/compare-tree.ts';
import { BACKUP_JOB } from '../support/director-config.ts';
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
import { run } from '../support/program.ts';
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

/** The encrypted files are those of the second Job. */
const PKI_SESSION = 2;
/** Kinds in one Job. */
const DIGESTS = 6;

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
      pki: folders.length === PKI_SESSION ? signing : pki,
      metadata: { apply: applyMetadata },
      // Each digest is compared, however busy the machine.
      threads: 0,
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
  const figures = await Promise.all([...writers.values()].map((writer) => writer.finish()));
  for (const { digestMismatches, unverified, errors, unknownStreams } of figures) {
    t.deepEqual(
      { digestMismatches, errors, unknown: [...unknownStreams] },
      { digestMismatches: 0, errors: 0, unknown: [] },
    );
    t.true(unverified < DIGESTS, `${unverified} digests not compared: more than the first of each kind`);
  }
  t.deepEqual(problems, []);
  return folders;
}

/** A FileSet with an Include for each variant: its copy of the tree, under its options. */
const fileSet = (name: string, variants: readonly Variant[], treeOf: (variant: Variant) => string): string => {
  const includes = variants.map((variant) => {
    const options = resource('Options', { 'ACL Support': true, 'XATTR Support': true, ...variant.options });
    return `Include {\n${options}File = ${quoted(treeOf(variant))}\n}`;
  });
  return `FileSet {\n Name = ${name}\n${includes.join('\n')}\n}`;
};

for (const version of GENUINE_VERSIONS) {
  test(`data of genuine ${version} Clients and of ours is understood by both, whatever the options`, async (t) => {
    await using postgres = await startPostgres();
    await using dir = await makeTempDir('streams');
    const variants = variantsOf(version);
    const treeOf = ({ name }: Variant) => join(dir.path, 'source', name);
    await mkdir(join(dir.path, 'source'));
    await makeSpecialTree(join(dir.path, 'tree'), { large: false });
    for (const variant of variants) {
      await run(['cp', '-a', '--reflink=auto', '--sparse=always', join(dir.path, 'tree'), treeOf(variant)]);
    }
    const [keyPair, masterKey] = [await makeKeyPair(dir.path, 'client'), await makeKeyPair(dir.path, 'master')];
    const pki = { directives: pkiDirectives(keyPair, masterKey) };
    await using genuine = await startFileDaemon({ version, name: 'genuine-fd' });
    await using genuinePki = await startFileDaemon({ version, name: 'genuine-pki-fd', ...pki });
    await using ours = await startOurFileDaemon({ name: 'our-fd' });
    await using oursPki = await startOurFileDaemon({ name: 'our-pki-fd', ...pki });
    await using storage = await startStorageDaemon({ version });
    const jobs = [
      { name: 'Clear', variants: variants.filter(({ encrypted }) => !encrypted), genuine, ours },
      { name: 'Pki', variants: variants.filter(({ encrypted }) => encrypted), genuine: genuinePki, ours: oursPki },
    ];
    await using director = await startDirector({
      version,
      catalog: await postgres.createGenuineCatalog(version),
      fileDaemons: [genuine, genuinePki, ours, oursPki],
      storageDaemons: [storage],
      fileSets: [{ files: ['/nowhere'] }],
      extra: jobs.map((job) => fileSet(job.name, job.variants, treeOf)).join('\n'),
    });
    const console = (...commands: string[]) => runConsole(version, director, commands, { timeoutMs: 300_000 });
    const backup = async (fileset: string, client: FileDaemon) => {
      const said = await console(
        `run job=${BACKUP_JOB} fileset=${fileset} client=${client.name} level=Full yes`,
        'wait',
        'messages',
      );
      t.regex(said, /Termination: +Backup OK\n/, said);
    };
    // Nothing is left out of encrypted files, whatever the FileSet says.
    const comparison = ({ options, encrypted = false }: Variant) => ({
      ...genuineLosses(version),
      sparse: options.Sparse === true && !encrypted,
    });
    const comesBack = async (folder: string, whose: string, saved: readonly Variant[]) => {
      for (const variant of saved) {
        const restored = join(folder, treeOf(variant));
        t.deepEqual(
          await compareTrees(treeOf(variant), restored, comparison(variant)),
          [],
          `${variant.name} of ${whose}`,
        );
      }
    };

    for (const job of jobs) await backup(job.name, job.genuine);
    const folders = await restoreVolume(
      t,
      join(storage.volumeDirectory, 'Vol-0001'),
      join(dir.path, 'by-us'),
      // Opened with the master key; the Client has signed.
      { keyPair: masterKey, signers: [keyPair] },
    );
    t.is(folders.length, jobs.length);
    for (const [i, job] of jobs.entries()) await comesBack(folders[i] ?? '', 'the genuine Client', job.variants);

    for (const job of jobs) {
      await backup(job.name, job.ours);
      const where = join(dir.path, 'by-genuine', job.name);
      const said = await console(
        `restore client=${job.ours.name} fileset=${job.name} restoreclient=${job.genuine.name} where=${where} select all done yes`,
        'wait',
        'messages',
      );
      t.regex(said, /Termination: +Restore OK\n/, said);
      await comesBack(where, 'our Client', job.variants);
    }
  });
}
