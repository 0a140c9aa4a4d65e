/** One kind of file: its language, and what its resources are together. */
import type { Language } from '../language/language.ts';
import type { Report } from '../language/report.ts';
import type { ResourceIndex } from '../link/resource-index.ts';

export type ConfigurationKind = 'director' | 'storage' | 'client' | 'console' | 'understudy';

export interface Dialect<T> {
  readonly kind: ConfigurationKind;
  readonly language: Language;
  /** Checks what single resources cannot know; undefined where something indispensable is missing. */
  assemble(index: ResourceIndex, file: string, report: Report): T | undefined;
}
