/** The other members over HTTP, at the address that each says of itself: one short question, one sealed answer, within the signal. */
import type { Secret } from '../../core/index.ts';
import type { DcsSnapshot } from '../dcs/dcs.ts';
import { membersIn } from '../records.ts';
import type { StoreReader } from '../store-reader.ts';
import { writeQuestion } from './peer-door.ts';
import { isTrueAnswer, newInstance, parseObject, parseSealed, sealQuestion } from './peer-seal.ts';
import type { ConfirmAnswer, ConfirmRequest, Peers } from './peers.ts';
import { type PostSealed, postSealed } from './post-sealed.ts';

export const PEER_PATH = '/cluster/confirm';

export interface HttpPeersOptions {
  readonly cluster: string;
  readonly secret: Secret;
  /** Who is where; remembered, since the store is away when it is needed. */
  readonly store: Pick<StoreReader, 'listen' | 'snapshot'>;
  readonly post?: PostSealed;
}

export class HttpPeers implements Peers, Disposable {
  readonly #options: HttpPeersOptions;
  readonly #asker = newInstance();
  readonly #addresses = new Map<string, string>();
  /** Of each member the process that answered last. */
  readonly #instances = new Map<string, string>();
  readonly #listening: Disposable;
  #number = 0;

  constructor(options: HttpPeersOptions) {
    this.#options = options;
    if (options.store.snapshot !== undefined) this.#remember(options.store.snapshot);
    this.#listening = options.store.listen((snapshot) => this.#remember(snapshot));
  }

  async confirm(member: string, request: ConfirmRequest, signal: AbortSignal): Promise<ConfirmAnswer> {
    const before = this.#instances.get(member);
    const answer = await this.#ask(member, request, signal);
    const now = this.#instances.get(member);
    // It has been started since it was asked last: now it is known whom to ask.
    return answer.confirmed || now === before ? answer : this.#ask(member, request, signal);
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
  }

  async #ask(member: string, request: ConfirmRequest, signal: AbortSignal): Promise<ConfirmAnswer> {
    const { cluster, secret } = this.#options;
    const address = this.#addresses.get(member);
    if (address === undefined) throw new Error('it has not said where it is asked');
    const instance = this.#instances.get(member) ?? '';
    this.#number += 1;
    const text = writeQuestion({ cluster, to: member, instance, asker: this.#asker, number: this.#number, request });
    const question = sealQuestion(secret, text);
    const post = this.#options.post ?? postSealed;
    const sealed = parseSealed(await post(`${address}${PEER_PATH}`, JSON.stringify(question), signal));
    if (sealed === undefined || !isTrueAnswer(secret, question, sealed)) throw new Error('its answer has no true seal');
    const answer = parseObject(sealed.text);
    if (typeof answer?.instance === 'string') this.#instances.set(member, answer.instance);
    return { confirmed: answer?.confirmed === true, why: `${member}: ${String(answer?.why)}` };
  }

  #remember(snapshot: DcsSnapshot): void {
    for (const { name, peer } of membersIn(snapshot)) if (peer !== undefined) this.#addresses.set(name, peer);
  }
}
