/** The recorded conversations in test/fixtures/traces, packet by packet. */
import { readdirSync, readFileSync } from 'node:fs';

export interface TracePacket {
  readonly trace: string;
  readonly lineNumber: number;
  /** Distinguishes the connections of one trace, where it says them. */
  readonly connection: string;
  readonly from: string;
  readonly to: string;
  readonly signal: boolean;
  readonly payload: Buffer;
}

const FOLDER = new URL('../fixtures/traces/', import.meta.url);
const ARROW = /^ *[\d.]+ +([A-Z]+)→([A-Z]+) +\[[0-9a-f]{8}\] (?:LZ4 )?(SIGNAL|\d+)(?: (.*))?$/;
const NUMBERED = /^ *[\d.]+ (#\d+) ([A-Za-z]+)\d?>([A-Za-z]+)\d? +(?:SIG|\[(\d+)\])(?: (.*))?$/;

/** Packets that the trace shows whole; those cut short or left out are passed over. */
export function* tracePackets(): Generator<TracePacket> {
  for (const trace of readdirSync(FOLDER).toSorted()) {
    const lines = readFileSync(new URL(trace, FOLDER), 'utf8').split('\n');
    for (const [index, text] of lines.entries()) {
      const packet = arrowPacket(text) ?? numberedPacket(text);
      if (packet !== undefined) yield { trace, lineNumber: index + 1, ...packet };
    }
  }
}

type Found = Omit<TracePacket, 'trace' | 'lineNumber'> | undefined;

function arrowPacket(text: string): Found {
  const match = ARROW.exec(text);
  if (match === null) return undefined;
  const [, from = '', to = '', length = '', shown = ''] = match;
  const ends = { connection: `${from}${to}`, from, to };
  if (length === 'SIGNAL') return { ...ends, signal: true, payload: Buffer.alloc(0) };
  const payload = shown.startsWith('hex ')
    ? Buffer.from(shown.slice(4), 'hex')
    : fromEscaped(shown.replace(/^"/, '').replace(/"$/, ''));
  return payload.length === Number(length) ? { ...ends, signal: false, payload } : undefined;
}

function numberedPacket(text: string): Found {
  const match = NUMBERED.exec(text);
  if (match === null) return undefined;
  const [, connection = '', from = '', to = '', length, shown = ''] = match;
  const ends = { connection, from, to };
  if (length === undefined) return { ...ends, signal: true, payload: Buffer.alloc(0) };
  const payload = fromEscaped(shown);
  return payload.length === Number(length) ? { ...ends, signal: false, payload } : undefined;
}

const fromEscaped = (shown: string): Buffer =>
  Buffer.from(
    shown.replace(/\\(x[0-9a-f]{2}|n|r|t|0)/g, (_, code: string) => ESCAPES[code] ?? hex(code)),
    'latin1',
  );
const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', '0': '\0' };
const hex = (code: string): string => String.fromCharCode(Number.parseInt(code.slice(1), 16));
