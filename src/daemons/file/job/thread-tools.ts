/** What all work in the thread of a Job has in common: its words, its figures, and the word that stops it. */
import type { ByteString } from '../../../core/index.ts';
import type { MessageType } from '../../../protocol/index.ts';
import { JobStoppedError } from './errors.ts';
import { JobFigures, type StopKind } from './figures.ts';
import type { FromThread, ThreadSettings } from './thread-calls.ts';

export interface ThreadTools {
  readonly settings: ThreadSettings;
  readonly figures: JobFigures;
  /** Aborts with a JobStoppedError: for what waits. */
  readonly signal: AbortSignal;
  /** For what never waits. @throws JobStoppedError */
  checkStop(): void;
  say(type: MessageType, text: ByteString): void;
  /** Says it, and counts it as an error of the Job. */
  complain(type: MessageType, text: ByteString): void;
  heartbeat(): void;
  /** Packets for the Director; resolves when the main thread has room for more. */
  pass(packets: readonly Uint8Array[]): Promise<void>;
}

interface Opened {
  readonly tools: ThreadTools;
  readonly passedOn: () => void;
  readonly stop: (how: StopKind) => void;
}

/** So many batches may be on their way to the Director. */
const PASSING_MAX = 4;

export function openThreadTools(settings: ThreadSettings, tell: (message: FromThread) => void): Opened {
  const figures = new JobFigures(settings.figures);
  const stopping = new AbortController();
  const say = (type: MessageType, text: ByteString): void => tell({ kind: 'say', type, text });
  let passing = 0;
  let room: PromiseWithResolvers<void> | undefined;

  const tools: ThreadTools = {
    settings,
    figures,
    signal: stopping.signal,
    checkStop: () => {
      const how = figures.stopRequested;
      if (how !== undefined) throw new JobStoppedError(how);
    },
    say,
    complain: (type, text) => {
      figures.add('errors', 1);
      say(type, text);
    },
    heartbeat: () => tell({ kind: 'heartbeat' }),
    pass: async (packets) => {
      while (passing >= PASSING_MAX) {
        room ??= Promise.withResolvers<void>();
        await room.promise;
      }
      passing++;
      tell({ kind: 'packets', packets });
    },
  };
  const passedOn = (): void => {
    passing--;
    room?.resolve();
    room = undefined;
  };
  return { tools, passedOn, stop: (how) => stopping.abort(new JobStoppedError(how)) };
}
