import test from 'ava';
import { parseDirectory } from '../support.ts';

const addresses = (lines: string) => parseDirectory({ Director: ` ${lines}\n` }).config?.director.addresses;

test('without a word a Director listens everywhere on 9101', (t) => {
  t.deepEqual(addresses(''), [{ family: 'any', address: undefined, port: 9101 }]);
});

test('port and address come in either order, and the last ones count', (t) => {
  const expected = [{ family: 'any', address: '10.0.0.1', port: 9111 }];
  t.deepEqual(addresses('DirPort = 9111; DirAddress = 10.0.0.1'), expected as never);
  t.deepEqual(addresses('DirAddress = other; DirAddress = 10.0.0.1; DirPort = 9111'), expected as never);
});

test('a block lists addresses of each family, the port being 9101 unless given', (t) => {
  t.deepEqual(
    addresses(
      'DirAddresses = { ip = { addr = a.example.org; port = 9111; } ipv4 = { addr = 1.2.3.4 } ipv6 = { addr = ::1; port = bacula-sd } }',
    ),
    [
      { family: 'any', address: 'a.example.org', port: 9111 },
      { family: 'ipv4', address: '1.2.3.4', port: 9101 },
      { family: 'ipv6', address: '::1', port: 9103 },
    ],
  );
});

test('both styles at once, two addresses in one, and ports that are none are problems', (t) => {
  const problem = (lines: string) => parseDirectory({ Director: ` ${lines}\n` }).problems[0]?.message;
  t.is(
    problem('DirPort = 5\n DirAddresses = { ip = { addr = a } }'),
    'An address block and single addresses or ports do not mix',
  );
  t.is(problem('DirAddresses = { ip = { addr = a\n addr = b }\n }'), 'Only one addr is allowed in an address');
  t.is(problem('DirAddresses = { }'), 'An address block without an address');
  t.is(problem('DirPort = 70000'), 'Expected a port, found the number 70000');
});
