/** Replication, Peer and DaemonFile of understudy.conf. */
import test from 'ava';
import { understudyDialect } from '../../../src/config/languages/understudy.ts';
import { parseText } from '../../../src/config/load.ts';

const parsed = (text: string) => parseText(understudyDialect, text, 'understudy.conf');

const REPLICATION = `Replication {
  Directory = /var/lib/understudy/configuration
  Files = "/etc/bacula/query.sql", "/etc/bacula/daemons/sd1.conf"
  SSH User = understudy
  SSH Key File = /etc/understudy/id_ed25519
  SSH Known Hosts File = /etc/understudy/known_hosts
}
`;

test('nodes and daemons are named, each with its way', (t) => {
  const { config, problems } = parsed(`${REPLICATION}
    Peer { Name = n1; Address = 10.0.0.1 }
    Peer { Name = n2; Address = 10.0.0.2; Port = 2222; SSH User = other }
    Daemon File { Name = sd1; Address = sd1.example.org; Kind = Storage
      Source = /etc/bacula/daemons/sd1.conf; File = /etc/bacula/bacula-sd.conf
      Test Command = "bacula-sd -t -c %f"; Reload Command = "systemctl restart bacula-sd" }
  `);
  t.deepEqual(problems, []);
  t.like(config?.replication, { sshUser: 'understudy', connectTimeout: 10, answerTimeout: 60, keepReleases: 20 });
  t.deepEqual(config?.replication?.files, ['/etc/bacula/query.sql', '/etc/bacula/daemons/sd1.conf']);
  t.like(config?.peers.get('n1'), { address: '10.0.0.1', port: 22, sshUser: undefined });
  t.like(config?.peers.get('n2'), { port: 2222, sshUser: 'other' });
  t.like(config?.daemonFiles.get('sd1'), { kind: 'storage', file: '/etc/bacula/bacula-sd.conf' });
});

test('without them the configuration stays where it is', (t) => {
  const { config } = parsed('');
  t.is(config?.replication, undefined);
  t.is(config?.peers.size, 0);
});

test('what would fail later is told at once', (t) => {
  const { problems } = parsed(`Replication { Directory = releases; Keep Releases = 1 }
    Peer { Name = n2; Address = a; Port = 70000 }
    Daemon File { Name = d; Address = a; Source = /a; File = "/etc/x; rm -rf /" }`);
  t.deepEqual(
    problems.map(({ message }) => message),
    [
      'Replication needs Ssh Known Hosts File: no host is trusted unseen',
      'Replication needs Ssh Key File, or Ssh Agent = yes',
      'Directory is no absolute path',
      'Keep Releases is at least 2: this one and the one before',
      '70000 is no port',
      'File of DaemonFile must be an absolute path of letters, digits and `._/+@-`',
    ],
  );
  t.like(parsed('Peer { Name = n2; Address = a }').problems, [{ message: 'Peer needs a Replication resource' }]);
});
