import { createHmac } from 'node:crypto';
import test from 'ava';
import { fingerprint, KnownHosts } from '../../../../src/replication/configuration/ssh/known-hosts.ts';

const KEY = Buffer.from('the key of the host');
const OTHER = Buffer.from('another key');
const b64 = KEY.toString('base64');

const hashed = (name: string): string => {
  const salt = Buffer.from('0123456789abcdefghij');
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
};

test('a host is known by its plain name, its port, a pattern, or a hash', (t) => {
  const cases: [string, string, number][] = [
    [`n2,10.0.0.2 ssh-ed25519 ${b64} comment`, '10.0.0.2', 22],
    [`[n2]:2222 ssh-ed25519 ${b64}`, 'N2', 2222],
    [`*.example.org,!bad.example.org ssh-ed25519 ${b64}`, 'n2.example.org', 22],
    [`n? ssh-ed25519 ${b64}`, 'n2', 22],
    [`${hashed('n2')} ssh-ed25519 ${b64}`, 'n2', 22],
    [`${hashed('[n2]:2222')} ssh-ed25519 ${b64}`, 'n2', 2222],
  ];
  for (const [line, host, port] of cases) {
    const hosts = new KnownHosts(`# comment\n\n${line}\n`);
    t.is(hosts.verdict(host, port, KEY), 'known', line);
    t.is(hosts.verdict(host, port, OTHER), 'changed', line);
    t.is(hosts.verdict('elsewhere', port, KEY), 'unknown', line);
    t.deepEqual(hosts.typesOf(host, port), ['ssh-ed25519']);
  }
});

test('an excepted name, another port and an authority vouch for nothing', (t) => {
  const hosts = new KnownHosts(
    `*.example.org,!bad.example.org ssh-ed25519 ${b64}\nn2 ssh-ed25519 ${b64}\n@cert-authority n3 ssh-ed25519 ${b64}\n`,
  );
  t.is(hosts.verdict('bad.example.org', 22, KEY), 'unknown');
  t.is(hosts.verdict('n2', 2222, KEY), 'unknown');
  t.is(hosts.verdict('n3', 22, KEY), 'unknown');
});

test('a revoked key is refused, also where another line knows it', (t) => {
  const hosts = new KnownHosts(`n2 ssh-ed25519 ${b64}\n@revoked * ssh-ed25519 ${b64}\n`);
  t.is(hosts.verdict('n2', 22, KEY), 'revoked');
  t.is(hosts.verdict('n2', 22, OTHER), 'changed');
});

test('no text makes reading it slow, or throws', (t) => {
  const hosts = new KnownHosts(`${'*a'.repeat(5_000)}b ssh-ed25519 ${b64}\n|1|x ssh-rsa y\n@revoked\n\0`);
  t.is(hosts.verdict('a'.repeat(5_000), 22, KEY), 'unknown');
  t.regex(fingerprint(KEY), /^SHA256:[A-Za-z0-9+/]{43}$/);
});
