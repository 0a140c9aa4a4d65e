import test from 'ava';
import { parseBpipe } from '../../../../../src/daemons/file/job/bpipe.ts';
import { permission } from '../../../../../src/daemons/file/job/permitted.ts';

test('allowed and excluded folders hold for whole names', (t) => {
  const allows = permission({ allowedBackup: ['/home', '/etc/'], excludedBackup: ['/home/secret'] });
  t.deepEqual(
    ['/home', '/home/a', '/homes', '/etc/x', '/home/secret', '/home/secret/x', '/home/secrets'].map((path) =>
      allows?.(path),
    ),
    [true, true, false, true, false, false, true],
  );
  t.is(permission({ allowedBackup: [], excludedBackup: [] }), undefined);
});

test('a bpipe entry has a path, a command that reads, and one that writes, which may hold colons', (t) => {
  t.like(parseBpipe("bpipe:/MYSQL/dump.sql:echo hello from pipe:sh -c 'cat > /b/c:d'"), {
    path: '/MYSQL/dump.sql',
    reader: 'echo hello from pipe',
    writer: "sh -c 'cat > /b/c:d'",
  });
  t.is(parseBpipe('ldap:/x:a:b'), undefined);
  t.is(parseBpipe('bpipe:/x:a'), undefined);
});
