import test from 'ava';
import fc from 'fast-check';
import { Secret } from '../../../src/core/index.ts';
import {
  base64x,
  cramResponse,
  createChallenge,
  formatChallenge,
  formatResponse,
  parseChallenge,
  passwordKey,
  verifyResponse,
} from '../../../src/protocol/cram-md5.ts';
import { tracePackets } from '../../support/traces.ts';
import vectors from './wire-vectors.json' with { type: 'json' };

test('responses are those that genuine daemons accepted', (t) => {
  for (const { password, key, challenge, response, responseStandard } of vectors.cram) {
    if (password !== null) t.is(passwordKey(new Secret(password)).reveal(), key);
    t.is(cramResponse(new Secret(key), challenge), response);
    t.is(cramResponse(new Secret(key), challenge, true), responseStandard);
  }
});

test('base64x has its two defects, the standard form has none', (t) => {
  for (const { hex, base64x: defective, standard } of vectors.base64x) {
    t.is(base64x(Buffer.from(hex, 'hex')), defective);
    t.is(base64x(Buffer.from(hex, 'hex'), true), standard);
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      t.is(base64x(bytes, true), Buffer.from(bytes).toString('base64').replaceAll('=', ''));
    }),
  );
});

test('both forms verify, with and without the NUL, and nothing else', (t) => {
  for (const { key: text, challenge, response, responseStandard } of vectors.cram) {
    const key = new Secret(text);
    for (const answer of [response, `${response}\0`, responseStandard, `${responseStandard}\0junk`]) {
      t.true(verifyResponse(key, challenge, answer));
    }
    for (const answer of ['', '\0', response.slice(1), `${response}A`, response.toLowerCase(), `${response}\n`]) {
      t.false(verifyResponse(key, challenge, answer));
    }
    t.false(verifyResponse(new Secret(`${text}x`), challenge, response));
  }
});

test('what is formatted is parsed, with or without a need of TLS', (t) => {
  const challenge = '<1.2@tst-dir>';
  t.is(formatChallenge(challenge, 2), 'auth cram-md5 <1.2@tst-dir> ssl=2\n');
  t.deepEqual(parseChallenge(formatChallenge(challenge, 2)), { challenge, certificateNeed: 2, standard: false });
  t.deepEqual(parseChallenge('auth cram-md5 <1.2@tst-dir>\n'), { challenge, certificateNeed: 0, standard: false });
  t.deepEqual(parseChallenge('auth cram-md5c <1.2@tst-dir> ssl=1\n'), {
    challenge,
    certificateNeed: 1,
    standard: true,
  });
  t.is(parseChallenge('1999 You are not authorized.\n'), undefined);
  t.is(parseChallenge('auth cram-md5 \n'), undefined);
  t.is(parseChallenge(`auth cram-md5 ${'x'.repeat(1000)} ssl=0\n`), undefined);
});

test('a challenge holds no blank, whatever we are called, and differs each time', (t) => {
  const challenge = createChallenge('our dir\xa0\n<>', 1795167161);
  t.regex(challenge, /^<\d+\.1795167161@our_dir\xa0___>$/);
  t.not(challenge, createChallenge('our dir', 1795167161));
  t.is(parseChallenge(formatChallenge(challenge, 0))?.challenge, challenge);
});

test('a response is 22 characters and a NUL', (t) => {
  const asked = { challenge: '<1.2@x>', certificateNeed: 0, standard: false } as const;
  t.regex(formatResponse(new Secret('k'), asked), /^[A-Za-z0-9+/]{22}\0$/);
});

test('any text is a challenge or not, and any answer right or wrong, without a throw', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      parseChallenge(`auth cram-md5 ${text}`);
      t.false(verifyResponse(new Secret('k'), '<1.2@x>', text));
    }),
  );
});

test('every recorded response answers its challenge with a password or the Authorization of a Job', (t) => {
  const passwords = ['dirpass', 'fdpass', 'sdpass'].map((password) => passwordKey(new Secret(password)));
  // Of the other recordings the passwords are not known.
  const packets = [...tracePackets()].filter(({ trace }) => trace.startsWith('h1-'));
  const text = packets.map(({ payload }) => payload.toString('latin1')).join('');
  const jobs = [...text.matchAll(/Auth(?:orization|entication)=([A-P-]{39})/g)].map(([, key = '']) => new Secret(key));
  let count = 0;
  for (const [index, { payload, trace, lineNumber }] of packets.entries()) {
    const asked = parseChallenge(payload.toString('latin1'));
    const answer = packets[index + 1]?.payload;
    if (asked === undefined || answer?.length !== 23) continue;
    count++;
    const right = [...passwords, ...jobs].some((key) =>
      verifyResponse(key, asked.challenge, answer.toString('latin1')),
    );
    t.true(right, `${trace}:${lineNumber}`);
  }
  t.true(count > 10, `${count} responses`);
});
