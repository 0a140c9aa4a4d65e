import test from 'ava';
import { noIncludes } from '../../../src/config/language/includes.ts';
import { directorDialect } from '../../../src/config/languages/director.ts';
import { parse } from '../../../src/config/parse.ts';
import { plainResources, renderResources } from '../../../src/config/show.ts';
import { directory } from './support.ts';

const parsed = (text: string) => parse(directorDialect, 'file', text, noIncludes);

const FILE = directory({
  Director:
    ' DirAddresses = { ip = { addr = 10.0.0.1; port = 9101 } ipv6 = { addr = ::1 } }\n Heartbeat Interval = 5 min\n',
  Messages: ' MailCommand = "m \\"%s\\""\n Mail = a@b, c = all, !skipped\n Append = "/log" = fatal, events.x\n',
  Pool: ' Maximum Volume Bytes = 5 GB\n Storage = S\n ActionOnPurge = truncate\n NextPool = Q\n',
  FileSet:
    ' Include { Options { Signature = MD5; Compression = GZIP3; OneFS = no; Wild = "*.\\\\x"; Accurate = mcs }\n File = "/a b"\n Plugin = "p:1"\n ExcludeDirContaining = .no\n }\n Exclude { File = /e\n }\n',
  Schedule: ' Run = Level=Full Pool=P mon-fri at 1:00 at 2:30\n Run = Incremental hourly\n',
  Job: ' JobDefs = D\n Level = Full\n RunBeforeJob = "own %n"\n Replace = Never\n',
  more: 'Pool { Name = Q; PoolType = Backup }\nJobDefs { Name = D\n RunScript { RunsWhen = After; Command = "x"\n Console = "y"\n RunsOnClient = no }\n}\nConsole { Name = "co n"; Password = "top-secret"; JobAcl = a, "b c"\n}\n',
});

test('what is shown is a configuration again, and means the same', (t) => {
  const first = parsed(FILE);
  t.deepEqual(
    first.findings.filter(({ severity }) => severity === 'error'),
    [],
  );
  const shown = renderResources(first.resources);
  const second = parsed(shown);
  t.deepEqual(
    second.findings.filter(({ severity }) => severity === 'error'),
    [],
    shown,
  );
  t.is(renderResources(second.resources), shown.replace(/^ *# JobDefs.*\n/gm, ''));
});

test('secrets are masked, references are names, defaults are there', (t) => {
  const { resources } = parsed(FILE);
  const plain = plainResources(resources);
  t.notRegex(JSON.stringify(plain) + renderResources(resources), /top-secret/);
  const job = plain.find(({ type }) => type === 'Job');
  t.like(job?.properties, { client: 'cl', storages: ['S'], pool: 'P', priority: 10, type: 'B' });
  t.like(plain.find(({ type }) => type === 'Console')?.properties, { password: '********' });
});
