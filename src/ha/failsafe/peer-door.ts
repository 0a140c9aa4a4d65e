/**
 * Where a member answers the others: opens the question's seal, refuses what is old, repeated or for another process, and
 * asks its own Promises. Knows no HTTP; whoever listens hands bodies in and sends back what comes out.
 */
import type { Secret } from '../../core/index.ts';
import { OFFICES } from '../keys.ts';
import { isTrueQuestion, newInstance, parseObject, parseSealed, sealAnswer } from './peer-seal.ts';
import type { ConfirmAnswer, ConfirmRequest } from './peers.ts';
import type { Promises } from './promises.ts';

export interface PeerDoorOptions {
  readonly cluster: string;
  readonly name: string;
  /** All members have the same one. */
  readonly secret: Secret;
  readonly promises: Promises;
}

/** What travels: numbers as text, since JSON has no bigint. */
interface Question {
  readonly cluster: string;
  readonly to: string;
  /** The process that is asked; another one has other promises, and does not know which questions it has heard. */
  readonly instance: string;
  /** The process that asks, and how manieth question this is. */
  readonly asker: string;
  readonly number: number;
  readonly request: ConfirmRequest;
}

/** So many processes of one member are remembered; a member restarts rarely while this one runs. */
const ASKERS_MAX = 64;

export class PeerDoor {
  readonly #options: PeerDoorOptions;
  readonly #instance = newInstance();
  /** Of each process that has asked, its highest number. */
  readonly #heard = new Map<string, number>();

  constructor(options: PeerDoorOptions) {
    this.#options = options;
  }

  /** @returns the body of the answer; undefined: nothing is told to whoever has no secret */
  answer(body: string): string | undefined {
    const { secret } = this.#options;
    const sealed = parseSealed(body);
    if (sealed === undefined || !isTrueQuestion(secret, sealed)) return undefined;
    const question = readQuestion(sealed.text);
    if (question === undefined) return undefined;
    const answer = { ...this.#decide(question), instance: this.#instance };
    return JSON.stringify(sealAnswer(secret, sealed, JSON.stringify(answer)));
  }

  #decide({ cluster, to, instance, asker, number, request }: Question): ConfirmAnswer {
    const { name, promises } = this.#options;
    if (cluster !== this.#options.cluster || to !== name) return no(`this is ${name} of ${this.#options.cluster}`);
    if (instance !== this.#instance) return no('the question is for another process of this member');
    const heard = this.#heard.get(asker);
    if (number <= (heard ?? 0)) return no('this question has been heard before');
    if (heard === undefined && this.#heard.size >= ASKERS_MAX) return no('too many processes have asked');
    this.#heard.set(asker, number);
    return promises.confirm(request);
  }
}

const no = (why: string): ConfirmAnswer => ({ confirmed: false, why });

export function writeQuestion(question: Question): string {
  return JSON.stringify({ ...question, request: { ...question.request, epoch: question.request.epoch.toString() } });
}

function readQuestion(text: string): Question | undefined {
  const value = parseObject(text);
  const request = value?.request as Record<string, unknown> | null | undefined;
  if (value === undefined || typeof request !== 'object' || request === null) return undefined;
  const { cluster, to, instance, asker, number } = value;
  const { from, office, epoch, members, promiseMs } = request;
  const texts = [cluster, to, instance, asker, from].every((part) => typeof part === 'string');
  if (!texts || !Number.isSafeInteger(number) || typeof promiseMs !== 'number') return undefined;
  if (!OFFICES.some((one) => one === office) || typeof epoch !== 'string' || !/^\d{1,19}$/.test(epoch))
    return undefined;
  if (!Array.isArray(members) || !members.every((member) => typeof member === 'string')) return undefined;
  return { ...value, request: { ...request, epoch: BigInt(epoch) } } as unknown as Question;
}
