import test from 'ava';
import { slotName, synchronousNames } from '../../../src/replication/catalog/managed/managed-settings.ts';
import { scramVerifier } from '../../../src/replication/catalog/managed/scram.ts';
import {
  formatLsn,
  isInHistory,
  parseHistory,
  parseLsn,
} from '../../../src/replication/catalog/managed/wal-position.ts';

test('positions are numbers of bytes, and print as PostgreSQL prints them', (t) => {
  t.is(parseLsn('1A/2B3C4D5E'), 0x1a_2b3c4d5en);
  for (const text of ['0/0', 'FFFFFFFF/FFFFFFFF', '16/B374D848']) t.is(formatLsn(parseLsn(text)), text);
  for (const text of ['', '1', '1/', '/1', 'G/1', '123456789/1']) t.throws(() => parseLsn(text));
});

test('what lies behind the point where a timeline was left has left the history', (t) => {
  const history = parseHistory('1\t0/3000000\tno recovery target specified\n\n# remark\n2\t0/5000000\treason\n');
  t.is(history.length, 2);
  const at = (timeline: number, lsn: string) => isInHistory({ timeline, lsn: parseLsn(lsn) }, 3, history);
  t.true(at(1, '0/3000000'));
  t.false(at(1, '0/3000001'));
  t.true(at(2, '0/4FFFFFF'));
  t.false(at(2, '0/5000001'));
  t.true(at(3, '0/9000000'));
  t.false(at(4, '0/1'));
});

test('names of members become names of slots and of standbys', (t) => {
  t.is(slotName('Node-1.example'), 'understudy_node_2d1_2eexample');
  t.is(synchronousNames({ members: ['a', 'b"c'], count: 1 }), 'ANY 1 ("a", "b""c")');
  t.is(synchronousNames({ members: ['a'], count: 0 }), '');
});

// The example of RFC 7677: user "user", password "pencil".
test('a password is stored as the RFC computes it', (t) => {
  const verifier = scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'));
  t.is(
    verifier,
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  );
});
