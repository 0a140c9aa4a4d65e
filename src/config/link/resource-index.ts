/** Resources by kind and name, and the objects that they become; references may point forward. */
import type { ByteString } from '../../core/index.ts';
import type { Language } from '../language/language.ts';
import type { RawResource } from '../language/raw-resource.ts';
import type { Report } from '../language/report.ts';
import { nearestHint } from '../nearest.ts';
import type { Lookup } from '../table/index.ts';

export interface Indexed {
  readonly raw: RawResource;
  /** Filled in when everything is known; references point to it from the start. */
  readonly object: Record<string, unknown>;
}

const NAME_CHARACTERS = /^[A-Za-z0-9:.\-_ ]+$/;

export class ResourceIndex {
  readonly #kinds = new Map<string, Map<ByteString, Indexed>>();
  readonly #report: Report;

  constructor(language: Language, resources: readonly RawResource[], report: Report) {
    this.#report = report;
    for (const { kind } of language.types.values()) this.#kinds.set(kind, new Map());
    for (const raw of resources) this.#add(raw);
  }

  of(kind: string): ReadonlyMap<ByteString, Indexed> {
    return this.#kinds.get(kind) ?? new Map();
  }

  all(): Indexed[] {
    return [...this.#kinds.values()].flatMap((byName) => [...byName.values()]);
  }

  readonly lookup: Lookup = ({ kind, name, ...at }) => {
    const found = this.of(kind).get(name);
    if (found) return found.object;
    const hint = nearestHint(name, this.of(kind).keys());
    this.#report({ ...at, message: `There is no ${kind} named ${JSON.stringify(name)}`, ...hint });
    return undefined;
  };

  #add(raw: RawResource): void {
    const { name, nameAt, type } = raw;
    const byName = this.#kinds.get(type.kind);
    // Without a name it was complained about already.
    if (!raw.mentioned.has('name') && name === '') return;
    if (!raw.values.has('name') && raw.mentioned.has('name')) return;
    if (!NAME_CHARACTERS.test(name)) {
      const message =
        name === '' ? `The name of a ${type.word} is empty` : `${JSON.stringify(name)} is no name for a ${type.word}`;
      this.#report({ ...nameAt, message, expected: 'letters, digits, blanks and `:.-_`' });
    }
    const first = byName?.get(name);
    if (first) {
      this.#report({
        ...nameAt,
        message: `A second ${type.word} is named ${JSON.stringify(name)}`,
        hint: `The first one is in line ${first.raw.nameAt.line} of ${first.raw.nameAt.file}`,
      });
      return;
    }
    byName?.set(name, { raw, object: {} });
  }
}
