/** From a file's path to a frozen configuration, or to everything that is wrong with it. */
import type { ByteString } from '../core/index.ts';
import type { ClientConfig, ConsoleConfig, DirectorConfig, StorageConfig, UnderstudyConfig } from './configurations.ts';
import type { Problem } from './problem.ts';

export interface LoadResult<T> {
  /** There only when there are no problems. */
  readonly config: T | undefined;
  /** Everything that keeps the file from being used. */
  readonly problems: readonly Problem[];
  /** What is accepted, but probably not meant. */
  readonly warnings: readonly Problem[];
}

export async function loadDirectorConfig(_path: string): Promise<LoadResult<DirectorConfig>> {
  throw new Error('not yet');
}
export async function loadStorageConfig(_path: string): Promise<LoadResult<StorageConfig>> {
  throw new Error('not yet');
}
export async function loadClientConfig(_path: string): Promise<LoadResult<ClientConfig>> {
  throw new Error('not yet');
}
export async function loadConsoleConfig(_path: string): Promise<LoadResult<ConsoleConfig>> {
  throw new Error('not yet');
}
export async function loadUnderstudyConfig(_path: string): Promise<LoadResult<UnderstudyConfig>> {
  throw new Error('not yet');
}

/** The same from a text without includes or shell expansion: for tests, and for what an operator types. */
export function parseDirectorConfig(_text: ByteString, _file?: string): LoadResult<DirectorConfig> {
  throw new Error('not yet');
}
