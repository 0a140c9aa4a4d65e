/** A small complete bacula-dir.conf in which a test changes one resource. */
import type { DirectorConfig, LoadResult } from '../../../src/config/index.ts';
import { parseDirectorConfig } from '../../../src/config/index.ts';

const RESOURCES = {
  Director:
    ' Name = d\n QueryFile = "/q"\n WorkingDirectory = "/w"\n PidDirectory = "/p"\n Password = "x"\n Messages = M\n',
  Messages: ' Name = M\n Console = all\n',
  Catalog: ' Name = C\n DbName = b\n',
  Client: ' Name = cl\n Address = localhost\n Password = x\n Catalog = C\n',
  Pool: ' Name = P\n PoolType = Backup\n',
  Storage: ' Name = S\n Address = h\n Password = x\n Device = dev\n MediaType = File\n',
  FileSet: ' Name = F\n',
  Schedule: ' Name = Sch\n',
  Job: ' Name = J\n Type = Backup\n Client = cl\n FileSet = F\n Storage = S\n Pool = P\n Messages = M\n',
};

export type Additions = { readonly [R in keyof typeof RESOURCES]?: string } & { readonly more?: string };

/** The file, with lines added to its resources and `more` behind them. */
export function directory({ more = '', ...additions }: Additions = {}): string {
  const blocks = Object.entries(RESOURCES).map(
    ([type, lines]) => `${type} {\n${lines}${additions[type as keyof typeof RESOURCES] ?? ''}}\n`,
  );
  return blocks.join('') + more;
}

export const parseDirectory = (additions?: Additions): LoadResult<DirectorConfig> =>
  parseDirectorConfig(directory(additions));
