/**
 * Which entries of a walk a Job takes: all, those changed since a moment, or those that differ from what the Catalog
 * knows (specification 02 §3, §8). An entry that is met is ticked off in the Catalog's list, whether it is taken or not.
 */
import type { ByteString } from '../../../core/index.ts';
import type { IncludeBlock } from '../file-set/index.ts';
import type { WalkEntry } from '../walk/index.ts';
import type { AccurateTable, KnownFile } from './accurate-table.ts';
import { attributesDiffer, type ChangeTest, changeTest } from './change-test.ts';
import type { Selection } from './thread-calls.ts';

const ACCURATE_LETTERS = 'mcs';
const BASE_LETTERS = 'spug5';
const REGULAR = 3;

export type Choice =
  /** Nothing of it is saved. */
  | { readonly kind: 'skip' }
  | { readonly kind: 'save' }
  /** Its contents are those that the Catalog knows. */
  | { readonly kind: 'attributes-only'; readonly known: KnownFile }
  /** Whether it is to be saved depends on its contents. */
  | { readonly kind: 'compare'; readonly known: KnownFile; readonly equal: Choice; readonly different: Choice };

export interface ListedFile {
  readonly path: ByteString;
  readonly known: KnownFile;
}

const SKIP: Choice = { kind: 'skip' };
const SAVE: Choice = { kind: 'save' };

export class Selector {
  readonly #selection: Selection;
  readonly #table: AccurateTable | undefined;
  readonly #tests = new Map<IncludeBlock, ChangeTest>();
  /** Bytes of files that a base, or the first part of a resumed Job, has already. */
  savedBytes = 0;

  constructor(selection: Selection, table: AccurateTable | undefined) {
    this.#selection = selection;
    this.#table = table;
  }

  /** The list holds another Job's files, of which the unchanged ones are only pointed to. */
  get usesBase(): boolean {
    const { level, rerunning } = this.#selection;
    return this.#table !== undefined && !rerunning && (level === 'full' || level === 'base');
  }

  /** `path`: as it is recorded. */
  choose(entry: WalkEntry, path: ByteString): Choice {
    const address = this.#table?.find(path) ?? 0;
    if (this.#table === undefined) return entry.changed ? SAVE : SKIP;
    if (address === 0) return SAVE;
    const test = this.#testFor(entry.include);
    const known = this.#table.get(address);
    if (!this.usesBase) this.#table.tickOff(address);
    return compare(test, entry, known);
  }

  /** The Catalog has it as it is. Of a base only such files are pointed to in the end. */
  leaveOut({ type, stat }: WalkEntry, path: ByteString): void {
    if (this.#table === undefined || !(this.usesBase || this.#selection.rerunning)) return;
    const address = this.#table.find(path);
    if (address === 0) return;
    if (this.usesBase) this.#table.tickOff(address);
    if (type === REGULAR) this.savedBytes += stat.sizeBytes;
  }

  /** It is there, and is saved whatever the list says. */
  meet(path: ByteString): void {
    const address = this.#table?.find(path) ?? 0;
    if (address !== 0 && !this.usesBase) this.#table?.tickOff(address);
  }

  /** Files of the list that were not met, where that means that they are gone. */
  *gone(): Generator<ListedFile> {
    const { level } = this.#selection;
    if (level === 'incremental' || level === 'differential') yield* this.#listed(false);
  }

  /** Unchanged files of the base. */
  *based(): Generator<ListedFile> {
    if (this.usesBase) yield* this.#listed(true);
  }

  *#listed(met: boolean): Generator<ListedFile> {
    if (this.#table === undefined) return;
    for (const address of this.#table.addresses(met)) {
      yield { path: this.#table.pathOf(address), known: this.#table.get(address) };
    }
  }

  #testFor(include: IncludeBlock): ChangeTest {
    const known = this.#tests.get(include);
    if (known !== undefined) return known;
    const asBase = this.usesBase || this.#selection.rerunning;
    const test = asBase ? changeTest(include.baseJob, BASE_LETTERS) : changeTest(include.accurate, ACCURATE_LETTERS);
    this.#tests.set(include, test);
    return test;
  }
}

function compare(test: ChangeTest, entry: WalkEntry, known: KnownFile): Choice {
  const different = test.always || (test.sinceToo && entry.changed) || attributesDiffer(test, entry.stat, known);
  const comparable = test.digest && entry.type === REGULAR && known.digest.length > 0;
  if (!comparable) return different ? SAVE : SKIP;
  if (!different) return test.attributesOnly ? SKIP : { kind: 'compare', known, equal: SKIP, different: SAVE };
  return test.attributesOnly
    ? { kind: 'compare', known, equal: { kind: 'attributes-only', known }, different: SAVE }
    : SAVE;
}
