/**
 * CRAM-MD5 as Bacula does it (specification 01-wire §5): HMAC-MD5 over the challenge, keyed with the *hex text* of the
 * password's MD5, written in a base64 of its own. The flaw of that base64 is part of the protocol.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type ByteString, byteStringToBytes, Secret } from '../core/index.ts';
import { clampNeed, type TlsNeed } from './tls-settings.ts';

export interface Challenge {
  /** Angle brackets included. */
  readonly challenge: ByteString;
  /** The challenger's need of certificate TLS. */
  readonly certificateNeed: TlsNeed;
  /** The answer is wanted in standard base64 (`cram-md5c`). */
  readonly standard: boolean;
}

export const AUTH_OK = '1000 OK auth\n';
export const AUTH_FAILED = '1999 Authorization failed.\n';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** 16 bytes of MD5, six bits a character. */
const RESPONSE_CHARACTERS = 22;

/** The key of a channel that is secured by a configured password. FD–SD channels use the Authorization text instead. */
export const passwordKey = (password: Secret): Secret =>
  new Secret(createHash('md5').update(byteStringToBytes(password.reveal())).digest('hex'));

/** A fresh challenge. Blanks become underscores: a genuine responder hashes only up to the first blank. */
export function createChallenge(ownName: ByteString, unixTimeSec: number): ByteString {
  const random = randomBytes(4).readUInt32BE(0) >>> 1;
  return `<${random}.${unixTimeSec}@${ownName.replace(/[\x00-\x20<>]/g, '_')}>`;
}

export const formatChallenge = (challenge: ByteString, certificateNeed: TlsNeed): ByteString =>
  `auth cram-md5 ${challenge} ssl=${certificateNeed}\n`;

const CHALLENGE = /^auth +cram-md5(c?) +([^ \t\r\n\x00]{1,400})(?: +ssl=(\d{1,3}))?[ \t\r\n\x00]*$/;

/** Undefined: this is no challenge. Without `ssl=` (very old peers) TLS is not offered. */
export function parseChallenge(text: ByteString): Challenge | undefined {
  const match = CHALLENGE.exec(text);
  if (match === null) return undefined;
  const [, standard, challenge = '', need = '0'] = match;
  return { challenge, certificateNeed: clampNeed(Number(need)), standard: standard === 'c' };
}

/** The response as it is sent: 22 characters and a NUL, so its length is known before the challenge is. */
export const RESPONSE_BYTES = RESPONSE_CHARACTERS + 1;
export const formatResponse = (key: Secret, { challenge, standard }: Challenge): ByteString =>
  `${cramResponse(key, challenge, standard)}\0`;

export const cramResponse = (key: Secret, challenge: ByteString, standard = false): ByteString =>
  base64x(createHmac('md5', byteStringToBytes(key.reveal())).update(byteStringToBytes(challenge)).digest(), standard);

/** Accepts both encodings, with and without the NUL; takes the same time whatever was answered. */
export function verifyResponse(key: Secret, challenge: ByteString, answer: ByteString): boolean {
  const end = answer.indexOf('\0');
  const given = Buffer.alloc(RESPONSE_CHARACTERS);
  const fits = (end === -1 ? answer : answer.slice(0, end)).length === RESPONSE_CHARACTERS;
  given.write(answer, 'latin1');
  const defective = timingSafeEqual(given, Buffer.from(cramResponse(key, challenge), 'latin1'));
  const standard = timingSafeEqual(given, Buffer.from(cramResponse(key, challenge, true), 'latin1'));
  return fits && (defective || standard);
}

/**
 * Base64 with two defects unless `standard`: a byte >= 0x80 is sign-extended into the shift register, which sets the
 * not yet emitted bits of the byte before it, and the last group is not shifted to the left. No padding.
 */
export function base64x(bytes: Uint8Array, standard = false): string {
  let register = 0;
  let bits = 0;
  let out = '';
  for (let i = 0; i < bytes.length; ) {
    if (bits < 6) {
      const byte = bytes[i++] as number;
      register = (register << 8) | (standard || byte < 0x80 ? byte : byte | 0xffffff00);
      bits += 8;
    }
    out += ALPHABET[(register >>> (bits - 6)) & 63];
    bits -= 6;
  }
  if (bits > 0) {
    const rest = register & ((1 << bits) - 1);
    out += ALPHABET[standard ? (rest << (6 - bits)) & 63 : rest];
  }
  return out;
}
