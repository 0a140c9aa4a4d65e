/**
 * Runs a program over a path, one look at each character: whatever the expression and the path, the time grows with the
 * length of the path alone, once the states are known. They are computed when first met, and forgotten when there are
 * too many of them.
 */
import type { ByteString } from '../../../../core/index.ts';
import { decodeCharacter, isWord, lengthOf } from './character.ts';
import type { Assertion } from './expression.ts';
import type { Step } from './program.ts';

/** What stands beside a place between two characters. */
type Beside = 'nothing' | 'word' | 'other';

interface State {
  /** The steps at which the machine may be, before forks and assertions: these depend on what comes next. */
  readonly steps: readonly number[];
  readonly before: Beside;
  readonly ascii: (State | undefined)[];
  readonly others: Map<number, State>;
}

const STATES_MAX = 1000;
const OTHERS_MAX = 1000;

export class Automaton {
  readonly #program: readonly Step[];
  readonly #states = new Map<string, State>();
  readonly #matched = newState([], 'nothing');
  #start: State;

  constructor(program: readonly Step[]) {
    this.#program = program;
    this.#start = this.#intern([0], 'nothing');
  }

  /** True where any part of the text fits. */
  matches(text: ByteString): boolean {
    let state = this.#start;
    for (let at = 0; at < text.length; ) {
      const byte = text.charCodeAt(at);
      if (byte < 0x80) {
        state = state.ascii[byte] ?? this.#step(state, byte);
        at++;
      } else {
        const character = decodeCharacter(text, at);
        state = state.others.get(character) ?? this.#step(state, character);
        at += lengthOf(character);
      }
      if (state === this.#matched) return true;
    }
    return this.#closure(state, 'nothing') === undefined;
  }

  #step(state: State, character: number): State {
    const kind = isWord(character) ? 'word' : 'other';
    const next = this.#after(this.#closure(state, kind), character, kind);
    if (character < 0x80) state.ascii[character] = next;
    else {
      if (state.others.size >= OTHERS_MAX) state.others.clear();
      state.others.set(character, next);
    }
    return next;
  }

  #after(closure: readonly number[] | undefined, character: number, kind: Beside): State {
    if (closure === undefined) return this.#matched;
    const steps = new Set([0]); // a match may begin anywhere
    for (const at of closure) {
      const step = this.#program[at];
      if (step?.kind === 'take' && step.set.has(character)) steps.add(at + 1);
    }
    return this.#intern(
      [...steps].sort((a, b) => a - b),
      kind,
    );
  }

  #intern(steps: readonly number[], before: Beside): State {
    const key = `${before}:${steps.join()}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    if (this.#states.size >= STATES_MAX) this.#forget();
    const state = newState(steps, before);
    this.#states.set(key, state);
    return state;
  }

  /** Whoever still holds a state of old goes on with it; it is gone when he has moved on. */
  #forget(): void {
    this.#states.clear();
    this.#start = this.#intern([0], 'nothing');
  }

  /** All the steps that are reached without taking a character; undefined: the end of the program is. */
  #closure(state: State, after: Beside): readonly number[] | undefined {
    const reached = new Set<number>();
    const open = [...state.steps];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (reached.has(at)) continue;
      reached.add(at);
      const step = this.#program[at] as Step;
      if (step.kind === 'match') return undefined;
      if (step.kind === 'fork') open.push(step.first, step.second);
      if (step.kind === 'jump') open.push(step.to);
      if (step.kind === 'assert' && holds(step.what, state.before, after)) open.push(at + 1);
    }
    return [...reached];
  }
}

const newState = (steps: readonly number[], before: Beside): State => ({
  steps,
  before,
  ascii: new Array<State | undefined>(0x80).fill(undefined),
  others: new Map(),
});

function holds(what: Assertion, before: Beside, after: Beside): boolean {
  const edge = (before === 'word') !== (after === 'word');
  switch (what) {
    case 'start':
      return before === 'nothing';
    case 'end':
      return after === 'nothing';
    case 'wordEdge':
      return edge;
    case 'noWordEdge':
      return !edge;
    case 'wordStart':
      return edge && after === 'word';
    case 'wordEnd':
      return edge && before === 'word';
  }
}
