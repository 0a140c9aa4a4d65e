/**
 * POSIX extended regular expressions with GNU's escapes, as regcomp of the C library reads them (specification 07 §3.2).
 * References back to a group are refused: no automaton can follow them, and matching them may take for ever.
 */
import type { ByteString } from '../../../../core/index.ts';
import { charactersOf, isStray } from './character.ts';
import { CLASSES, characterSet, type SetParts, wordClass } from './character-set.ts';
import type { Assertion, Expression } from './expression.ts';
import { parseSet } from './parse-set.ts';

const REPEAT_MAX = 32_767;
const NESTING_MAX = 200;
const EMPTY: Expression = { kind: 'sequence', of: [] };

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  b: 'wordEdge',
  B: 'noWordEdge',
  '<': 'wordStart',
  '>': 'wordEnd',
  '`': 'start',
  "'": 'end',
};
const space = CLASSES.space as (character: number) => boolean;
const SETS: Readonly<Record<string, SetParts>> = {
  w: { negated: false, ranges: [], classes: [wordClass] },
  W: { negated: true, ranges: [], classes: [wordClass] },
  s: { negated: false, ranges: [], classes: [space] },
  S: { negated: true, ranges: [], classes: [space] },
};

class Mistake {
  readonly found: string;
  constructor(found: string) {
    this.found = found;
  }
}

/** A string says what is wrong with it, in the words of regcomp where it has any. */
export function parseRegex(text: ByteString, ignoreCase: boolean): Expression | string {
  try {
    return new Parser(charactersOf(text), ignoreCase).parse();
  } catch (error) {
    if (error instanceof Mistake) return error.found;
    throw error;
  }
}

class Parser {
  readonly #text: readonly number[];
  readonly #ignoreCase: boolean;
  #at = 0;
  #depth = 0;

  constructor(text: readonly number[], ignoreCase: boolean) {
    this.#text = text;
    this.#ignoreCase = ignoreCase;
  }

  parse(): Expression {
    return this.#choice();
  }

  /** The ASCII character here; empty at the end and for anything else. */
  #peek(): string {
    const character = this.#text[this.#at];
    return character === undefined || character > 0x7f ? '' : String.fromCharCode(character);
  }

  #choice(): Expression {
    const branches = [this.#sequence()];
    while (this.#peek() === '|') {
      this.#at++;
      branches.push(this.#sequence());
    }
    return branches.length === 1 ? (branches[0] as Expression) : { kind: 'choice', of: branches };
  }

  #sequence(): Expression {
    const items: Expression[] = [];
    while (this.#at < this.#text.length && this.#peek() !== '|' && !(this.#depth > 0 && this.#peek() === ')')) {
      const grouped = this.#peek() === '(';
      const item = this.#item();
      items.push(item.kind === 'assert' && !grouped ? this.#notRepeated(item) : this.#repeated(item));
    }
    return items.length === 1 ? (items[0] as Expression) : { kind: 'sequence', of: items };
  }

  #item(): Expression {
    const c = this.#peek();
    switch (c) {
      case '(':
        return this.#group();
      case '[':
        return this.#bracket();
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
      case '{':
        throw new Mistake('Invalid preceding regular expression');
      case '.':
        this.#at++;
        return this.#set({ negated: true, ranges: [], classes: [] });
      case '^':
      case '$':
        this.#at++;
        return { kind: 'assert', what: c === '^' ? 'start' : 'end' };
      default:
        return this.#literal(this.#text[this.#at++] as number);
    }
  }

  #group(): Expression {
    this.#at++;
    if (++this.#depth > NESTING_MAX) throw new Mistake('Too many groups in one another');
    const inner = this.#choice();
    if (this.#peek() !== ')') throw new Mistake('Unmatched ( or \\(');
    this.#at++;
    this.#depth--;
    return inner;
  }

  #bracket(): Expression {
    const set = parseSet(this.#text, this.#at + 1);
    if (typeof set === 'string') throw new Mistake(set);
    this.#at = set.end;
    return this.#set(set.parts);
  }

  #escape(): Expression {
    const character = this.#text[this.#at + 1];
    if (character === undefined) throw new Mistake('Trailing backslash');
    this.#at++;
    const c = this.#peek();
    this.#at++;
    if (/[1-9]/.test(c)) throw new Mistake(`\\${c} refers back to a group, which is not supported here`);
    const what = ASSERTIONS[c];
    if (what !== undefined) return { kind: 'assert', what };
    const set = SETS[c];
    return set === undefined ? this.#literal(character) : this.#set(set);
  }

  #repeated(item: Expression): Expression {
    let of = item;
    for (;;) {
      const bounds = this.#bounds();
      if (bounds === undefined) return of;
      of = bounds.max === 0 ? EMPTY : { kind: 'repeat', of, ...bounds };
    }
  }

  /** A place between characters cannot be repeated. */
  #notRepeated(item: Expression): Expression {
    if (/[*+?{]/.test(this.#peek())) throw new Mistake('Invalid preceding regular expression');
    return item;
  }

  #bounds(): { min: number; max: number } | undefined {
    switch (this.#peek()) {
      case '*':
        this.#at++;
        return { min: 0, max: Number.POSITIVE_INFINITY };
      case '+':
        this.#at++;
        return { min: 1, max: Number.POSITIVE_INFINITY };
      case '?':
        this.#at++;
        return { min: 0, max: 1 };
      case '{':
        return this.#interval();
      default:
        return undefined;
    }
  }

  #interval(): { min: number; max: number } {
    const rest = String.fromCharCode(...this.#text.slice(this.#at, this.#at + 40).map((c) => (c > 0x7f ? 0 : c)));
    const [whole = '', low = '', comma = '', high = ''] = /^\{(\d*)(,?)(\d*)\}/.exec(rest) ?? [];
    if (whole === '') throw new Mistake(rest.includes('}') ? 'Invalid content of \\{\\}' : 'Unmatched \\{');
    if (low === '' && comma === '') throw new Mistake('Invalid content of \\{\\}');
    const min = Number(low);
    const max = comma === '' ? min : high === '' ? Number.POSITIVE_INFINITY : Number(high);
    if (min > REPEAT_MAX || (max > REPEAT_MAX && max !== Number.POSITIVE_INFINITY)) {
      throw new Mistake('Regular expression too big');
    }
    if (max < min) throw new Mistake('Invalid content of \\{\\}');
    this.#at += whole.length;
    return { min, max };
  }

  #literal(character: number): Expression {
    return this.#set({ negated: false, ranges: [[character, character]], classes: [] });
  }

  #set(parts: SetParts): Expression {
    return { kind: 'set', set: characterSet(parts, this.#ignoreCase && !parts.ranges.some(([low]) => isStray(low))) };
  }
}
