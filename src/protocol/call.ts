/**
 * The calling side of a Hello: it speaks first, is TLS client, proves the password and then asks for the same proof
 * (specification 01-wire §4 to §6). It keeps strictly to turns, see authenticate.
 */
import { type ByteString, unixSeconds } from '../core/index.ts';
import { CLIENT_CAPABILITIES, isStorageCapabilities } from './capabilities.ts';
import {
  AUTH_FAILED,
  AUTH_OK,
  createChallenge,
  formatChallenge,
  formatResponse,
  parseChallenge,
  RESPONSE_BYTES,
  verifyResponse,
} from './cram-md5.ts';
import { ConnectionLostError, FrameTooLongError } from './errors.ts';
import { HEADER_BYTES } from './frame.ts';
import { type Channel, type HandshakeParty, parseStartTls, receiveLine, receiveStep, upgradeTo } from './handshake.ts';
import { HelloIgnoredError, HelloRefusedError, NotBaculaError, WrongPasswordError } from './handshake-errors.ts';
import { formatHello, type Hello } from './hello.ts';
import { explainRefusal } from './refusal.ts';
import type { SocketConnection } from './socket-connection.ts';
import { TlsHandshakeError, TlsRequiredByPeerError, TlsRequiredError } from './tls-errors.ts';
import { classicTls, earlyTls, mayGoOnWithoutEarlyTls } from './tls-negotiation.ts';
import { decodeTlsNeeds, type TlsNeed } from './tls-settings.ts';

export interface Call extends HandshakeParty, Channel {
  readonly hello: Hello;
  /** As it was dialled, to compare with the certificate; undefined: nobody was dialled. */
  readonly host: string | undefined;
}

/** Resolves with the final reply's value; `parseReply` says which line is one. */
export async function call<T>(party: Call, parseReply: (text: ByteString) => T | undefined): Promise<T> {
  const { connection } = party;
  connection.send(formatHello(party.hello));
  let line = await greet(party);
  if (isStorageCapabilities(line)) {
    connection.send(CLIENT_CAPABILITIES);
    line = await receiveStep(party, 'go on after the capabilities');
  }
  const starttls = parseStartTls(line);
  if (starttls === undefined) {
    const peerNeed = await authenticate(party, line, new ResponseSender(connection));
    await startClassicTls(party, peerNeed);
  } else {
    await authenticate(party, ...(await startEarlyTls(party, starttls)));
  }
  const reply = await receiveStep(party, 'accept the Hello');
  const accepted = parseReply(reply);
  if (accepted === undefined) throw refusedAtLast(party, reply);
  connection.trust();
  return accepted;
}

/** Both passwords are proved: what a daemon can still miss is TLS, and it does not say so. */
const refusedAtLast = ({ connection, tls }: Call, reply: ByteString): Error =>
  /^[23]999 /.test(reply) && connection.encryption === 'none' && (tls.certificate === 0 || tls.psk === 0)
    ? new TlsRequiredByPeerError(connection.peer)
    : new HelloRefusedError(connection.peer, reply);

/** TLS, and then the challenge. */
async function startEarlyTls(party: Call, tlspsk: number): Promise<[ByteString, ResponseSender]> {
  const { connection, key, tls, host } = party;
  const mechanism = earlyTls(tls, decodeTlsNeeds(tlspsk));
  if (mechanism === undefined) {
    throw new TlsHandshakeError(connection.peer, 'it begins a kind of TLS that was not offered');
  }
  const sender = new ResponseSender(connection);
  await upgradeTo(party, mechanism, { role: 'client', key, tls, host, onTicket: () => sender.begin() });
  return [await receiveStep(party, 'send its challenge'), sender];
}

/**
 * After the TLS handshake a genuine peer writes session tickets and then, separately, its challenge, which its Nagle
 * algorithm holds back until the tickets are acknowledged: 40 ms. Whatever we send carries the acknowledgement, and the
 * first bytes of our response are known beforehand: its length. They leave in one piece, as genuine readers want it.
 * (Not a HEARTBEAT: any signal reads as a wrong response here, and 9.6.7 hangs up on one in command mode too.)
 */
class ResponseSender {
  readonly #connection: SocketConnection;
  #begun = false;
  #done = false;

  constructor(connection: SocketConnection) {
    this.#connection = connection;
  }

  begin(): void {
    if (this.#begun || this.#done) return;
    this.#begun = true;
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeInt32BE(RESPONSE_BYTES);
    this.#connection.sendPart(header);
  }

  send(response: ByteString): void {
    this.#done = true;
    if (this.#begun) this.#connection.sendPart(Buffer.from(response, 'latin1'));
    else this.#connection.send(response);
  }
}

/** The first answer: capabilities, starttls, a challenge, or words of refusal. */
async function greet(party: Call): Promise<ByteString> {
  const { peer } = party.connection;
  try {
    const line = await receiveLine(party, 'answer the Hello');
    if (line !== undefined) return line;
  } catch (error) {
    if (error instanceof FrameTooLongError) throw new NotBaculaError(peer, 'its answer is no frame', { cause: error });
    if (error instanceof ConnectionLostError) throw new HelloIgnoredError(peer, { cause: error });
    throw error;
  }
  throw new HelloIgnoredError(peer);
}

/**
 * Strictly by turns. Sending our challenge together with the response saves a round trip, but then a genuine peer writes
 * its verdict and its response one after the other, and its Nagle algorithm holds the second back for 40 ms.
 */
async function authenticate(party: Call, line: ByteString, sender: ResponseSender): Promise<TlsNeed> {
  const { connection, key, tls } = party;
  const asked = parseChallenge(line);
  if (asked === undefined) throw explainRefusal(connection.peer, line, party.ownName);
  if (connection.encryption === 'none' && !mayGoOnWithoutEarlyTls(tls)) throw new TlsRequiredError(connection.peer);
  const challenge = createChallenge(party.ownName, unixSeconds(new Date()));
  sender.send(formatResponse(key, asked));
  const verdict = await receiveStep(party, 'judge our password');
  if (!verdict.startsWith(AUTH_OK.trimEnd())) {
    throw /^\d999 /.test(verdict)
      ? new WrongPasswordError(connection.peer, 'it refused our response')
      : explainRefusal(connection.peer, verdict, party.ownName);
  }
  connection.send(formatChallenge(challenge, tls.certificate));
  const response = await receiveStep(party, 'prove its password');
  if (!verifyResponse(key, challenge, response)) {
    await connection.send(AUTH_FAILED);
    throw new WrongPasswordError(connection.peer, 'its response to our challenge is wrong');
  }
  connection.send(AUTH_OK);
  return asked.certificateNeed;
}

async function startClassicTls(party: Call, peerNeed: TlsNeed): Promise<void> {
  const { connection, key, tls, host } = party;
  const { peer } = connection;
  switch (classicTls(tls, peerNeed)) {
    case 'tls':
      return upgradeTo(party, 'certificate', { role: 'client', key, tls, host });
    case 'we-require':
      throw new TlsRequiredError(peer);
    case 'peer-requires':
      throw new TlsRequiredByPeerError(peer);
    case 'clear':
  }
}
