import type { PeerCertificate } from 'node:tls';
import test from 'ava';
import { judgeCertificate } from '../../../src/protocol/tls-certificate-check.ts';
import {
  TlsExpiredError,
  TlsNameMismatchError,
  TlsNameNotAllowedError,
  TlsUntrustedError,
} from '../../../src/protocol/tls-errors.ts';

const made = (CN: string | undefined, subjectaltname?: string): PeerCertificate =>
  ({ subject: { CN }, subjectaltname, valid_from: 'then', valid_to: 'later' }) as unknown as PeerCertificate;
const trusted = (certificate: PeerCertificate) => ({ certificate, verdict: undefined });
const dialled = (host: string) => ({ peer: 'fd:9102', allowedCns: [], host });

test('the dialled name is found as common name or as alternative name', (t) => {
  t.notThrows(() => judgeCertificate(trusted(made('fd.example.org')), dialled('FD.example.org')));
  t.notThrows(() => judgeCertificate(trusted(made('fd', 'DNS:fd.example.org')), dialled('fd.example.org')));
  t.notThrows(() => judgeCertificate(trusted(made('fd', 'DNS:fd.example.org')), dialled('fd')));
  t.notThrows(() => judgeCertificate(trusted(made('x', 'DNS:*.example.org')), dialled('fd.example.org')));
  t.throws(() => judgeCertificate(trusted(made('fd', 'DNS:fd.example.org')), dialled('evil')), {
    instanceOf: TlsNameMismatchError,
    message: /"fd", "DNS:fd.example.org", not to "evil"/,
  });
});

test('a list of allowed names takes the place of the dialled name', (t) => {
  const expected = { ...dialled('10.0.0.1'), allowedCns: ['fd', 'sd'] };
  t.notThrows(() => judgeCertificate(trusted(made('fd')), expected));
  t.throws(() => judgeCertificate(trusted(made('10.0.0.1')), expected), { instanceOf: TlsNameNotAllowedError });
  t.throws(() => judgeCertificate(trusted(made(undefined)), expected), { instanceOf: TlsNameNotAllowedError });
});

test('a caller may bear any name unless there is a list', (t) => {
  t.notThrows(() => judgeCertificate(trusted(made('anyone')), { peer: 'x', allowedCns: [] }));
});

test('an unknown issuer, a wrong date and no certificate at all are told apart', (t) => {
  const judge = (verdict: string) => () => judgeCertificate({ certificate: made('fd'), verdict }, dialled('fd'));
  t.throws(judge('CERT_HAS_EXPIRED'), { instanceOf: TlsExpiredError });
  t.throws(judge('CERT_NOT_YET_VALID'), { instanceOf: TlsExpiredError });
  t.throws(judge('SELF_SIGNED_CERT_IN_CHAIN'), { instanceOf: TlsUntrustedError, message: /none of the CAs/ });
  t.throws(judge('CERT_REVOKED'), { instanceOf: TlsUntrustedError, message: /CERT_REVOKED/ });
  t.throws(() => judgeCertificate(trusted({} as PeerCertificate), dialled('fd')), { instanceOf: TlsUntrustedError });
});
