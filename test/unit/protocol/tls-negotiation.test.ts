import test from 'ava';
import { classicTls, earlyTls, mayGoOnWithoutEarlyTls } from '../../../src/protocol/tls-negotiation.ts';
import {
  decodeTlsNeeds,
  encodeTlsNeeds,
  TLS_AUTOMATIC,
  TLS_OFF,
  type TlsNeeds,
  tlsSettings,
} from '../../../src/protocol/tls-settings.ts';

const needs = (tlspsk: number): TlsNeeds => decodeTlsNeeds(tlspsk);

test('the directives give the numbers of the specification', (t) => {
  const rows: readonly [boolean, boolean, boolean | undefined, number][] = [
    [false, false, false, 0],
    [false, false, undefined, 100],
    [false, true, true, 200],
    [true, false, false, 1],
    [true, false, true, 101],
    [true, true, false, 2],
    [true, true, undefined, 202],
  ];
  for (const [tlsEnable, tlsRequire, psk, expected] of rows) {
    const directives = { tlsEnable, tlsRequire, ...(psk === undefined ? {} : { tlsPskEnable: psk }) };
    t.is(encodeTlsNeeds(tlsSettings(directives)), expected);
  }
  t.is(encodeTlsNeeds(TLS_OFF), 0);
  t.is(encodeTlsNeeds(TLS_AUTOMATIC), 100);
});

test('every number reads as two needs', (t) => {
  for (const number of [0, 1, 2, 100, 101, 102, 200, 201, 202]) t.is(encodeTlsNeeds(needs(number)), number);
  t.deepEqual(needs(999), { certificate: 2, psk: 2 });
});

test('early TLS needs both, and a certificate goes before PSK', (t) => {
  const rows: readonly [number, number | undefined, 'certificate' | 'psk' | undefined][] = [
    [0, 100, undefined],
    [100, undefined, undefined],
    [100, 100, 'psk'],
    [200, 100, 'psk'],
    [101, 101, 'certificate'],
    [1, 100, undefined],
    [101, 100, 'psk'],
    [2, 202, 'certificate'],
    [200, 2, undefined],
  ];
  for (const [own, peer, expected] of rows) {
    t.is(earlyTls(needs(own), peer === undefined ? undefined : needs(peer)), expected);
    if (peer !== undefined) t.is(earlyTls(needs(peer), needs(own)), expected);
  }
});

test('who requires PSK and has no certificate stops before CRAM', (t) => {
  for (const number of [0, 1, 2, 100, 101, 202]) t.true(mayGoOnWithoutEarlyTls(needs(number)));
  t.false(mayGoOnWithoutEarlyTls(needs(200)));
});

test('classic TLS follows the numbers of the challenges', (t) => {
  t.is(classicTls(needs(1), 1), 'tls');
  t.is(classicTls(needs(2), 1), 'tls');
  t.is(classicTls(needs(101), 2), 'tls');
  t.is(classicTls(needs(100), 0), 'clear');
  t.is(classicTls(needs(1), 0), 'clear');
  t.is(classicTls(needs(0), 1), 'clear');
  t.is(classicTls(needs(2), 0), 'we-require');
  t.is(classicTls(needs(202), 0), 'we-require');
  t.is(classicTls(needs(0), 2), 'peer-requires');
  t.is(classicTls(needs(100), 2), 'peer-requires');
});
