/**
 * Volumes of a genuine Storage in the hands of ours, and of ours in the hands of a genuine one, with data that a Client
 * has compressed, encrypted and signed: each is brought back through the other, with the Client's key and with the
 * master key. Both Storages share a folder.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { type Directives, quoted, resource } from '../support/bacula-config.ts';
import { type CompareOptions, compareTrees, genuineLosses } from '../support/compare-tree.ts';
import { BACKUP_JOB } from '../support/director-config.ts';
import {
  type FileDaemon,
  GENUINE_VERSIONS,
  type StorageDaemon,
  startFileDaemon,
  startStorageDaemon,
} from '../support/genuine.ts';
import { startOurFileDaemon } from '../support/our-file-daemon.ts';
import { startOurStorageDaemon } from '../support/our-storage-daemon.ts';
import { makeKeyPair } from '../support/pki-files.ts';
import { startPostgres } from '../support/postgres.ts';
import { run } from '../support/program.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { makeSpecialTree } from '../support/tree.ts';
import { startUnderstudy } from '../support/understudy.ts';

const KINDS: Readonly<Record<string, Directives>> = {
  Gzip: { Signature: 'SHA256', Sparse: false, Compression: 'GZIP' },
  SparseGzip: { Signature: 'MD5', Sparse: true, Compression: 'GZIP9' },
  Lzo: { Signature: 'SHA1', Sparse: false, Compression: 'LZO' },
  SparseLzo: { Signature: 'SHA512', Sparse: true, Compression: 'LZO' },
};
/** No genuine program here was built with it: what is compressed so only ours can bring back. */
const ZSTD: Readonly<Record<string, Directives>> = {
  Zstd: { Signature: 'SHA256', Sparse: false, Compression: 'ZSTD' },
  SparseZstd: { Signature: 'MD5', Sparse: true, Compression: 'ZSTD10' },
};

/** Of each kind of data a copy of the tree. */
const fileSet = (name: string, folder: string, kinds: typeof KINDS): string => {
  const includes = Object.entries(kinds).map(([kind, options]) => {
    const all = resource('Options', { 'ACL Support': true, 'XATTR Support': true, ...options });
    return `Include {\n${all}File = ${quoted(join(folder, kind))}\n}`;
  });
  return `FileSet {\n Name = ${name}\n${includes.join('\n')}\n}`;
};

for (const version of GENUINE_VERSIONS) {
  test(`our Storage brings back what a genuine ${version} has written, and the other way round`, async (t) => {
    await using postgres = await startPostgres();
    await using dir = await makeTempDir('volumes');
    const source = join(dir.path, 'source');
    await mkdir(source);
    await makeSpecialTree(join(source, 'Gzip'), { large: false });
    for (const kind of [...Object.keys(KINDS).slice(1), ...Object.keys(ZSTD)]) {
      await run(['cp', '-a', '--sparse=always', join(source, 'Gzip'), join(source, kind)]);
    }
    const [keyPair, masterKey] = [await makeKeyPair(dir.path, 'client'), await makeKeyPair(dir.path, 'master')];
    const encrypting = {
      directives: {
        'PKI Signatures': true,
        'PKI Encryption': true,
        'PKI Keypair': keyPair,
        'PKI Master Key': masterKey,
        'PKI Digest': 'SHA1', // another than whoever looks at the signature would take
      },
    };
    /** Has lost the Client's key: opens with the master key what the Client has signed. */
    const rescuing = {
      directives: { 'PKI Signatures': true, 'PKI Encryption': true, 'PKI Keypair': masterKey, 'PKI Signer': keyPair },
    };
    await using genuine = await startFileDaemon({ version, name: 'genuine-fd' });
    await using genuinePki = await startFileDaemon({ version, name: 'genuine-pki-fd', ...encrypting });
    await using genuineMaster = await startFileDaemon({ version, name: 'genuine-master-fd', ...rescuing });
    await using ours = await startOurFileDaemon({ name: 'our-fd' });
    await using oursPki = await startOurFileDaemon({ name: 'our-pki-fd', ...encrypting });
    await using oursMaster = await startOurFileDaemon({ name: 'our-master-fd', ...rescuing });
    await using genuineStorage = await startStorageDaemon({ version, name: 'genuine-sd' });
    const devices = [{ name: 'FileStorage', archiveDevice: genuineStorage.volumeDirectory }];
    await using ourStorage = await startOurStorageDaemon({ name: 'our-sd', devices });
    await using director = await startUnderstudy({
      catalog: await postgres.createDatabase(),
      fileDaemons: [genuine, genuinePki, genuineMaster, ours, oursPki, oursMaster],
      storageDaemons: [genuineStorage, ourStorage],
      fileSets: [{ files: ['/nowhere'] }],
      poolDirectives: { 'Maximum Volume Jobs': 1 },
      extra: [fileSet('Kinds', source, KINDS), fileSet('Zstd', source, ZSTD)].join('\n'),
    });

    const well = async (jobId: number): Promise<number> => {
      const { status, errors } = await director.ended(jobId, 180_000);
      if (status !== 'T') t.log(await director.jobLog(jobId));
      t.deepEqual([status, errors], ['T', 0]);
      return jobId;
    };
    const saved = async (client: FileDaemon, storage: StorageDaemon, fileSet = 'Kinds'): Promise<number> =>
      well(await director.run({ job: BACKUP_JOB, level: 'Full', client: client.name, storage: storage.name, fileSet }));
    const comesBack = async (jobId: number, storage: StorageDaemon, client: FileDaemon, kinds = KINDS) => {
      const where = join(dir.path, 'back');
      const what = { from: { jobId }, where, storage: storage.name, client: client.name };
      await well(await director.restore(what));
      for (const [kind, { Sparse }] of Object.entries(kinds)) {
        // Nothing is left out of encrypted files, whatever the FileSet says.
        const options: CompareOptions = {
          ...genuineLosses(version),
          sparse: Sparse === true && !/pki|master/.test(client.name),
        };
        t.deepEqual(
          await compareTrees(join(source, kind), join(where, source, kind), options),
          [],
          `${kind}, ${client.name}`,
        );
      }
      await run(['rm', '-rf', where]);
    };

    const clear = await saved(genuine, genuineStorage);
    const sealed = await saved(genuinePki, genuineStorage);
    for (const client of [ours, genuine]) await comesBack(clear, ourStorage, client);
    for (const client of [oursPki, oursMaster, genuinePki]) await comesBack(sealed, ourStorage, client);

    const ourClear = await saved(ours, ourStorage);
    const ourSealed = await saved(oursPki, ourStorage);
    await comesBack(ourClear, genuineStorage, genuine);
    for (const client of [genuinePki, genuineMaster]) await comesBack(ourSealed, genuineStorage, client);
    await comesBack(await saved(ours, ourStorage, 'Zstd'), ourStorage, ours, ZSTD);
  });
}
