import test from 'ava';
import { parseDirectorConfig, renderProblems } from '../../../src/config/index.ts';

/** Each line that is wrong ends with a number; the problem must be on it, and the problems are in order. */
const FILE = `Director {
  Name = backup-dir
  DirPort = 91O1                          # 1 a letter for a digit
  QueryFile = "/etc/bacula/query.sql"
  WorkingDirectory = "/var/lib/bacula"
  PidDirectory = "/run/bacula"
  Maximum Concurent Jobs = 20             # 2 a directive that is nearly one
  Password = 12345                        # 3 a bare number
  Messages = Daemon
}
Job {                                     # (4 below: nothing is wrong with Job itself)
  Name = "Backup/web"                     # 4 a slash in a name
  Type = Backupp                          # 5 a keyword that is nearly one
  Client = web-fd
  FileSet = "Web Set"                     # 6 nearly the name of a FileSet
  Pool = Default
  Storage = File1 , File2x                # 7 a blank before the comma
  Messages = Standard                     # 8 no such Messages
  Priority = ten                          # 9 a word for a number
  Max Run Time = 2 fortnights             # 10 no unit
  Spool Data = 1                          # 11 not yes, not no
  Spool Data Size = 5 GB                  # 12 no such directive
}
Client {
  Name = web-fd
  Address = web.example.org
  Address = web2.example.org              # 13 given twice
  Password = "xyz"
  Catalog = Cat
  File Retention = "60 days"              # 14 a duration in quotes
}
FileSet {
  Name = "WebSet"
  Include {
    Options { Signature = MD6             # 15 no such signature
    }
    File = C:\\Windows                     # 16 a backslash without quotes
  }
}
Schedule {
  Name = Weekly
  Run = Full 31 at 2:00                   # 17 a bare number
  Run = Full mon 2:00                     # 18 a time without at
}
Pool {                                    # 19 no PoolType
  Name = Default
  Maximum Volume Bytes = 10 zb            # 20 no such unit
}
Catalog { Name = Cat; DbName = bacula; }
Storage { Name = File1; Address = a; Password = b; Device = c; MediaType = d }
Messages { Name = Daemon
  Mail = root = all, !skiped              # 21 nearly a type
}
Frobnicate { Name = x }                   # 22 no such resource
`;

const expected = FILE.split('\n').flatMap((line, i) => (/# \d+ /.test(line) ? [i + 1] : []));
const { config, problems } = parseDirectorConfig(FILE, 'bacula-dir.conf');

test('every one of the mistakes in a file is reported, each on its line, and nothing else', (t) => {
  t.is(config, undefined);
  t.deepEqual(
    problems.map(({ line }) => line),
    expected,
    renderProblems(problems),
  );
});

test('columns point at the mistake itself', (t) => {
  for (const { line, column, length } of problems) {
    const text = FILE.split('\n')[line - 1] ?? '';
    const marked = text.slice(column - 1, column - 1 + length);
    t.regex(marked, /^\S(.*\S)?$/, `line ${line}`);
  }
  const at = (line: number) => problems.find((problem) => problem.line === line);
  t.like(at(3), { column: 13, length: 4 });
  t.like(at(7), {
    column: 3,
    message: 'Director has no directive `MaximumConcurentJobs`',
    hint: 'Did you mean `MaximumConcurrentJobs`?',
  });
});

test('the nearest known name is offered', (t) => {
  const hints = problems.map(({ hint }) => hint).filter((hint) => hint?.startsWith('Did you mean'));
  t.deepEqual(hints, [
    'Did you mean `MaximumConcurrentJobs`?',
    'Did you mean `Backup`?',
    'Did you mean `WebSet`?',
    'Did you mean `SpoolData`?',
    'Did you mean `MD5`?',
    'Did you mean `skipped`?',
  ]);
});

test('a problem is shown with its line and a mark below it; no password is', (t) => {
  t.is(
    renderProblems(problems.slice(0, 1)),
    [
      'bacula-dir.conf:3:13: error: Expected a port, found `91O1`',
      '    3 |   DirPort = 91O1                          # 1 a letter for a digit',
      '      |             ^~~~',
      '  expected: a port from 1 to 65535, without quotes',
    ].join('\n'),
  );
  t.notRegex(renderProblems(problems), /12345|xyz/);
});
