/**
 * Questions and answers between members, sealed with the cluster's secret: an answer is bound to the very question, a question
 * to the very process that it is for. Neither is secret; a forged or repeated one must never count.
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../core/index.ts';

/** Text and its seal, as they travel. */
export interface Sealed {
  readonly text: string;
  readonly seal: string;
}

const QUESTION = 'understudy question';
const ANSWER = 'understudy answer';

export const newInstance = (): string => randomUUID();

export const sealQuestion = (secret: Secret, text: string): Sealed => ({ text, seal: sealOf(secret, QUESTION, text) });

export const isTrueQuestion = (secret: Secret, { text, seal }: Sealed): boolean =>
  isSame(seal, sealOf(secret, QUESTION, text));

export const sealAnswer = (secret: Secret, question: Sealed, text: string): Sealed => ({
  text,
  seal: sealOf(secret, ANSWER, question.seal, text),
});

export const isTrueAnswer = (secret: Secret, question: Sealed, { text, seal }: Sealed): boolean =>
  isSame(seal, sealOf(secret, ANSWER, question.seal, text));

/** @returns undefined where it is none */
export function parseSealed(body: string): Sealed | undefined {
  const value = parseObject(body);
  return typeof value?.text === 'string' && typeof value.seal === 'string'
    ? { text: value.text, seal: value.seal }
    : undefined;
}

/** @returns undefined where it is no JSON object */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Of lengths and parts: no two lists of parts give the same text. */
function sealOf(secret: Secret, ...parts: readonly string[]): string {
  const hmac = createHmac('sha256', secret.reveal());
  for (const part of parts) hmac.update(`${Buffer.byteLength(part)}:${part};`);
  return hmac.digest('hex');
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given, 'latin1'), Buffer.from(wanted, 'latin1')];
  return a.length === b.length && timingSafeEqual(a, b);
}
