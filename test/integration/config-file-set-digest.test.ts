/** FileSet.MD5 as a genuine Director writes it into its Catalog, for FileSets of every shape. */
import test from 'ava';
import { fileSetDigest, parseDirectorConfig } from '../../src/config/index.ts';
import {
  GENUINE_VERSIONS,
  runConsole,
  startDirector,
  startFileDaemon,
  startStorageDaemon,
} from '../support/genuine.ts';
import { startPostgres } from '../support/postgres.ts';
import { until } from '../support/wait.ts';
import { directory } from '../unit/config/support.ts';

const FILE_SETS: Readonly<Record<string, string>> = {
  PluginBetweenFiles: 'Include { File = /a\n Plugin = "bpipe:/x:cat"\n File = "/b c"\n }',
  TwoIncludes: 'Include { File = /a\n }\n Include { File = /b\n Plugin = "p:1"\n }',
  ExcludeFirst: 'Exclude { File = /e\n }\n Include { File = /a\n File = /b\n }\n Exclude { File = /f\n }',
  Options:
    'Include { Options { Signature = SHA1; Wild = "*.o"\n Exclude = yes }\n File = /a\n ExcludeDirContaining = .skip\n }',
  Lists: 'Include { File = "<no-such-list"\n File = "\\\\|ls"\n File = "\\\\<list"\n }',
  Bytes: 'Include { File = "/caf\xc3\xa9"\n File = "/x\\"y"\n }',
};

for (const version of GENUINE_VERSIONS) {
  test.serial(`the digest of a FileSet is what ${version} writes into the Catalog`, async (t) => {
    await using postgres = await startPostgres();
    const catalog = await postgres.createGenuineCatalog(version);
    await using fileDaemon = await startFileDaemon({ version });
    await using storageDaemon = await startStorageDaemon({ version });
    const resources = Object.entries(FILE_SETS).map(([name, blocks]) => `FileSet { Name = ${name}\n ${blocks}\n}\n`);
    const jobs = Object.keys(FILE_SETS).map(
      (name) => `Job { Name = Job${name}; Type = Backup; Level = Full; Client = ${fileDaemon.name}; FileSet = ${name}
 Storage = ${storageDaemon.name}; Pool = Default; Messages = Standard; }\n`,
    );
    await using director = await startDirector({
      version,
      catalog,
      fileDaemons: [fileDaemon],
      storageDaemons: [storageDaemon],
      fileSets: [{ files: ['/nonexistent'] }],
      // The test's configuration is written as UTF-8.
      extra: Buffer.from([...resources, ...jobs].join(''), 'latin1').toString('utf8'),
    });
    await runConsole(
      version,
      director,
      Object.keys(FILE_SETS).map((name) => `run job=Job${name} yes`),
    );
    const rows = async (): Promise<Map<string, string>> => {
      const text = await postgres.psql(catalog.database, "SELECT FileSet || ' ' || MD5 FROM FileSet");
      return new Map(
        text
          .trim()
          .split('\n')
          .map((line) => line.trim().split(' ') as [string, string]),
      );
    };
    await until(async () => (await rows()).size >= Object.keys(FILE_SETS).length, { what: 'all FileSets to be known' });

    const { config, problems } = parseDirectorConfig(directory({ more: resources.join('') }));
    t.deepEqual(problems, []);
    const genuine = await rows();
    for (const name of Object.keys(FILE_SETS)) {
      const fileSet = config?.fileSets.get(name);
      t.is(fileSet && fileSetDigest(fileSet), genuine.get(name), name);
    }
  });
}
