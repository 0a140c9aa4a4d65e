/** The directives of one table by name, in any case and without the blanks that the lexer dropped. */
import type { AnyTable, Entry, Row } from '../table/index.ts';

export interface Known {
  /** The property that the directive feeds. */
  readonly key: string;
  readonly row: Row<unknown>;
  readonly entry: Entry;
}

export class Directives {
  readonly table: AnyTable;
  /** As messages write them. */
  readonly names: readonly string[];
  readonly #byName = new Map<string, Known>();

  constructor(table: AnyTable) {
    this.table = table;
    const names: string[] = [];
    for (const [key, row] of Object.entries(table)) {
      for (const entry of row.entries) {
        names.push(entry.name);
        for (const name of [entry.name, ...(entry.aliases ?? [])])
          this.#byName.set(name.toLowerCase(), { key, row, entry });
      }
    }
    this.names = names;
  }

  find(name: string): Known | undefined {
    return this.#byName.get(name.toLowerCase());
  }
}
