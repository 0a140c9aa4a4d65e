/**
 * One file of a genuine daemon on its own host, which has nothing of ours: written beside the old one, tried by the daemon's
 * own program, and put in its place when the release is committed. What somebody has changed there is not replaced.
 */
import type { ByteString } from '../../../core/index.ts';
import { displayText } from '../../../core/index.ts';
import { sha256, TEXT_BYTES_MAX } from '../release/manifest.ts';
import type { SshConnection } from '../ssh/connect.ts';
import { RemoteFiles, type RemoteStat } from '../ssh/remote-files.ts';
import { SshCommandError } from '../ssh/ssh-errors.ts';

export interface DaemonFile {
  readonly name: string;
  /** On the host; plain characters only. */
  readonly file: string;
  /** Of the release: where it is edited, on the nodes. */
  readonly place: ByteString;
  readonly testCommand: string | undefined;
  readonly reloadCommand: string | undefined;
  readonly answerMs: number;
  connect(): Promise<SshConnection>;
}

/** `foreign`: neither the committed file nor one that was committed before. */
export type DaemonFileState = 'same' | 'missing' | 'behind' | 'foreign';

export class DaemonHost {
  readonly file: DaemonFile;

  constructor(file: DaemonFile) {
    this.file = file;
  }

  /** `known`: what earlier releases had there. */
  async state(wanted: string, known: ReadonlySet<string>): Promise<DaemonFileState> {
    return this.#with(async (files) =>
      stateOf((await files.read(this.file.file, TEXT_BYTES_MAX))?.content, wanted, known),
    );
  }

  /** Beside the old one, tried. @throws SshCommandError with the daemon's own words */
  async stage(content: Buffer): Promise<void> {
    const { file, testCommand } = this.file;
    await this.#with(async (files, ssh) => {
      const old = await files.read(file, TEXT_BYTES_MAX);
      await files.write(this.#aside, content, ownershipFor(old?.stat));
      if (testCommand === undefined) return;
      await runOrThrow(ssh, testCommand.replaceAll('%f', this.#aside)).catch(async (error: unknown) => {
        await files.remove(this.#aside);
        throw error;
      });
    });
  }

  /** In its place, and the daemon told. */
  async activate(): Promise<void> {
    const { file, reloadCommand } = this.file;
    await this.#with(async (files, ssh) => {
      await files.replace(this.#aside, file);
      if (reloadCommand !== undefined) await runOrThrow(ssh, reloadCommand);
    });
  }

  /** What was staged is not wanted any more. */
  async discard(): Promise<void> {
    await this.#with((files) => files.remove(this.#aside));
  }

  get #aside(): string {
    return `${this.file.file}.understudy`;
  }

  async #with<T>(work: (files: RemoteFiles, ssh: SshConnection) => Promise<T>): Promise<T> {
    await using ssh = await this.file.connect();
    return await work(new RemoteFiles(await ssh.sftp(), ssh.where, this.file.answerMs), ssh);
  }
}

export function stateOf(found: Buffer | undefined, wanted: string, known: ReadonlySet<string>): DaemonFileState {
  if (found === undefined) return 'missing';
  const now = sha256(found);
  if (now === wanted) return 'same';
  return known.has(now) ? 'behind' : 'foreign';
}

/** As the old file's; others never look into it. */
const ownershipFor = (stat: RemoteStat | undefined): Omit<RemoteStat, 'size'> | undefined =>
  stat && { ...stat, mode: stat.mode & 0o770 };

async function runOrThrow(ssh: SshConnection, command: string): Promise<void> {
  const { status, output } = await ssh.run(command);
  if (status === 0) return;
  const words = displayText(output.trim().split('\n').slice(-5).join(' | '));
  throw new SshCommandError(
    ssh.where,
    command,
    `${status === undefined ? 'it was killed' : `exit status ${status}`}: ${words}`,
  );
}
