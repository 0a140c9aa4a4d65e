/**
 * What is to be thought of a backup that goes on without its Director at daemons that keep no journal. Pure. A Client ends
 * a Job well only after its Storage Daemon has confirmed the session on the Volume; the Storage Daemon itself counts it
 * as failed in any case, because it could tell nobody. In doubt the Job is lost.
 */
import type { AtClient, ClientVerdict } from '../journal/client-verdict.ts';
import type { AtStorage, Figures } from './job-at-storage.ts';

export interface Look {
  readonly client: AtClient;
  readonly storage: AtStorage;
  /** For so long nothing has changed in what they say. */
  readonly stillMs: number;
}

export type Judgement =
  | { readonly kind: 'wait' }
  | { readonly kind: 'whole'; readonly verdict: ClientVerdict; readonly figures: Figures }
  | { readonly kind: 'lost'; readonly why: string };

/** A Client writes nothing while it reads through a large folder without changes, or waits for a slow disk. */
const STILL_MS = 5 * 60_000;
/** A Client whose Storage Daemon has ended the Job tries to reach it for half an hour, or notices within seconds. */
const ALONE_MS = 30_000;

export function judgeOrphan({ client, storage, stillMs }: Look): Judgement {
  if (client.kind === 'unknown') return lost('its Client does not know it any more');
  if (storage.kind === 'unknown') return lost('its Storage Daemon does not know it any more');
  if (client.kind === 'running') {
    if (storage.kind === 'ended' && stillMs >= ALONE_MS)
      return lost('its Storage Daemon had ended it before its Client');
    return waitUnlessStill(stillMs);
  }
  const { status } = client.verdict.end;
  if (status !== 'T') return lost(`its Client ended it with status ${status}`);
  if (storage.kind === 'running') return waitUnlessStill(stillMs);
  if (storage.status === 'A') return lost('it was canceled at its Storage Daemon');
  const { files, bytes } = storage;
  return { kind: 'whole', verdict: client.verdict, figures: { files, bytes } };
}

const waitUnlessStill = (stillMs: number): Judgement =>
  stillMs >= STILL_MS ? lost(`nothing has moved at its daemons for ${STILL_MS / 60_000} minutes`) : { kind: 'wait' };

const lost = (why: string): Judgement => ({ kind: 'lost', why });
