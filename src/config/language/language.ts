/** A configuration language: which resource types a file may hold, and the table of each. */
import type { AnyTable, Table } from '../table/index.ts';

export interface ResourceType {
  /** As it is written. */
  readonly word: string;
  /** What references call it; an Autochanger of the Director is a Storage. */
  readonly kind: string;
  readonly table: AnyTable;
  /** What the word itself says, as if it were a directive. */
  readonly preset?: Readonly<Record<string, unknown>>;
  /** Required directives are checked later, when something is merged in. */
  readonly requiredLater?: boolean;
}

export class Language {
  /** For messages: `a Director file`. */
  readonly name: string;
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly #byWord: ReadonlyMap<string, ResourceType>;

  constructor(name: string, types: readonly ResourceType[]) {
    this.name = name;
    this.types = new Map(types.map((type) => [type.word, type]));
    this.#byWord = new Map(types.map((type) => [type.word.toLowerCase(), type]));
  }

  /** By the word as it stands in a file, in any case. */
  type(word: string): ResourceType | undefined {
    return this.#byWord.get(word.toLowerCase());
  }
}

/** A resource type whose references go by its word. */
export function resourceType<R>(
  word: string,
  table: Table<R>,
  options: Partial<Pick<ResourceType, 'kind' | 'preset' | 'requiredLater'>> = {},
): ResourceType {
  return { word, kind: word, table: table as unknown as AnyTable, ...options };
}
